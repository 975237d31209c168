/** What `until` lets a drive do, in real time. The clock here is real to the engine, and moves when it waits. */
import { expect, test } from 'vitest';
import { localEngine } from '../../src/engine/local.ts';
import type { Clock, DriveOptions, Drove } from '../../src/run/ports.ts';
import type { GateSpec } from '../../src/spec/spec.ts';
import { memoryStore } from '../support/memory-store.ts';
import type { RandomMission } from '../support/random-mission.ts';
import { type Rig, startRandom } from '../support/run-mission.ts';
import { sweep } from '../support/sweep.ts';

const hour = 3_600_000;

/** Everybody is busy at first, and answers the redial a quarter of an hour later. */
function busyFirst(gates: readonly GateSpec[] = []): RandomMission {
  const { spec, targets } = sweep(gates);
  const [round] = spec.rounds;
  const personas = Object.fromEntries(
    targets.map(({ id }) => [id, [{ outcome: 'busy' as const }, { outcome: 'answered' as const }]]),
  );
  return {
    spec: {
      ...spec,
      rounds: [{ ...round, retry: { base: 'service', adjust: {} } }],
      simulate: { ...spec.simulate, personas },
    },
    targets,
  };
}

function real(mission: RandomMission): { readonly rig: Rig; drive(options: DriveOptions): Promise<Drove> } {
  const rig = startRandom(mission, { store: memoryStore(), worldFile: ':memory:' });
  if (rig === null) throw new Error('nobody to call');
  const { clock: world, provider, model } = rig.simulator;
  const clock: Clock = {
    virtual: false,
    now: () => world.now(),
    wait: (until) => world.wait(until),
    wake: () => world.wake(),
    nextHappening: () => null,
  };
  const engine = localEngine({ store: rig.store, provider, model, clock, driver: { pid: 1, host: 'here', since: 0 } });
  return {
    rig,
    async drive(options) {
      const driven = await engine.drive(rig.run.name, options);
      if (!driven.ok) throw new Error(driven.error.message);
      return driven.value;
    },
  };
}

const statuses = (rig: Rig): Readonly<Record<string, number>> => rig.store.contactCounts(rig.run.name);

test('a wait longer than allowed ends the drive', async () => {
  const { rig, drive } = real(busyFirst());
  expect(await drive({ waitMaxMs: 60_000 })).toMatchObject({ end: 'waiting' });
  expect(statuses(rig)).not.toHaveProperty('reached');
});

test('what falls due before `until` is done, however long it is waited for', async () => {
  const { rig, drive } = real(busyFirst());
  await drive({ waitMaxMs: 60_000, until: rig.simulator.clock.now() + hour });
  expect(statuses(rig)).toEqual({ reached: 3 });
});

test('what falls due beyond `until` ends the drive, with its time to wake', async () => {
  const { rig, drive } = real(busyFirst());
  const until = rig.simulator.clock.now() + hour / 12;
  const { end, wakeAt } = await drive({ waitMaxMs: 60_000, until });
  expect(end).toBe('waiting');
  expect(wakeAt).toBeGreaterThan(until);
  expect(rig.simulator.clock.now()).toBeLessThanOrEqual(until);
});

test('a person ends the drive whatever `until` says', async () => {
  const gate: GateSpec = {
    id: 'launch',
    before: 'calls',
    ask: 'Call them?',
    via: ['terminal'],
    biometric: false,
    timeoutMs: 24 * hour,
    onTimeout: 'deny',
  };
  const { rig, drive } = real(busyFirst([gate]));
  const begun = rig.simulator.clock.now();
  expect((await drive({ waitMaxMs: 60_000, until: begun + 48 * hour })).end).toBe('waiting');
  expect(rig.store.run(rig.run.name)).toMatchObject({ status: 'waiting', reason: 'gate' });
  expect(rig.simulator.clock.now()).toBeLessThan(begun + 60_000);
});
