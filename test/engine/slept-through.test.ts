/** What is thrown while a run is driven: a takeover that was slept through, trouble with a file, or a bug. */
import { expect, test } from 'vitest';
import { localEngine } from '../../src/engine/local.ts';
import type { Result } from '../../src/lib/result.ts';
import type { Drove, StoreFailure } from '../../src/run/ports.ts';
import { StoreError } from '../../src/run/store-error.ts';
import { memoryStore } from '../support/memory-store.ts';
import { type Rig, startRandom } from '../support/run-mission.ts';
import { sweep } from '../support/sweep.ts';

function begun(): Rig {
  const rig = startRandom(sweep(), { store: memoryStore(), worldFile: ':memory:' });
  if (rig === null) throw new Error('nobody to call');
  return rig;
}

/** Drives until the store's `target` is read for the third time, which throws. `current`: nobody else has taken the run. */
async function driveInto(
  rig: Rig,
  of: { readonly thrown: Error; readonly current: boolean },
): Promise<Result<Drove, StoreFailure>> {
  const lease = rig.store.drive(rig.run.name, { pid: 1, host: 'here', since: 0 });
  if (!lease.ok) throw new Error(lease.error.message);
  let reads = 0;
  let isCurrent = true;
  const store: Rig['store'] = {
    ...rig.store,
    target(run, index) {
      reads += 1;
      if (reads < 3) return rig.store.target(run, index);
      isCurrent = of.current;
      throw of.thrown;
    },
  };
  const { provider, model, clock } = rig.simulator;
  const held = { ...lease.value, isCurrent: () => isCurrent };
  const driven = await localEngine({ store, provider, model, clock, lease: held }).drive(rig.run.name, {});
  expect(reads).toBeGreaterThanOrEqual(3);
  return driven;
}

test('what does not fit together for a process that slept through a takeover is the takeover, and no bug', async () => {
  const driven = await driveInto(begun(), { thrown: new Error('contact 5 is not in the store'), current: false });
  expect(driven).toEqual({
    ok: false,
    error: {
      code: 'superseded',
      message: 'the run has been taken over by another process',
      help: 'This process stores nothing more of it.',
    },
  });
});

test('the same is a bug where nobody has taken the run over', async () => {
  const thrown = new Error('contact 5 is not in the store');
  await expect(driveInto(begun(), { thrown, current: true })).rejects.toBe(thrown);
});

test.each([true, false])(
  'a file that cannot be read is trouble, whoever has the run (still ours: %s)',
  async (current) => {
    const failure: StoreFailure = { code: 'io', message: 'the disk is gone' };
    const driven = await driveInto(begun(), { thrown: new StoreError(failure), current });
    expect(driven).toMatchObject({ ok: false, error: { code: 'io', message: 'the disk is gone' } });
  },
);
