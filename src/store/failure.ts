/** What is said where something goes wrong with the store's file. */
import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type FileTrouble, fileTrouble } from '../lib/file-trouble.ts';
import { leadsNowhere } from '../lib/link.ts';
import type { StoreFailure } from '../run/ports.ts';
import { StoreError } from '../run/store-error.ts';

const words: Readonly<Record<FileTrouble, { readonly says: string; readonly help: string }>> = {
  full: {
    says: 'cannot grow: the disk is full',
    help: 'Make room, then run the command again; what was stored so far is intact.',
  },
  'read-only': {
    says: 'cannot be written',
    help: 'Check that you may write in its folder, and that no other file stands in its place.',
  },
  corrupt: {
    says: 'is damaged, or is no database',
    help: 'Move it away or put a copy back; without it, the runs of this workspace are forgotten.',
  },
  locked: {
    says: 'is held by another process for too long',
    help: 'Wait until that process has finished, then run the command again.',
  },
  io: {
    says: 'cannot be read or written',
    help: 'Check the disk; the folder must lie on a local file system.',
  },
};

export function failureOfKind(code: FileTrouble, file: string): StoreFailure {
  const { says, help } = words[code];
  return { code, message: `the store ${file} ${says}`, help };
}

/** Null: nothing that a machine does to a program, so a bug. */
export function failureOf(thrown: unknown, file: string): StoreFailure | null {
  if (thrown instanceof StoreError) return thrown.failure;
  const code = fileTrouble(thrown);
  return code === null ? null : failureOfKind(code, file);
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
