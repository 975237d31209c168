/**
 * The store of a workspace: one SQLite file, `.mission/mission.db`, that several processes read and write at once.
 *
 * Owns: the connection, the locks of the runs that this process drives. Talks to: the file system.
 * 1. A commit is one transaction, durable when it returns; one that failed stores nothing, or all of it where the failure
 *    came after the last write: `run(name).seq` tells.
 * 2. One process drives a run: the operating system's lock, and an epoch that every commit is checked against.
 * 3. A commit whose events do not follow the last stored one is a bug and throws.
 * 4. Phone numbers stand in targets and in the ledger alone.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../lib/result.ts';
import type { Commit, Driver, Lease, NewRun, RunRecord, Signal, Store, StoreFailure } from '../run/ports.ts';
import { StoreError } from '../run/store-error.ts';
import type { LeftOut } from '../spec/spec.ts';
import { Contacts } from './contacts.ts';
import { drivenBy, superseded } from './driven.ts';
import { failureOf, openingFailure } from './failure.ts';
import { Hashes } from './hashes.ts';
import { Journal } from './journal.ts';
import { isLocked, type Lock, lockFile, takeAllLocks, takeLock } from './lease.ts';
import { Ledger } from './ledger.ts';
import { openFile } from './open-file.ts';
import { OptOuts, saidOptOuts } from './opt-outs.ts';
import { Runs } from './runs.ts';
import { assertVersion, schema as currentSchema, prepareSchema, type Schema } from './schema.ts';
import { serviceRows } from './service-rows.ts';
import { Signals } from './signals.ts';
import type { Sql } from './sql.ts';
import { Targets } from './targets.ts';
import { Worlds } from './worlds.ts';

export interface OpenOptions {
  /** The workspace's `.mission` folder, absolute. */
  readonly folder: string;
  /** False: fails with `io` where there is no store yet. Default true: folder and file are made. */
  readonly create?: boolean;
  /** For tests of migrations. */
  readonly schema?: Schema;
  /** For tests of trouble: `max_page_count = 50` makes the disk full. */
  readonly pragmas?: readonly string[];
}

/**
 * Codes: read-only, full, corrupt, newer, locked, driven (a migration needs every run at rest), io. A store that is there and
 * may be read but not written opens all the same: what would write fails with read-only.
 */
export function openStore(options: OpenOptions): Result<Store, StoreFailure> {
  const { folder, create = true, schema = currentSchema } = options;
  const file = join(folder, 'mission.db');
  if (!create && !existsSync(file)) {
    return fail({ code: 'io', message: `there is no store ${file}`, help: 'Begin with `mission run FILE`.' });
  }
  try {
    mkdirSync(folder, { recursive: true });
  } catch (thrown) {
    return fail(openingFailure(thrown, folder));
  }
  let sql: Sql | null = null;
  try {
    sql = openFile(file, options.pragmas ?? []);
    prepareSchema(sql, { schema, hold: () => holdAll(folder) });
    return ok(new SqliteStore(sql, { folder, version: schema.version }));
  } catch (thrown) {
    sql?.close();
    const failure = failureOf(thrown, file);
    if (failure === null) throw thrown;
    return fail(failure);
  }
}

function holdAll(folder: string): Lock | { readonly failure: StoreFailure } {
  const locks = takeAllLocks(folder);
  if (locks !== null) return locks;
  const message = 'the store must be brought up to date, and another process drives one of its runs';
  return { failure: { code: 'driven', message, help: 'End that process (Ctrl-C), then run the command again.' } };
}

class SqliteStore implements Store {
  readonly service: Store['service'];
  readonly #sql: Sql;
  readonly #folder: string;
  readonly #version: number;
  readonly #runs: Runs;
  readonly #targets: Targets;
  readonly #contacts: Contacts;
  readonly #journal: Journal;
  readonly #signals: Signals;
  readonly #ledger: Ledger;
  readonly #hashes: Hashes;
  readonly #optOuts: OptOuts;
  readonly #locks = new Set<Lock>();

  constructor(sql: Sql, of: { readonly folder: string; readonly version: number }) {
    const worlds = new Worlds(sql);
    const hashes = new Hashes(sql);
    const optOuts = new OptOuts(sql, { worlds, hashes });
    this.#sql = sql;
    this.#folder = of.folder;
    this.#version = of.version;
    this.#runs = new Runs(sql, worlds);
    this.#targets = new Targets(sql);
    this.#contacts = new Contacts(sql);
    this.#journal = new Journal(sql);
    this.#signals = new Signals(sql);
    this.#hashes = hashes;
    this.#optOuts = optOuts;
    this.#ledger = new Ledger(sql, { worlds, hashes, optOuts });
    const write = <Value>(work: () => Value): Value => this.#writeChecked(work);
    this.service = serviceRows({ sql, runId: (name) => this.#runs.id(name), write });
  }

  createRun(run: NewRun): RunRecord {
    return this.#recordOf(this.#write(() => this.#addRun(run)));
  }

  beginRun(run: NewRun): RunRecord | null {
    const name = this.#write(() => (this.#runs.hasUnfinished(run) ? null : this.#addRun(run)));
    return name === null ? null : this.#recordOf(name);
  }

  /** Inside a transaction. Gives the run's name. */
  #addRun(run: NewRun): string {
    assertVersion(this.#sql, this.#version);
    const added = this.#runs.add(run);
    this.#runs.countTargets(added.id, this.#targets.add('target', { run: added.id, rows: run.targets }));
    this.#targets.add('left_out', { run: added.id, rows: hashed(run.leftOut, this.#hashes) });
    return added.name;
  }

  #recordOf(name: string): RunRecord {
    const record = this.#runs.record(name);
    if (record === null) throw new Error(`run ${name} was not stored`);
    return record;
  }

  run: Store['run'] = (name) => this.#runs.record(name);
  runs: Store['runs'] = (filter) => this.#runs.records(filter);
  source: Store['source'] = (run) => this.#runs.source(this.#runs.id(run));
  targetCount: Store['targetCount'] = (run) => this.#runs.targetCount(this.#runs.id(run));
  target: Store['target'] = (run, index) => this.#targets.target(this.#runs.id(run), index);
  targets: Store['targets'] = (run) => this.#targets.all('target', this.#runs.id(run));
  targetIds: Store['targetIds'] = (run, range) => this.#targets.ids(this.#runs.id(run), range);
  leftOut: Store['leftOut'] = (run) => this.#targets.all('left_out', this.#runs.id(run));
  contact: Store['contact'] = (run, index) => this.#contacts.contact(this.#runs.id(run), index);
  contacts: Store['contacts'] = (run, filter) => this.#contacts.contacts(this.#runs.id(run), filter);
  contactIndex: Store['contactIndex'] = (run, id) => this.#contacts.index(this.#runs.id(run), id);
  contactCounts: Store['contactCounts'] = (run) => this.#contacts.counts(this.#runs.id(run));
  events: Store['events'] = (run, range) => this.#journal.events(this.#runs.id(run), range);
  signals: Store['signals'] = (run) => this.#signals.open(this.#runs.id(run));
  reachedSince: Store['reachedSince'] = (query) => this.#ledger.reachedSince(query);

  attempts: Store['attempts'] = (query) =>
    this.#isDriving ? this.#ledger.attemptsForCommit(query) : this.#ledger.attempts(query);
  optedOut: Store['optedOut'] = (query) =>
    this.#isDriving ? this.#ledger.optedOutForCommit(query) : this.#ledger.optedOut(query);

  refusal: Store['refusal'] = (query) => this.#optOuts.refusal(query);
  optOuts: Store['optOuts'] = () => this.#optOuts.all();
  optOutHistory: Store['optOutHistory'] = () => this.#optOuts.history();
  optOutNews: Store['optOutNews'] = (last) => this.#optOuts.news(last);
  addOptOuts: Store['addOptOuts'] = (entries) => this.#writeChecked(() => this.#optOuts.add(saidOptOuts(entries)));
  removeOptOut: Store['removeOptOut'] = (removal) => this.#writeChecked(() => this.#optOuts.remove(removal));
  forget: Store['forget'] = async (request) => {
    const { forget } = await import('./forgetting.ts');
    const done = forget(
      {
        sql: this.#sql,
        version: this.#version,
        folder: this.#folder,
        runs: this.#runs,
        targets: this.#targets,
        contacts: this.#contacts,
        journal: this.#journal,
        hashes: this.#hashes,
        ledger: this.#ledger,
        optOuts: this.#optOuts,
      },
      request,
    );
    this.#forgetRead();
    return done;
  };
  salt: Store['salt'] = () => this.#hashes.salt;

  replaceList: Store['replaceList'] = (numbers, at) => {
    if (this.#optOuts.isList(numbers)) return { added: 0, removed: 0 };
    return this.#writeChecked(() => {
      const { added, removed } = this.#optOuts.replaceList(numbers, at);
      return { added: added.length, removed };
    });
  };

  refusedOpen: Store['refusedOpen'] = (name) => {
    const world = this.#runs.record(name)?.world ?? '';
    return Array.from(this.#contacts.scheduled(this.#runs.id(name))).flatMap(({ index, number }) =>
      this.#ledger.optedOut({ number, world }) ? [index] : [],
    );
  };

  contactWithNumber: Store['contactWithNumber'] = (name, number) => {
    const record = this.#runs.record(name);
    if (record === null) return null;
    const run = this.#runs.id(name);
    for (const key of this.#ledger.attemptKeys({ number, world: record.world, run: record.id })) {
      const index = contactOfKey(key, (id) => this.#contacts.index(run, id));
      if (index !== null) return index;
    }
    return null;
  };

  mission: Store['mission'] = (name) => {
    const run = this.#runs.find(name);
    return run === null ? null : this.#runs.mission(run);
  };

  signal(run: string, signal: Signal): void {
    const id = this.#runs.id(run);
    this.#writeChecked(() => this.#signals.add(id, signal));
  }

  drive(run: string, driver: Driver): Result<Lease, StoreFailure> {
    const id = this.#runs.id(run);
    let lock: Lock | null = null;
    try {
      // The lock is taken inside the transaction that names its holder, so that who finds it taken reads who took it.
      const epoch = this.#write(() => {
        assertVersion(this.#sql, this.#version);
        lock = takeLock(lockFile(this.#folder, id));
        if (lock === null) throw new StoreError(drivenBy(this.#runs.record(run), run));
        return this.#runs.takeOver(id, driver);
      });
      return ok(this.#lease(id, { epoch, lock }));
    } catch (thrown) {
      release(lock);
      if (thrown instanceof StoreError) return fail(thrown.failure);
      throw thrown;
    }
  }

  isDriven(run: string): boolean {
    return isLocked(lockFile(this.#folder, this.#runs.id(run)));
  }

  #lease(run: number, of: { readonly epoch: number; readonly lock: Lock | null }): Lease {
    const { epoch, lock } = of;
    if (lock !== null) this.#locks.add(lock);
    this.#ledger.forget();
    return {
      epoch,
      isCurrent: () => this.#runs.standing(run).epoch === epoch,
      release: () => {
        release(lock);
        if (lock !== null) this.#locks.delete(lock);
      },
    };
  }

  commit(commit: Commit): Result<null, StoreFailure> {
    const run = this.#runs.id(commit.run);
    try {
      this.#write(() => this.#put(run, commit));
      return ok(null);
    } catch (thrown) {
      if (thrown instanceof StoreError) return fail(thrown.failure);
      throw thrown;
    }
  }

  #put(run: number, commit: Commit): void {
    const standing = this.#runs.standing(run);
    if (standing.epoch !== commit.epoch) throw new StoreError(superseded(this.#runs.record(commit.run), commit.run));
    assertFollows(standing.seq, commit);
    this.#ledger.put(run, commit);
    this.#contacts.put(run, commit.contacts);
    this.#journal.append(run, commit.events);
    this.#signals.take(commit.taken, { run, seq: commit.events.at(-1)?.seq ?? standing.seq });
    this.#runs.update(run, commit);
  }

  get #isDriving(): boolean {
    return this.#locks.size > 0;
  }

  /** One transaction. What was remembered of rows is forgotten when it fails. */
  #write<Value>(work: () => Value): Value {
    try {
      return this.#sql.transaction(work);
    } catch (thrown) {
      this.#forgetRead();
      throw thrown;
    }
  }

  /** A transaction that no lock of a run protects: another process may have migrated the store. */
  #writeChecked<Value>(work: () => Value): Value {
    return this.#write(() => {
      assertVersion(this.#sql, this.#version);
      return work();
    });
  }

  #forgetRead(): void {
    this.#runs.forget();
    this.#targets.forget();
    this.#contacts.forget();
    this.#ledger.forget();
    this.#optOuts.forgetLook();
  }

  close(): void {
    for (const lock of this.#locks) lock.release();
    this.#locks.clear();
    this.#sql.close();
  }
}

/** Who was left out has no row with a number; the hash finds them when they are to be forgotten. */
function* hashed(rows: NewRun['leftOut'], hashes: Hashes): IterableIterator<LeftOut> {
  for (const { number, ...row } of rows) {
    yield number === undefined ? row : ({ ...row, number: hashes.hashOf(number) } as LeftOut);
  }
}

/** An attempt's key ends with one number or two; a contact's id may hold dots itself. */
function contactOfKey(key: string, find: (id: string) => number | null): number | null {
  const parts = key.split('.');
  return find(parts.slice(0, -1).join('.')) ?? find(parts.slice(0, -2).join('.'));
}

function release(lock: Lock | null): void {
  lock?.release();
}

function assertFollows(seq: number, { events, run }: Commit): void {
  events.forEach((event, place) => {
    const expected = seq + place + 1;
    if (event.seq !== expected) throw new Error(`run ${run}: event ${event.seq} stands where ${expected} should`);
  });
}
