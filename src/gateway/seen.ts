/** Remembers the last numbers of a kind: what the service says twice is done once. */
export class Seen {
  readonly #max: number;
  readonly #ids = new Set<string>();

  constructor(max = 2_000) {
    this.#max = max;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** True: it is new. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    const [oldest] = this.#ids;
    if (this.#ids.size > this.#max && oldest !== undefined) this.#ids.delete(oldest);
    return true;
  }
}
