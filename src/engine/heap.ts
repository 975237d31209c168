/**
 * Wake times of contacts: a binary heap over plain numbers, ordered by time, then by index. A contact has one wake time; an
 * older entry of it is passed over when it comes up.
 */
import type { Instant } from '../lib/time.ts';

export class WakeHeap {
  readonly #times: number[] = [];
  readonly #indexes: number[] = [];
  readonly #current = new Map<number, Instant>();

  get size(): number {
    return this.#current.size;
  }

  set(index: number, at: Instant): void {
    if (this.#current.get(index) === at) return;
    this.#current.set(index, at);
    this.#times.push(at);
    this.#indexes.push(index);
    this.#up(this.#times.length - 1);
  }

  delete(index: number): void {
    this.#current.delete(index);
  }

  /** The earliest entry; null when there is none. */
  peek(): { readonly at: Instant; readonly index: number } | null {
    for (;;) {
      const at = this.#times[0];
      const index = this.#indexes[0];
      if (at === undefined || index === undefined) return null;
      if (this.#current.get(index) === at) return { at, index };
      this.#dropTop();
    }
  }

  /** Takes the earliest entry that is due. */
  pop(now: Instant): number | null {
    const top = this.peek();
    if (top === null || top.at > now) return null;
    this.#dropTop();
    this.#current.delete(top.index);
    return top.index;
  }

  #dropTop(): void {
    const at = this.#times.pop();
    const index = this.#indexes.pop();
    if (at === undefined || index === undefined || this.#times.length === 0) return;
    this.#times[0] = at;
    this.#indexes[0] = index;
    this.#down(0);
  }

  #before(a: number, b: number): boolean {
    const [ta = 0, tb = 0] = [this.#times[a], this.#times[b]];
    return ta < tb || (ta === tb && (this.#indexes[a] ?? 0) < (this.#indexes[b] ?? 0));
  }

  #swap(a: number, b: number): void {
    const [at = 0, index = 0] = [this.#times[a], this.#indexes[a]];
    this.#times[a] = this.#times[b] ?? 0;
    this.#indexes[a] = this.#indexes[b] ?? 0;
    this.#times[b] = at;
    this.#indexes[b] = index;
  }

  #up(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #down(from: number): void {
    let at = from;
    for (;;) {
      const left = at * 2 + 1;
      const right = left + 1;
      let least = at;
      if (left < this.#times.length && this.#before(left, least)) least = left;
      if (right < this.#times.length && this.#before(right, least)) least = right;
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }
}
