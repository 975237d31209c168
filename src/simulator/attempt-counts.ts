/**
 * How often each target was dialled, for millions of targets in a few bytes each: an open hash table of 53-bit hashes.
 * Two targets that share a hash would share a count; with a million targets the odds of one such pair are 1 in 18,000, and
 * it would only move one of them a line on in its script.
 */
import { hash53 } from '../lib/prng.ts';

const countMax = 0xffff;

export class AttemptCounts {
  /** Hash + 1; 0 is free. */
  #keys = new Float64Array(1024);
  #counts = new Uint16Array(1024);
  #used = 0;

  /** Counts one more and says how many there are now. */
  next(name: string): number {
    if (this.#used * 2 >= this.#keys.length) this.#grow();
    const at = this.#slot(hash53(name) + 1);
    const count = Math.min((this.#counts[at] ?? 0) + 1, countMax);
    this.#counts[at] = count;
    return count;
  }

  /** The hash's place, taken for it where it has none yet. */
  #slot(key: number): number {
    const mask = this.#keys.length - 1;
    let at = (key >>> 0) & mask;
    while (this.#keys[at] !== 0 && this.#keys[at] !== key) at = (at + 1) & mask;
    if (this.#keys[at] === 0) {
      this.#keys[at] = key;
      this.#used += 1;
    }
    return at;
  }

  #grow(): void {
    const keys = this.#keys;
    const counts = this.#counts;
    this.#keys = new Float64Array(keys.length * 2);
    this.#counts = new Uint16Array(keys.length * 2);
    this.#used = 0;
    keys.forEach((key, i) => {
      if (key !== 0) this.#counts[this.#slot(key)] = counts[i] ?? 0;
    });
  }
}
