/** Runs that have a journal, and mirrors that tell it to a fake service. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Timers } from '../../src/lib/timers.ts';
import { factsOf } from '../../src/mirror/facts.ts';
import type { Mirror, MirrorLog, MirrorOptions } from '../../src/mirror/mirror.ts';
import { openMirror } from '../../src/mirror/open.ts';
import { tellings } from '../../src/mirror/telling.ts';
import type { Telling } from '../../src/mirror/told.ts';
import { planSteps } from '../../src/plan/steps.ts';
import type { RunRecord, Store } from '../../src/run/ports.ts';
import { memoryStore } from '../support/memory-store.ts';
import { type RandomMission, randomMission } from '../support/random-mission.ts';
import { startRandom } from '../support/run-mission.ts';
import { FakeService, type ServiceKind } from './fake-service.ts';

/** A pause takes no time; a linger that long has no end. */
export const forEver = 10 ** 9;
export const noWaiting: Timers = {
  now: () => 0,
  after(ms, work) {
    const immediate = ms < forEver ? setImmediate(work) : null;
    return () => {
      if (immediate !== null) clearImmediate(immediate);
    };
  },
};

export const silent: MirrorLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface Told {
  readonly store: Store;
  readonly run: RunRecord;
  readonly mission: RandomMission;
  service(kind: ServiceKind): FakeService;
  /** All that is to be told of the run, in order. */
  tellings(): readonly Telling[];
}

export const older: ServiceKind = { completes: false, overFinal: 'takes' };
export const newer: ServiceKind = { completes: true, overFinal: 'refuses' };

/** A mission that was carried out, in a store of its own. Null: the plan leaves everybody out. */
export async function carriedOut(
  seed: number,
  change: (mission: RandomMission) => RandomMission = (one) => one,
): Promise<Told | null> {
  const drawn = randomMission(seed);
  const mission = change({ ...drawn, spec: { ...drawn.spec, provider: 'clawdtalk' } });
  const store = memoryStore();
  const worldFile = join(folder(), 'world.db');
  const rig = startRandom(mission, { store, worldFile, world: 'sim:x' });
  if (rig === null) return null;
  await rig.drive();
  rig.simulator.close();
  return toldOf(store, { run: rig.run.name, mission });
}

function toldOf(store: Store, of: { readonly run: string; readonly mission: RandomMission }): Told {
  const run = store.run(of.run);
  const state = store.mission(of.run);
  if (run === null || state?.prepared === undefined) throw new Error('not prepared');
  const { prepared } = state;
  return {
    store,
    run,
    mission: of.mission,
    service: (kind) =>
      new FakeService({
        kind,
        steps: planSteps(of.mission.spec).map(({ id }) => id),
        run: run.id,
        mission: prepared.mission,
      }),
    tellings() {
      const facts = factsOf(store, { run, mission: state });
      return [...store.events(run.name)].flatMap((event) => tellings(event, facts));
    },
  };
}

export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'mission-mirror-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A mirror of the run as a new process opens it. */
export function mirrorOf(
  { store, run }: Told,
  of: Pick<MirrorOptions, 'client' | 'stateFolder'> & Partial<MirrorOptions>,
): Mirror {
  return openMirror({ store, run: run.name, now: () => Date.UTC(2026, 10, 24), log: silent, timers: noWaiting, ...of });
}

/** The numbers of the journal's events on the service's list, oldest first. */
export function seqsAt(service: FakeService): readonly unknown[] {
  return service.events.map(({ payload }) => payload.mission_seq);
}
