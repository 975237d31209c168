/** A few hundred seeds of everything that can go wrong, the same on every machine; `npm run simulate` plays more. */
import { expect, test } from 'vitest';
import { missionClasses } from '../support/random-mission.ts';
import { type Fault, faultNames } from './faults/faults.ts';
import { drawScenario } from './scenario.ts';
import { simulate } from './simulate.ts';

const seeds = 300;
const minute = 60_000;
/** How often each fault strikes at the least. */
const strikesMin = 5;
/** Seeds in which something once went wrong: a late reading, a limit unnamed, a takeover slept through, a clock a day ahead. */
const once = [1604, 2148, 2433, 3901, 10316, 11289, 11967, 12780, 15573];

test(`${seeds} missions in a faulty world keep every invariant`, { timeout: 5 * minute }, async () => {
  const classes = new Map<string, number>();
  const ends = new Map<string, number>();
  const struck = new Map<Fault, number>();
  const count = (counts: Map<string, number>, name: string): void => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  for (let seed = 1; seed <= seeds; seed += 1) {
    const simulated = await simulate(seed);
    expect(simulated.broken, `seed ${seed}: npm run simulate -- --seed ${seed}`).toEqual([]);
    for (const name of simulated.classes) count(classes, name);
    for (const name of simulated.ends) count(ends, name);
    for (const [fault, times] of simulated.strikes) struck.set(fault, (struck.get(fault) ?? 0) + times);
  }
  // The draws must reach every class, every end and every fault, or the invariants say little.
  for (const name of missionClasses) expect(classes.get(name), name).toBeGreaterThan(seeds / 20);
  for (const end of ['succeeded', 'failed', 'canceled']) expect(ends.get(end), end).toBeGreaterThan(seeds / 20);
  for (const fault of faultNames) expect(struck.get(fault) ?? 0, fault).toBeGreaterThanOrEqual(strikesMin);
});

test('a seed played twice is the same to the byte, in memory and in a file', { timeout: minute }, async () => {
  const withStops = Array.from({ length: 200 }, (_, seed) => seed).filter((seed) => {
    const { faults, runs } = drawScenario(seed);
    return faults.stops > 0 && faults.lostBack > 0 && runs.length === 1;
  });
  expect(withStops.length).toBeGreaterThan(1);
  for (const seed of withStops.slice(0, 4)) {
    const [first, again, file] = [
      await simulate(seed, { traces: true, store: 'memory' }),
      await simulate(seed, { traces: true, store: 'memory' }),
      await simulate(seed, { traces: true, store: 'file' }),
    ];
    expect(again, `seed ${seed}`).toEqual(first);
    expect(file.hash, `seed ${seed}`).toBe(first.hash);
  }
});

test.each(once)(
  'seed %i, in which something once went wrong, keeps every invariant',
  { timeout: minute },
  async (seed) => {
    expect((await simulate(seed)).broken).toEqual([]);
  },
);
