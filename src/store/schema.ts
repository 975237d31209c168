/**
 * The tables. A version stands in the file; an older program refuses a newer store, a newer one migrates step by step when no
 * run is driven.
 */
import { fail, ok, type Result } from '../lib/result.ts';
import type { StoreFailure } from '../run/ports.ts';
import type { Database } from './database.ts';

export const storeVersion = 1;

/** Migration n brings a store from version n to n + 1. */
const migrations: readonly string[] = [
  `
  CREATE TABLE runs (
    name TEXT PRIMARY KEY, position INTEGER NOT NULL UNIQUE, slug TEXT NOT NULL, n INTEGER NOT NULL, id TEXT NOT NULL,
    world TEXT NOT NULL, file TEXT NOT NULL, provider TEXT NOT NULL, class TEXT NOT NULL, mission_name TEXT NOT NULL,
    plan_hash TEXT NOT NULL, status TEXT NOT NULL, reason TEXT, step TEXT, started_at INTEGER NOT NULL, at INTEGER NOT NULL,
    finished_at INTEGER, wake_at INTEGER, seq INTEGER NOT NULL, epoch INTEGER NOT NULL, driver TEXT,
    source TEXT NOT NULL, mission TEXT NOT NULL, targets INTEGER NOT NULL,
    UNIQUE (slug, n)
  );
  CREATE TABLE targets (
    run INTEGER NOT NULL, place INTEGER NOT NULL, target TEXT NOT NULL, PRIMARY KEY (run, place)
  ) WITHOUT ROWID;
  CREATE TABLE left_out (
    run INTEGER NOT NULL, place INTEGER NOT NULL, target TEXT NOT NULL, rule TEXT NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (run, place)
  ) WITHOUT ROWID;
  CREATE TABLE events (
    run INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, type TEXT NOT NULL, contact TEXT, attempt INTEGER,
    step TEXT, gate TEXT, data TEXT NOT NULL, PRIMARY KEY (run, seq)
  ) WITHOUT ROWID;
  CREATE TABLE contacts (
    run INTEGER NOT NULL, place INTEGER NOT NULL, target INTEGER NOT NULL, id TEXT NOT NULL, round TEXT NOT NULL,
    status TEXT NOT NULL, final INTEGER NOT NULL, wake_at INTEGER, state TEXT, PRIMARY KEY (run, place)
  ) WITHOUT ROWID;
  CREATE INDEX contacts_by_id ON contacts (run, id);
  CREATE INDEX contacts_open ON contacts (run, place) WHERE final = 0;
  CREATE TABLE signals (id INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL, signal TEXT NOT NULL);
  CREATE TABLE ledger (
    key TEXT PRIMARY KEY, run TEXT NOT NULL, slug TEXT NOT NULL, contact TEXT NOT NULL, number TEXT NOT NULL,
    world TEXT NOT NULL, at INTEGER NOT NULL, status TEXT NOT NULL, reached INTEGER NOT NULL, minutes REAL NOT NULL,
    cost REAL NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX ledger_by_number ON ledger (number, world, at, status);
  CREATE INDEX ledger_reached ON ledger (slug, world, at, number) WHERE reached = 1;
  CREATE TABLE opt_outs (
    number TEXT NOT NULL, world TEXT NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (number, world)
  ) WITHOUT ROWID;
  `,
];

/** Brings the store to this program's version; a new file gets its tables. */
export function migrate(database: Database, isDriven: () => boolean): Result<null, StoreFailure> {
  const version = versionOf(database);
  if (version > storeVersion) {
    const message = `the store has version ${version}, this program knows ${storeVersion}`;
    return fail({ code: 'newer', message, help: 'Use the newer version of mission that made it.' });
  }
  if (version === storeVersion) return ok(null);
  if (version > 0 && isDriven()) {
    const help = 'Wait for that run to end, or pause it, then try again.';
    return fail({ code: 'locked', message: 'the store must be brought to a newer version, but a run is driven', help });
  }
  database.exec('BEGIN IMMEDIATE');
  // Another process may have been faster.
  for (let at = versionOf(database); at < storeVersion; at += 1) database.exec(migrations[at] ?? '');
  database.exec(`PRAGMA user_version = ${storeVersion}`);
  database.exec('COMMIT');
  return ok(null);
}

function versionOf(database: Database): number {
  return Number((database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version);
}
