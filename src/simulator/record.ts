/**
 * The simulated service's own record, in a SQLite file of its own: what it was asked, and what it did. Not the mission's
 * store: the service knows nothing of runs, and would remember its calls if the store were lost.
 *
 * 1. Rows are only added, never changed, but for the last instant and a server's documents. What becomes of a call is one row.
 * 2. What is added at once is in the file as a whole or not at all. What is committed survives kill -9.
 * 3. A file that cannot be read or written is told by a StoreError that names it.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { fail, ok, type Result } from '../lib/result.ts';
import type { Instant } from '../lib/time.ts';
import type { StoreFailure } from '../run/ports.ts';
import { StoreError } from '../run/store-error.ts';
import type { SimEvent } from './event.ts';
import { failureOf } from './record-failure.ts';
import { type EventRow, eventColumns, eventOf, eventOfScan, type ScannedEvent } from './record-rows.ts';
import {
  type Cell,
  fromVersionBefore,
  insertSql,
  type Rows,
  recordVersion,
  schema,
  type Table,
  tables,
} from './record-schema.ts';

/** Pages of 4 KiB between two checkpoints; a checkpoint waits for the disk. */
const checkpointPages = 8_000;
const busyMs = 5_000;
/** Rows per statement: few statements per batch, and few sizes of them to prepare. */
const chunkMax = 64;
/** Events per step when a whole record is read. */
const scanRows = 20_000;

export class WorldRecord {
  readonly #db: Database.Database;
  readonly #file: string;
  readonly #statements = new Map<string, Prepared>();

  private constructor(db: Database.Database, file: string) {
    this.#db = db;
    this.#file = file;
  }

  /** Opens or makes the file and the folders above it; `:memory:` keeps it nowhere. `fresh`: what is there is removed. */
  static open(file: string, options: { readonly fresh?: boolean } = {}): Result<WorldRecord, StoreFailure> {
    try {
      if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
      if (options.fresh === true) for (const part of ['', '-wal', '-shm']) rmSync(`${file}${part}`, { force: true });
      const db = new Database(file);
      db.exec(`PRAGMA busy_timeout = ${busyMs}`);
      db.exec('PRAGMA journal_mode = WAL');
      db.exec('PRAGMA synchronous = NORMAL');
      db.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages}`);
      const found = db.prepare('PRAGMA user_version').get() as { readonly user_version: number };
      if (found.user_version > recordVersion) {
        db.close();
        return fail({
          code: 'newer',
          message: `${file} was written by a newer version of this program.`,
          help: 'Update the program.',
        });
      }
      const older = found.user_version === recordVersion - 1 && found.user_version > 0 ? fromVersionBefore : '';
      db.exec(`BEGIN IMMEDIATE; ${schema} ${older} PRAGMA user_version = ${recordVersion}; COMMIT;`);
      return ok(new WorldRecord(db, file));
    } catch (error) {
      return fail(failureOf(error, file));
    }
  }

  /** The world's last instant that the record tells of; null in a new record. After a kill it may have been later. */
  lastAt(): Instant | null {
    const sql = `SELECT max(coalesce((SELECT at FROM world), 0), coalesce((SELECT data ->> 9 FROM placed ORDER BY number DESC LIMIT 1), 0),
      coalesce((SELECT at FROM prompt ORDER BY number DESC LIMIT 1), 0), coalesce((SELECT max(at) FROM withdrawn), 0)) AS at`;
    const { at } = this.#prepared(sql).get() as { readonly at: number };
    return at === 0 ? null : at;
  }

  /** The highest number that a request was given; 0 where there was none. */
  lastNumber(): number {
    const sql =
      'SELECT max(coalesce((SELECT max(number) FROM placed), 0), coalesce((SELECT max(number) FROM approval), 0)) AS number';
    return (this.#prepared(sql).get() as { readonly number: number }).number;
  }

  /** Adds rows, all or none. */
  add(rows: Rows): void {
    const filled = tableNames.filter((table) => rows[table].length > 0);
    const [first, ...rest] = filled;
    if (first === undefined) return;
    // One statement is a transaction of its own.
    if (rest.length === 0 && rows[first].length <= chunkMax * tables[first].length) this.#insert(first, rows[first]);
    else
      this.#transaction(() => {
        for (const table of filled) this.#insert(table, rows[table]);
      });
  }

  /** Notes the instant up to which everything was performed. */
  setAt(at: Instant): void {
    this.#transaction(() => {
      this.#prepared('DELETE FROM world').run();
      this.#prepared('INSERT INTO world (at) VALUES (?)').run([at]);
    });
  }

  #transaction(act: () => void): void {
    this.#prepared('BEGIN IMMEDIATE').run();
    try {
      act();
      this.#prepared('COMMIT').run();
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  #insert(table: Table, cells: readonly Cell[]): void {
    const width = tables[table].length;
    for (let from = 0; from < cells.length; from += chunkMax * width) {
      const chunk = from === 0 && cells.length <= chunkMax * width ? cells : cells.slice(from, from + chunkMax * width);
      this.#prepared(insertSql(table, chunk.length / width)).run(chunk);
    }
  }

  event(number: number): SimEvent | null {
    const row = this.#prepared(`SELECT ${eventColumns} WHERE p.number = ?`).get([number]) as EventRow | undefined;
    return row === undefined ? null : eventOf(row);
  }

  /** Newest first. */
  newestEvents(count: number): readonly SimEvent[] {
    const rows = this.#prepared(`SELECT ${eventColumns} ORDER BY p.number DESC LIMIT ?`).all([count]) as EventRow[];
    return rows.map(eventOf);
  }

  /** In the order in which they were placed. `assistant`: only its own. */
  *events(filter: { readonly assistant?: number } = {}): IterableIterator<SimEvent> {
    const own = filter.assistant === undefined ? '' : 'AND p.assistant = ?';
    const sql = `SELECT json_group_array(json_array(number, assistant, json(placed), json(dialled), withdrawn)) AS events
      FROM (SELECT ${eventColumns} WHERE p.number > ? AND p.number <= ? ${own} ORDER BY p.number)`;
    const last = this.lastNumber();
    for (let after = 0; after < last; after += scanRows) {
      const range = [after, after + scanRows];
      const values = filter.assistant === undefined ? range : [...range, filter.assistant];
      const row = this.#prepared(sql).get(values) as { readonly events: string };
      yield* (JSON.parse(row.events) as ScannedEvent[]).map(eventOfScan);
    }
  }

  /** Those that something may still happen to after `at`. */
  openEvents(at: Instant): readonly SimEvent[] {
    const sql = `SELECT ${eventColumns} WHERE w.number IS NULL AND (d.number IS NULL OR d.done_at > ?) ORDER BY p.number`;
    return (this.#prepared(sql).all([at]) as EventRow[]).map(eventOf);
  }

  /** The newest event with the key; reads the whole record. */
  eventWithKey(key: string): SimEvent | null {
    const sql = `SELECT ${eventColumns} WHERE p.data ->> 5 = ? ORDER BY p.number DESC LIMIT 1`;
    const row = this.#prepared(sql).get([key]) as EventRow | undefined;
    return row === undefined ? null : eventOf(row);
  }

  /** Mission and target of every call and text dialled so far, in batches: a million rows are not held at once. */
  *dialledTargets(): IterableIterator<readonly [mission: number, target: string]> {
    const sql = `SELECT json_group_array(json_array(p.data ->> 0, p.data ->> 7)) AS targets
      FROM placed p JOIN dialled d ON d.number = p.number WHERE p.number > ? AND p.number <= ?`;
    const last = this.lastNumber();
    for (let after = 0; after < last; after += scanRows) {
      const row = this.#prepared(sql).get([after, after + scanRows]) as { readonly targets: string };
      yield* JSON.parse(row.targets) as [number, string][];
    }
  }

  /** Texts that came in from `since` to `until`, oldest first. */
  replies(range: { readonly since: Instant; readonly until: Instant }): readonly SimEvent[] {
    const sql = `SELECT ${eventColumns} WHERE d.reply_at BETWEEN ? AND ? ORDER BY d.reply_at, p.number`;
    return (this.#prepared(sql).all([range.since, range.until]) as EventRow[]).map(eventOf);
  }

  /** The prompt that the assistant had when the instant came. What was changed at that very instant was changed after it. */
  promptAt(assistant: number, at: Instant): number {
    const row = this.#prepared('SELECT max(number) AS number FROM prompt WHERE assistant = ? AND at < ?').get([
      assistant,
      at,
    ]);
    return (row as { readonly number: number | null }).number ?? 0;
  }

  /** Prompts that go with no ear for answering machines. */
  deafPrompts(): readonly number[] {
    const rows = this.#prepared('SELECT number FROM prompt WHERE detect = 0').all() as { readonly number: number }[];
    return rows.map(({ number }) => number);
  }

  /** The newest prompt of every assistant, and the highest number of all. */
  promptNumbers(): { readonly last: number; readonly byAssistant: ReadonlyMap<number, number> } {
    const rows = this.#prepared('SELECT assistant, max(number) AS number FROM prompt GROUP BY assistant').all() as {
      readonly assistant: number;
      readonly number: number;
    }[];
    const byAssistant = new Map(rows.map((row) => [row.assistant, row.number]));
    return { last: Math.max(0, ...byAssistant.values()), byAssistant };
  }

  /** All rows of one of the small tables, by number. */
  all(table: 'mission' | 'assistant' | 'approval' | 'prompt'): readonly Readonly<Record<string, Cell>>[] {
    return this.#prepared(`SELECT ${tables[table].join(',')} FROM ${table} ORDER BY number`).all() as Record<
      string,
      Cell
    >[];
  }

  /** A server's documents: kind, id and JSON; null where it was taken away. */
  documents(): readonly { readonly kind: string; readonly id: string; readonly data: string | null }[] {
    return this.#prepared('SELECT kind, id, data FROM document').all() as {
      readonly kind: string;
      readonly id: string;
      readonly data: string | null;
    }[];
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  #prepared(sql: string): Prepared {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#guard(() => this.#db.prepare(sql));
    const prepared: Prepared = {
      get: (values = []) => this.#guard(() => statement.get(values)),
      all: (values = []) => this.#guard(() => statement.all(values)),
      run: (values = []) => this.#guard(() => statement.run(values)),
    };
    this.#statements.set(sql, prepared);
    return prepared;
  }

  #guard<Value>(act: () => Value): Value {
    try {
      return act();
    } catch (thrown) {
      throw new StoreError(failureOf(thrown, this.#file));
    }
  }
}

interface Prepared {
  get(values?: readonly Cell[]): unknown;
  all(values?: readonly Cell[]): unknown;
  run(values?: readonly Cell[]): unknown;
}

const tableNames = Object.keys(tables) as Table[];
