/**
 * One connection to one database file.
 *
 * Owns: the connection and its prepared statements. Everything SQLite reports leaves here as a StoreError, or as it is
 * where it can only be a bug.
 *
 * 1. A statement is read to its end before the next: no read stays open, so no checkpoint waits and no write meets a stale
 *    snapshot. Long reads go page by page.
 * 2. A transaction never stays open, whatever happens in it.
 */
import { pathToFileURL } from 'node:url';
import Database from 'libsql';
import { StoreError } from '../run/store-error.ts';
import { failureOf, failureOfKind, openingFailure } from './failure.ts';

/** Never a boolean: libsql aborts the process on one. */
export type Cell = string | number | null;
export type Row = readonly Cell[];

/** Rows per insert, largest first; what is left goes in smaller ones. */
const chunkRows = [64, 8, 1] as const;

export interface Upsert {
  /** `INSERT INTO t (a, b) VALUES` */
  readonly into: string;
  readonly columns: number;
  /** `ON CONFLICT …`, or ''. */
  readonly after: string;
}

export class Sql {
  readonly file: string;
  readonly #db: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  private constructor(db: Database.Database, file: string) {
    this.#db = db;
    this.file = file;
  }

  /** Opens or makes the file. Throws StoreError. */
  static open(file: string, pragmas: readonly string[]): Sql {
    return Sql.#opened(file, { pragmas, make: () => new Database(file) });
  }

  /** Opens a file that is there, only to read. Throws StoreError. */
  static openForReading(file: string, pragmas: readonly string[]): Sql {
    return Sql.#opened(file, { pragmas, make: () => new Database(file, { readonly: true }) });
  }

  /**
   * Reads a file as it lies, for where no log can be made beside it: only where nobody writes it meanwhile. Throws StoreError.
   */
  static openUnchanging(file: string, pragmas: readonly string[]): Sql {
    const url = `${pathToFileURL(file)}?immutable=1`;
    return Sql.#opened(file, { pragmas, make: () => new Database(url, { readonly: true }) });
  }

  static #opened(
    file: string,
    how: { readonly pragmas: readonly string[]; readonly make: () => Database.Database },
  ): Sql {
    let db: Database.Database;
    try {
      db = how.make();
    } catch (thrown) {
      throw new StoreError(openingFailure(thrown, file));
    }
    const sql = new Sql(db, file);
    try {
      for (const pragma of how.pragmas) sql.exec(`PRAGMA ${pragma}`);
    } catch (thrown) {
      sql.close();
      throw thrown;
    }
    return sql;
  }

  exec(sql: string): void {
    this.#guard(() => this.#db.exec(sql));
  }

  run(sql: string, values: readonly Cell[] = []): { readonly changes: number; readonly id: number } {
    return this.#guard(() => {
      const done = this.#prepared(sql).run(values);
      return { changes: done.changes, id: Number(done.lastInsertRowid) };
    });
  }

  get(sql: string, values: readonly Cell[] = []): Row | undefined {
    return this.#guard(() => this.#prepared(sql).get(values)) as Row | undefined;
  }

  all(sql: string, values: readonly Cell[] = []): readonly Row[] {
    return this.#guard(() => this.#prepared(sql).all(values)) as Row[];
  }

  /** The only cell of the only row. */
  number(sql: string, values: readonly Cell[] = []): number {
    const cell = this.get(sql, values)?.[0];
    if (typeof cell !== 'number') throw new Error(`no number from ${sql}`);
    return cell;
  }

  /** Inserts many rows, their cells one after the other: several rows per statement are twice as fast as one. */
  insert({ into, columns, after }: Upsert, cells: readonly Cell[]): void {
    let from = 0;
    for (const rows of chunkRows) {
      const width = rows * columns;
      if (cells.length - from < width) continue;
      const sql = insertText({ into, columns, after }, rows);
      for (; cells.length - from >= width; from += width) this.run(sql, cells.slice(from, from + width));
    }
    if (from !== cells.length) throw new Error(`${into}: ${cells.length} cells are no whole rows`);
  }

  /** All of `work` durably, or nothing and what it threw. Takes the write lock at once, so that reads in it are current. */
  transaction<Value>(work: () => Value): Value {
    this.exec('BEGIN IMMEDIATE');
    try {
      const value = work();
      this.exec('COMMIT');
      return value;
    } catch (thrown) {
      this.#rollback();
      throw thrown;
    }
  }

  /** What stored text says; text that is none of ours means that the file is damaged. */
  parse<Value>(text: Cell | undefined): Value {
    try {
      return JSON.parse(String(text));
    } catch {
      throw new StoreError(failureOfKind('corrupt', this.file));
    }
  }

  /** libsql closes the file when the statements have been collected as well. */
  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  #rollback(): void {
    try {
      // SQLite may have rolled back by itself, for instance when the disk is full.
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
    } catch {
      // The failure that led here says more than this one; the next BEGIN shows whether the connection is usable.
    }
  }

  #prepared(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    // Statements that give no rows refuse to be made raw.
    if (statement.columns().length > 0) statement.raw();
    this.#statements.set(sql, statement);
    return statement;
  }

  #guard<Value>(work: () => Value): Value {
    try {
      return work();
    } catch (thrown) {
      const failure = failureOf(thrown, this.file);
      throw failure === null ? thrown : new StoreError(failure);
    }
  }
}

const insertTexts = new Map<string, string>();

function insertText({ into, columns, after }: Upsert, rows: number): string {
  const name = `${rows} ${into}`;
  const known = insertTexts.get(name);
  if (known !== undefined) return known;
  const row = `(${Array.from({ length: columns }, () => '?').join(',')})`;
  const text = `${into} ${Array.from({ length: rows }, () => row).join(',')} ${after}`;
  insertTexts.set(name, text);
  return text;
}
