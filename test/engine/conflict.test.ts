/** Two runs that reserve the same number at the same moment: the one that was refused decides again. */
import { expect, test } from 'vitest';
import { localEngine } from '../../src/engine/local.ts';
import type { Store } from '../../src/run/ports.ts';
import { judge } from '../support/judge.ts';
import { memoryStore } from '../support/memory-store.ts';
import { startRandom } from '../support/run-mission.ts';
import { sweep } from '../support/sweep.ts';

/** The store, refusing the first commits that reserve a number. */
function contested(store: Store, times: number): Store {
  let left = times;
  return {
    ...store,
    commit(commit) {
      const reserves = commit.ledger.some(({ status }) => status === 'reserved');
      if (!reserves || left === 0) return store.commit(commit);
      left -= 1;
      return { ok: false, error: { code: 'conflict', message: 'the number was reserved by another run' } };
    },
  };
}

test('a refused reservation is made again from what the store holds, and nobody is called twice', async () => {
  const store = contested(memoryStore(), 3);
  const rig = startRandom(sweep(), { store, worldFile: ':memory:' });
  if (rig === null) throw new Error('nobody to call');
  expect((await rig.drive()).end).toBe('finished');
  expect(rig.simulator.seen()).toHaveLength(3);
  expect(judge(rig.evidence())).toEqual([]);
});

test('a conflict that never ends is told', async () => {
  const store = contested(memoryStore(), Number.POSITIVE_INFINITY);
  const rig = startRandom(sweep(), { store, worldFile: ':memory:' });
  if (rig === null) throw new Error('nobody to call');
  const { provider, model, clock } = rig.simulator;
  const engine = localEngine({ store, provider, model, clock, driver: { pid: 1, host: 'here', since: 0 } });
  expect(await engine.drive(rig.run.name, {})).toMatchObject({ ok: false, error: { code: 'conflict' } });
  expect(rig.simulator.seen()).toEqual([]);
});
