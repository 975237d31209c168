/**
 * Forgetting a person: everything that the store has of them, in one transaction.
 *
 * 1. A run that the number takes part in must have ended: what may still ring is never made unreadable.
 * 2. What is left matches the number by a keyed hash: opt-outs and counts of attempts hold on (invariants 4 and 5).
 * 3. Afterwards neither the file nor its log holds the old bytes; where another process keeps them alive, that is said.
 */
import { fail, ok, type Result } from '../lib/result.ts';
import type { Instant } from '../lib/time.ts';
import { isRunFinal } from '../run/mission-state.ts';
import type { ForgetFailure, Forgotten } from '../run/number-port.ts';
import type { RunRecord } from '../run/ports.ts';
import type { Target } from '../spec/spec.ts';
import { forgetInRun, type Parts, type RunForgotten } from './forgotten-run.ts';
import { type Lock, lockFile, takeLock } from './lease.ts';
import type { Ledger } from './ledger.ts';
import type { OptOuts } from './opt-outs.ts';
import { personWords } from './person-words.ts';
import { assertVersion } from './schema.ts';
import type { Sql } from './sql.ts';

export interface ForgettingParts extends Parts {
  readonly sql: Sql;
  readonly version: number;
  readonly ledger: Ledger;
  readonly optOuts: OptOuts;
  readonly folder: string;
}

interface Request {
  readonly number: string;
  readonly at: Instant;
  readonly dryRun: boolean;
}

/** Carries the counts of a dry run out of its transaction. */
class DryRun extends Error {
  readonly forgotten: Forgotten;

  constructor(forgotten: Forgotten) {
    super('a dry run');
    this.forgotten = forgotten;
  }
}

export function forget(parts: ForgettingParts, request: Request): Result<Forgotten, ForgetFailure> {
  const { sql } = parts;
  const locks: Lock[] = [];
  // Freed pages are overwritten, not only given up.
  sql.exec('PRAGMA secure_delete = ON');
  try {
    const done = sql.transaction(() => {
      assertVersion(sql, parts.version);
      const found = peopleOf(parts, request.number);
      const refused = refusalOf(parts, { found, locks });
      if (refused !== null) return fail(refused);
      const forgotten = carryOut(parts, { ...request, found });
      if (request.dryRun) throw new DryRun(forgotten);
      return ok(forgotten);
    });
    return done.ok ? ok({ ...done.value, erased: erase(sql) }) : done;
  } catch (thrown) {
    if (thrown instanceof DryRun) return ok(thrown.forgotten);
    throw thrown;
  } finally {
    for (const lock of locks) lock.release();
  }
}

interface Found {
  readonly run: number;
  readonly record: RunRecord;
  readonly rows: readonly Target[];
}

/** Runs with the number among their targets. */
function peopleOf({ targets, runs }: ForgettingParts, number: string): readonly Found[] {
  const rows = new Map<number, Target[]>();
  for (const { run, target } of targets.withNumber(number)) rows.set(run, [...(rows.get(run) ?? []), target]);
  return runs.records().flatMap((record) => {
    const run = runs.id(record.name);
    const found = rows.get(run);
    return found === undefined ? [] : [{ run, record, rows: found }];
  });
}

function refusalOf(
  { folder }: ForgettingParts,
  { found, locks }: { readonly found: readonly Found[]; readonly locks: Lock[] },
): ForgetFailure | null {
  const active = found.filter(({ record }) => !isRunFinal(record.status));
  if (active.length > 0) return { code: 'active', runs: active.map(({ record }) => record.name) };
  for (const { run, record } of found) {
    const lock = takeLock(lockFile(folder, run));
    if (lock === null) return { code: 'driven', runs: [record.name] };
    locks.push(lock);
  }
  return null;
}

function carryOut(
  parts: ForgettingParts,
  { number, at, found }: Request & { readonly found: readonly Found[] },
): Forgotten {
  const { sql, ledger, optOuts, contacts, hashes } = parts;
  const done = found.map((one) => forgetInRun(parts, { ...one, number }));
  const others = mentionsElsewhere(parts, { number, except: new Set(found.map(({ run }) => run)) });
  const all: readonly RunForgotten[] = [...done, ...others.done];
  const attempts = ledger.hide(number, (key) => done.reduce((name, one) => one.renamed(name), key));
  const words = [...new Set(all.flatMap((one) => one.words))];
  const { clean } = personWords({ number, values: words, ids: new Map() });
  const held = optOuts.hide(number, clean);
  contacts.dropOldStates();
  const known = hashes.isForgotten(number);
  // Hints that name numbers; whoever has not read them polls.
  sql.run('DELETE FROM heard');
  sql.run('INSERT OR IGNORE INTO forgotten (hash, at) VALUES (?, ?)', [hashes.hashOf(number), at]);
  const sum = (count: (one: RunForgotten) => number): number => all.reduce((total, one) => total + count(one), 0);
  return {
    runs: found.map(({ record }) => record.name),
    targets: found.reduce((total, { rows }) => total + rows.length, 0),
    contacts: sum((one) => one.contacts),
    events: sum((one) => one.events),
    leftOut: sum((one) => one.leftOut),
    attempts,
    optOuts: held,
    mentioned: others.mentioned,
    unfinished: others.unfinished,
    known,
    words,
    erased: true,
  };
}

/** Somebody else's transcript may name the number; so may the row of somebody who was left out. */
function mentionsElsewhere(
  parts: ForgettingParts,
  of: { readonly number: string; readonly except: ReadonlySet<number> },
) {
  const done: RunForgotten[] = [];
  const mentioned: string[] = [];
  const unfinished: string[] = [];
  const { concerns } = personWords({ number: of.number, values: [], ids: new Map() });
  const hash = parts.hashes.hashOf(of.number);
  for (const record of parts.runs.records()) {
    const run = parts.runs.id(record.name);
    if (of.except.has(run) || !mentions(parts, { run, concerns: (text) => text.includes(hash) || concerns(text) }))
      continue;
    if (!isRunFinal(record.status)) unfinished.push(record.name);
    else {
      done.push(forgetInRun(parts, { run, record, number: of.number, rows: [] }));
      mentioned.push(record.name);
    }
  }
  return { done, mentioned, unfinished };
}

function mentions(
  { sql }: ForgettingParts,
  { run, concerns }: { readonly run: number; readonly concerns: (text: string) => boolean },
): boolean {
  const [from, to] = [run * 2 ** 32, (run + 1) * 2 ** 32];
  const texts = [
    ['SELECT text FROM source WHERE run = ? LIMIT ? OFFSET ?', [run]],
    ['SELECT data FROM left_out WHERE id >= ? AND id < ? LIMIT ? OFFSET ?', [from, to]],
    ['SELECT data FROM target WHERE id >= ? AND id < ? LIMIT ? OFFSET ?', [from, to]],
    ['SELECT events FROM journal WHERE id >= ? AND id < ? LIMIT ? OFFSET ?', [from, to]],
  ] as const;
  return texts.some(([text, values]) => {
    for (let offset = 0; ; offset += 500) {
      const page = sql.all(text, [...values, 500, offset]);
      if (page.some(([cell]) => concerns(String(cell)))) return true;
      if (page.length < 500) return false;
    }
  });
}

/** Rebuilds the file without its free pages, and empties its log. False: another process reads it at this moment. */
function erase(sql: Sql): boolean {
  sql.exec('VACUUM');
  const row = sql.get('PRAGMA wal_checkpoint(TRUNCATE)');
  return row?.[0] === 0;
}
