/**
 * What other clients of the service see of a run in `.missions_state.json`: its ids, and what was found so far.
 *
 * Owns: one entry of the file. Talks to: the store, the file.
 * 1. An entry that is another mission's is neither changed nor removed; ours then stands under the run's name.
 * 2. What others remembered of the mission stays.
 * 3. A run that succeeded is taken out, as older clients do; one that failed or was canceled stays, with its reason, until the
 *    mission's next run takes its place.
 */

import { ok, type Result } from '../lib/result.ts';
import { secondMs } from '../lib/time.ts';
import type { RunRecord, Store } from '../run/ports.ts';
import { field } from '../wire/failure.ts';
import {
  changeMissionsState,
  entryOf,
  type MissionEntry,
  type MissionsState,
  memoryOf as memoryIn,
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
    const ours = missionsOf(store, record);
    this.#change((state) => {
      const slug = slugFor(state, { record, ours });
      if (slug === null) return state;
      const before = entryOf(state, slug);
      const isSame = field(before, 'mission_id') === place.mission;
      const kept = isSame ? { ...before, memory: memoryIn(state, slug) } : { memory: {} };
      const entry = { ...kept, ...this.#ids(record, place), memory: { ...kept.memory, ...memory } };
      return { ...state, [slug]: { ...entry, last_updated: stateInstant(now()) } };
    });
    this.#written = text;
  }

  /** Takes the entry out, where it is this run's. */
  remove(place: Place): void {
    this.#change((state) => {
      const kept = Object.entries(state).filter(([, entry]) => !isOf(entry, place));
      return kept.length === Object.keys(state).length ? state : Object.fromEntries(kept);
    });
  }

  #ids(record: RunRecord, place: Place): MissionEntry {
    const prepared = this.#options.store.mission(record.name)?.prepared;
    const assistant = Object.values(prepared?.assistants ?? {}).flat()[0];
    return {
      mission_name: record.missionName,
      mission_id: place.mission,
      created_at: stateInstant(record.startedAt),
      run_id: place.run,
      ...(assistant === undefined ? {} : { assistant_id: assistant.id, agent_phone: assistant.from }),
    };
  }

  #change(change: (state: MissionsState) => MissionsState): void {
    const changed = changeMissionsState(this.#options.stateFolder, change);
    if (!changed.ok && !this.#hasTrouble)
      this.#options.log.warn({ run: this.#options.run, error: changed.error }, changed.error.message);
    this.#hasTrouble = !changed.ok;
  }
}

/**
 * For whoever changed the store under a run: what the file remembers of it is made anew, where it remembers anything. True: it did.
 */
export function refreshMemory(
  store: MemoryStore,
  of: { readonly run: string; readonly stateFolder: string },
): Result<boolean, StateFailure> {
  const mission = store.mission(of.run)?.prepared?.mission;
  if (mission === undefined) return ok(false);
  const fresh = memoryOf(store, of.run);
  let found = false;
  const changed = changeMissionsState(of.stateFolder, (state) => {
    const entries = Object.entries(state).map(([slug, entry]) => {
      if (field(entry, 'mission_id') !== mission) return [slug, entry] as const;
      found = true;
      return [slug, { ...entry, memory: { ...memoryIn(state, slug), ...fresh } }] as const;
    });
    return found ? Object.fromEntries(entries) : state;
  });
  return changed.ok ? ok(found) : changed;
}

function isOf(entry: MissionEntry, place: Place): boolean {
  return field(entry, 'mission_id') === place.mission && field(entry, 'run_id') === place.run;
}

/** Ids that runs of this mission have had at the service. */
function missionsOf(store: MemoryStore, { slug }: RunRecord): ReadonlySet<unknown> {
  return new Set(store.runs({ slug }).flatMap(({ name }) => store.mission(name)?.prepared?.mission ?? []));
}

/** Null: both names are taken. */
function slugFor(
  state: MissionsState,
  of: { readonly record: RunRecord; readonly ours: ReadonlySet<unknown> },
): string | null {
  const names = [stateSlugOf(of.record.missionName), stateSlugOf(of.record.name)].filter((name) => name !== '');
  return (
    names.find((name) => {
      const entry = entryOf(state, name);
      return entry === null || of.ours.has(field(entry, 'mission_id'));
    }) ?? null
  );
}
