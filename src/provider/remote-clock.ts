/**
 * The clock of a simulator server, driven by this process: virtual time that several processes share. It stands still but while all who
 * drive it wait, so what it says between two waits is what every answer of the server says.
 *
 * 1. Time advances in `wait` alone, as with the simulator in this process; what was told meanwhile reaches the listeners first.
 * 2. A server that can no longer be asked ends the wait with an error: a run must not go on in a world that is gone.
 * 3. It is held until it is closed, also while nobody waits (a person is asked): the server lets go of whom it does not hear of.
 */
import { type Instant, secondMs } from '../lib/time.ts';
import { idleTimers, type Timers } from '../lib/timers.ts';
import type { Clock, Push } from '../run/ports.ts';
import { WorldGoneError } from '../run/world.ts';
import type { ServerClock, SimulatorControl } from './simulator-control.ts';

/** The server lets go of a driver after 10 s: two of three may be lost. */
const holdEveryMs = 3 * secondMs;

export class RemoteClock implements Clock {
  readonly virtual = true;
  readonly #control: SimulatorControl;
  readonly #timers: Timers;
  readonly #listeners = new Set<(push: Push) => void>();
  #at: ServerClock;
  #waiting = false;
  #cancelHold: () => void = () => undefined;
  /** The last time that it was held again. */
  #holding: Promise<unknown> = Promise.resolve();

  /** `at`: what the server answered when it was held. */
  constructor(control: SimulatorControl, at: ServerClock, options: { readonly timers?: Timers } = {}) {
    this.#control = control;
    this.#at = at;
    this.#timers = options.timers ?? idleTimers;
    this.#holdLater();
  }

  /** Lets the server's clock go. */
  async close(): Promise<void> {
    this.#cancelHold();
    // One that arrived later would hold it for nobody.
    await this.#holding;
    await this.#control.release();
  }

  #holdLater(): void {
    this.#cancelHold = this.#timers.after(holdEveryMs, () => {
      // Where it fails, the next wait says why.
      if (!this.#waiting) this.#holding = this.#control.hold();
      this.#holdLater();
    });
  }

  now(): Instant {
    return this.#at.now;
  }

  nextHappening(): Instant | null {
    return this.#at.next;
  }

  /** From the headers of any answer: `x-simulator-now`, `x-simulator-next`. */
  heard(headers: Readonly<Record<string, string | string[] | undefined>>): void {
    const now = Number(headers['x-simulator-now'] ?? Number.NaN);
    if (!Number.isSafeInteger(now) || now < this.#at.now) return;
    const told = headers['x-simulator-next'];
    const next = told === undefined ? this.#at.next : told === '' ? null : Number(told);
    this.#at = { now, next: Number.isNaN(next) ? this.#at.next : next };
  }

  async wait(until: Instant | null): Promise<'due' | 'woken' | 'never'> {
    this.#waiting = true;
    const waited = await this.#control.wait(until);
    this.#waiting = false;
    if (!waited.ok) throw new WorldGoneError(waited.error);
    const { now, next, end, pushes } = waited.value;
    this.#at = { now: Math.max(now, this.#at.now), next };
    for (const push of pushes) for (const listener of this.#listeners) listener(push);
    return end === 'happened' ? 'woken' : end;
  }

  wake(): void {
    // A wake that does not arrive is made good by the server's own limit on a wait.
    if (this.#waiting) void this.#control.wake();
  }

  /** What the server tells while time goes on. */
  listen(listener: (push: Push) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
