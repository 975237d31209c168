/** Two runs that reserve the same number at the same moment: the one that was refused decides again. */
import { expect, test } from 'vitest';
import { localEngine } from '../../src/engine/local.ts';
import { Session } from '../../src/engine/session.ts';
import { missionContext } from '../../src/run/contexts.ts';
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

test('invariant 4: what was refused does not get through with a later commit of the same drive', () => {
  const store = memoryStore();
  const rig = startRandom(sweep(), { store, worldFile: ':memory:' });
  const run = rig === null ? null : store.run(rig.run.name);
  const mission = run === null ? null : store.mission(run.name);
  const lease = run === null ? null : store.drive(run.name, { pid: 1, host: 'here', since: 0 });
  if (run === null || mission === null || lease?.ok !== true) throw new Error('nobody to call');
  let refusals = 1;
  const refusing: Store = {
    ...store,
    commit(commit) {
      refusals -= 1;
      return refusals < 0 ? store.commit(commit) : { ok: false, error: { code: 'conflict', message: 'called before' } };
    },
  };
  const { epoch } = lease.value;
  const { compiled, context } = missionContext(run, store.source(run.name));
  const session = new Session({ store: refusing, run, epoch, compiled, context, mission, onEvents: () => undefined });
  session.putMission([{ type: 'run.started', at: run.at, data: { plan: run.planHash, provider: 'simulator' } }]);
  expect(session.commit()).toMatchObject({ ok: false, error: { code: 'conflict' } });
  expect(session.commit()).toMatchObject({ ok: false, error: { code: 'conflict' } });
  expect(store.run(run.name)?.seq).toBe(0);
});
