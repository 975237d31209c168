/** One seed: draws the scenario, plays it to its end, and judges it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../src/lib/hash.ts';
import { dayMs } from '../../src/lib/time.ts';
import type { Store } from '../../src/run/ports.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { emptyShelf, memoryStore } from '../support/memory-store.ts';
import { createRandomRun } from '../support/run-mission.ts';
import { sweep } from '../support/sweep.ts';
import { Bystander } from './bystander.ts';
import { Conductor } from './conductor.ts';
import type { Fault } from './faults/faults.ts';
import { judgeSimulation } from './judgement.ts';
import { lineInside } from './line.ts';
import { Operator } from './operator.ts';
import { drawScenario, type Scenario } from './scenario.ts';
import { Witness } from './witness.ts';
import { openService } from './world.ts';

export interface Simulated {
  readonly seed: number;
  readonly classes: readonly string[];
  readonly ends: readonly string[];
  /** Every broken rule, its invariant's number first. */
  readonly broken: readonly string[];
  readonly attempts: number;
  readonly processes: number;
  /** Of the journals, the results and what the service saw: the same for the same seed. */
  readonly hash: string;
  readonly strikes: ReadonlyMap<Fault, number>;
  readonly lines: readonly string[];
}

const longestMs = 60 * dayMs;
const stepsMax = 300_000;

export interface SimulateOptions {
  readonly traces?: boolean;
  /** Instead of the one that the seed draws. */
  readonly store?: Scenario['store'];
}

export async function simulate(seed: number, options: SimulateOptions = {}): Promise<Simulated> {
  const scenario = drawScenario(seed);
  const workspace = openWorkspace(options.store ?? scenario.store);
  try {
    return await play(scenario, { open: workspace.open, traces: options.traces === true });
  } finally {
    workspace.close();
  }
}

async function play(
  scenario: Scenario,
  of: { readonly open: () => Store; readonly traces: boolean },
): Promise<Simulated> {
  const { seed, startsAt, draws, faults } = scenario;
  const conductor = new Conductor(startsAt);
  const witness = new Witness({ now: () => conductor.now(), traces: of.traces });
  const world = 'sim:shared';
  const simulate = sharedWorld(scenario);
  const service = openService({ name: world, simulate, draws, faults, conductor, witness });
  const store = of.open();
  const aside = createRandomRun(sweep(), { store, world, now: startsAt });
  if (aside === null) throw new Error('nobody to call');
  const bystander = new Bystander(of.open(), aside, {
    witness,
    draws,
    faults,
    later: (afterMs, act) => conductor.at(conductor.now() + afterMs, act),
    onOptOut: () => {
      for (const operator of operators) operator.hearOfNo();
    },
  });
  const operators = scenario.runs.flatMap((run) => {
    const record = createRandomRun(run.mission, { store, world, now: startsAt });
    if (record === null) return [];
    return [
      new Operator({
        ...{ scenario, run, name: record.name, conductor, witness, bystander, openStore: of.open },
        openLine: (process) => lineInside(process, { service, scenario, virtual: run.virtual, conductor, witness }),
      }),
    ];
  });
  const isOver = (): boolean => operators.every((operator) => operator.isOver);
  const ended = await conductor.run({ isOver, until: startsAt + longestMs, stepsMax });
  if (!ended || !isOver()) {
    for (const { name } of operators.filter((operator) => !operator.isOver))
      witness.break(`8: ${name} does not end: ${store.run(name)?.status} after ${conductor.steps} steps`);
  }
  // Whatever is still on its way or scheduled comes to pass: the run may have ended, the service goes on.
  await conductor.run({ isOver: () => false, until: startsAt + 2 * longestMs, stepsMax });
  const judged = judgeSimulation({ scenario, store, witness, service, operators, calls: bystander.calls });
  const simulated: Simulated = {
    seed,
    classes: scenario.runs.map(({ mission }) => mission.spec.class),
    ends: operators.map(({ name }) => store.run(name)?.status ?? ''),
    broken: [...witness.broken, ...judged.broken],
    attempts: judged.seen.length,
    processes: operators.reduce((sum, { processes }) => sum + processes, 0),
    hash: sha256(JSON.stringify([judged.journals, judged.results, judged.seen])),
    strikes: witness.strikes,
    lines: witness.lines,
  };
  service.close();
  bystander.close();
  for (const operator of operators) operator.close();
  return simulated;
}

/** The people of the first run's mission; the phones of both. */
export function sharedWorld({ runs }: Scenario) {
  const [first] = runs;
  if (first === undefined) throw new Error('no run');
  const approver = Object.assign({}, ...runs.map(({ mission }) => mission.spec.simulate.approver));
  return { ...first.mission.spec.simulate, approver };
}

function openWorkspace(kind: Scenario['store']): { readonly open: () => Store; readonly close: () => void } {
  if (kind === 'memory') {
    const shelf = emptyShelf();
    return { open: () => memoryStore(shelf), close: () => undefined };
  }
  const folder = mkdtempSync(join(tmpdir(), 'mission-simulated-'));
  const stores: Store[] = [];
  return {
    open() {
      const opened = openStore({ folder });
      if (!opened.ok) throw new Error(opened.error.message);
      stores.push(opened.value);
      return opened.value;
    },
    close() {
      for (const store of stores) store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
