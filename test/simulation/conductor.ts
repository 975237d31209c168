/**
 * The one clock of a simulation and everything that waits for it: the service's happenings, answers under way, what the
 * people around do, and the processes that sleep.
 *
 * 1. Time advances only when nothing is left to run: every process has come to rest at a request or in its sleep.
 * 2. What is due at one instant happens in a fixed order: the service first, then what was scheduled, in order of scheduling.
 * 3. After each happening everything that it set off runs to its rest before the next.
 */
import { setImmediate as immediate } from 'node:timers/promises';
import { Heap } from '../../src/lib/heap.ts';
import type { Instant } from '../../src/lib/time.ts';

interface Happening {
  readonly at: Instant;
  readonly number: number;
  readonly perform: () => void;
  canceled: boolean;
}

/** True time, as everything of a simulation sees it. */
export interface Timeline {
  now(): Instant;
  /** Returns how to call it off. */
  at(at: Instant, perform: () => void): () => void;
  sleep(forMs: number): Promise<void>;
  /** When something happens next; null: never. */
  next(): Instant | null;
}

/** The simulated service's own time, which follows. */
export interface Follower {
  nextHappening(): Instant | null;
  advanceTo(at: Instant): void;
}

export class Conductor implements Timeline {
  readonly #happenings = new Heap<Happening>((a, b) => a.at < b.at || (a.at === b.at && a.number < b.number));
  readonly #followers: Follower[] = [];
  #now: Instant;
  #number = 0;
  #steps = 0;

  constructor(startsAt: Instant) {
    this.#now = startsAt;
  }

  now(): Instant {
    return this.#now;
  }

  get steps(): number {
    return this.#steps;
  }

  follow(follower: Follower): void {
    this.#followers.push(follower);
  }

  at(at: Instant, perform: () => void): () => void {
    this.#number += 1;
    const happening = { at: Math.max(at, this.#now), number: this.#number, perform, canceled: false };
    this.#happenings.push(happening);
    return () => {
      happening.canceled = true;
    };
  }

  sleep(forMs: number): Promise<void> {
    if (forMs <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.at(this.#now + forMs, resolve);
    });
  }

  /** Until `isOver`, or until nothing is left that could happen; false: it came to neither within the limits. */
  async run(limits: {
    readonly isOver: () => boolean;
    readonly until: Instant;
    readonly stepsMax: number;
  }): Promise<boolean> {
    for (let steps = 0; steps < limits.stepsMax; steps += 1) {
      await rest();
      if (limits.isOver()) return true;
      const at = this.next();
      if (at === null) return true;
      if (at > limits.until) return false;
      this.#now = at;
      this.#steps += 1;
      if (!this.#followersAdvance(at)) this.#performFirst();
    }
    return false;
  }

  next(): Instant | null {
    const times = this.#followers.map((follower) => follower.nextHappening());
    const first = this.#first();
    if (first !== null) times.push(first.at);
    return times.reduce<Instant | null>((least, at) => (at === null ? least : Math.min(least ?? at, at)), null);
  }

  /** True where one of them had something to do. */
  #followersAdvance(at: Instant): boolean {
    let did = false;
    for (const follower of this.#followers) {
      const next = follower.nextHappening();
      did ||= next !== null && next <= at;
      follower.advanceTo(at);
    }
    return did;
  }

  #first(): Happening | null {
    for (;;) {
      const first = this.#happenings.peek();
      if (first === undefined) return null;
      if (!first.canceled) return first;
      this.#happenings.pop();
    }
  }

  #performFirst(): void {
    const first = this.#first();
    if (first === null || first.at > this.#now) return;
    this.#happenings.pop();
    first.perform();
  }
}

/** All microtasks have run, and whatever a process had put off once to let others run. */
async function rest(): Promise<void> {
  await immediate();
  await immediate();
}
