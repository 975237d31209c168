/**
 * Random choices as hashes of what they are about, so that neither order nor machine matters.
 * The mixing is cyrb53's (public domain, by bryc): 53 bits, fast, not for secrets.
 */
export function hash53(text: string): number {
  return finish(absorb(start, text));
}

/** What is left of a text's beginning: to hash many texts that begin alike. */
export interface HashState {
  readonly high: number;
  readonly low: number;
}

const start: HashState = { high: 0xdeadbeef, low: 0x41c6ce57 };

/** `hashFrom(hashState(a), b)` is `hash53(a + b)`. */
export function hashState(beginning: string): HashState {
  return absorb(start, beginning);
}

export function hashFrom(state: HashState, rest: string): number {
  return finish(absorb(state, rest));
}

function absorb(state: HashState, text: string): HashState {
  let { high, low } = state;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  return { high, low };
}

function finish(state: HashState): number {
  let { high, low } = state;
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}

/** A number in [0, 1), the same for the same text. */
export function draw(text: string): number {
  return unitOf(hash53(text));
}

/** The number in [0, 1) that a hash stands for. */
export function unitOf(hash: number): number {
  return hash / 9007199254740992;
}

/** A number in [min, max], the same for the same text. */
export function drawBetween(text: string, range: { readonly min: number; readonly max: number }): number {
  return range.min + draw(text) * (range.max - range.min);
}
