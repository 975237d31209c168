/**
 * Two missions in two processes call the same people by one clock: together they never call anybody more often in a day than
 * each of them may (invariant 5). What each one's service saw is the judge.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { dayMs, hourMs } from '../../src/lib/time.ts';
import { openSimulator } from '../../src/simulator/open.ts';
import type { SeenEvent } from '../../src/simulator/seen.ts';
import { opened } from '../store/folder.ts';
import type { RandomMission } from '../support/random-mission.ts';
import { startRandom } from '../support/run-mission.ts';
import { sweep } from '../support/sweep.ts';
import { newWorkspace } from './program.ts';

const people = 20;
const cap = 3;
const execute = promisify(execFile);

/** Everybody is called at once, never picks up, and is to be called again three times within the hour. */
function pressing(name: string): RandomMission {
  const { spec, targets } = sweep();
  const [round] = spec.rounds;
  const [shop] = targets;
  if (shop === undefined) throw new Error('no shop');
  if (round.assistant === undefined) throw new Error('no assistant');
  // The same for all: nothing has to be confirmed before a call is placed.
  const assistant = { ...round.assistant, instructions: 'You are an AI assistant.' };
  const schedule = { ...round.schedule, deadline: { afterMs: 2 * hourMs } };
  return {
    spec: {
      ...spec,
      name,
      slug: name,
      rounds: [{ ...round, assistant, schedule, retry: { base: 'automated', adjust: {} } }],
      limits: { ...spec.limits, concurrency: people, attemptsPerNumberPerDay: cap },
      simulate: { ...spec.simulate, default: { 'no-answer': 1 } },
    },
    targets: Array.from({ length: people }, (_, place) => {
      const phone = `+1312555${String(100 + place).padStart(4, '0')}`;
      return {
        ...shop,
        id: `p${place}`,
        name: `p${place}`,
        phone,
        fields: { id: `p${place}`, name: `p${place}`, phone },
      };
    }),
  };
}

function seenBy(mission: RandomMission, file: string): readonly SeenEvent[] {
  const world = openSimulator({ file, simulate: mission.spec.simulate, startsAt: 0, world: 'shared' });
  if (!world.ok) throw new Error(world.error.message);
  const seen = world.value.seen();
  world.value.close();
  return seen;
}

test('two processes never exceed a cap that they share', { timeout: 120_000 }, async () => {
  const folder = newWorkspace();
  const store = opened({ folder: join(folder, '.mission') });
  const runs = ['one', 'two'].map((name) => {
    const mission = pressing(name);
    const rig = startRandom(mission, { store, worldFile: ':memory:', world: 'shared' });
    if (rig === null) throw new Error('nobody to call');
    return { mission, run: rig.run.name, file: join(folder, `${name}.db`) };
  });
  const script = fileURLToPath(new URL('./shared-cap-process.ts', import.meta.url));
  const [one, two] = runs.map(({ file }) => file);
  const ends = await Promise.all(
    runs.map(({ run, file }) =>
      execute(process.execPath, [
        '--import',
        'tsx',
        script,
        join(folder, '.mission'),
        run,
        file,
        (file === one ? two : one) ?? '',
      ]),
    ),
  );
  for (const { stdout } of ends) expect(JSON.parse(stdout)).toMatchObject({ ok: true, value: { end: 'finished' } });

  const seen = runs.map(({ mission, file }) => seenBy(mission, file));
  const rang = seen.flat().filter(({ withdrawnAt }) => withdrawnAt === null);
  for (const { to, scheduledAt } of rang) {
    const within = rang.filter(
      (other) => other.to === to && other.scheduledAt <= scheduledAt && other.scheduledAt > scheduledAt - dayMs,
    );
    expect(within.length, `${to} at ${new Date(scheduledAt).toISOString()}`).toBeLessThanOrEqual(cap);
  }
  // Both wanted more than there was, and both got some of it.
  expect(rang).toHaveLength(people * cap);
  for (const by of seen) expect(by.length).toBeGreaterThan(0);
  const reasons = runs.flatMap(({ run }) => Array.from(store.contacts(run), ({ state }) => state.status));
  // Whom the other one has called as often as may be is not called at all.
  expect(reasons.filter((status) => status !== 'unreached' && status !== 'skipped')).toEqual([]);
  store.close();
});
