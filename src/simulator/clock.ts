/**
 * Virtual time. The clock owns the happenings of the simulated world, ordered by time and request number.
 *
 * 1. Time advances only in `wait` and `advanceTo`, so only when whoever drives it has nothing outstanding.
 * 2. It never goes back: what was due before now (a world opened again) happens at the next wait, at now.
 * 3. All happenings of an instant are performed before a wait returns.
 */
import { Heap } from '../lib/heap.ts';
import type { Instant } from '../lib/time.ts';
import type { Clock } from '../run/ports.ts';

export interface Happening {
  readonly at: Instant;
  readonly number: number;
  readonly perform: () => void;
  /** True: it will not happen. */
  canceled: boolean;
}

export class VirtualClock implements Clock {
  readonly virtual = true;
  readonly #happenings = new Heap<Happening>((a, b) => a.at < b.at || (a.at === b.at && a.number < b.number));
  #now: Instant;
  #delivered = false;

  constructor(startsAt: Instant) {
    this.#now = startsAt;
  }

  now(): Instant {
    return this.#now;
  }

  schedule(happening: Omit<Happening, 'canceled'>): Happening {
    const { at, number, perform } = happening;
    const scheduled: Happening = { at, number, perform, canceled: false };
    this.#happenings.push(scheduled);
    return scheduled;
  }

  /** Told by the world when a push has reached a listener: the wait under way ends after this instant. */
  delivered(): void {
    this.#delivered = true;
  }

  nextHappening(): Instant | null {
    for (;;) {
      const first = this.#happenings.peek();
      if (first === undefined) return null;
      if (!first.canceled) return Math.max(first.at, this.#now);
      this.#happenings.pop();
    }
  }

  /** Happenings that no listener hears of don't end a wait. */
  wait(until: Instant | null): Promise<'due' | 'woken' | 'never'> {
    return Promise.resolve(this.advance(until));
  }

  /** A virtual wait is over before anything else can run, so there is none to end. */
  wake(): void {}

  /** Performs everything due up to and including `at`. */
  advanceTo(at: Instant): void {
    while (this.advance(at) !== 'due');
  }

  /** What `wait` does, at once. */
  advance(until: Instant | null): 'due' | 'woken' | 'never' {
    for (;;) {
      const next = this.nextHappening();
      if (next === null || (until !== null && next > until)) {
        if (until === null) return 'never';
        this.#now = Math.max(this.#now, until);
        return 'due';
      }
      this.#now = next;
      if (this.#performDue()) return 'woken';
    }
  }

  #performDue(): boolean {
    this.#delivered = false;
    for (let next = this.nextHappening(); next !== null && next <= this.#now; next = this.nextHappening()) {
      this.#happenings.pop()?.perform();
    }
    return this.#delivered;
  }
}
