/** A run's own copy of its targets, and of what was left out before it began. */
import type { LeftOut, Target } from '../spec/spec.ts';
import { rowKey, rowsEnd, runOf } from './rows.ts';
import type { Cell, Row, Sql, Upsert } from './sql.ts';

/** Rows per page when all are read, and held before they are written. */
const pageRows = 512;
/** Targets kept in memory, in two generations: those with something open are asked for again and again. */
const keptMax = 2_048;

type Table = 'target' | 'left_out';

const inserts: Readonly<Record<Table, Upsert>> = {
  target: { into: 'INSERT INTO target (id, data) VALUES', columns: 2, after: '' },
  left_out: { into: 'INSERT INTO left_out (id, data) VALUES', columns: 2, after: '' },
};

export class Targets {
  readonly #sql: Sql;
  #kept = new Map<number, Target>();
  /** Those of the generation before: what is not asked for again is forgotten with it. */
  #older = new Map<number, Target>();
  /** The key after the last one read: asked for next, it is the next of a series. */
  #follows = -1;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Returns how many there were. */
  add(table: Table, of: { readonly run: number; readonly rows: Iterable<Target | LeftOut> }): number {
    let place = 0;
    let cells: Cell[] = [];
    for (const row of of.rows) {
      cells.push(rowKey(of.run, place), JSON.stringify(row));
      place += 1;
      if (place % pageRows !== 0) continue;
      this.#sql.insert(inserts[table], cells);
      cells = [];
    }
    this.#sql.insert(inserts[table], cells);
    return place;
  }

  target(run: number, index: number): Target {
    const id = rowKey(run, index);
    const known = this.#kept.get(id);
    if (known !== undefined) return known;
    const older = this.#older.get(id);
    if (older !== undefined) return this.#keep(id, older);
    if (id === this.#follows) return this.#page(id, index);
    const row = this.#sql.get('SELECT data FROM target WHERE id = ?', [id]);
    if (row === undefined) throw new Error(`the run has no target ${index}`);
    this.#follows = id + 1;
    return this.#keep(id, this.#sql.parse<Target>(row[0]));
  }

  /** Targets of a million are not read whole for their ids. */
  ids(run: number, { from, to }: { readonly from: number; readonly to: number }): readonly string[] {
    const text = `SELECT json_group_array(id) FROM
      (SELECT data ->> 'id' AS id FROM target WHERE target.id >= ? AND target.id < ? ORDER BY target.id)`;
    return this.#sql.parse(this.#sql.get(text, [rowKey(run, from), rowKey(run, to)])?.[0]);
  }

  /** Whoever asks for one after the other gets them page by page. */
  #page(id: number, index: number): Target {
    const rows = this.#sql.all('SELECT id, data FROM target WHERE id >= ? ORDER BY id LIMIT 64', [id]);
    let first: Target | null = null;
    for (const [at, data] of rows) {
      const target = this.#keep(Number(at), this.#sql.parse<Target>(data));
      if (at === id) first = target;
      this.#follows = Number(at) + 1;
    }
    if (first === null) throw new Error(`the run has no target ${index}`);
    return first;
  }

  #keep(id: number, target: Target): Target {
    if (this.#kept.size >= keptMax) {
      this.#older = this.#kept;
      this.#kept = new Map();
    }
    this.#kept.set(id, target);
    return target;
  }

  *all<Item extends Target | LeftOut>(table: Table, run: number): IterableIterator<Item> {
    const text = `SELECT id, data FROM ${table} WHERE id >= ? AND id < ? ORDER BY id LIMIT ${pageRows}`;
    let from = rowKey(run, 0);
    for (;;) {
      const page: readonly Row[] = this.#sql.all(text, [from, rowsEnd(run)]);
      for (const row of page) yield this.#sql.parse<Item>(row[1]);
      if (page.length < pageRows) return;
      from = Number(page.at(-1)?.[0]) + 1;
    }
  }

  /** The targets with the number, by a look at every row. */
  withNumber(number: string): readonly { readonly run: number; readonly target: Target }[] {
    const needle = `"phone":${JSON.stringify(number)}`;
    return this.#sql
      .all('SELECT id, data FROM target WHERE instr(data, ?) > 0', [needle])
      .map(([id, data]) => ({ run: runOf(Number(id)), target: this.#sql.parse<Target>(data) }))
      .filter(({ target }) => target.phone === number);
  }

  /** Inside a transaction. Changes rows in place: for who is forgotten, and for nothing else. Returns how many it changed. */
  rewrite<Item extends Target | LeftOut>(
    table: Table,
    by: {
      readonly run: number;
      readonly concerns: (text: string) => boolean;
      readonly change: (row: Item) => Target | LeftOut;
    },
  ): number {
    const text = `SELECT id, data FROM ${table} WHERE id >= ? AND id < ? ORDER BY id LIMIT ${pageRows}`;
    let changed = 0;
    let from = rowKey(by.run, 0);
    for (;;) {
      const page: readonly Row[] = this.#sql.all(text, [from, rowsEnd(by.run)]);
      for (const [id = null, data] of page) {
        if (!by.concerns(String(data))) continue;
        const after = JSON.stringify(by.change(this.#sql.parse<Item>(data)));
        if (after === data) continue;
        changed += 1;
        this.#sql.run(`UPDATE ${table} SET data = ? WHERE id = ?`, [after, id]);
      }
      if (page.length < pageRows) break;
      from = Number(page.at(-1)?.[0]) + 1;
    }
    this.forget();
    return changed;
  }

  /** What was read may have changed. */
  forget(): void {
    this.#kept.clear();
    this.#older.clear();
  }
}
