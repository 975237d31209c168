/**
 * The server's documents: all of them in memory, and in the world's record as they change.
 *
 * 1. A document is never changed in place: `put` replaces it as a whole.
 * 2. What was put is written with whatever the world wrote at the same time, as a whole or not at all, before the request that
 *    put it is answered.
 */

import type { WorldRecord } from '../record.ts';
import type { Writer } from '../writer.ts';
import type { Documents, Kind, Numbered, RunDoc, RunEventDoc, ScheduledDoc } from './documents.ts';

type Kept = { readonly [K in Kind]: Map<string, Documents[K]> };

export class Shelf {
  readonly #writer: Writer;
  readonly #kept: Kept = {
    server: new Map(),
    account: new Map(),
    phone: new Map(),
    mission: new Map(),
    run: new Map(),
    'run-event': new Map(),
    assistant: new Map(),
    scheduled: new Map(),
    message: new Map(),
    approval: new Map(),
    call: new Map(),
  };
  /** Kind and id of what is not written yet. */
  readonly #changed = new Map<string, readonly [kind: Kind, id: string]>();
  readonly #last = new Map<Kind, number>();
  /** The same documents by kind and whose they are. */
  readonly #owned = new Map<string, Map<string, Documents[Kind]>>();

  constructor(record: WorldRecord, writer: Writer) {
    this.#writer = writer;
    for (const { kind, id, data } of record.documents()) {
      if (data !== null && Object.hasOwn(this.#kept, kind)) this.#keep(kind as Kind, id, JSON.parse(data));
    }
    // Lists go by number, whatever the order in the file.
    for (const map of [...Object.values(this.#kept), ...this.#owned.values()]) sortByNumber(map);
  }

  get<K extends Kind>(kind: K, id: string): Documents[K] | undefined {
    return this.#kept[kind].get(id);
  }

  /** Oldest first. */
  all<K extends Kind>(kind: K): IterableIterator<Documents[K]> {
    return (this.#kept[kind] as Map<string, Documents[K]>).values();
  }

  /** Of one owner (`ownerOf`), oldest first. */
  of<K extends Kind>(kind: K, owner: string): readonly Documents[K][] {
    return [...((this.#owned.get(`${kind} ${owner}`) as Map<string, Documents[K]> | undefined)?.values() ?? [])];
  }

  /** The next number of a kind. */
  next(kind: Kind): number {
    const next = (this.#last.get(kind) ?? 0) + 1;
    this.#last.set(kind, next);
    return next;
  }

  put<K extends Kind>(kind: K, document: Documents[K]): Documents[K] {
    this.#keep(kind, document.id, document);
    this.#changed.set(`${kind} ${document.id}`, [kind, document.id]);
    return document;
  }

  remove(kind: Kind, id: string): void {
    const document = this.#kept[kind].get(id);
    if (document === undefined) return;
    this.#kept[kind].delete(id);
    this.#owned.get(`${kind} ${ownerOf(kind, document)}`)?.delete(id);
    this.#changed.set(`${kind} ${id}`, [kind, id]);
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0;
  }

  /** Hands what has changed to the writer. */
  hand(): void {
    for (const [kind, id] of this.#changed.values()) {
      const document = this.#kept[kind].get(id);
      this.#writer.add('document', kind, id, document === undefined ? null : JSON.stringify(document));
    }
    this.#changed.clear();
  }

  #keep<K extends Kind>(kind: K, id: string, document: Documents[K]): void {
    (this.#kept[kind] as Map<string, Documents[K]>).set(id, document);
    const owner = `${kind} ${ownerOf(kind, document)}`;
    const owned = this.#owned.get(owner);
    if (owned === undefined) this.#owned.set(owner, new Map([[id, document]]));
    else owned.set(id, document);
    this.#last.set(kind, Math.max(this.#last.get(kind) ?? 0, document.number));
  }
}

/** Whose a document is: a run is its mission's, a run's event the run's, a scheduled event its assistant's, the rest an account's. */
function ownerOf(kind: Kind, document: Documents[Kind]): string {
  if (kind === 'run') return (document as RunDoc).mission;
  if (kind === 'run-event') return (document as RunEventDoc).run;
  return kind === 'scheduled' ? (document as ScheduledDoc).assistant : document.account;
}

function sortByNumber(map: Map<string, Numbered>): void {
  const sorted = [...map].toSorted(([, a], [, b]) => a.number - b.number);
  map.clear();
  for (const [id, document] of sorted) map.set(id, document);
}
