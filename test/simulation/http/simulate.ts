/** One seed over HTTP: a simulator server in this process, and everybody else as its clients. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../../src/lib/hash.ts';
import { dayMs } from '../../../src/lib/time.ts';
import { sendRest } from '../../../src/mirror/rest.ts';
import type { Store } from '../../../src/run/ports.ts';
import { WireClient } from '../../../src/wire/client.ts';
import { emptyShelf, memoryStore } from '../../support/memory-store.ts';
import { createRandomRun } from '../../support/run-mission.ts';
import { sweep } from '../../support/sweep.ts';
import { Bystander } from '../bystander.ts';
import { judgeSimulation } from '../judgement.ts';
import { Operator } from '../operator.ts';
import { type Simulated, type SimulateOptions, sharedWorld } from '../simulate.ts';
import { Witness } from '../witness.ts';
import { Crowd } from './crowd.ts';
import { drawHttpScenario, type HttpScenario } from './faults.ts';
import { accountOf, clientOptions, lineToServer, quiet, worldName } from './line.ts';
import { mirrorRules } from './mirrored.ts';
import { Strays } from './strays.ts';
import { ServedWorld } from './world.ts';
import { worse } from './worse/worse.ts';

const longestMs = 60 * dayMs;
const stepsMax = 300_000;
/** For the mirror, at the end, of the machine's time. */
const restMaxMs = 20_000;

export async function simulateHttp(seed: number, options: Pick<SimulateOptions, 'traces'> = {}): Promise<Simulated> {
  const scenario = drawHttpScenario(seed);
  const folder = mkdtempSync(join(tmpdir(), 'mission-http-'));
  let crowd: Crowd | null = null;
  const now = (): number => crowd?.now() ?? scenario.startsAt;
  const witness = new Witness({ now, traces: options.traces === true });
  const state = scenario.http.restartAfterMs === null ? undefined : join(folder, 'server.db');
  const world = await ServedWorld.open({ scenario, witness, state });
  crowd = new Crowd(() => world.service.clock);
  try {
    return await play(scenario, { world, crowd, witness, folder });
  } finally {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Stage {
  readonly world: ServedWorld;
  readonly crowd: Crowd;
  readonly witness: Witness;
  readonly folder: string;
}

async function play(scenario: HttpScenario, stage: Stage): Promise<Simulated> {
  const { world, crowd, witness, folder } = stage;
  const { seed, startsAt, draws, faults } = scenario;
  crowd.begin();
  const shelf = emptyShelf();
  const open = (): Store => memoryStore(shelf);
  const store = open();
  const simulate = sharedWorld(scenario);
  const aside = createRandomRun(sweep(), { store, world: worldName, now: startsAt });
  if (aside === null) throw new Error('nobody to call');
  const bystander = new Bystander(open(), aside, {
    witness,
    draws,
    faults,
    later: (afterMs, act) => crowd.at(crowd.now() + afterMs, act),
    onOptOut: () => {
      for (const operator of operators) operator.hearOfNo();
    },
  });
  const worseThan = worse({ scenario, witness, now: () => crowd.now() });
  const strays = new Strays({ world, crowd, client: new WireClient({ account: accountOf(world), ...clientOptions }) });
  const operators = scenario.runs.flatMap((run) => {
    const record = createRandomRun(run.mission, { store, world: worldName, now: startsAt });
    if (record === null) return [];
    return [
      new Operator({
        ...{ scenario, run, name: record.name, conductor: crowd, witness, bystander, openStore: open },
        openLine: (process, opened) =>
          lineToServer(process, {
            ...{ scenario, world, crowd, witness, run: record, simulate, strays, opened, folder },
            ...{ worse: worseThan, virtual: run.virtual },
          }),
      }),
    ];
  });
  trouble(scenario, stage);
  const isOver = (): boolean => operators.every((operator) => operator.isOver);
  const ended = await crowd.run({ isOver, until: startsAt + longestMs, stepsMax });
  if (!isOver()) {
    for (const { name } of operators.filter((operator) => !operator.isOver))
      witness.break(`8: ${name} does not end (${ended}): ${store.run(name)?.status} after ${crowd.steps} steps`);
  }
  world.calm();
  await tellRest(store, { world, folder });
  await crowd.run({ isOver: () => false, until: startsAt + 2 * longestMs, stepsMax });
  const seen = world.seen().map((event) => ({
    ...event,
    scheduledAt: worseThan.askedAt(event.key) ?? event.scheduledAt,
    redials: event.outcome === 'no-answer' ? worseThan.redials(event.ref) : 0,
  }));
  const service = { seen: () => seen };
  const judged = judgeSimulation({ scenario, store, witness, service, operators, calls: bystander.calls });
  const mirrored = operators.flatMap(({ name }) => {
    const run = store.run(name);
    return run === null ? [] : mirrorRules({ run, store, world, wasSuspended: faults.suspends > 0 });
  });
  await strays.close();
  bystander.close();
  for (const operator of operators) operator.close();
  return {
    seed,
    classes: scenario.runs.map(({ mission }) => mission.spec.class),
    ends: operators.map(({ name }) => store.run(name)?.status ?? ''),
    broken: [...witness.broken, ...judged.broken, ...mirrored],
    attempts: judged.seen.length,
    processes: operators.reduce((sum, { processes }) => sum + processes, 0),
    hash: sha256(JSON.stringify([judged.journals, judged.results, judged.seen])),
    strikes: witness.strikes,
    lines: witness.lines,
  };
}

/** What befalls the server as a whole. */
function trouble({ http, startsAt }: HttpScenario, { world, crowd }: Stage): void {
  const { outage, restartAfterMs, meddlesAfterMs } = http;
  if (meddlesAfterMs !== null) crowd.at(startsAt + meddlesAfterMs, () => world.meddle());
  if (outage !== null) {
    crowd.at(startsAt + outage.afterMs, () => world.setOutage(true));
    crowd.at(startsAt + outage.afterMs + outage.forMs, () => world.setOutage(false));
  }
  if (restartAfterMs !== null) crowd.at(startsAt + restartAfterMs, () => crowd.absence(world.restart()));
}

/** As the next command does. */
async function tellRest(store: Store, { world, folder }: Pick<Stage, 'world' | 'folder'>): Promise<void> {
  const client = new WireClient({ account: accountOf(world), ...clientOptions });
  await sendRest({
    ...{ store, client, log: quiet, withinMs: restMaxMs, now: () => world.service.time.now() },
    stateFolder: folder,
    driver: { pid: 3, host: 'here', since: 0 },
  });
  await client.close();
}
