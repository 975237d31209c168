/**
 * The store of a workspace: one embedded database, `.mission/mission.db`.
 *
 * Owns: the connection. 1. A commit is one transaction, durable when it returns (WAL, full sync). 2. A failed call leaves no
 * transaction open. 3. Nothing is written under an epoch that is not the run's.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../lib/result.ts';
import { freshContact } from '../run/contact-state.ts';
import type { JournalEvent } from '../run/events.ts';
import type { Commit, ContactRow, Driver, Lease, Signal, Store, StoreFailure } from '../run/ports.ts';
import type { ContactState } from '../run/state.ts';
import { Commits } from './commits.ts';
import { type Database, openDatabase, type Statement } from './database.ts';
import { StoreError, storeFailure } from './failure.ts';
import { takeLock } from './lease.ts';
import { Runs } from './runs.ts';
import { migrate } from './schema.ts';

const busyTimeoutMs = 5_000;
const fileName = 'mission.db';

/** Opens a workspace's store, made where it is missing. `folder` is its `.mission` folder, absolute. */
export function openStore(options: { readonly folder: string }): Result<Store, StoreFailure> {
  const file = join(options.folder, fileName);
  let database: Database | null = null;
  try {
    mkdirSync(options.folder, { recursive: true });
    database = openDatabase(file);
    database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    database.exec('PRAGMA cache_size = -65536');
    const migrated = migrate(database, () => isDriven(options.folder));
    if (!migrated.ok) {
      database.close();
      return migrated;
    }
    return ok(new SqliteStore(database, { folder: options.folder, file }));
  } catch (thrown) {
    closeQuietly(database);
    const failure = storeFailure(thrown, file);
    if (failure === null) throw thrown;
    return fail(failure);
  }
}

function closeQuietly(database: Database | null): void {
  try {
    database?.close();
  } catch {
    // The failure that led here is the one to tell.
  }
}

function isDriven(folder: string): boolean {
  if (!existsSync(join(folder, fileName))) return false;
  const database = openDatabase(join(folder, fileName));
  try {
    const names = database.prepare('SELECT name FROM runs').all() as { name: string }[];
    return names.some(({ name }) => {
      const lock = takeLock(folder, name);
      lock?.release();
      return lock === null;
    });
  } finally {
    database.close();
  }
}

class SqliteStore implements Store {
  readonly #database: Database;
  readonly #folder: string;
  readonly #file: string;
  readonly #runs: Runs;
  readonly #commits: Commits;
  readonly #statements = new Map<string, Statement>();

  constructor(database: Database, at: { readonly folder: string; readonly file: string }) {
    this.#database = database;
    this.#folder = at.folder;
    this.#file = at.file;
    this.#runs = new Runs(database);
    this.#commits = new Commits(database);
  }

  createRun(run: Parameters<Store['createRun']>[0]): ReturnType<Store['createRun']> {
    return this.#orThrow(() => this.#transaction(() => this.#runs.create(run)));
  }

  run(name: string): ReturnType<Store['run']> {
    return this.#orThrow(() => this.#runs.record(name));
  }

  runs(filter?: { readonly slug?: string }): ReturnType<Store['runs']> {
    return this.#orThrow(() => this.#runs.all(filter?.slug));
  }

  source(run: string): ReturnType<Store['source']> {
    return this.#orThrow(() => this.#runs.source(run));
  }

  mission(run: string): ReturnType<Store['mission']> {
    return this.#orThrow(() => this.#runs.mission(run));
  }

  targetCount(run: string): number {
    return this.#orThrow(() => this.#runs.targetCount(run));
  }

  target(run: string, index: number): ReturnType<Store['target']> {
    return this.#orThrow(() => this.#runs.target(run, index));
  }

  targets(run: string): ReturnType<Store['targets']> {
    return this.#runs.targets(run);
  }

  leftOut(run: string): ReturnType<Store['leftOut']> {
    return this.#runs.leftOut(run);
  }

  drive(run: string, driver: Driver): Result<Lease, StoreFailure> {
    return this.#orFail(() => {
      const lock = takeLock(this.#folder, run);
      if (lock === null) return fail(this.#drivenFailure(run));
      const epoch = this.#transaction(() => {
        this.#statement('UPDATE runs SET epoch = epoch + 1, driver = ? WHERE name = ?').run(
          JSON.stringify(driver),
          run,
        );
        return (this.#statement('SELECT epoch FROM runs WHERE name = ?').get(run) as { epoch: number }).epoch;
      });
      return ok({ epoch, release: () => lock.release() });
    });
  }

  #drivenFailure(run: string): StoreFailure {
    const driver = this.#runs.record(run)?.driver;
    const who = driver === null || driver === undefined ? 'another process' : `process ${driver.pid} on ${driver.host}`;
    const help = `\`mission status ${run}\` shows where it stands; pause, cancel, approve and deny reach it from here.`;
    return { code: 'driven', message: `${who} drives ${run}`, help };
  }

  commit(commit: Commit): Result<null, StoreFailure> {
    return this.#orFail(() => {
      const run = this.#runs.position(commit.run);
      const written = this.#transaction(() => this.#commits.write(run, commit));
      if (written) return ok(null);
      return fail({
        code: 'superseded',
        message: `another process took ${commit.run} over`,
        help: `See \`mission status ${commit.run}\`.`,
      });
    });
  }

  contact(run: string, index: number): ContactState | null {
    return this.#orThrow(() => {
      const row = this.#statement(`${contactColumns} WHERE c.run = ? AND c.place = ?`).get(
        this.#runs.position(run),
        index,
      );
      return row === undefined ? null : contactRow(row as ContactRecord).state;
    });
  }

  *contacts(run: string, filter?: { readonly open?: boolean; readonly round?: string }): IterableIterator<ContactRow> {
    const open = filter?.open === true ? 'AND c.final = 0' : '';
    const round = filter?.round === undefined ? '' : 'AND c.round = ?';
    const values = [this.#runs.position(run), ...(filter?.round === undefined ? [] : [filter.round])];
    // A cursor on its own statement: another may be under way.
    const rows = this.#database
      .prepare(`${contactColumns} WHERE c.run = ? ${open} ${round} ORDER BY c.place`)
      .iterate(...values);
    for (const row of rows) yield contactRow(row as ContactRecord);
  }

  contactIndex(run: string, id: string): number | null {
    return this.#orThrow(() => {
      const row = this.#statement('SELECT place FROM contacts WHERE run = ? AND id = ?').get(
        this.#runs.position(run),
        id,
      );
      return row === undefined ? null : (row as { place: number }).place;
    });
  }

  contactCounts(run: string): Readonly<Record<string, number>> {
    return this.#orThrow(() => {
      const rows = this.#statement('SELECT status, count(*) AS count FROM contacts WHERE run = ? GROUP BY status').all(
        this.#runs.position(run),
      );
      return Object.fromEntries(
        rows.map((row) => {
          const { status, count } = row as { status: string; count: number };
          return [status, count];
        }),
      );
    });
  }

  *events(
    run: string,
    range?: { readonly after?: number; readonly limit?: number; readonly contact?: string },
  ): IterableIterator<JournalEvent> {
    const contact = range?.contact === undefined ? '' : 'AND contact = ?';
    const values = [
      this.#runs.position(run),
      range?.after ?? 0,
      ...(range?.contact === undefined ? [] : [range.contact]),
    ];
    const limit = range?.limit === undefined ? '' : `LIMIT ${Math.trunc(range.limit)}`;
    const rows = this.#database
      .prepare(
        `SELECT seq, at, type, contact, attempt, step, gate, data FROM events WHERE run = ? AND seq > ? ${contact} ORDER BY seq ${limit}`,
      )
      .iterate(...values);
    for (const row of rows) yield journalEvent(row as EventRecord);
  }

  signal(run: string, signal: Signal): void {
    this.#orThrow(() => {
      this.#statement('INSERT INTO signals (run, signal) VALUES (?, ?)').run(
        this.#runs.position(run),
        JSON.stringify(signal),
      );
    });
  }

  signals(run: string): ReturnType<Store['signals']> {
    return this.#orThrow(() => {
      const rows = this.#statement('SELECT id, signal FROM signals WHERE run = ? ORDER BY id').all(
        this.#runs.position(run),
      );
      return rows.map((row) => {
        const { id, signal } = row as { id: number; signal: string };
        return { ...(JSON.parse(signal) as Signal), id };
      });
    });
  }

  attempts(query: Parameters<Store['attempts']>[0]): ReturnType<Store['attempts']> {
    const { number, world, after, until } = query;
    return this.#orThrow(() => {
      const rows = this.#statement(
        "SELECT at FROM ledger WHERE number = ? AND world = ? AND at > ? AND at <= ? AND status <> 'void' ORDER BY at",
      ).all(number, world, after, until);
      return rows.map((row) => (row as { at: number }).at);
    });
  }

  /** A real no binds simulated worlds too; a simulated one only its own. */
  optedOut({ number, world }: { readonly number: string; readonly world: string }): boolean {
    return this.#orThrow(() => {
      const real = world.startsWith('sim:') ? "OR substr(world, 1, 4) <> 'sim:'" : '';
      return (
        this.#statement(`SELECT 1 FROM opt_outs WHERE number = ? AND (world = ? ${real}) LIMIT 1`).get(
          number,
          world,
        ) !== undefined
      );
    });
  }

  reachedSince({
    slug,
    world,
    since,
  }: {
    readonly slug: string;
    readonly world: string;
    readonly since: number;
  }): ReadonlySet<string> {
    return this.#orThrow(() => {
      const rows = this.#statement(
        'SELECT DISTINCT number FROM ledger WHERE slug = ? AND world = ? AND at >= ? AND reached = 1',
      ).all(slug, world, since);
      return new Set(rows.map((row) => (row as { number: string }).number));
    });
  }

  close(): void {
    this.#database.close();
  }

  #statement(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const prepared = this.#database.prepare(sql);
    this.#statements.set(sql, prepared);
    return prepared;
  }

  #transaction<Value>(write: () => Value): Value {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const value = write();
      this.#database.exec('COMMIT');
      return value;
    } catch (thrown) {
      this.#rollback();
      throw thrown;
    }
  }

  /** SQLite may have rolled back by itself; then there is nothing left to undo. */
  #rollback(): void {
    try {
      this.#database.exec('ROLLBACK');
    } catch {
      // No transaction is open: what matters is the failure that led here.
    }
  }

  #orFail<Value>(call: () => Result<Value, StoreFailure>): Result<Value, StoreFailure> {
    try {
      return call();
    } catch (thrown) {
      const failure = storeFailure(thrown, this.#file);
      if (failure === null) throw thrown;
      return fail(failure);
    }
  }

  #orThrow<Value>(call: () => Value): Value {
    try {
      return call();
    } catch (thrown) {
      const failure = storeFailure(thrown, this.#file);
      if (failure === null) throw thrown;
      throw new StoreError(failure);
    }
  }
}

const contactColumns = 'SELECT c.place, c.target, c.id, c.round, c.wake_at, c.state FROM contacts c';

interface ContactRecord {
  readonly place: number;
  readonly target: number;
  readonly id: string;
  readonly round: string;
  readonly wake_at: number | null;
  readonly state: string | null;
}

function contactRow(row: ContactRecord): ContactRow {
  return {
    index: row.place,
    targetIndex: row.target,
    wakeAt: row.wake_at,
    state: row.state === null ? freshState(row) : (JSON.parse(row.state) as ContactState),
  };
}

function freshState(row: ContactRecord): ContactState {
  const target = row.round === '' ? row.id : row.id.slice(row.round.length + 1);
  return freshContact({ id: row.id, target, round: row.round });
}

interface EventRecord {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly contact: string | null;
  readonly attempt: number | null;
  readonly step: string | null;
  readonly gate: string | null;
  readonly data: string;
}

function journalEvent(row: EventRecord): JournalEvent {
  const { seq, at, type, contact, attempt, step, gate, data } = row;
  return {
    seq,
    at,
    type,
    ...(contact === null ? {} : { contact }),
    ...(attempt === null ? {} : { attempt }),
    ...(step === null ? {} : { step }),
    ...(gate === null ? {} : { gate }),
    data: JSON.parse(data),
  } as JournalEvent;
}
