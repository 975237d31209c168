/** One commit: events, contacts, mission, ledger, opt-outs and signals in one transaction, under the driver's epoch. */
import type { Event } from '../run/events.ts';
import type { Commit } from '../run/ports.ts';
import { type Bound, BulkInsert, type Database } from './database.ts';

const upsertContact =
  'ON CONFLICT (run, place) DO UPDATE SET status = excluded.status, final = excluded.final, wake_at = excluded.wake_at, state = excluded.state';
const upsertLedger =
  'ON CONFLICT (key) DO UPDATE SET at = excluded.at, status = excluded.status, reached = excluded.reached, minutes = excluded.minutes, cost = excluded.cost';

export class Commits {
  readonly #events: BulkInsert;
  readonly #contacts: BulkInsert;
  readonly #ledger: BulkInsert;
  readonly #optOuts: BulkInsert;
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
    this.#events = new BulkInsert(database, {
      table: 'events',
      columns: ['run', 'seq', 'at', 'type', 'contact', 'attempt', 'step', 'gate', 'data'],
    });
    this.#contacts = new BulkInsert(database, {
      table: 'contacts',
      columns: ['run', 'place', 'target', 'id', 'round', 'status', 'final', 'wake_at', 'state'],
      suffix: upsertContact,
    });
    this.#ledger = new BulkInsert(database, {
      table: 'ledger',
      columns: ['key', 'run', 'slug', 'contact', 'number', 'world', 'at', 'status', 'reached', 'minutes', 'cost'],
      suffix: upsertLedger,
    });
    this.#optOuts = new BulkInsert(database, {
      table: 'opt_outs',
      columns: ['number', 'world', 'at', 'reason'],
      suffix: 'ON CONFLICT (number, world) DO NOTHING',
    });
  }

  /** In the caller's transaction. False: another process took the run over. */
  write(run: number, commit: Commit): boolean {
    const before = this.#database.prepare('SELECT epoch, seq FROM runs WHERE position = ?').get(run) as {
      epoch: number;
      seq: number;
    };
    if (before.epoch !== commit.epoch) return false;
    if (commit.events.some((event, at) => event.seq !== before.seq + 1 + at))
      throw new Error(`the journal of run ${commit.run} has a gap`);
    this.#events.run(eventRows(run, commit));
    this.#contacts.run(contactRows(run, commit));
    this.#ledger.run(ledgerRows(commit));
    this.#optOuts.run(commit.optOuts.flatMap(({ number, world, at, reason }) => [number, world, at, reason]));
    for (const id of commit.taken) this.#database.prepare('DELETE FROM signals WHERE id = ?').run(id);
    this.#summary(run, commit);
    return true;
  }

  /** What `list` shows of the run, and the mission's state where it changed. */
  #summary(run: number, commit: Commit): void {
    const last = commit.events.at(-1);
    const sets: string[] = [];
    const values: Bound[] = [];
    const set = (column: string, value: Bound): void => {
      sets.push(`${column} = ?`);
      values.push(value);
    };
    if (last !== undefined) {
      set('seq', last.seq);
      set('at', last.at);
    }
    if (commit.wakeAt !== undefined) set('wake_at', commit.wakeAt);
    if (commit.mission !== undefined) {
      const { status, waiting, steps, finishedAt } = commit.mission;
      set('mission', JSON.stringify(commit.mission));
      set('status', status);
      set('reason', waiting?.reason ?? null);
      set('step', steps.find((step) => step.status === 'in_progress')?.id ?? null);
      set('finished_at', finishedAt ?? null);
    }
    if (sets.length > 0)
      this.#database.prepare(`UPDATE runs SET ${sets.join(', ')} WHERE position = ?`).run(...values, run);
  }
}

function eventRows(run: number, commit: Commit): Bound[] {
  const values: Bound[] = [];
  for (const event of commit.events) {
    const { seq, at, type } = event;
    const about = event as Event & { contact?: string; attempt?: number; step?: string; gate?: string };
    values.push(
      run,
      seq,
      at,
      type,
      about.contact ?? null,
      about.attempt ?? null,
      about.step ?? null,
      about.gate ?? null,
      JSON.stringify(event.data),
    );
  }
  return values;
}

function contactRows(run: number, commit: Commit): Bound[] {
  const values: Bound[] = [];
  for (const { index, targetIndex, id, round, status, final, wakeAt, state } of commit.contacts) {
    values.push(
      run,
      index,
      targetIndex,
      id,
      round,
      status,
      final ? 1 : 0,
      wakeAt,
      state === null ? null : JSON.stringify(state),
    );
  }
  return values;
}

function ledgerRows(commit: Commit): Bound[] {
  const values: Bound[] = [];
  for (const entry of commit.ledger) {
    const { key, run, slug, contact, number, world, at, status, reached, minutes, cost } = entry;
    values.push(key, run, slug, contact, number, world, at, status, reached ? 1 : 0, minutes, cost);
  }
  return values;
}
