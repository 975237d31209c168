/** What other processes ask of a run: approve, deny, pause, cancel, resume. */
import type { Signal } from '../run/ports.ts';
import type { Sql } from './sql.ts';

export class Signals {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  add(run: number, signal: Signal): void {
    this.#sql.run('INSERT INTO signal (run, data) VALUES (?, ?)', [run, JSON.stringify(signal)]);
  }

  /** Not yet taken, oldest first. */
  open(run: number): readonly (Signal & { readonly id: number })[] {
    const rows = this.#sql.all('SELECT id, data FROM signal WHERE run = ? AND taken IS NULL ORDER BY id', [run]);
    return rows.map(([id, data]) => ({ ...this.#sql.parse<Signal>(data), id: Number(id) }));
  }

  /** Inside a transaction. `seq`: the last event of the commit that makes them part of the run. */
  take(ids: readonly number[], of: { readonly run: number; readonly seq: number }): void {
    for (const id of ids) this.#sql.run('UPDATE signal SET taken = ? WHERE id = ? AND run = ?', [of.seq, id, of.run]);
  }
}
