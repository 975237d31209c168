/** Reads a text file that somebody else wrote: bounded, UTF-8, and inside the folder that it must not leave. */
import { isUtf8 } from 'node:buffer';
import { type FileHandle, lstat, open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { type Failure, fail, ok, type Result } from '../lib/result.ts';
import { closest } from '../lib/suggest.ts';

export type FileCode =
  | 'missing-file'
  | 'not-a-file'
  | 'unreadable-file'
  | 'outside-workspace'
  | 'too-large'
  | 'not-utf8';

export interface FileFailure extends Failure<FileCode> {
  readonly help: string;
  /** not-utf8: where the first byte stands that fits nowhere, both from 1. */
  readonly at?: { readonly line: number; readonly column: number };
}

export interface ReadText {
  readonly text: string;
  readonly bytes: Uint8Array;
}

export interface ReadOptions {
  /** Absolute. */
  readonly path: string;
  /** How messages call it. */
  readonly shown: string;
  /** The folder that it must lie in, links followed; absolute. Null: anywhere. */
  readonly within: string | null;
  readonly bytesMax: number;
}

/** The text without a byte order mark. */
export async function readTextFile(options: ReadOptions): Promise<Result<ReadText, FileFailure>> {
  const found = await findFile(options);
  if (!found.ok) return found;
  let file: FileHandle | null = null;
  try {
    file = await open(found.value, 'r');
    const { size } = await file.stat();
    if (size > options.bytesMax) return fail(tooLarge(options, size));
    // Not readFile: what grows while it is read, or lies about its size, is cut here.
    const bytes = Buffer.alloc(size);
    const { bytesRead } = await file.read(bytes, 0, size, 0);
    return decode(bytes.subarray(0, bytesRead), options.shown);
  } catch (error) {
    return fail(await accessFailure(error, options));
  } finally {
    await file?.close();
  }
}

/** The real path of a regular file inside the folder. */
export async function findFile(options: Omit<ReadOptions, 'bytesMax'>): Promise<Result<string, FileFailure>> {
  const { path, shown, within } = options;
  if (path.includes('\0')) {
    return fail({
      code: 'missing-file',
      message: 'This path holds a character that no path has.',
      help: 'Mend the path.',
    });
  }
  // By its text first: nothing out there is looked at.
  if (within !== null && !isInside(within, path)) return fail(outside(shown));
  try {
    const real = await realpath(path);
    if (within !== null && !isInside(await realpath(within), real)) return fail(outside(shown));
    const found = await stat(real);
    if (found.isFile()) return ok(real);
    const what = found.isDirectory() ? 'a folder' : 'not a regular file';
    return fail({ code: 'not-a-file', message: `${shown} is ${what}.`, help: 'Name a file.' });
  } catch (error) {
    return fail(await accessFailure(error, options));
  }
}

/** Whether a path lies in a folder, by its text alone: both absolute, links already followed. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function outside(shown: string): FileFailure {
  return {
    code: 'outside-workspace',
    message: `${shown} leads out of the workspace.`,
    help: 'Put the file into the workspace; neither `..` nor a link may lead out of it.',
  };
}

function tooLarge({ shown, bytesMax }: ReadOptions, size: number): FileFailure {
  const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;
  return {
    code: 'too-large',
    message: `${shown} has ${mebibytes(size)}; at most ${mebibytes(bytesMax)} are read.`,
    help: 'Move long lists of targets to a CSV file and name it in `targets.from`.',
  };
}

async function accessFailure(error: unknown, options: Pick<ReadOptions, 'path' | 'shown'>): Promise<FileFailure> {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  const { shown, path } = options;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    if (await isLink(path)) {
      const help = 'Mend the link, or put back what it points to.';
      return { code: 'missing-file', message: `${shown} is a link that leads to nothing.`, help };
    }
    const near = await similarFile(path);
    const help = near === undefined ? 'Look at the name and the folder.' : `Did you mean ${near}?`;
    return { code: 'missing-file', message: `There is no file ${shown}.`, help };
  }
  if (code === 'EISDIR') return { code: 'not-a-file', message: `${shown} is a folder.`, help: 'Name a file.' };
  const reason = code === 'EACCES' || code === 'EPERM' ? 'it may not be read' : code;
  const help = code === 'ELOOP' ? 'Mend the links: they run in a circle.' : 'Look at the permissions of the file.';
  return { code: 'unreadable-file', message: `${shown} cannot be read: ${reason}.`, help };
}

/** More names are not compared: a folder may hold millions. */
const namesMax = 5_000;

async function isLink(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  return found?.isSymbolicLink() === true;
}

async function similarFile(path: string): Promise<string | undefined> {
  const names = await readdir(dirname(path)).catch(() => []);
  const others = names.filter((name) => name !== basename(path));
  return closest(basename(path), others.slice(0, namesMax));
}

function decode(bytes: Uint8Array, shown: string): Result<ReadText, FileFailure> {
  if (isUtf8(bytes)) {
    // The decoder takes the byte order mark away.
    return ok({ text: new TextDecoder('utf-8').decode(bytes), bytes });
  }
  const wide = bytes[0] === 0xff || bytes[0] === 0xfe;
  const message = wide
    ? `${shown} is UTF-16, not UTF-8.`
    : `${shown} is not UTF-8 text: here stands a byte that fits nowhere.`;
  return fail({
    code: 'not-utf8',
    message,
    help: 'Save the file as UTF-8.',
    at: wide ? { line: 1, column: 1 } : badByte(bytes),
  });
}

/** Where the first bad byte stands. No character's bytes hold a line feed, so lines can be looked at one by one. */
function badByte(bytes: Uint8Array): { readonly line: number; readonly column: number } {
  let line = 1;
  let start = 0;
  for (;;) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed === -1 ? bytes.length : feed;
    const slice = bytes.subarray(start, end);
    if (!isUtf8(slice) || feed === -1) return { line, column: validCharacters(slice) + 1 };
    line += 1;
    start = end + 1;
  }
}

function validCharacters(line: Uint8Array): number {
  let low = 0;
  let high = line.length;
  // The longest valid beginning, give or take a character that the cut divides.
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (isValidBeginning(line.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  const text = new TextDecoder('utf-8').decode(line.subarray(0, low), { stream: true });
  return [...text].length;
}

/** Valid but for a character that goes on after the cut. */
function isValidBeginning(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** A path of a mission file: relative to the file that names it. */
export function besideFile(file: string, path: string): string {
  return isAbsolute(path) ? path : join(dirname(file), path);
}
