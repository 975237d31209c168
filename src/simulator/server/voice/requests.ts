/**
 * What the service has asked the voice client over the socket and waits for: deep-tool, walkie and log requests. Kept in memory alone:
 * what was asked of a client that is gone is never answered.
 */
import type { Json } from '../documents.ts';
import type { Ids } from '../ids.ts';

export type RequestKind = 'deep-tool' | 'walkie' | 'logs';

export interface AskedRequest {
  readonly id: string;
  readonly account: string;
  readonly kind: RequestKind;
  readonly progress: readonly string[];
  /** Null: not yet. */
  readonly result: Json | null;
}

/** The oldest are forgotten beyond that. */
const requestsMax = 1_000;

export class Requests {
  readonly #ids: Ids;
  readonly #asked = new Map<string, AskedRequest>();
  readonly #waiting = new Map<string, Set<() => void>>();
  #count = 0;

  constructor(ids: Ids) {
    this.#ids = ids;
  }

  ask(account: string, kind: RequestKind): AskedRequest {
    this.#count += 1;
    const asked = { id: this.#ids.uuid(`request ${this.#count}`), account, kind, progress: [], result: null };
    this.#asked.set(asked.id, asked);
    const [oldest] = this.#asked.keys();
    if (this.#asked.size > requestsMax && oldest !== undefined) this.#asked.delete(oldest);
    return asked;
  }

  get(account: string, id: string): AskedRequest | undefined {
    const asked = this.#asked.get(id);
    return asked?.account === account ? asked : undefined;
  }

  progress(account: string, of: { readonly id: string; readonly text: string }): void {
    const asked = this.get(account, of.id);
    if (asked === undefined || asked.result !== null) return;
    this.#asked.set(asked.id, { ...asked, progress: [...asked.progress, of.text] });
  }

  /** The first result counts. */
  finish(account: string, of: { readonly id: string; readonly kind: RequestKind; readonly result: Json }): void {
    const asked = this.get(account, of.id);
    if (asked === undefined || asked.kind !== of.kind || asked.result !== null) return;
    this.#asked.set(asked.id, { ...asked, result: of.result });
    for (const wake of this.#waiting.get(of.id) ?? []) wake();
  }

  /** The request with its result, or as it stands after `maxMs` of wall time, or when nobody waits for it any more. */
  async settled(
    asked: AskedRequest,
    by: { readonly maxMs: number; readonly gone: AbortSignal },
  ): Promise<AskedRequest> {
    const now = () => this.#asked.get(asked.id) ?? asked;
    if (now().result !== null || by.gone.aborted) return now();
    const waiting = this.#waiting.get(asked.id) ?? new Set();
    this.#waiting.set(asked.id, waiting);
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(late);
        by.gone.removeEventListener('abort', done);
        waiting.delete(done);
        resolve();
      };
      const late = setTimeout(done, by.maxMs);
      by.gone.addEventListener('abort', done, { once: true });
      waiting.add(done);
    });
    if (waiting.size === 0) this.#waiting.delete(asked.id);
    return now();
  }

  close(): void {
    for (const waiting of this.#waiting.values()) for (const wake of waiting) wake();
  }
}
