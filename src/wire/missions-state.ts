/**
 * `.missions_state.json`: which missions of the service are under way, and what is remembered of them. Other clients keep the same
 * file, so a mission that one of them began is seen and gone on with by the other.
 *
 * Owns: the file, while it changes it. Talks to: the file system.
 * 1. What it does not know is kept as it was written: other members, the order of missions, every digit of a number.
 * 2. A file that cannot be understood is never written over.
 * 3. A reader sees the old file or the new one, never half of one. A change that another process made while this one was being made
 *    is not lost: the change is made again upon it.
 * 4. It holds answers and numbers: one that is made here is for its owner alone. One that is there keeps its mode.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { asciiText, parseExact } from '../lib/exact-json.ts';
import { errorCode, fileTrouble } from '../lib/file-trouble.ts';
import { realPath } from '../lib/link.ts';
import { type Failure, fail, ok, type Result } from '../lib/result.ts';
import type { Instant } from '../lib/time.ts';
import { writeWhole } from '../lib/write-whole.ts';
import { field, isObject } from './fields.ts';

export const missionsStateName = '.missions_state.json';
const bytesMax = 64 * 1_048_576;
const changesMax = 20;

/** One mission as it stands in the file; other members than these may be there. */
export type MissionEntry = Readonly<Record<string, unknown>>;
/** By slug, in the order of the file. */
export type MissionsState = Readonly<Record<string, MissionEntry>>;

/** The members that clients of the service share. */
export interface EntryUpdate {
  readonly mission_name?: string;
  readonly mission_id?: string;
  readonly run_id?: string;
  readonly assistant_id?: string;
  readonly agent_phone?: string;
  readonly phone_number_id?: string;
  /** As `stateInstant` writes it. */
  readonly created_at?: string;
  readonly last_updated?: string;
}

export type StateFailure = Failure<'bad-missions-state' | 'missions-state-unreadable' | 'missions-state-unwritable'>;

/** How missions are called in the file: ASCII, whatever else the name holds becomes one hyphen, none at the ends. */
export function stateSlugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** `2026-11-24T12:00:00.000Z`. */
export function stateInstant(at: Instant): string {
  return new Date(at).toISOString();
}

/** Empty where there is no file. */
export function readMissionsState(folder: string): Result<MissionsState, StateFailure> {
  const read = readFile(join(folder, missionsStateName));
  return read.ok ? ok(read.value.state) : read;
}

/** Null where the file has no such mission. */
export function entryOf(state: MissionsState, slug: string): MissionEntry | null {
  return Object.hasOwn(state, slug) ? (state[slug] ?? null) : null;
}

/** Makes the entry where there is none. */
export function updateEntry(
  folder: string,
  change: { readonly slug: string; readonly update: EntryUpdate },
): Result<MissionsState, StateFailure> {
  return changeMissionsState(folder, (state) => withEntry(state, change.slug, { ...change.update }));
}

/** The same file where it has no such mission. */
export function removeEntry(folder: string, slug: string): Result<MissionsState, StateFailure> {
  return changeMissionsState(folder, (state) =>
    entryOf(state, slug) === null ? state : objectOf(Object.entries(state).filter(([name]) => name !== slug)),
  );
}

/** What is remembered of a mission; empty where nothing is. */
export function memoryOf(state: MissionsState, slug: string): MissionEntry {
  const memory = field(entryOf(state, slug), 'memory');
  return isObject(memory) ? (memory as MissionEntry) : {};
}

export interface MemoryChange {
  readonly slug: string;
  readonly key: string;
  readonly value: unknown;
  readonly at: Instant;
}

export function saveMemory(folder: string, change: MemoryChange): Result<MissionsState, StateFailure> {
  return changeMissionsState(folder, (state) => withMemory(state, change));
}

/** To the list under the key; what stands there and is none becomes its first item. */
export function appendMemory(folder: string, change: MemoryChange): Result<MissionsState, StateFailure> {
  return changeMissionsState(folder, (state) => {
    const memory = memoryOf(state, change.slug);
    const before = Object.hasOwn(memory, change.key) ? memory[change.key] : [];
    const value = [...(Array.isArray(before) ? before : [before]), change.value];
    return withMemory(state, { ...change, value });
  });
}

function withMemory(state: MissionsState, { slug, key, value, at }: MemoryChange): MissionsState {
  const memory = { ...memoryOf(state, slug), [key]: value };
  return withEntry(state, slug, { memory, last_updated: stateInstant(at) });
}

function withEntry(state: MissionsState, slug: string, update: MissionEntry): MissionsState {
  return { ...state, [slug]: { ...entryOf(state, slug), ...update } };
}

/** Reads, changes and writes; nothing is written where the change gives back what it was given. */
export function changeMissionsState(
  folder: string,
  change: (state: MissionsState) => MissionsState,
): Result<MissionsState, StateFailure> {
  const path = realPath(join(folder, missionsStateName));
  for (let tries = 0; tries < changesMax; tries += 1) {
    const read = readFile(path);
    if (!read.ok) return read;
    const next = change(read.value.state);
    if (next === read.value.state) return ok(next);
    const written = replaceFile(path, { text: asciiText(next), expected: read.value.text });
    if (!written.ok) return written;
    if (written.value) return ok(next);
  }
  const help = 'Stop what writes it all the time, then do it again.';
  return fail({ code: 'missions-state-unwritable', message: `${path} changes faster than it can be written.`, help });
}

interface ReadFile {
  readonly state: MissionsState;
  /** Null: there is none. */
  readonly text: string | null;
}

function readFile(path: string): Result<ReadFile, StateFailure> {
  const text = readText(path);
  if (!text.ok) return text;
  if (text.value === null) return ok({ state: {}, text: null });
  const parsed = parseExact(text.value.replace(/^\uFEFF/, ''));
  if (!parsed.ok) return fail(broken(path, parsed.error.message));
  if (!isObject(parsed.value)) return fail(broken(path, 'it holds no object'));
  const odd = Object.entries(parsed.value).find(([, entry]) => !isObject(entry));
  if (odd !== undefined) return fail(broken(path, `${JSON.stringify(odd[0])} is no object`));
  return ok({ state: parsed.value as MissionsState, text: text.value });
}

function readText(path: string): Result<string | null, StateFailure> {
  try {
    const { size } = statSync(path);
    if (size > bytesMax) return fail(broken(path, `it is larger than ${bytesMax / 1_048_576} MiB`));
    return ok(readFileSync(path, 'utf8'));
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return ok(null);
    if (fileTrouble(thrown) === null) throw thrown;
    const help = 'Look at its permissions.';
    const message = `${path} could not be read (${errorCode(thrown)}).`;
    return fail({ code: 'missions-state-unreadable', message, help });
  }
}

/** False: somebody else changed it in the meantime, and nothing was written. */
function replaceFile(
  path: string,
  of: { readonly text: string; readonly expected: string | null },
): Result<boolean, StateFailure> {
  let now: Result<string | null, StateFailure> = ok(of.expected);
  try {
    const written = writeWhole(path, {
      text: of.text,
      mode: of.expected === null ? undefined : statSync(path).mode,
      isWanted() {
        now = readText(path);
        return now.ok && now.value === of.expected;
      },
    });
    return now.ok ? ok(written) : now;
  } catch (thrown) {
    // Removed by somebody between reading and writing: seen as a change.
    if (errorCode(thrown) === 'ENOENT' && of.expected !== null) return ok(false);
    if (fileTrouble(thrown) === null) throw thrown;
    const help = 'Look at the permissions of the folder and at the free space.';
    const message = `${path} could not be written (${errorCode(thrown)}).`;
    return fail({ code: 'missions-state-unwritable', message, help });
  }
}

function broken(path: string, why: string): StateFailure {
  return {
    code: 'bad-missions-state',
    message: `${path} cannot be used: ${why}.`,
    help: 'Mend it, or move it away: what it remembers is then begun anew.',
  };
}

function objectOf(entries: readonly (readonly [string, MissionEntry])[]): MissionsState {
  return Object.fromEntries(entries);
}
