/**
 * A run whose process dies, at points spread over everything it stores and asks, and is taken up again: the service sees
 * the same calls, and the results are the same to the last byte, as if nothing had happened.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readResults } from '../../src/results/write.ts';
import { yamlPieces } from '../../src/results/yaml.ts';
import type { SeenEvent } from '../../src/simulator/seen.ts';
import { judge } from '../support/judge.ts';
import { memoryStore } from '../support/memory-store.ts';
import { Draws, type RandomMission, randomMission } from '../support/random-mission.ts';
import { startRandom } from '../support/run-mission.ts';
import { sweep } from '../support/sweep.ts';
import { Fate, live } from './dying.ts';

const seeds = Number(process.env.MISSION_CRASH_SEEDS ?? 24);
const from = Number(process.env.MISSION_CRASH_SEED ?? 1);
const pointsPerMission = Number(process.env.MISSION_CRASH_POINTS ?? 12);

const folder = mkdtempSync(join(tmpdir(), 'mission-dying-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let worlds = 0;

interface Ended {
  readonly results: string;
  /** What rang, whatever it was called. */
  readonly rang: readonly string[];
  readonly broken: readonly string[];
  /** Points passed in the last life. */
  readonly passed: number;
}

/** Null: the mission leaves everybody out. A life ends after so many points; the last one is lived to the end. */
async function run(mission: RandomMission, lives: readonly number[] = []): Promise<Ended | null> {
  worlds += 1;
  const worldFile = join(folder, `${worlds}.db`);
  const store = memoryStore();
  const started = startRandom(mission, { store, worldFile: ':memory:' });
  if (started === null) return null;
  const name = started.run.name;
  for (const diesAfter of [...lives, Number.POSITIVE_INFINITY]) {
    const fate = new Fate(diesAfter);
    const world = await live({ ...mission, store, run: name, worldFile, fate });
    if (world === null) continue;
    const record = store.run(name);
    const document = readResults(store, name);
    if (record === null || document === null) throw new Error(`no run ${name}`);
    const seen = world.seen();
    const evidence = { ...mission, store, run: record, journal: [...store.events(name)], seen };
    world.close();
    return {
      results: [...yamlPieces(document)].join(''),
      rang: seen.flatMap(rangText).toSorted(),
      broken: judge(evidence),
      passed: fate.passed,
    };
  }
  throw new Error('the last life did not end');
}

function rangText({ contact, to, channel, dialledAt, scheduledAt, instructions, text, outcome }: SeenEvent): string[] {
  return dialledAt === null
    ? []
    : [JSON.stringify([contact, to, channel, dialledAt, scheduledAt, instructions, text, outcome])];
}

async function expectSame(mission: RandomMission, of: { readonly name: string; readonly points: number }) {
  const whole = await run(mission);
  if (whole === null) return 0;
  const draws = new Draws(mission.spec.simulate.seed);
  for (let place = 0; place < of.points; place += 1) {
    const first = Math.floor(
      ((place + draws.whole(`${place}`, { min: 0, max: 999 }) / 1000) * whole.passed) / of.points,
    );
    // Every third one dies again, soon after it was taken up.
    const lives = place % 3 === 0 ? [first, draws.whole(`again ${place}`, { min: 0, max: 12 })] : [first];
    const died = await run(mission, lives);
    const told = `${of.name}, dead after ${lives.join(' and ')} of ${whole.passed} points`;
    expect(died?.broken, told).toEqual([]);
    expect(died?.rang, told).toEqual(whole.rang);
    expect(died?.results, told).toBe(whole.results);
  }
  return of.points;
}

test(`${seeds} random missions, each dying at ${pointsPerMission} points`, { timeout: 600_000 }, async () => {
  let died = 0;
  for (let seed = from; seed < from + seeds; seed += 1) {
    died += await expectSame(randomMission(seed), { name: `seed ${seed}`, points: pointsPerMission });
  }
  expect(died).toBeGreaterThan((seeds * pointsPerMission) / 2);
});

test('a mission with many calls at once, which are given out in pulses', { timeout: 600_000 }, async () => {
  expect(await expectSame(crowd(), { name: 'a crowd', points: 40 })).toBe(40);
});

/** Sixty shops, twenty at once, half of which have to be called again. */
function crowd(): RandomMission {
  const { spec, targets } = sweep();
  const [shop] = targets;
  if (shop === undefined) throw new Error('no shop');
  const [round] = spec.rounds;
  return {
    spec: {
      ...spec,
      rounds: [{ ...round, retry: { base: 'service', adjust: {} } }],
      limits: { ...spec.limits, concurrency: 20 },
      simulate: { ...spec.simulate, default: { answered: 0.5, 'no-answer': 0.3, busy: 0.2 } },
    },
    targets: Array.from({ length: 60 }, (_, place) => {
      const phone = `+1312555${String(100 + place).padStart(4, '0')}`;
      const id = `shop-${place}`;
      return { ...shop, id, name: id, phone, fields: { id, name: id, phone } };
    }),
  };
}
