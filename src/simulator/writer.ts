/**
 * Collects what is to be written to the record and writes it in batches.
 *
 * 1. `durable` resolves only after everything added before has been committed: what a caller was told of survives kill -9.
 *    The requests of a batch are answered together.
 * 2. Rows keep their order over batches, so what is in the file is always a beginning of what happened.
 * 3. After a batch that failed nothing more is written: a service that cannot remember stops answering.
 */
import type { Instant } from '../lib/time.ts';
import type { StoreFailure } from '../run/ports.ts';
import { type Dialled, doneAt, type SimEvent } from './event.ts';
import type { WorldRecord } from './record.ts';
import { failureOf } from './record-failure.ts';
import { dialledData, placedData } from './record-rows.ts';
import type { Cell, Table } from './record-schema.ts';

/** Requests answered by one commit at the most, and rows kept back while nobody waits for them. */
const batchMax = 1_000;

interface Waiting {
  readonly durable: Promise<boolean>;
  readonly resolve: (durable: boolean) => void;
}

export class Writer {
  readonly #record: WorldRecord;
  readonly #file: string;
  readonly #now: () => Instant;
  #rows = noRows();
  #count = 0;
  #waiting: Waiting | null = null;
  #requests = 0;
  #broken: StoreFailure | null = null;

  constructor(record: WorldRecord, of: { readonly file: string; readonly now: () => Instant }) {
    this.#record = record;
    this.#file = of.file;
    this.#now = of.now;
  }

  /** Why nothing more can be written; null while all is well. */
  get broken(): StoreFailure | null {
    return this.#broken;
  }

  add(table: Table, ...cells: readonly Cell[]): void {
    this.#rows[table].push(...cells);
    this.#count += 1;
  }

  placed(event: SimEvent): void {
    this.#rows.placed.push(event.number, event.assistant, placedData(event));
    this.#count += 1;
  }

  dialled(event: SimEvent, dialled: Dialled): void {
    this.#rows.dialled.push(event.number, doneAt(dialled), dialled.replyAt, dialledData(dialled));
    this.#count += 1;
  }

  /** True once what was added so far is in the file; false: it may or may not be. */
  durable(): Promise<boolean> {
    this.#requests += 1;
    if (this.#waiting !== null) return this.#waiting.durable;
    const waiting = newWaiting();
    this.#waiting = waiting;
    queueMicrotask(() => this.#settle(waiting, this.#requests));
    return waiting.durable;
  }

  /** Waits, by microtasks, for as long as more requests come in; no timer, so that batches are the same on every machine. */
  #settle(waiting: Waiting, seen: number): void {
    if (this.#waiting !== waiting) return;
    const requests = this.#requests;
    if (requests === seen || requests >= batchMax) this.flush();
    else queueMicrotask(() => this.#settle(waiting, requests));
  }

  /** To be called between instants only: a committed instant counts as performed when the record is opened again. */
  flushWhenFull(): void {
    if (this.#count >= batchMax) this.flush();
  }

  flush(): void {
    const waiting = this.#waiting;
    const rows = this.#rows;
    this.#waiting = null;
    this.#requests = 0;
    this.#rows = noRows();
    this.#count = 0;
    if (this.#broken === null) this.#write(rows);
    waiting?.resolve(this.#broken === null);
  }

  #write(rows: Record<Table, Cell[]>): void {
    try {
      this.#record.write(rows, this.#now());
    } catch (error) {
      this.#broken = failureOf(error, this.#file);
    }
  }
}

function newWaiting(): Waiting {
  let resolve: (durable: boolean) => void = () => {};
  const durable = new Promise<boolean>((done) => {
    resolve = done;
  });
  return { durable, resolve };
}

function noRows(): Record<Table, Cell[]> {
  return { mission: [], assistant: [], prompt: [], placed: [], dialled: [], withdrawn: [], approval: [] };
}
