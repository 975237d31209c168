/** What can go wrong with the record's file, by code. */
import { errorCode } from '../lib/sqlite-code.ts';
import type { StoreFailure } from '../run/ports.ts';
import { StoreError } from '../run/store-error.ts';

/** By the code that SQLite or the file system gives. */
export function failureOf(error: unknown, file: string): StoreFailure {
  if (error instanceof StoreError) return error.failure;
  const code = errorCode(error);
  const failure = failures.find(({ starts }) => starts.some((start) => code.startsWith(start)));
  const because = error instanceof Error ? error.message : String(error);
  if (failure === undefined)
    return { code: 'io', message: `The simulated world's record ${file} cannot be used: ${because}.` };
  return { code: failure.code, message: `The simulated world's record ${file} ${failure.says}.`, help: failure.help };
}

const failures = [
  {
    starts: ['SQLITE_FULL', 'ENOSPC'],
    code: 'full',
    says: 'cannot grow, the disk is full',
    help: 'Make room and run it again.',
  },
  {
    starts: [
      'SQLITE_READONLY',
      'SQLITE_CANTOPEN',
      'EACCES',
      'EPERM',
      'EROFS',
      'ENOTDIR',
      'EEXIST',
      'EISDIR',
      'ERR_FS_EISDIR',
    ],
    code: 'read-only',
    says: 'cannot be written',
    help: 'Check that you may write in its folder, and what stands in its place.',
  },
  {
    starts: ['SQLITE_NOTADB', 'SQLITE_CORRUPT'],
    code: 'corrupt',
    says: 'is damaged or no database',
    help: 'Put a copy back; or move it away and cancel the run, whose simulated calls are lost with it.',
  },
  {
    starts: ['SQLITE_BUSY', 'SQLITE_LOCKED'],
    code: 'locked',
    says: 'is held by another process',
    help: 'End that process or wait for it.',
  },
] as const;
