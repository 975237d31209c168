/**
 * True time where the service is a server: its clock, held by everybody in the simulation. The crowd (whoever starts processes,
 * answers questions, says no) is one more driver of it, and performs what it has to do when its time has come.
 *
 * 1. Time goes on only when every process waits for it, and the crowd too.
 * 2. What the crowd does at one instant happens in the order of scheduling, each when all that it set off has come to rest.
 */
import { Heap } from '../../../src/lib/heap.ts';
import type { Instant } from '../../../src/lib/time.ts';
import type { ServerClock } from '../../../src/simulator/server/server-clock.ts';
import type { Timeline } from '../conductor.ts';

interface Deed {
  readonly at: Instant;
  readonly number: number;
  readonly perform: () => void;
  canceled: boolean;
}

const driver = 'crowd';
/** Of the machine's time: a process that neither asks nor waits for so long hangs. */
const stillMaxMs = 20_000;
const never = new AbortController().signal;

export class Crowd implements Timeline {
  readonly #deeds = new Heap<Deed>((a, b) => a.at < b.at || (a.at === b.at && a.number < b.number));
  readonly #clock: () => ServerClock;
  #number = 0;
  #steps = 0;
  #isPoked = false;
  /** Until when the server is away; null: it is there. */
  #gone: Promise<void> | null = null;

  /** `clock`: asked for each time, for a server that is started again has another. */
  constructor(clock: () => ServerClock) {
    this.#clock = clock;
  }

  get steps(): number {
    return this.#steps;
  }

  now(): Instant {
    return this.#clock().now();
  }

  at(at: Instant, perform: () => void): () => void {
    this.#number += 1;
    const deed = { at: Math.max(at, this.now()), number: this.#number, perform, canceled: false };
    this.#deeds.push(deed);
    this.poke();
    return () => {
      deed.canceled = true;
    };
  }

  /** Something has changed: time goes on only once the crowd has looked again. */
  poke(): void {
    this.#isPoked = true;
    this.#clock().wake(driver);
  }

  sleep(forMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.at(this.now() + forMs, resolve);
    });
  }

  /** Of what the crowd does; what the service does is not known here. */
  next(): Instant | null {
    return this.#first()?.at ?? null;
  }

  /** The server is away until then. */
  absence(until: Promise<void>): void {
    this.#gone = until;
  }

  /** From here on time stands until `run`. */
  begin(): void {
    this.#clock().hold(driver);
  }

  /** Until `isOver`, or until time has come so far; false: it came to neither. */
  async run(limits: {
    readonly isOver: () => boolean;
    readonly until: Instant;
    readonly stepsMax: number;
  }): Promise<'over' | 'late' | 'still'> {
    for (let steps = 0; steps < limits.stepsMax; steps += 1) {
      if (this.#gone !== null) {
        await this.#gone;
        this.#gone = null;
        this.begin();
      }
      if (limits.isOver()) return 'over';
      this.#isPoked = false;
      const before = this.now();
      const until = Math.min(this.next() ?? limits.until, limits.until);
      const { end } = await this.#clock().wait(driver, { until, gone: never, maxMs: stillMaxMs });
      this.#steps += 1;
      if (end === 'woken' && !this.#isPoked && this.now() === before) return 'still';
      if (end !== 'due') continue;
      const first = this.#first();
      if (first !== null && first.at <= this.now()) this.#perform(first);
      else if (this.now() >= limits.until) return 'late';
    }
    return 'late';
  }

  #perform(first: Deed): void {
    this.#deeds.pop();
    first.perform();
  }

  #first(): Deed | null {
    for (;;) {
      const first = this.#deeds.peek();
      if (first === undefined) return null;
      if (!first.canceled) return first;
      this.#deeds.pop();
    }
  }
}
