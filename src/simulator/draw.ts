/**
 * The simulated world's chances. Every draw is a hash of seed, target, attempt and a label, so that neither the order of
 * calls nor the machine matters, and a new draw elsewhere shifts none of the others.
 */
import { type HashState, hashFrom, hashState, unitOf } from '../lib/prng.ts';

export class Draws {
  /** Seed, target and attempt, hashed once for all labels. */
  readonly #state: HashState;

  constructor(of: { readonly seed: number; readonly target: string; readonly attempt: number }) {
    this.#state = hashState(`${of.seed} ${of.target} ${of.attempt} `);
  }

  /** In [0, 1). */
  unit(label: string): number {
    return unitOf(hashFrom(this.#state, label));
  }

  /** A whole number from min to max, both included. */
  whole(label: string, range: { readonly min: number; readonly max: number }): number {
    return range.min + Math.floor(this.unit(label) * (range.max - range.min + 1));
  }

  chance(label: string, share: number): boolean {
    return this.unit(label) < share;
  }

  pick<Item>(label: string, items: readonly [Item, ...Item[]]): Item {
    return items[Math.floor(this.unit(label) * items.length)] ?? items[0];
  }
}
