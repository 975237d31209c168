/** Runs a mission on the local engine, a store and a simulated world, without files of its own. */
import { localEngine } from '../../src/engine/local.ts';
import { sha256 } from '../../src/lib/hash.ts';
import type { Instant } from '../../src/lib/time.ts';
import { planMission } from '../../src/plan/plan.ts';
import { storePlan } from '../../src/plan/stored.ts';
import { missionContext } from '../../src/run/contexts.ts';
import { freshMission } from '../../src/run/mission-state.ts';
import type { DriveOptions, Drove, Engine, RunRecord, RunSource, Store } from '../../src/run/ports.ts';
import { openSimulator, type Simulator } from '../../src/simulator/open.ts';
import type { Evidence } from './judge.ts';
import type { RandomMission } from './random-mission.ts';

export interface Rig {
  readonly store: Store;
  readonly run: RunRecord;
  readonly simulator: Simulator;
  readonly engine: Engine;
  drive(options?: DriveOptions): Promise<Drove>;
  evidence(): Evidence;
}

interface WorldPlace {
  readonly store: Store;
  readonly worldFile: string;
  /** As the command line opens it: nothing can be on its way to the world when a drive begins. */
  readonly alone?: boolean;
  /** Where the run's attempts count; the run's own world unless given. */
  readonly world?: string;
}

/** Null: the plan leaves everybody out. */
export function startRandom(mission: RandomMission, at: WorldPlace): Rig | null {
  const run = createRandomRun(mission, { ...at, now: mission.spec.simulate.from ?? 0 });
  return run === null ? null : openRig(run.name, { ...at, ...mission });
}

/** `world`: one that other runs share; a run's own unless given. Null: the plan leaves everybody out. */
export function createRandomRun(
  { spec, targets }: RandomMission,
  at: { readonly store: Store; readonly now: Instant; readonly world?: string },
): RunRecord | null {
  const { plan } = planMission({ spec, targets, leftOut: [], holidays: {}, now: at.now });
  if (plan.included.length === 0) return null;
  const source: RunSource = {
    text: '',
    specHash: sha256(''),
    planHash: plan.hash,
    spec,
    plan: storePlan(plan),
    seed: spec.simulate.seed,
    approve: [],
  };
  return at.store.createRun({
    slug: spec.slug,
    file: `/missions/${spec.slug}.yaml`,
    source,
    targets: plan.included.flatMap((index) => targets[index] ?? []),
    leftOut: plan.excluded,
    id: (name) => sha256(`${spec.simulate.seed} ${name}`).slice(7, 39),
    world: (name) => at.world ?? `sim:${name}`,
    createdAt: at.now,
    mission: freshMission(missionContext({ id: '', name: '' }, source).context),
  });
}

/** Takes up a run that is in the store, in a world whose record may exist. */
export function openRig(name: string, at: WorldPlace & RandomMission): Rig {
  const { store, spec, targets, alone = false } = at;
  const run = store.run(name);
  if (run === null) throw new Error(`no run ${name}`);
  const opened = openSimulator({
    file: at.worldFile,
    simulate: spec.simulate,
    startsAt: run.at,
    world: run.world,
    alone,
  });
  if (!opened.ok) throw new Error(opened.error.message);
  const simulator = opened.value;
  const { provider, model, clock } = simulator;
  const engine = localEngine({ store, provider, model, clock, driver: { pid: process.pid, host: 'here', since: 0 } });
  return {
    store,
    run,
    simulator,
    engine,
    async drive(options = {}) {
      const driven = await engine.drive(name, options);
      if (!driven.ok) throw new Error(driven.error.message);
      return driven.value;
    },
    evidence: () => ({
      store,
      run: store.run(name) ?? run,
      spec,
      targets,
      journal: [...store.events(name)],
      seen: simulator.seen(),
    }),
  };
}
