/** The embedded database: SQLite through libsql, as the store uses it. */
import { createRequire } from 'node:module';

export type Bound = string | number | null;

export interface Statement {
  run(...values: Bound[] | [readonly Bound[]]): { readonly changes: number };
  get(...values: Bound[]): unknown;
  all(...values: Bound[]): unknown[];
  iterate(...values: Bound[]): IterableIterator<unknown>;
}

export interface Database {
  prepare(sql: string): Statement;
  exec(sql: string): void;
  close(): void;
}

/** Loaded when a store is opened: the native module costs some milliseconds. */
export function openDatabase(file: string): Database {
  const Libsql = createRequire(import.meta.url)('libsql') as new (file: string) => Database;
  return new Libsql(file);
}

const insertRowsMax = 50;

/**
 * Inserts many rows with few statements: fifty rows each, twice as quick as one by one (measured), and the rest singly.
 * `suffix` is what follows the values (`ON CONFLICT …`).
 */
export class BulkInsert {
  readonly #one: Statement;
  readonly #many: Statement;
  readonly #columns: number;

  constructor(
    database: Database,
    into: { readonly table: string; readonly columns: readonly string[]; readonly suffix?: string },
  ) {
    const { table, columns, suffix = '' } = into;
    const row = `(${columns.map(() => '?').join(',')})`;
    const sql = (rows: number): string =>
      `INSERT INTO ${table} (${columns.join(',')}) VALUES ${Array.from({ length: rows }, () => row).join(',')} ${suffix}`;
    this.#one = database.prepare(sql(1));
    this.#many = database.prepare(sql(insertRowsMax));
    this.#columns = columns.length;
  }

  /** `values` holds the rows one after the other. */
  run(values: readonly Bound[]): void {
    const perStatement = this.#columns * insertRowsMax;
    let at = 0;
    for (; at + perStatement <= values.length; at += perStatement) this.#many.run(values.slice(at, at + perStatement));
    for (; at < values.length; at += this.#columns) this.#one.run(values.slice(at, at + this.#columns));
  }
}
