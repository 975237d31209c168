/**
 * The lock of one run: an empty SQLite file held in an exclusive transaction. The operating system frees it when the
 * process dies, however it dies; there is no time-out and nothing to clean up.
 *
 * Nobody may open the file but through here: on POSIX, closing any other handle of it would free the lock.
 */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StoreError } from '../run/store-error.ts';
import { openingFailure } from './failure.ts';
import { Sql } from './sql.ts';

export interface Lock {
  /** May be called again. */
  release(): void;
}

/** Taking a lock outwaits a look at it; who holds it may hold it for days. */
const lookMs = 100;

/** By the run's number, not its name: names may be longer than file names. */
export function lockFile(folder: string, run: number): string {
  return join(folder, 'locks', `${run}.lock`);
}

/** Null: another process holds it, or another store of this one. Throws StoreError. */
export function takeLock(file: string): Lock | null {
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch (thrown) {
    throw new StoreError(openingFailure(thrown, dirname(file)));
  }
  const sql = Sql.open(file, [`busy_timeout = ${lookMs}`]);
  try {
    // No journal beside it: nothing is ever written.
    sql.exec('PRAGMA journal_mode = MEMORY');
    sql.exec('BEGIN EXCLUSIVE');
  } catch (thrown) {
    sql.close();
    if (thrown instanceof StoreError && thrown.failure.code === 'locked') return null;
    throw thrown;
  }
  let isHeld = true;
  return {
    release() {
      if (!isHeld) return;
      isHeld = false;
      sql.exec('ROLLBACK');
      sql.close();
    },
  };
}

/** Whether somebody holds the lock. Looks without taking it, and without the right to write. Throws StoreError. */
export function isLocked(file: string): boolean {
  if (!existsSync(file)) return false;
  const sql = Sql.openForReading(file, ['busy_timeout = 0']);
  try {
    sql.number('SELECT count(*) FROM sqlite_schema');
    return false;
  } catch (thrown) {
    if (thrown instanceof StoreError && thrown.failure.code === 'locked') return true;
    throw thrown;
  } finally {
    sql.close();
  }
}

/** Every lock that there is, or null where one is held by somebody. */
export function takeAllLocks(folder: string): Lock | null {
  const locks: Lock[] = [];
  const release = (): void => {
    for (const lock of locks.splice(0)) lock.release();
  };
  for (const name of lockNames(join(folder, 'locks'))) {
    const lock = takeLock(join(folder, 'locks', name));
    if (lock === null) {
      release();
      return null;
    }
    locks.push(lock);
  }
  return { release };
}

function lockNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.lock'));
  } catch {
    // No run was ever driven here.
    return [];
  }
}
