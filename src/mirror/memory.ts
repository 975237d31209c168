/**
 * What other clients of the service see of a run in `.missions_state.json`: its ids, and what was found so far.
 *
 * Owns: one entry of the file. Talks to: the store, the file.
 * 1. An entry that is another mission's, or of another world, is neither changed nor removed; ours then stands under the run's name.
 *    A simulated run never takes a real one's place; a real one takes that of a simulated one.
 * 2. What others remembered of the mission stays.
 * 3. A run that succeeded is taken out, as older clients do; one that failed or was canceled stays, with its reason, until the
 *    mission's next run takes its place.
 * 4. What could not be written or taken out is tried again, with the next write and at the end.
 */

import { ok, type Result } from '../lib/result.ts';
import { secondMs } from '../lib/time.ts';
import type { RunRecord, Store } from '../run/ports.ts';
import { isSimulated } from '../run/world.ts';
import { field } from '../wire/failure.ts';
import {
  changeMissionsState,
  entryOf,
  type MissionEntry,
  type MissionsState,
  memoryOf as memoryIn,
  missionsStateName,
  type StateFailure,
  stateInstant,
  stateSlugOf,
} from '../wire/missions-state.ts';
import { memoryOf } from './findings.ts';
import type { Place } from './service.ts';

type MemoryStore = Pick<Store, 'run' | 'runs' | 'mission' | 'contacts'>;

export interface MemoryOptions {
  readonly store: MemoryStore;
  /** The run's name. */
  readonly run: string;
  /** Where the file stands, absolute. */
  readonly stateFolder: string;
  readonly now: () => number;
  readonly log: { warn(of: object, message: string): void };
}

/** The file is written to the disk each time, and read by people and agents: that is often enough. */
const writtenEveryMs = secondMs;

export class Memory {
  readonly #options: MemoryOptions;
  readonly #ticks: () => number;
  #written = '';
  #writtenAt = Number.NEGATIVE_INFINITY;
  #hasTrouble = false;
  /** What the file lacks; null: nothing. */
  #owed: (() => void) | null = null;

  /** `ticks`: the machine's own time, ms. */
  constructor(options: MemoryOptions, ticks: () => number) {
    this.#options = options;
    this.#ticks = ticks;
  }

  /** Brings the entry up to date. `force`: though it was written just now. */
  write(place: Place, { force = false } = {}): void {
    const at = this.#ticks();
    if (!force && at - this.#writtenAt < writtenEveryMs) return;
    this.#writtenAt = at;
    const { store, run, now } = this.#options;
    const memory = memoryOf(store, run);
    const text = JSON.stringify(memory);
    if (text === this.#written) return;
    const record = store.run(run);
    if (record === null) return;
    const mayReplace = replaceable(store, record);
    const isWritten = this.#change((state) => {
      const slug = slugFor(state, { record, place, mayReplace });
      if (slug === null) return state;
      const before = entryOf(state, slug);
      const kept = isOf(before, { place, record }) ? { ...before, memory: memoryIn(state, slug) } : { memory: {} };
      const entry = { ...kept, ...this.#ids(record, place), memory: { ...kept.memory, ...memory } };
      return { ...state, [slug]: { ...entry, last_updated: stateInstant(now()) } };
    });
    if (isWritten) this.#written = text;
    this.#owed = isWritten ? null : () => this.write(place, { force: true });
  }

  /** Takes the entry out, where it is this run's. */
  remove(place: Place): void {
    const record = this.#options.store.run(this.#options.run);
    if (record === null) return;
    const isRemoved = this.#change((state) => {
      const kept = Object.entries(state).filter(
        ([, entry]) => !(isOf(entry, { place, record }) && field(entry, 'run_id') === place.run),
      );
      return kept.length === Object.keys(state).length ? state : Object.fromEntries(kept);
    });
    this.#owed = isRemoved ? null : () => this.remove(place);
  }

  /** Tries once more what went wrong last. */
  settle(): void {
    this.#owed?.();
    if (this.#owed === null) return;
    const { log, run, stateFolder } = this.#options;
    log.warn({ run, folder: stateFolder }, `${missionsStateName} does not show the run as it is`);
  }

  #ids(record: RunRecord, place: Place): MissionEntry {
    const prepared = this.#options.store.mission(record.name)?.prepared;
    const assistant = Object.values(prepared?.assistants ?? {}).flat()[0];
    return {
      mission_name: record.missionName,
      mission_id: place.mission,
      created_at: stateInstant(record.startedAt),
      run_id: place.run,
      world: record.world,
      ...(assistant === undefined ? {} : { assistant_id: assistant.id, agent_phone: assistant.from }),
    };
  }

  /** False: the file could not be read or written. */
  #change(change: (state: MissionsState) => MissionsState): boolean {
    const changed = changeMissionsState(this.#options.stateFolder, change);
    if (!changed.ok && !this.#hasTrouble)
      this.#options.log.warn({ run: this.#options.run, error: changed.error }, changed.error.message);
    this.#hasTrouble = !changed.ok;
    return changed.ok;
  }
}

/**
 * For whoever changed the store under a run: what the file remembers of it is made anew, where it remembers anything. True: it did.
 */
export function refreshMemory(
  store: MemoryStore,
  of: { readonly run: string; readonly stateFolder: string },
): Result<boolean, StateFailure> {
  const record = store.run(of.run);
  const mission = store.mission(of.run)?.prepared?.mission;
  if (record === null || mission === undefined) return ok(false);
  const fresh = memoryOf(store, of.run);
  let found = false;
  const changed = changeMissionsState(of.stateFolder, (state) => {
    const entries = Object.entries(state).map(([slug, entry]) => {
      if (!isOf(entry, { place: { mission }, record })) return [slug, entry] as const;
      found = true;
      return [slug, { ...entry, memory: { ...memoryIn(state, slug), ...fresh } }] as const;
    });
    return found ? Object.fromEntries(entries) : state;
  });
  return changed.ok ? ok(found) : changed;
}

/** Ids of two servers may be the same; what other clients have written names no world. */
function isOf(
  entry: MissionEntry | null,
  of: { readonly place: Pick<Place, 'mission'>; readonly record: RunRecord },
): boolean {
  const world = field(entry, 'world');
  return field(entry, 'mission_id') === of.place.mission && (world === undefined || world === of.record.world);
}

/** Whether an entry is of an earlier run of the mission whose place this run may take. */
function replaceable(store: MemoryStore, record: RunRecord): (entry: MissionEntry) => boolean {
  const earlier = store.runs({ slug: record.slug }).flatMap((run) => {
    const mission = store.mission(run.name)?.prepared?.mission;
    const isLess = run.world === record.world || (isSimulated(run.world) && !isSimulated(record.world));
    return mission === undefined || !isLess ? [] : [{ record: run, place: { mission } }];
  });
  return (entry) => earlier.some((one) => isOf(entry, one));
}

/** Null: both names are taken. */
function slugFor(
  state: MissionsState,
  of: { readonly record: RunRecord; readonly place: Place; readonly mayReplace: (entry: MissionEntry) => boolean },
): string | null {
  const names = [stateSlugOf(of.record.missionName), stateSlugOf(of.record.name)].filter((name) => name !== '');
  // Where it stands already it stays, though the other name has become free.
  const standing = names.find((name) => isOf(entryOf(state, name), of));
  if (standing !== undefined) return standing;
  return (
    names.find((name) => {
      const entry = entryOf(state, name);
      return entry === null || of.mayReplace(entry);
    }) ?? null
  );
}
