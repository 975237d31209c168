/**
 * One simulated process: what it sees of time, of the store and of the network, until it dies.
 *
 * 1. A dead process does nothing more: its calls throw `Killed`, and answers never reach it.
 * 2. A suspended one does nothing until it is woken: its requests leave and its answers arrive only then.
 */
import type { Instant } from '../../src/lib/time.ts';
import type { Timeline } from './conductor.ts';
import type { Witness } from './witness.ts';

/** Thrown into whatever a process was doing when it died. */
export class Killed extends Error {
  constructor() {
    super('killed');
  }
}

/** Where a process may be stopped: right before or after it asks for, or stores, something. */
export interface StopPoint {
  readonly what: 'commit' | 'place' | 'update' | 'withdraw' | 'list' | 'read' | 'ask' | 'prepare';
  readonly when: 'before' | 'after';
  readonly nth: number;
  readonly how: 'kill' | 'suspend';
}

export interface ProcessOptions {
  readonly name: string;
  readonly conductor: Timeline;
  readonly witness: Witness;
  /** How far its clock is off, by true time. */
  readonly skewAt: (at: Instant) => number;
  readonly stop: StopPoint | null;
  /** Called once, when the stop point is reached by one that is to be suspended. */
  readonly onSuspend: (process: Process) => void;
  readonly onKill: (process: Process) => void;
}

export class Process {
  readonly #options: ProcessOptions;
  #state: 'running' | 'suspended' | 'dead' = 'running';
  #onWake: (() => void)[] = [];
  readonly #counts = new Map<string, number>();

  constructor(options: ProcessOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  get isAlive(): boolean {
    return this.#state !== 'dead';
  }

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  now(): Instant {
    const at = this.#options.conductor.now();
    return at + this.#options.skewAt(at);
  }

  kill(): void {
    if (this.#state === 'dead') return;
    this.#state = 'dead';
    this.#options.witness.trace(this.name, () => 'is killed');
    this.#options.onKill(this);
  }

  suspend(): void {
    if (this.#state !== 'running') return;
    this.#state = 'suspended';
    this.#options.witness.trace(this.name, () => 'is suspended');
    this.#options.onSuspend(this);
  }

  wake(): void {
    if (this.#state !== 'suspended') return;
    this.#state = 'running';
    this.#options.witness.trace(this.name, () => 'wakes');
    for (const wake of this.#onWake.splice(0)) wake();
  }

  /** Set by its clock: ends its sleep, so that it looks at the store and at its mail. */
  poke: () => void = () => {};

  /** Something is about to be done, or has been: the process may be stopped right here. */
  reach(what: StopPoint['what'], when: StopPoint['when']): void {
    if (this.#state === 'dead') throw new Killed();
    const { stop } = this.#options;
    if (stop === null || stop.what !== what || stop.when !== when) return;
    const count = (this.#counts.get(what) ?? 0) + 1;
    this.#counts.set(what, count);
    if (count !== stop.nth) return;
    const { witness } = this.#options;
    if (what === 'place' && when === 'before') witness.struck('a stop between intent and sending');
    if (what === 'place' && when === 'after') witness.struck('a stop right after sending');
    if (what === 'commit')
      witness.struck(when === 'before' ? 'a stop before a commit: its tail is lost' : 'a stop right after a commit');
    if (stop.how === 'suspend') {
      this.suspend();
      return;
    }
    this.kill();
    throw new Killed();
  }

  /** Resolves once the process runs; never, where it is dead. */
  async running(): Promise<void> {
    if (this.#state === 'running') return;
    await new Promise<void>((resolve) => {
      if (this.#state === 'suspended') this.#onWake.push(resolve);
    });
    await this.running();
  }
}
