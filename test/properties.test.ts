/** A few hundred random missions of every class on the simulator, judged by their journals and by what the service saw. */
import { expect, test } from 'vitest';
import { judge } from './support/judge.ts';
import { memoryStore } from './support/memory-store.ts';
import { missionClasses, randomMission } from './support/random-mission.ts';
import { startRandom } from './support/run-mission.ts';

const seeds = Number(process.env.MISSION_SEEDS ?? 300);
const from = Number(process.env.MISSION_SEED ?? 1);

test(`${seeds} random missions keep every invariant`, { timeout: 300_000 }, async () => {
  const classes = new Map<string, number>();
  const ends = new Map<string, number>();
  for (let seed = from; seed < from + seeds; seed += 1) {
    const mission = randomMission(seed);
    const rig = startRandom(mission, { store: memoryStore(), worldFile: ':memory:' });
    if (rig === null) continue;
    await rig.drive().catch((error: unknown) => {
      throw new Error(`seed ${seed} (${mission.spec.class}): ${error instanceof Error ? error.stack : error}`);
    });
    const evidence = rig.evidence();
    expect(judge(evidence), `seed ${seed} (${mission.spec.class})`).toEqual([]);
    classes.set(mission.spec.class, (classes.get(mission.spec.class) ?? 0) + 1);
    ends.set(evidence.run.status, (ends.get(evidence.run.status) ?? 0) + 1);
    rig.simulator.close();
  }
  if (seeds < 100) return;
  // The draws must reach every class and every end, or the property says little.
  for (const name of missionClasses) expect(classes.get(name), name).toBeGreaterThan(seeds / 20);
  for (const end of ['succeeded', 'failed', 'canceled']) expect(ends.get(end), end).toBeGreaterThan(0);
});
