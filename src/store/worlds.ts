/** The worlds in which attempts are made, numbered: the ledger has one in every row. */
import type { Sql } from './sql.ts';

export class Worlds {
  readonly #sql: Sql;
  readonly #known = new Map<string, number>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  find(name: string): number | null {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const row = this.#sql.get('SELECT id FROM world WHERE name = ?', [name]);
    if (row === undefined) return null;
    this.#known.set(name, Number(row[0]));
    return Number(row[0]);
  }

  /** Inside a transaction. */
  findOrAdd(name: string): number {
    const found = this.find(name);
    if (found !== null) return found;
    const { id } = this.#sql.run('INSERT INTO world (name) VALUES (?)', [name]);
    this.#known.set(name, id);
    return id;
  }

  /** After a rollback: what was added may not be stored. */
  forget(): void {
    this.#known.clear();
  }
}
