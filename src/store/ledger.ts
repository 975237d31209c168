/**
 * Every attempt and every opt-out per phone number, over all missions of the workspace.
 *
 * Owns: the tables ledger, reached, opt_out; what the running batch has read of them.
 * 1. An attempt is one row, found by its key; one that never rang has none (invariant 5). Only what is asked of the ledger
 *    is kept, so that settling an attempt changes nothing on disk: minutes and costs stand in the journal.
 * 2. An opt-out stays (invariant 4). One in a simulated world binds that world; a real one binds every world.
 * 3. What a commit reserves was decided on the ledger as it is: where another run has changed what was read, the commit
 *    fails with `conflict` and stores nothing.
 */
import type { Instant } from '../lib/time.ts';
import type { Commit, LedgerEntry, Store } from '../run/ports.ts';
import { StoreError } from '../run/store-error.ts';
import { numberCell, numberOf } from './numbers.ts';
import type { Cell, Sql, Upsert } from './sql.ts';
import { isSimulated, type Worlds } from './worlds.ts';

/** Reads kept for the next commit; a batch makes far fewer. */
const readsKeptMax = 8_192;

const entryUpsert: Upsert = {
  into: 'INSERT INTO ledger (number, world, key, at) VALUES',
  columns: 4,
  // A row that would stay the same is not written again.
  after: 'ON CONFLICT (number, world, key) DO UPDATE SET at = excluded.at WHERE at <> excluded.at',
};
const reachedInsert: Upsert = {
  into: 'INSERT OR IGNORE INTO reached (run, at, world, number) VALUES',
  columns: 4,
  after: '',
};

type Query<Name extends 'attempts' | 'optedOut' | 'reachedSince'> = Parameters<Store[Name]>[0];

// One row with all values in it: an intent asks both questions, and a list of rows costs libsql four times as much.
const anyAttemptText = 'SELECT 1 FROM ledger WHERE number = ? AND world = ? LIMIT 1';
const anyOptOutText = 'SELECT 1 FROM opt_out WHERE number = ?';
const attemptsText = `SELECT json_group_array(at) FROM
  (SELECT at FROM ledger WHERE number = ? AND world = ? AND at > ? AND at <= ? ORDER BY at)`;
const optOutsText = `SELECT json_group_array(w.name) FROM opt_out o JOIN world w ON w.id = o.world WHERE o.number = ?`;

/** Something read: the instants of attempts, or whether the number is opted out. */
interface Read {
  readonly query: Query<'attempts'> | Query<'optedOut'>;
  readonly found: readonly Instant[] | boolean;
}

export class Ledger {
  readonly #sql: Sql;
  readonly #worlds: Worlds;
  #reads: Read[] = [];
  /** SQLite's count of other connections' commits when the first of the reads was made. */
  #readAt = 0;

  constructor(sql: Sql, worlds: Worlds) {
    this.#sql = sql;
    this.#worlds = worlds;
  }

  attempts(query: Query<'attempts'>): readonly Instant[] {
    const world = this.#worlds.find(query.world);
    if (world === null) return [];
    // Most numbers were never called: a row that is not there is found out in half the time.
    if (this.#sql.get(anyAttemptText, [numberCell(query.number), world]) === undefined) return [];
    return this.#list(attemptsText, [numberCell(query.number), world, query.after, query.until]);
  }

  optedOut({ number, world }: Query<'optedOut'>): boolean {
    if (this.#sql.get(anyOptOutText, [numberCell(number)]) === undefined) return false;
    const worlds = this.#list<string>(optOutsText, [numberCell(number)]);
    return worlds.some((name) => name === world || !isSimulated(name));
  }

  reachedSince(query: Query<'reachedSince'>): ReadonlySet<string> {
    const text = `SELECT DISTINCT o.number FROM run r JOIN reached o ON o.run = r.id AND o.at >= ?
      WHERE r.slug = ? AND o.world = (SELECT id FROM world WHERE name = ?)`;
    const rows = this.#sql.all(text, [query.since, query.slug, query.world]);
    return new Set(rows.map(([number]) => numberOf(number)));
  }

  /** `attempts`, remembered until the next commit, which checks that it still holds. */
  attemptsForCommit(query: Query<'attempts'>): readonly Instant[] {
    this.#noteVersion();
    const found = this.attempts(query);
    this.#note({ query, found });
    return found;
  }

  /** `optedOut`, remembered likewise. */
  optedOutForCommit(query: Query<'optedOut'>): boolean {
    this.#noteVersion();
    const found = this.optedOut(query);
    this.#note({ query, found });
    return found;
  }

  /** Inside a transaction. Throws StoreError where the ledger has changed under what is reserved. */
  put(run: number, { ledger, optOuts }: Pick<Commit, 'ledger' | 'optOuts'>): void {
    this.#assertStillTrue(ledger);
    this.#reads = [];
    const entries: Cell[] = [];
    const reached: Cell[] = [];
    for (const entry of ledger) {
      const number = numberCell(entry.number);
      const world = this.#worlds.findOrAdd(entry.world);
      if (entry.status === 'void') this.#drop([number, world, entry.key]);
      else entries.push(number, world, entry.key, entry.at);
      if (entry.reached) reached.push(run, entry.at, world, number);
    }
    this.#sql.insert(entryUpsert, entries);
    this.#sql.insert(reachedInsert, reached);
    for (const { number, world, at, reason } of optOuts) {
      const values = [numberCell(number), this.#worlds.findOrAdd(world), at, reason];
      this.#sql.run('INSERT OR IGNORE INTO opt_out (number, world, at, reason) VALUES (?, ?, ?, ?)', values);
    }
  }

  /** After a rollback: a batch that failed is decided anew. */
  forget(): void {
    this.#reads = [];
    this.#worlds.forget();
  }

  #holds({ query, found }: Read): boolean {
    return 'after' in query ? String(this.attempts(query)) === String(found) : this.optedOut(query) === found;
  }

  /** The values of a statement that gives them all as one array. */
  #list<Value = number>(text: string, values: readonly Cell[]): readonly Value[] {
    const cell = this.#sql.get(text, values)?.[0];
    return cell === '[]' ? [] : this.#sql.parse<readonly Value[]>(cell);
  }

  #drop(key: readonly Cell[]): void {
    this.#sql.run('DELETE FROM ledger WHERE number = ? AND world = ? AND key = ?', key);
  }

  #noteVersion(): void {
    if (this.#reads.length === 0) this.#readAt = this.#version();
  }

  #note(read: Read): void {
    if (this.#reads.length >= readsKeptMax) this.#reads.splice(0, readsKeptMax / 2);
    this.#reads.push(read);
  }

  #version(): number {
    return this.#sql.number('PRAGMA data_version');
  }

  #assertStillTrue(entries: readonly LedgerEntry[]): void {
    if (this.#reads.length === 0 || this.#version() === this.#readAt) return;
    const reserved = entries.filter(({ status }) => status === 'reserved');
    const names = new Set(reserved.map(({ number, world }) => `${world} ${number}`));
    const concerned = this.#reads.filter(({ query }) => names.has(`${query.world} ${query.number}`));
    if (concerned.every((read) => this.#holds(read))) return;
    throw new StoreError({
      code: 'conflict',
      message: 'another run has called or opted out a number that this run was about to call',
      help: 'Resume the run: it decides again with what is known now.',
    });
  }
}
