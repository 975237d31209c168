/** Missions of every class over HTTP, and the same ones in this process: the same seed gives the same outcomes. */
import { expect, test } from 'vitest';
import type { Push } from '../../src/run/ports.ts';
import { memoryStore } from '../support/memory-store.ts';
import { missionClasses, type RandomMission, randomMission } from '../support/random-mission.ts';
import { startRandom } from '../support/run-mission.ts';
import { sweep } from '../support/sweep.ts';
import { httpRun } from './http-run.ts';

const perClass = 3;
type Hints = readonly Push[];

function inThrees(push: Push, before: Hints): Hints {
  return before.length % 3 === 2 ? [push, ...before.slice(-2).toReversed()] : [];
}

/** The first few of each class that reach somebody. */
const seeds = missionClasses.flatMap((name) =>
  Array.from({ length: 400 }, (_, at) => at + 1)
    .filter((seed) => randomMission(seed).spec.class === name)
    .slice(0, perClass)
    .map((seed) => [seed, name] as const),
);

test.each(seeds)('mission %i, %s', async (seed) => {
  const mission = randomMission(seed);
  const here = await inProcess(mission);
  const run = await httpRun(mission);
  expect(run === null).toBe(here === null);
  if (run === null || here === null) return;
  await run.drive();
  expect(outcomes(run)).toEqual(outcomes(here));
  await run.close();
});

/** In this one nothing depends on when something was read: no prompt, pace or window between two of its calls. */
test.each([
  ['it is told at the socket', { bySocket: true }],
  ['nothing of what is pushed is heard', { hears: () => [] }],
  ['every other hint is heard', { hears: (push: Push, before: Hints) => (before.length % 2 === 1 ? [push] : []) }],
  ['every hint is heard twice', { hears: (push: Push) => [push, push] }],
  ['every hint is heard late, with the next one', { hears: (_: Push, before: Hints) => before.slice(-1) }],
  ['hints are heard in threes, the last one first', { hears: inThrees }],
  ['all hints are heard again with each new one', { hears: (push: Push, before: Hints) => [push, ...before] }],
  ['a third of the requests get no answer', { server: { faults: { lost: 0.33 } } }],
  ['a third of the requests are done and answered with 500', { server: { faults: { failedAfter: 0.33 } } }],
  ['a third of the requests fail before anything was done', { server: { faults: { failedBefore: 0.33 } } }],
  ['a third of the requests are throttled', { server: { faults: { throttled: 0.33 } } }],
] as const)('a sweep comes to the same end where %s', async (_, options) => {
  const mission = sweep();
  const run = await httpRun(mission, options);
  if (run === null) throw new Error('nobody to call');
  await run.drive();
  expect(outcomes(run)).toEqual(outcomes((await inProcess(mission)) ?? run));
  // However often an answer was lost, nobody was called twice.
  const calls = [...run.server.service.scheduledByNumber.values()].map((one) => run.server.service.eventOf(one)?.to);
  expect(calls.toSorted()).toEqual(mission.targets.map(({ phone }) => phone).toSorted());
  await run.close();
});

async function inProcess(mission: RandomMission) {
  const rig = startRandom(mission, { store: memoryStore(), worldFile: ':memory:' });
  await rig?.drive();
  return rig;
}

function outcomes({ store, run }: Pick<NonNullable<Awaited<ReturnType<typeof httpRun>>>, 'store' | 'run'>) {
  const mission = store.mission(run.name);
  return {
    status: store.run(run.name)?.status,
    summary: mission?.summary,
    contacts: [...store.contacts(run.name)].map(({ state }) => ({
      id: state.id,
      status: state.status,
      outcomes: state.attempts.map(({ outcome }) => outcome),
      collected: state.collected,
      score: state.score,
    })),
  };
}
