/**
 * The tables, and how a store of an earlier version becomes one of this version.
 *
 * 1. One version for the tables and for the JSON in them (events, states, specs): whoever changes the shape of one adds a
 *    migration here.
 * 2. A program never touches a store that a newer one has written, nor a database of another program.
 * 3. A store is migrated only when none of its runs is driven, in one transaction.
 *
 * Rows of a run have keys `run × 2³² + place`: one integer key per table, in the order in which rows are read.
 */
import type { StoreFailure } from '../run/ports.ts';
import { StoreError } from '../run/store-error.ts';
import { failureOfKind } from './failure.ts';
import type { Sql } from './sql.ts';

/** `MSSN`: tells the file from other programs' databases. */
const applicationId = 0x4d53534e;

/** Of opt-outs: every change in order, only added to. secret: random, this workspace's own; it keys every hash of a number. */
const numberTables = `
  CREATE TABLE opt_out_log (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, number NOT NULL, world INTEGER NOT NULL, at INTEGER NOT NULL, change TEXT NOT NULL,
    source TEXT NOT NULL, reason TEXT NOT NULL
  );
  CREATE INDEX opt_out_log_number ON opt_out_log (number);
  CREATE TABLE forgotten (hash TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE secret (value TEXT NOT NULL);
  INSERT INTO secret VALUES (lower(hex(randomblob(32))));
`;

/** `mirror`: how far each run was told to the service. `heard`: what its socket said, for the processes that do not hold it. */
const serviceTables = `
  CREATE TABLE mirror (run INTEGER PRIMARY KEY, seq INTEGER NOT NULL, done INTEGER NOT NULL, state TEXT NOT NULL);
  CREATE TABLE heard (
    id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, at INTEGER NOT NULL, push TEXT NOT NULL
  );
  CREATE INDEX heard_account ON heard (account, id);
`;

export const tables = `
  CREATE TABLE run (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, slug TEXT NOT NULL, n INTEGER NOT NULL, uid TEXT NOT NULL,
    world INTEGER NOT NULL, file TEXT NOT NULL, provider TEXT NOT NULL, class TEXT NOT NULL, mission_name TEXT NOT NULL,
    plan_hash TEXT NOT NULL, targets INTEGER NOT NULL, status TEXT NOT NULL, reason TEXT, step TEXT,
    started_at INTEGER NOT NULL, at INTEGER NOT NULL, finished_at INTEGER, wake_at INTEGER, seq INTEGER NOT NULL,
    epoch INTEGER NOT NULL, driver TEXT, mission TEXT NOT NULL, UNIQUE (slug, n)
  );
  CREATE TABLE source (
    run INTEGER PRIMARY KEY, text TEXT NOT NULL, spec_hash TEXT NOT NULL, spec TEXT NOT NULL, plan TEXT NOT NULL, seed INTEGER,
    approve TEXT NOT NULL
  );
  CREATE TABLE target (id INTEGER PRIMARY KEY, data TEXT NOT NULL);
  CREATE TABLE left_out (id INTEGER PRIMARY KEY, data TEXT NOT NULL);

  -- id: run × 2³² + last seq. Events as JSON, some hundred per row: they are written once and read in order.
  CREATE TABLE journal (id INTEGER PRIMARY KEY, events TEXT NOT NULL);

  -- id: run × 2³² + index. status: its place in contactStatuses. state: the row of the table state; null while it is
  -- exactly a fresh contact. Rows are as small as can be: each is written again with every change of its contact.
  CREATE TABLE contact (
    id INTEGER PRIMARY KEY, target INTEGER NOT NULL, round TEXT NOT NULL, status INTEGER NOT NULL, wake_at INTEGER,
    state INTEGER
  );
  CREATE TABLE contact_id (run INTEGER NOT NULL, id TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (run, id)) WITHOUT ROWID;
  -- Only added to: a state in place would rewrite a page for each of them; here they lie side by side.
  CREATE TABLE state (id INTEGER PRIMARY KEY, data TEXT NOT NULL);

  CREATE TABLE signal (id INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL, data TEXT NOT NULL, taken INTEGER);
  CREATE INDEX signal_open ON signal (run) WHERE taken IS NULL;

  CREATE TABLE world (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  -- Attempts that were made or are reserved.
  CREATE TABLE ledger (
    number NOT NULL, world INTEGER NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (number, world, key)
  ) WITHOUT ROWID;
  CREATE TABLE reached (
    run INTEGER NOT NULL, at INTEGER NOT NULL, world INTEGER NOT NULL, number NOT NULL, PRIMARY KEY (run, at, world, number)
  ) WITHOUT ROWID;
  CREATE TABLE opt_out (
    number NOT NULL, world INTEGER NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL, source TEXT NOT NULL DEFAULT 'reply',
    PRIMARY KEY (number, world)
  ) WITHOUT ROWID;
  ${numberTables}
  ${serviceTables}
`;

export interface Migration {
  /** The version that it makes of the one before. */
  readonly to: number;
  readonly sql: string;
}

export interface Schema {
  readonly version: number;
  /** The tables as this version makes them. */
  readonly tables: string;
  /** From every version before, in order. */
  readonly migrations: readonly Migration[];
}

const optOutsRemembered = `
  ALTER TABLE opt_out ADD COLUMN source TEXT NOT NULL DEFAULT 'reply';
  ${numberTables}
  INSERT INTO opt_out_log (number, world, at, change, source, reason)
    SELECT number, world, at, 'added', source, reason FROM opt_out ORDER BY at;
`;

export const schema: Schema = {
  version: 3,
  tables,
  migrations: [
    { to: 2, sql: optOutsRemembered },
    { to: 3, sql: serviceTables },
  ],
};

/** Holds off every drive of this store until `release`; fails where a run is driven. */
export type Hold = () => { readonly release: () => void } | { readonly failure: StoreFailure };

/** Makes the tables in a new file, migrates an older store. Throws StoreError. */
export function prepareSchema(sql: Sql, of: { readonly schema: Schema; readonly hold: Hold }): void {
  const { version } = of.schema;
  const found = versionOf(sql);
  if (found === version) return;
  if (found > version) throw new StoreError(newer(sql.file));
  if (found === 0) sql.transaction(() => makeTables(sql, of.schema));
  else migrate(sql, of);
}

/** To be asked inside every transaction that no lock of a run protects: another process may have migrated the store. */
export function assertVersion(sql: Sql, version: number): void {
  if (versionOf(sql) !== version) throw new StoreError(newer(sql.file));
}

const versionText =
  'SELECT (SELECT user_version FROM pragma_user_version), (SELECT application_id FROM pragma_application_id), count(*) FROM sqlite_schema';

/** 0 in an empty file. A database of another program counts as damaged. */
function versionOf(sql: Sql): number {
  // In one statement: between several, another process may make the tables.
  const [version = 0, owner, parts] = (sql.get(versionText) ?? []).map(Number);
  const isOurs = owner === applicationId;
  if (version === 0 && parts === 0) return 0;
  if (!isOurs || version <= 0) throw new StoreError(failureOfKind('corrupt', sql.file));
  return version;
}

function makeTables(sql: Sql, { version, tables }: Schema): void {
  // Another process may have been first.
  if (versionOf(sql) === version) return;
  sql.exec(tables);
  sql.exec(`PRAGMA application_id = ${applicationId}`);
  sql.exec(`PRAGMA user_version = ${version}`);
}

function migrate(sql: Sql, of: { readonly schema: Schema; readonly hold: Hold }): void {
  let release = (): void => undefined;
  try {
    sql.transaction(() => {
      const found = versionOf(sql);
      // Inside the transaction: a drive begins in one of its own, so none can begin from here on.
      const held = of.hold();
      if ('failure' in held) throw new StoreError(held.failure);
      release = held.release;
      for (const { to, sql: text } of of.schema.migrations) if (to > found) sql.exec(text);
      sql.exec(`PRAGMA user_version = ${of.schema.version}`);
    });
  } finally {
    release();
  }
}

function newer(file: string): StoreFailure {
  return {
    code: 'newer',
    message: `the store ${file} was written by a newer version of this program`,
    help: 'Update the program, then run the command again.',
  };
}
