/** A file replaced as a whole or not at all: written beside itself, flushed to the disk, renamed. */
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail, ok, type Result } from '../lib/result.ts';

export interface WriteFailure {
  readonly code: 'read-only' | 'full' | 'no-folder' | 'io';
  readonly message: string;
  readonly help: string;
}

const chunkCharsMax = 1 << 16;

/** Synchronous, because the pieces are read from the store while nothing else may touch it. */
export function replaceFile(path: string, pieces: Iterable<string>): Result<null, WriteFailure> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  let created = false;
  try {
    // What a killed process left, or somebody planted, is not written through.
    rmSync(temporary, { force: true });
    removeLeftovers(path);
    const descriptor = openSync(temporary, 'wx', 0o644);
    created = true;
    try {
      writeAll(descriptor, pieces);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
    syncFolder(dirname(path));
    return ok(null);
  } catch (error) {
    if (created) removeQuietly(temporary);
    if (!isSystemError(error)) throw error;
    return fail(failureOf(error, path));
  }
}

/** What processes that were killed while writing this file left beside it. */
function removeLeftovers(path: string): void {
  const [head, tail] = [`.${basename(path)}.`, '.tmp'];
  for (const name of readdirSync(dirname(path))) {
    if (!name.startsWith(head) || !name.endsWith(tail)) continue;
    const pid = Number(name.slice(head.length, -tail.length));
    if (Number.isSafeInteger(pid) && pid > 0 && !isAlive(pid)) removeQuietly(join(dirname(path), name));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isSystemError(error) && error.code === 'EPERM';
  }
}

function writeAll(descriptor: number, pieces: Iterable<string>): void {
  let pending = '';
  for (const piece of pieces) {
    pending += piece;
    if (pending.length < chunkCharsMax) continue;
    writeText(descriptor, pending);
    pending = '';
  }
  writeText(descriptor, pending);
}

/** A write may take less than it was given. */
function writeText(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

/** The rename itself is durable once the folder is. Systems that cannot flush a folder do it their own way. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

function failureOf(error: NodeJS.ErrnoException, path: string): WriteFailure {
  const folder = dirname(path);
  switch (error.code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return {
        code: 'read-only',
        message: `The results cannot be written to ${folder}.`,
        help: again('Make the folder writable'),
      };
    case 'ENOSPC':
    case 'EDQUOT':
      return {
        code: 'full',
        message: `The disk is full: the results were not written to ${folder}.`,
        help: again('Free some space'),
      };
    case 'ENOENT':
    case 'ENOTDIR':
      return {
        code: 'no-folder',
        message: `The folder ${folder} is gone; the results belong there.`,
        help: again('Put it back'),
      };
    default:
      return {
        code: 'io',
        message: `The results could not be written to ${path} (${error.code}).`,
        help: again('Check the disk'),
      };
  }
}

function again(first: string): string {
  return `${first}, then run \`mission results\`: the results are kept in the store.`;
}
