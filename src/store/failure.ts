/** What went wrong with the database or its file, by code, never by text. */
import type { StoreFailure } from '../run/ports.ts';

interface Coded {
  readonly code?: unknown;
  readonly rawCode?: unknown;
  readonly message?: unknown;
}

/** Thrown by reads; the command line turns it into a sentence and exit 5. */
export class StoreError extends Error {
  readonly failure: StoreFailure;

  constructor(failure: StoreFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Null: not a failure of the database but a bug. */
export function storeFailure(thrown: unknown, file: string): StoreFailure | null {
  if (thrown === null || typeof thrown !== 'object') return null;
  const { code, message } = thrown as Coded;
  if (typeof code !== 'string') return null;
  const said = typeof message === 'string' ? message : code;
  const kind = kindOf(code);
  return kind === null ? null : { code: kind, message: `${sentences[kind]} (${file}: ${said})`, help: helps[kind] };
}

type Kind = 'full' | 'read-only' | 'corrupt' | 'locked' | 'io';

function kindOf(code: string): Kind | null {
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') return 'full';
  if (code.startsWith('SQLITE_READONLY') || code === 'EACCES' || code === 'EROFS' || code === 'EPERM')
    return 'read-only';
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return 'corrupt';
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'locked';
  if (
    code.startsWith('SQLITE_IOERR') ||
    code.startsWith('SQLITE_CANTOPEN') ||
    code === 'ENOTDIR' ||
    code === 'EEXIST' ||
    code === 'EIO'
  )
    return 'io';
  return null;
}

const sentences: Readonly<Record<Kind, string>> = {
  full: 'the disk is full',
  'read-only': 'the store cannot be written',
  corrupt: 'the store is damaged or not a mission store',
  locked: 'the store is locked by another program',
  io: 'the store cannot be read or written',
};

const helps: Readonly<Record<Kind, string>> = {
  full: 'Make room on the disk, then `mission resume` goes on: nothing was lost.',
  'read-only': 'Give yourself the right to write in the workspace folder.',
  corrupt: 'Put a backup in its place, or move it away and begin anew; calls that were placed stay with the service.',
  locked: 'Wait until the other program is done with it, then try again.',
  io: 'See whether the folder exists and its disk is healthy, then try again.',
};
