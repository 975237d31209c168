/**
 * Who may not be contacted.
 *
 * Owns: the tables opt_out (what is in force) and opt_out_log (every change, in order).
 * 1. An opt-out stays until somebody takes it back with a reason; the log keeps both (invariant 4).
 * 2. Every change has a number in the log, larger than all before: who remembers the last one hears of all later ones.
 * 3. A text that was read before and is read again brings nothing back that was taken back since. Only a person's own word is
 *    taken back so: that the workspace took its own off says nothing of a text that nobody has read yet.
 */
import type { Instant } from '../lib/time.ts';
import type {
  OptOut,
  OptOutChange,
  OptOutSource,
  RefusalRule,
  Removed,
  RemoveOptOut,
  SaidOptOut,
} from '../run/number-port.ts';
import { listWorld, workspaceWorld } from '../run/own-worlds.ts';
import { isSimulated } from '../run/world.ts';
import { type Hashes, isHash } from './hashes.ts';
import { numberCell, numberOf } from './numbers.ts';
import type { Row, Sql } from './sql.ts';
import type { Worlds } from './worlds.ts';

/** More news than this is not named one by one. */
const newsMax = 1_000;
const columns = 'o.number, w.name, o.source, o.at, o.reason';

export interface NewOptOut {
  readonly number: string;
  readonly world: string;
  readonly at: Instant;
  readonly reason: string;
  readonly source: OptOutSource;
}

export class OptOuts {
  readonly #sql: Sql;
  readonly #worlds: Worlds;
  readonly #hashes: Hashes;
  /** SQLite's count of other connections' commits at the last look; -1: this connection has written since. */
  #lookedAt = -1;

  constructor(sql: Sql, of: { readonly worlds: Worlds; readonly hashes: Hashes }) {
    this.#sql = sql;
    this.#worlds = of.worlds;
    this.#hashes = of.hashes;
  }

  /** Inside a transaction. Returns how many were not in force before. */
  add(entries: readonly NewOptOut[]): number {
    let added = 0;
    for (const { number, world, at, reason, source } of entries) {
      const cell = this.#hashes.cellOf(number);
      const place = this.#worlds.findOrAdd(world);
      const isOwnWord = source === 'reply' || source === 'conversation';
      if (isOwnWord && !isSimulated(world) && this.#wasTakenBack(cell, at)) continue;
      const { changes } = this.#sql.run(
        'INSERT OR IGNORE INTO opt_out (number, world, at, reason, source) VALUES (?, ?, ?, ?, ?)',
        [cell, place, at, reason, source],
      );
      if (changes === 0) continue;
      added += 1;
      this.#log(cell, { world: place, at, change: 'added', source, reason });
    }
    return added;
  }

  /** Inside a transaction. */
  remove({ number, at, reason, ownWord }: RemoveOptOut): Removed {
    const cell = this.#hashes.cellOf(number);
    const real = this.#inForce('WHERE o.number = ?', [cell]).filter(({ world }) => !isSimulated(world));
    const isKept = (one: OptOut): boolean => one.source === 'list' || (ruleOf(one.source) === 'opt-out' && !ownWord);
    const removed = real.filter((one) => !isKept(one));
    for (const { world, source } of removed) {
      const place = this.#worlds.findOrAdd(world);
      this.#sql.run('DELETE FROM opt_out WHERE number = ? AND world = ?', [cell, place]);
      this.#log(cell, { world: place, at, change: 'removed', source, reason });
    }
    return { removed, kept: real.filter(isKept) };
  }

  /** Inside a transaction. */
  replaceList(
    numbers: ReadonlySet<string>,
    at: Instant,
  ): { readonly added: readonly string[]; readonly removed: number } {
    const world = this.#worlds.findOrAdd(listWorld);
    const wanted = this.#hashes.cellsOf(numbers);
    let removed = 0;
    for (const [cell = null] of this.#sql.all('SELECT number FROM opt_out WHERE world = ?', [world])) {
      if (cell !== null && wanted.delete(cell)) continue;
      this.#sql.run('DELETE FROM opt_out WHERE number = ? AND world = ?', [cell, world]);
      this.#log(cell ?? '', { world, at, change: 'removed', source: 'list', reason: 'no longer on the list' });
      removed += 1;
    }
    const added = [...wanted.values()];
    const reason = 'on the list of the configuration';
    this.add(added.map((number) => ({ number, world: listWorld, at, reason, source: 'list' })));
    return { added, removed };
  }

  /** Whether the list in force is exactly this one; a read. */
  isList(numbers: ReadonlySet<string>): boolean {
    const world = this.#worlds.find(listWorld);
    if (world === null) return numbers.size === 0;
    const rows = this.#sql.all('SELECT number FROM opt_out WHERE world = ?', [world]);
    if (rows.length !== numbers.size) return false;
    const wanted = this.#hashes.cellsOf(numbers);
    return rows.every(([cell = null]) => cell !== null && wanted.has(cell));
  }

  refusal({ number, world }: { readonly number: string; readonly world: string }): RefusalRule | null {
    const cells = [numberCell(number), this.#hashes.hashOf(number)];
    const binding = this.#inForce('WHERE o.number IN (?, ?)', cells).filter(
      (one) => one.world === world || !isSimulated(one.world),
    );
    if (binding.length === 0) return null;
    return binding.some(({ source }) => ruleOf(source) === 'opt-out') ? 'opt-out' : 'do-not-contact';
  }

  all(): readonly OptOut[] {
    return this.#inForce('', []);
  }

  history(): readonly OptOutChange[] {
    const text = `SELECT ${columns}, o.change FROM opt_out_log o JOIN world w ON w.id = o.world ORDER BY o.seq`;
    return this.#sql.all(text).map((row) => ({ ...optOutOf(row), change: row[5] as OptOutChange['change'] }));
  }

  /** What was added after `last`. Costs one look at a counter where nothing was. */
  news(last: number): { readonly last: number; readonly numbers: readonly string[] | null } {
    const version = this.#sql.number('PRAGMA data_version');
    if (version === this.#lookedAt) return { last, numbers: [] };
    this.#lookedAt = version;
    const text = 'SELECT seq, number, change FROM opt_out_log WHERE seq > ? ORDER BY seq LIMIT ?';
    const rows = this.#sql.all(text, [last, newsMax + 1]);
    if (rows.length > newsMax) return { last: this.#last(), numbers: null };
    const added = rows.flatMap(([, number, change]) => (change === 'added' ? [numberOf(number)] : []));
    return { last: Number(rows.at(-1)?.[0] ?? last), numbers: added };
  }

  /** Inside a transaction. The number's rows have its hash from now on. Returns how many opt-outs hold on. */
  hide(number: string, clean: (reason: string) => string): number {
    const [cell, hash] = [numberCell(number), this.#hashes.hashOf(number)];
    for (const table of ['opt_out', 'opt_out_log']) {
      for (const [reason = null] of this.#sql.all(`SELECT DISTINCT reason FROM ${table} WHERE number = ?`, [cell])) {
        const by = [clean(String(reason)), cell, reason];
        this.#sql.run(`UPDATE ${table} SET reason = ? WHERE number = ? AND reason = ?`, by);
      }
      this.#sql.run(`UPDATE OR REPLACE ${table} SET number = ? WHERE number = ?`, [hash, cell]);
    }
    return this.#sql.number('SELECT count(*) FROM opt_out WHERE number = ?', [hash]);
  }

  /** After a rollback as well: what this connection wrote may be news. */
  forgetLook(): void {
    this.#lookedAt = -1;
  }

  #last(): number {
    return this.#sql.number('SELECT coalesce(max(seq), 0) FROM opt_out_log');
  }

  #wasTakenBack(cell: number | string, at: Instant): boolean {
    const text = `SELECT 1 FROM opt_out_log WHERE number = ? AND change = 'removed' AND at >= ? AND source IN ('reply', 'conversation')`;
    return this.#sql.get(text, [cell, at]) !== undefined;
  }

  #log(
    cell: number | string,
    of: Readonly<Record<'world' | 'at' | 'change' | 'source' | 'reason', string | number>>,
  ): void {
    this.#lookedAt = -1;
    this.#sql.run('INSERT INTO opt_out_log (number, world, at, change, source, reason) VALUES (?, ?, ?, ?, ?, ?)', [
      ...[cell, of.world, of.at, of.change, of.source, of.reason],
    ]);
  }

  #inForce(where: string, values: readonly (number | string)[]): readonly OptOut[] {
    const text = `SELECT ${columns} FROM opt_out o JOIN world w ON w.id = o.world ${where} ORDER BY o.at, o.number`;
    return this.#sql.all(text, values).map(optOutOf);
  }
}

function optOutOf(row: Row): OptOut {
  const [number, world, source, at, reason] = row;
  return {
    number: isHash(number) ? null : numberOf(number),
    world: String(world),
    source: source as OptOutSource,
    at: Number(at),
    reason: String(reason),
  };
}

function ruleOf(source: OptOutSource): RefusalRule {
  return source === 'reply' || source === 'conversation' ? 'opt-out' : 'do-not-contact';
}

/** What is said outside every run, as rows. */
export function saidOptOuts(entries: readonly SaidOptOut[]): readonly NewOptOut[] {
  return entries.map((entry) => ({ world: workspaceWorld, ...entry }));
}
