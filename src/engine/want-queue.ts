/**
 * Contacts that wait to be called. Each has a time from which it may ask; of those whose time has come, the redials go first,
 * by when they fell due, then the others in list order. So the order is the same after a stop as it would have been without.
 */
import type { Instant } from '../lib/time.ts';
import type { ContactState } from '../run/state.ts';
import { WakeHeap } from './heap.ts';

/** Later than any instant. */
const afterAllRedials = 1e15;

export class WantQueue {
  readonly #waiting = new WakeHeap();
  readonly #ready = new WakeHeap();
  /** Places in line of redials; the others stand by their index. */
  readonly #redials = new Map<number, Instant>();

  get size(): number {
    return this.#waiting.size + this.#ready.size;
  }

  set(index: number, want: { readonly at: Instant; readonly state: Pick<ContactState, 'status' | 'notBefore'> }): void {
    this.#ready.delete(index);
    this.#waiting.set(index, want.at);
    if (want.state.status === 'retrying') this.#redials.set(index, want.state.notBefore);
    else this.#redials.delete(index);
  }

  delete(index: number): void {
    this.#waiting.delete(index);
    this.#ready.delete(index);
    this.#redials.delete(index);
  }

  /** The first in line of those whose time has come; null: none. */
  pop(now: Instant): number | null {
    for (let due = this.#waiting.pop(now); due !== null; due = this.#waiting.pop(now)) {
      this.#ready.set(due, this.#redials.get(due) ?? afterAllRedials);
    }
    const index = this.#ready.pop(Number.POSITIVE_INFINITY);
    if (index !== null) this.#redials.delete(index);
    return index;
  }

  /** Who asks next, and from when; one whose time has come may ask at once. */
  peek(): { readonly at: Instant; readonly index: number } | null {
    const ready = this.#ready.peek();
    return ready === null ? this.#waiting.peek() : { at: Number.NEGATIVE_INFINITY, index: ready.index };
  }
}
