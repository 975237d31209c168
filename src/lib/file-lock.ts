/**
 * A lock that one process holds: an empty SQLite file held in an exclusive transaction. The operating system frees it when the
 * process dies, however it dies; there is no time-out and nothing to clean up.
 *
 * Nobody may open the file but through here: on POSIX, closing any other handle of it would free the lock.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { fileTrouble } from './file-trouble.ts';

export interface FileLock {
  /** May be called again. */
  release(): void;
}

/** Taking a lock outwaits a look at it; who holds it may hold it for days. */
const lookMs = 100;

/** Null: another process holds it, or somebody else in this one. Throws what the system or SQLite says. */
export function takeFileLock(file: string): FileLock | null {
  mkdirSync(dirname(file), { recursive: true });
  const db = new Database(file);
  try {
    db.exec(`PRAGMA busy_timeout = ${lookMs}`);
    // No journal beside it: nothing is ever written.
    db.exec('PRAGMA journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (thrown) {
    db.close();
    if (fileTrouble(thrown) === 'locked') return null;
    throw thrown;
  }
  let isHeld = true;
  return {
    release() {
      if (!isHeld) return;
      isHeld = false;
      db.exec('ROLLBACK');
      db.close();
    },
  };
}

/** Whether somebody holds the lock. Looks without taking it, and without the right to write. Throws as above. */
export function isFileLocked(file: string): boolean {
  if (!existsSync(file)) return false;
  const db = new Database(file, { readonly: true });
  try {
    db.exec('PRAGMA busy_timeout = 0');
    db.exec('SELECT count(*) FROM sqlite_schema');
    return false;
  } catch (thrown) {
    if (fileTrouble(thrown) === 'locked') return true;
    throw thrown;
  } finally {
    db.close();
  }
}
