/**
 * Every attempt and every opt-out per phone number, over all missions of the workspace.
 *
 * Owns: the tables ledger, opt_out and world; which rows the entries of the running drive have.
 * 1. An attempt is one row, found by its key (invariant 5).
 * 2. An opt-out stays (invariant 4). One in a simulated world binds that world; a real one binds every world.
 * 3. What a commit reserves was decided on the ledger as it is: where another run has added something about the same
 *    number since it was read, the commit fails with `conflict` and stores nothing.
 */
import type { Instant } from '../lib/time.ts';
import type { Commit, LedgerEntry, Store } from '../run/ports.ts';
import { StoreError } from './failure.ts';
import { numberCell, numberOf } from './numbers.ts';
import type { Cell, Sql, Upsert } from './sql.ts';
import { isSimulated, type Worlds } from './worlds.ts';

/** Keys whose rows are remembered: attempts are settled soon after they were reserved. */
const rememberedMax = 65_536;

const entryUpsert: Upsert = {
  into: 'INSERT INTO ledger (id, number, world, at, status, reached, minutes, cost, run, key) VALUES',
  columns: 10,
  after: `ON CONFLICT (id) DO UPDATE SET at = excluded.at, status = excluded.status, reached = excluded.reached,
    minutes = excluded.minutes, cost = excluded.cost`,
};

type Query<Name extends 'attempts' | 'optedOut' | 'reachedSince'> = Parameters<Store[Name]>[0];

/** How far the ledger went when the running batch first read it. */
interface ReadAt {
  readonly entry: number;
  readonly optOut: number;
}

export class Ledger {
  readonly #sql: Sql;
  readonly #worlds: Worlds;
  /** Row by key, oldest first. */
  readonly #rows = new Map<string, number>();
  #readAt: ReadAt | null = null;

  constructor(sql: Sql, worlds: Worlds) {
    this.#sql = sql;
    this.#worlds = worlds;
  }

  attempts(query: Query<'attempts'>): readonly Instant[] {
    this.#noteRead();
    const world = this.#worlds.find(query.world);
    if (world === null) return [];
    const text = `SELECT at FROM ledger WHERE number = ? AND world = ? AND at > ? AND at <= ? AND status <> 'void' ORDER BY at`;
    const rows = this.#sql.all(text, [numberCell(query.number), world, query.after, query.until]);
    return rows.map(([at]) => Number(at));
  }

  optedOut(query: Query<'optedOut'>): boolean {
    this.#noteRead();
    return this.#isOptedOut(query);
  }

  reachedSince(query: Query<'reachedSince'>): ReadonlySet<string> {
    const text = `SELECT DISTINCT l.number FROM run r JOIN ledger l ON l.run = r.id AND l.reached = 1 AND l.at >= ?
      WHERE r.slug = ? AND l.world = (SELECT id FROM world WHERE name = ?)`;
    const rows = this.#sql.all(text, [query.since, query.slug, query.world]);
    return new Set(rows.map(([number]) => numberOf(number)));
  }

  /** Inside a transaction. Throws StoreError where the ledger has changed under what is reserved. */
  put(run: number, commit: Pick<Commit, 'ledger' | 'optOuts'>): void {
    if (this.#readAt !== null) this.#assertUnchanged(run, { readAt: this.#readAt, entries: commit.ledger });
    this.#readAt = null;
    this.#putEntries(run, commit.ledger);
    for (const { number, world, at, reason } of commit.optOuts) {
      const values = [numberCell(number), this.#worlds.findOrAdd(world), at, reason];
      this.#sql.run('INSERT OR IGNORE INTO opt_out (number, world, at, reason) VALUES (?, ?, ?, ?)', values);
    }
  }

  /** After a rollback: rows remembered may not exist. */
  forget(): void {
    this.#rows.clear();
    this.#readAt = null;
    this.#worlds.forget();
  }

  #putEntries(run: number, entries: readonly LedgerEntry[]): void {
    if (entries.length === 0) return;
    const cells: Cell[] = [];
    let last = this.#sql.number('SELECT coalesce(max(id), 0) FROM ledger');
    for (const entry of entries) {
      const { key, at, status, reached, minutes, cost } = entry;
      const number = numberCell(entry.number);
      const world = this.#worlds.findOrAdd(entry.world);
      let id = this.#rows.get(key) ?? this.#rowOf({ number, world, key });
      if (id === null) {
        last += 1;
        id = last;
      }
      this.#remember(key, id);
      cells.push(id, number, world, at, status, reached ? 1 : 0, minutes, cost, run, key);
    }
    this.#sql.insert(entryUpsert, cells);
  }

  #rowOf(entry: { readonly number: Cell; readonly world: number; readonly key: string }): number | null {
    const text = 'SELECT id FROM ledger WHERE number = ? AND world = ? AND key = ?';
    const row = this.#sql.get(text, [entry.number, entry.world, entry.key]);
    return row === undefined ? null : Number(row[0]);
  }

  #remember(key: string, id: number): void {
    if (this.#rows.size >= rememberedMax) {
      const oldest = this.#rows.keys().next();
      if (oldest.done !== true) this.#rows.delete(oldest.value);
    }
    this.#rows.set(key, id);
  }

  #isOptedOut({ number, world }: Query<'optedOut'>): boolean {
    const text = 'SELECT w.name FROM opt_out o JOIN world w ON w.id = o.world WHERE o.number = ?';
    return this.#sql.all(text, [numberCell(number)]).some(([name]) => name === world || !isSimulated(String(name)));
  }

  #noteRead(): void {
    this.#readAt ??= this.#extent();
  }

  #extent(): ReadAt {
    const row = this.#sql.get('SELECT (SELECT max(id) FROM ledger), (SELECT max(id) FROM opt_out)');
    return { entry: Number(row?.[0] ?? 0), optOut: Number(row?.[1] ?? 0) };
  }

  #assertUnchanged(run: number, of: { readonly readAt: ReadAt; readonly entries: readonly LedgerEntry[] }): void {
    const now = this.#extent();
    const reserved = of.entries.filter(({ status }) => status === 'reserved');
    if (reserved.length === 0) return;
    const isOptedOut = now.optOut > of.readAt.optOut && reserved.some((entry) => this.#isOptedOut(entry));
    const added = now.entry > of.readAt.entry ? this.#addedByOthers(run, of.readAt.entry) : new Set();
    if (!isOptedOut && !reserved.some(({ number, world }) => added.has(`${world} ${number}`))) return;
    throw new StoreError({
      code: 'conflict',
      message: 'another run has called or opted out a number that this run was about to call',
      help: 'Resume the run: it decides again with what is known now.',
    });
  }

  /** As `world number`. */
  #addedByOthers(run: number, after: number): ReadonlySet<string> {
    const text = `SELECT w.name, l.number FROM ledger l JOIN world w ON w.id = l.world
      WHERE l.id > ? AND l.run <> ? AND l.status <> 'void'`;
    return new Set(this.#sql.all(text, [after, run]).map(([world, number]) => `${world} ${numberOf(number)}`));
  }
}
