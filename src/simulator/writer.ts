/**
 * Collects what is to be written to the record and writes it in batches.
 *
 * 1. `durable` resolves only after everything asked of the service before has been committed: what a caller was told of
 *    survives kill -9. The requests of a batch are answered together.
 * 2. What became of the calls may be written later: it follows from what was asked, so a world opened again finds it anew.
 * 3. After a batch that failed nothing more is written: a service that cannot remember stops answering.
 */
import type { Instant } from '../lib/time.ts';
import type { StoreFailure } from '../run/ports.ts';
import { type Dialled, doneAt, type SimEvent } from './event.ts';
import type { WorldRecord } from './record.ts';
import { failureOf } from './record-failure.ts';
import { dialledData, placedData } from './record-rows.ts';
import type { Cell, Table } from './record-schema.ts';

/** Requests answered by one commit at the most, and fates kept back while nobody asks for them. */
const batchMax = 1_000;

/** Microtasks without another request after which a batch is written. */
const quietMax = 4;

interface Waiting {
  readonly durable: Promise<boolean>;
  readonly resolve: (durable: boolean) => void;
}

export class Writer {
  readonly #record: Pick<WorldRecord, 'add' | 'setAt'>;
  readonly #file: string;
  #asked = noRows();
  #dialled: Cell[] = [];
  #dialledCount = 0;
  #waiting: Waiting | null = null;
  #requests = 0;
  #broken: StoreFailure | null = null;

  constructor(record: Pick<WorldRecord, 'add' | 'setAt'>, file: string) {
    this.#record = record;
    this.#file = file;
  }

  /** Why nothing more can be written; null while all is well. */
  get broken(): StoreFailure | null {
    return this.#broken;
  }

  add(table: Exclude<Table, 'dialled'>, ...cells: readonly Cell[]): void {
    this.#asked[table].push(...cells);
  }

  placed(event: SimEvent): void {
    this.#asked.placed.push(event.number, event.assistant, placedData(event));
  }

  dialled(event: SimEvent, dialled: Dialled): void {
    this.#dialled.push(event.number, doneAt(dialled), dialled.replyAt, dialledData(dialled));
    this.#dialledCount += 1;
    if (this.#dialledCount >= batchMax) this.flush();
  }

  /** True once what was added so far is in the file; false: it may or may not be. */
  durable(): Promise<boolean> {
    this.#requests += 1;
    if (this.#waiting !== null) return this.#waiting.durable;
    const waiting = newWaiting();
    this.#waiting = waiting;
    queueMicrotask(() => this.#settle(waiting, { requests: this.#requests, quiet: 0 }));
    return waiting.durable;
  }

  /** Waits for as long as more requests come in, by microtasks and no timer: batches are the same on every machine. */
  #settle(waiting: Waiting, last: { readonly requests: number; readonly quiet: number }): void {
    if (this.#waiting !== waiting) return;
    const requests = this.#requests;
    const quiet = requests === last.requests ? last.quiet + 1 : 0;
    if (quiet >= quietMax || requests >= batchMax) this.#flushAsked();
    else queueMicrotask(() => this.#settle(waiting, { requests, quiet }));
  }

  /** Writes everything. */
  flush(): void {
    if (this.#dialledCount > 0) this.#asked.dialled = this.#dialled;
    this.#dialled = [];
    this.#dialledCount = 0;
    this.#flushAsked();
  }

  /** Writes everything, and that all was performed up to an instant. */
  close(at: Instant): void {
    this.flush();
    this.#attempt(() => this.#record.setAt(at));
  }

  #flushAsked(): void {
    const waiting = this.#waiting;
    const rows = this.#asked;
    this.#waiting = null;
    this.#requests = 0;
    this.#asked = noRows();
    this.#attempt(() => this.#record.add(rows));
    waiting?.resolve(this.#broken === null);
  }

  #attempt(write: () => void): void {
    if (this.#broken !== null) return;
    try {
      write();
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
  return { mission: [], assistant: [], prompt: [], placed: [], dialled: [], withdrawn: [], approval: [], document: [] };
}
