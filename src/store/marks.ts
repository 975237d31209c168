/** Which places of which runs are marked: a bit each, so that a million cost little. */
export class Marks {
  readonly #bits = new Map<number, Uint8Array>();

  has(run: number, place: number): boolean {
    const byte = this.#bits.get(run)?.[place >> 3] ?? 0;
    return (byte & (1 << (place & 7))) !== 0;
  }

  add(run: number, place: number): void {
    const bits = this.#grown(run, (place >> 3) + 1);
    bits[place >> 3] = (bits[place >> 3] ?? 0) | (1 << (place & 7));
  }

  clear(): void {
    this.#bits.clear();
  }

  #grown(run: number, bytes: number): Uint8Array {
    const known = this.#bits.get(run);
    if (known !== undefined && known.length >= bytes) return known;
    const grown = new Uint8Array(Math.max(bytes, 2 * (known?.length ?? 64)));
    if (known !== undefined) grown.set(known);
    this.#bits.set(run, grown);
    return grown;
  }
}
