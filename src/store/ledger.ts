/**
 * Every attempt and every opt-out per phone number, over all missions of the workspace.
 *
 * Owns: the tables ledger and reached; what the running batch has read of them and of opt_out, which is opt-outs.ts's.
 * 1. An attempt is one row, found by its key; one that never rang has none (invariant 5). Only what is asked of the ledger
 *    is kept, so that settling an attempt changes nothing on disk: minutes and costs stand in the journal.
 * 2. An opt-out stays (invariant 4). One in a simulated world binds that world; a real one binds every world.
 * 3. Rows about somebody who was forgotten have a keyed hash for the number, and count as before.
 * 4. What a commit reserves was decided on the ledger as it is: where another run has changed what was read, the commit
 *    fails with `conflict` and stores nothing.
 */
import type { Instant } from '../lib/time.ts';
import type { Commit, LedgerEntry, Store } from '../run/ports.ts';
import { StoreError } from '../run/store-error.ts';
import { isSimulated } from '../run/world.ts';
import type { Hashes } from './hashes.ts';
import { numberCell, numberOf } from './numbers.ts';
import type { OptOuts } from './opt-outs.ts';
import type { Cell, Sql, Upsert } from './sql.ts';
import type { Worlds } from './worlds.ts';

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
// The short questions come first: most numbers were never called nor opted out, and mostly nobody was ever forgotten.
const orForgotten = 'UNION ALL SELECT 1 FROM forgotten LIMIT 1';
const anyAttemptText = `SELECT 1 FROM ledger WHERE number = ? AND world = ? ${orForgotten}`;
const anyOptOutText = `SELECT 1 FROM opt_out WHERE number = ? ${orForgotten}`;
// The second cell tells whether anybody was ever forgotten: only then is there a hash to be looked for.
const anybodyForgotten = '(SELECT 1 FROM forgotten LIMIT 1)';
const attemptsText = `SELECT json_group_array(at), ${anybodyForgotten} FROM
  (SELECT at FROM ledger WHERE number = ? AND world = ? AND at > ? AND at <= ? ORDER BY at)`;
const optOutsText = `SELECT json_group_array(w.name), ${anybodyForgotten}
  FROM opt_out o JOIN world w ON w.id = o.world WHERE o.number = ?`;

/** Something read: the instants of attempts, or whether the number is opted out. */
interface Read {
  readonly query: Query<'attempts'> | Query<'optedOut'>;
  readonly found: readonly Instant[] | boolean;
}

export class Ledger {
  readonly #sql: Sql;
  readonly #worlds: Worlds;
  readonly #hashes: Hashes;
  readonly #optOuts: OptOuts;
  #reads: Read[] = [];
  /** SQLite's count of other connections' commits when the first of the reads was made. */
  #readAt = 0;

  constructor(sql: Sql, of: { readonly worlds: Worlds; readonly hashes: Hashes; readonly optOuts: OptOuts }) {
    this.#sql = sql;
    this.#worlds = of.worlds;
    this.#hashes = of.hashes;
    this.#optOuts = of.optOuts;
  }

  attempts(query: Query<'attempts'>): readonly Instant[] {
    const world = this.#worlds.find(query.world);
    if (world === null) return [];
    if (this.#sql.get(anyAttemptText, [numberCell(query.number), world]) === undefined) return [];
    const rest = [world, query.after, query.until];
    const { values, hashed } = this.#list<Instant>(attemptsText, { number: query.number, rest });
    return hashed ? values.toSorted((a, b) => a - b) : values;
  }

  optedOut({ number, world }: Query<'optedOut'>): boolean {
    if (this.#sql.get(anyOptOutText, [numberCell(number)]) === undefined) return false;
    const { values } = this.#list<string>(optOutsText, { number, rest: [] });
    return values.some((name) => name === world || !isSimulated(name));
  }

  reachedSince(query: Query<'reachedSince'>): ReadonlySet<string> {
    const text = `SELECT DISTINCT o.number FROM run r JOIN reached o ON o.run = r.id AND o.at >= ?
      WHERE r.slug = ? AND o.world = (SELECT id FROM world WHERE name = ?)`;
    const rows = this.#sql.all(text, [query.since, query.slug, query.world]);
    return new Reached(
      rows.map(([number]) => numberOf(number)),
      this.#hashes,
    );
  }

  /** Keys of the run's attempts at the number, without the run's id in front; the last attempt first. */
  attemptKeys(of: { readonly number: string; readonly world: string; readonly run: string }): readonly string[] {
    const text = `SELECT key FROM ledger WHERE number = ? AND world = (SELECT id FROM world WHERE name = ?) ORDER BY at DESC`;
    const prefix = `${of.run}.`;
    return this.#sql
      .all(text, [numberCell(of.number), of.world])
      .flatMap(([key]) => (String(key).startsWith(prefix) ? [String(key).slice(prefix.length)] : []));
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
    this.#optOuts.add(optOuts.map((one) => ({ source: 'reply', ...one })));
  }

  /**
   * Inside a transaction. The number's rows have its hash from now on, and its contacts their new ids in the keys of attempts.
   * Returns how many attempts there are.
   */
  hide(number: string, renamed: (key: string) => string): number {
    const cell = numberCell(number);
    const hash = this.#hashes.hashOf(number);
    const rows = this.#sql.all('SELECT world, key, at FROM ledger WHERE number = ?', [cell]);
    this.#sql.run('DELETE FROM ledger WHERE number = ?', [cell]);
    const entries = rows.flatMap(([world = null, key, at = null]) => [hash, world, renamed(String(key)), at]);
    this.#sql.insert(entryUpsert, entries);
    this.#sql.run('UPDATE OR REPLACE reached SET number = ? WHERE number = ?', [hash, cell]);
    return rows.length;
  }

  /** After a rollback: a batch that failed is decided anew. */
  forget(): void {
    this.#reads = [];
    this.#worlds.forget();
  }

  #holds({ query, found }: Read): boolean {
    return 'after' in query ? String(this.attempts(query)) === String(found) : this.optedOut(query) === found;
  }

  /** The values of a statement that gives them all as one array, also those of a number whose person was forgotten. */
  #list<Value>(
    text: string,
    of: { readonly number: string; readonly rest: readonly Cell[] },
  ): { readonly values: readonly Value[]; readonly hashed: boolean } {
    const [cell, forgotten] = this.#sql.get(text, [numberCell(of.number), ...of.rest]) ?? [];
    const values = cell === '[]' ? [] : this.#sql.parse<readonly Value[]>(cell);
    if (forgotten === null) return { values, hashed: false };
    const more = this.#sql.get(text, [this.#hashes.hashOf(of.number), ...of.rest])?.[0];
    return { values: [...values, ...this.#sql.parse<readonly Value[]>(more)], hashed: true };
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

/** Numbers, of which some may be known by their hashes only. */
class Reached extends Set<string> {
  readonly #hashes: Hashes;

  constructor(numbers: readonly string[], hashes: Hashes) {
    super();
    this.#hashes = hashes;
    for (const number of numbers) this.add(number);
  }

  override has(number: string): boolean {
    return super.has(number) || (this.size > 0 && super.has(this.#hashes.hashOf(number)));
  }
}
