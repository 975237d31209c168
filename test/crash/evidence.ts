/** What a workspace with one run in it holds, and what the simulated service saw, for the judge. */
import { join } from 'node:path';
import { openSimulator } from '../../src/simulator/open.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import type { Evidence } from '../support/judge.ts';

/** The store is left open for the judge. */
export function evidenceIn(folder: string): Evidence {
  const opened = openStore({ folder: join(folder, '.mission'), create: false });
  if (!opened.ok) throw new Error(opened.error.message);
  const store = opened.value;
  const [run, ...others] = store.runs();
  if (run === undefined || others.length > 0) throw new Error(`${store.runs().length} runs`);
  const { spec } = store.source(run.name);
  const world = openSimulator({
    file: join(folder, '.mission', 'worlds', `${run.name}.db`),
    simulate: spec.simulate,
    startsAt: run.at,
    world: run.world,
  });
  if (!world.ok) throw new Error(world.error.message);
  const seen = world.value.seen();
  world.value.close();
  return { store, run, spec, targets: [...store.targets(run.name)], journal: [...store.events(run.name)], seen };
}
