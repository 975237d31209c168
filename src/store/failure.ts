/** What can go wrong with the store, by the codes that SQLite and the file system give; never by message text. */
import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { leadsNowhere } from '../lib/link.ts';
import { errorCode } from '../lib/sqlite-code.ts';
import type { StoreFailure } from '../run/ports.ts';
import { StoreError } from '../run/store-error.ts';

interface Kind {
  readonly code: StoreFailure['code'];
  /** Beginnings of codes: SQLite's extended codes begin with the plain ones. */
  readonly starts: readonly string[];
  readonly says: string;
  readonly help: string;
}

const kinds: readonly Kind[] = [
  {
    code: 'full',
    starts: ['SQLITE_FULL', 'ENOSPC', 'EDQUOT'],
    says: 'cannot grow: the disk is full',
    help: 'Make room, then run the command again; what was stored so far is intact.',
  },
  {
    code: 'read-only',
    starts: [
      'SQLITE_READONLY',
      'SQLITE_PERM',
      'SQLITE_CANTOPEN',
      'EACCES',
      'EPERM',
      'EROFS',
      'ENOTDIR',
      'EEXIST',
      'EISDIR',
    ],
    says: 'cannot be written',
    help: 'Check that you may write in its folder, and that no other file stands in its place.',
  },
  {
    code: 'corrupt',
    starts: ['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_FORMAT'],
    says: 'is damaged, or is no database',
    help: 'Move it away or put a copy back; without it, the runs of this workspace are forgotten.',
  },
  {
    code: 'locked',
    starts: ['SQLITE_BUSY', 'SQLITE_LOCKED', 'SQLITE_PROTOCOL'],
    says: 'is held by another process for too long',
    help: 'Wait until that process has finished, then run the command again.',
  },
  {
    code: 'io',
    starts: [
      'SQLITE_IOERR',
      'SQLITE_NOLFS',
      'SQLITE_NOMEM',
      'EIO',
      'EMFILE',
      'ENFILE',
      'ENAMETOOLONG',
      'ELOOP',
      'ENOENT',
    ],
    says: 'cannot be read or written',
    help: 'Check the disk; the folder must lie on a local file system.',
  },
];

export function failureOfKind(code: StoreFailure['code'], file: string): StoreFailure {
  const kind = kinds.find((one) => one.code === code);
  return {
    code,
    message: `the store ${file} ${kind?.says ?? 'cannot be used'}`,
    help: kind?.help ?? 'Check the disk.',
  };
}

/** Null: nothing that a machine does to a program, so a bug. */
export function failureOf(thrown: unknown, file: string): StoreFailure | null {
  if (thrown instanceof StoreError) return thrown.failure;
  const code = errorCode(thrown);
  if (code === '') return null;
  const kind = kinds.find(({ starts }) => starts.some((start) => code.startsWith(start)));
  return kind === undefined ? null : failureOfKind(kind.code, file);
}

/** libsql gives no code where a file cannot be opened at all, so the file system is asked why. */
export function openingFailure(thrown: unknown, file: string): StoreFailure {
  const link = [file, dirname(file)].find(leadsNowhere);
  if (link !== undefined) {
    const help = 'Remove the link, or put back what it points to.';
    return { code: 'io', message: `the store cannot be used: ${link} is a link that leads to nothing`, help };
  }
  const known = failureOf(thrown, file);
  if (known !== null) return known;
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found !== undefined && !found.isFile()) return failureOfKind('read-only', file);
    accessSync(found === undefined ? dirname(file) : file, constants.R_OK | constants.W_OK);
  } catch (why) {
    return failureOf(why, file) ?? failureOfKind('io', file);
  }
  return failureOfKind('io', file);
}
