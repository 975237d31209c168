/**
 * Files beside the store in which somebody who is forgotten may stand: records of simulated worlds and logs, which are the
 * program's own; and files of the user's, which are only named.
 */
import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { numberPattern } from '../lib/phone-text.ts';
import type { RunRecord } from '../run/ports.ts';
import { nationalDigits } from '../spec/phone.ts';

const chunkBytes = 1 << 20;
/** A file of the user's that is larger is not looked through. */
const userFileBytesMax = 64 * 2 ** 20;
/** Longer than a number is written. */
const overlapChars = 64;

/** What to look for, however it is written. */
export interface Traces {
  readonly number: string;
  readonly words: readonly string[];
}

/** The records of ended runs in whose simulated worlds the person was called or mentioned; a run's world is its own. */
export function worldsWith(
  folder: string,
  of: { readonly number: string; readonly runs: readonly RunRecord[] },
): readonly string[] {
  return of.runs.flatMap(({ name }) => {
    const file = join(folder, 'worlds', `${name}.db`);
    return existsSync(file) && parts(file).some((part) => holdsNumber(part, of.number)) ? [file] : [];
  });
}

/** The record is fiction, and of a run that has ended: nothing is asked of it any more. */
export function removeWorld(file: string): void {
  for (const part of parts(file)) rmSync(part, { force: true });
}

function parts(file: string): readonly string[] {
  return [file, `${file}-wal`, `${file}-shm`].filter((part) => existsSync(part));
}

/** Reads page by page: a record of a million calls is not held at once. */
function holdsNumber(path: string, number: string): boolean {
  const pattern = numberPattern(number, nationalDigits(number));
  const descriptor = openSync(path, 'r');
  const chunk = Buffer.alloc(chunkBytes);
  let tail = '';
  try {
    for (;;) {
      const length = readSync(descriptor, chunk, 0, chunkBytes, null);
      if (length === 0) return false;
      const text = tail + chunk.toString('latin1', 0, length);
      pattern.lastIndex = 0;
      if (pattern.test(text)) return true;
      tail = text.slice(-overlapChars);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Takes the lines that name the person out of the logs, in place: other processes go on writing them. Returns how many. */
export function cleanLogs(folder: string, of: Traces & { readonly dryRun: boolean }): number {
  const logs = join(folder, 'log');
  if (!existsSync(logs)) return 0;
  return readdirSync(logs)
    .filter((name) => name.endsWith('.log'))
    .reduce((count, name) => count + cleanLog(join(logs, name), of), 0);
}

function cleanLog(path: string, of: Traces & { readonly dryRun: boolean }): number {
  const lines = readFileSync(path, 'utf8').split('\n');
  const kept = lines.filter((line) => !names(line, of));
  const dropped = lines.length - kept.length;
  if (dropped === 0 || of.dryRun) return dropped;
  const descriptor = openSync(path, 'r+');
  try {
    const bytes = Buffer.from(kept.join('\n'));
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, bytes.length - at, at);
    ftruncateSync(descriptor, bytes.length);
  } finally {
    closeSync(descriptor);
  }
  return dropped;
}

function names(text: string, { number, words }: Traces): boolean {
  if (numberPattern(number, nationalDigits(number)).test(text)) return true;
  return words.some((word) => new RegExp(`(?<![\\p{L}\\p{N}])${escaped(word)}(?![\\p{L}\\p{N}])`, 'iu').test(text));
}

function escaped(word: string): string {
  return JSON.stringify(word)
    .slice(1, -1)
    .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Mission files and lists of targets that still hold the number: they are the user's own. */
export function userFilesWith(runs: readonly RunRecord[], number: string): readonly string[] {
  const paths = new Set<string>();
  for (const file of new Set(runs.map((run) => run.file))) {
    if (!isReadable(file)) continue;
    paths.add(file);
    const from = targetFileOf(readFileSync(file, 'utf8'));
    if (from !== null) paths.add(resolve(dirname(file), from));
  }
  const pattern = numberPattern(number, nationalDigits(number));
  return [...paths].filter((path) => {
    pattern.lastIndex = 0;
    return isReadable(path) && pattern.test(readFileSync(path, 'utf8'));
  });
}

/** `targets.from` of a mission file. One that cannot be read any more names none: it is looked through itself all the same. */
function targetFileOf(text: string): string | null {
  const from = parseDocument(text).getIn(['targets', 'from']);
  return typeof from === 'string' ? from : null;
}

function isReadable(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size <= userFileBytesMax;
}
