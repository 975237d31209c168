/**
 * Which contact is which: contacts are numbered through the rounds, each round a block of consecutive indexes in the order in
 * which its contacts were chosen.
 */
import { contactId } from '../run/contact-state.ts';

export interface Block {
  readonly round: string;
  readonly base: number;
  /** Target index of each place. */
  readonly targets: Int32Array;
}

export interface Place {
  readonly round: string;
  readonly targetIndex: number;
  id(target: string): string;
}

export class Blocks {
  readonly #blocks: Block[] = [];
  /** Contacts to which nothing has happened: 1. */
  #fresh = new Uint8Array(0);

  /** The end of the last block: the index that a next block starts at. */
  get end(): number {
    const last = this.#blocks.at(-1);
    return last === undefined ? 0 : last.base + last.targets.length;
  }

  has(round: string): boolean {
    return this.#blocks.some((block) => block.round === round);
  }

  add(round: string, targets: Int32Array): Block {
    const block = { round, base: this.end, targets };
    this.#blocks.push(block);
    const grown = new Uint8Array(this.end);
    grown.set(this.#fresh);
    this.#fresh = grown;
    return block;
  }

  block(round: string): Block {
    const found = this.#blocks.find((block) => block.round === round);
    if (found === undefined) throw new Error(`round ${round} has not been chosen`);
    return found;
  }

  of(index: number): Place {
    const block = this.#blocks.find((one) => index >= one.base && index < one.base + one.targets.length);
    const targetIndex = block?.targets[index - block.base];
    if (block === undefined || targetIndex === undefined) throw new Error(`no contact ${index}`);
    return { round: block.round, targetIndex, id: (target) => contactId(block.round, target) };
  }

  isFresh(index: number): boolean {
    return this.#fresh[index] === 1;
  }

  markFresh(index: number): void {
    this.#fresh[index] = 1;
  }

  touch(index: number): void {
    this.#fresh[index] = 0;
  }
}
