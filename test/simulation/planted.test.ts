/** Each planted bug breaks its invariant, and the same seeds keep every invariant without it. */
import { expect, test } from 'vitest';
import { withBug } from './planted.ts';
import { plantedBugs } from './planted-bugs.ts';
import { drawScenario } from './scenario.ts';
import { type SimulateOptions, simulate } from './simulate.ts';

const seedsMax = 2_000;
const minute = 60_000;

test.each(plantedBugs)(
  'a program that $name is caught by invariant $invariant',
  { timeout: 3 * minute },
  async (bug) => {
    const planted = await withBug(bug);
    const options: SimulateOptions = bug.store === undefined ? {} : { store: bug.store };
    const played: number[] = [];
    let caught = false;
    for (let seed = bug.firstSeed ?? 1; seed <= seedsMax && !caught; seed += 1) {
      if (bug.where !== undefined && !bug.where(drawScenario(seed))) continue;
      played.push(seed);
      const { broken } = await planted.simulate(seed, options);
      caught = broken.some((line) => line.startsWith(`${bug.invariant}:`));
    }
    planted.remove();
    expect(caught, `${played.length} seeds kept invariant ${bug.invariant}`).toBe(true);
    for (const seed of played) expect((await simulate(seed, options)).broken, `seed ${seed}`).toEqual([]);
  },
);
