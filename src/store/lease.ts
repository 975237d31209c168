/**
 * Who drives a run: an exclusive lock that the operating system frees when its holder dies, however it dies. It is a
 * transaction that is never committed on a small database file of its own; no time-out on a wall clock.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from './database.ts';
import { storeFailure } from './failure.ts';

export interface Lock {
  release(): void;
}

/** Null: somebody else holds it. */
export function takeLock(folder: string, run: string): Lock | null {
  const locks = join(folder, 'locks');
  mkdirSync(locks, { recursive: true });
  const file = join(locks, `${run}.lock`);
  const database = openDatabase(file);
  try {
    database.exec('PRAGMA busy_timeout = 0');
    database.exec('PRAGMA journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
  } catch (thrown) {
    database.close();
    if (storeFailure(thrown, file)?.code === 'locked') return null;
    throw thrown;
  }
  let held = true;
  return {
    release() {
      if (!held) return;
      held = false;
      database.exec('ROLLBACK');
      database.close();
    },
  };
}
