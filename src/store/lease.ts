/** The lock of one run (lib/file-lock.ts): who holds it drives the run. */
import { mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type FileLock, isFileLocked, takeFileLock } from '../lib/file-lock.ts';
import { StoreError } from '../run/store-error.ts';
import { openingFailure } from './failure.ts';

export type Lock = FileLock;

/** By the run's number, not its name: names may be longer than file names. */
export function lockFile(folder: string, run: number): string {
  return join(folder, 'locks', `${run}.lock`);
}

/** Null: another process holds it, or another store of this one. Throws StoreError. */
export function takeLock(file: string): Lock | null {
  guarded(dirname(file), () => mkdirSync(dirname(file), { recursive: true }));
  return guarded(file, () => takeFileLock(file));
}

/** Whether somebody holds the lock. Looks without taking it, and without the right to write. Throws StoreError. */
export function isLocked(file: string): boolean {
  return guarded(file, () => isFileLocked(file));
}

function guarded<Value>(file: string, work: () => Value): Value {
  try {
    return work();
  } catch (thrown) {
    throw new StoreError(openingFailure(thrown, file));
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
