/** A commit that fails, or seems to: the run goes on from what is stored, or stops and leaves nothing that could still ring. */
import { expect, test } from 'vitest';
import { localEngine } from '../../src/engine/local.ts';
import type { Result } from '../../src/lib/result.ts';
import type { Clock, Commit, Drove, Store, StoreFailure } from '../../src/run/ports.ts';
import { StoreError } from '../../src/run/store-error.ts';
import { asReal } from '../support/as-real.ts';
import { judge } from '../support/judge.ts';
import { memoryStore } from '../support/memory-store.ts';
import { randomMission } from '../support/random-mission.ts';
import { type Rig, startRandom } from '../support/run-mission.ts';
import { sweep } from '../support/sweep.ts';

const full: StoreFailure = { code: 'full', message: 'the disk is full' };

type Trouble = (commit: Commit) => 'none' | 'fails' | 'took place';

function troubled(store: Store, trouble: Trouble): Store {
  return {
    ...store,
    commit(commit) {
      const how = trouble(commit);
      if (how === 'fails') return { ok: false, error: full };
      const done = store.commit(commit);
      return how === 'took place' ? { ok: false, error: full } : done;
    },
  };
}

/** The commit of this number, from 1, and as many after it as `times` says. */
function at(number: number, how: 'fails' | 'took place', times = 1): Trouble {
  let count = 0;
  return () => {
    count += 1;
    return count >= number && count < number + times ? how : 'none';
  };
}

function started(mission = sweep()): Rig {
  const rig = startRandom(mission, { store: memoryStore(), worldFile: ':memory:', alone: true });
  if (rig === null) throw new Error('nobody to call');
  return rig;
}

function drive(
  rig: Rig,
  { store, clock = asReal(rig.simulator.clock) }: { readonly store: Store; readonly clock?: Clock },
): Promise<Result<Drove, StoreFailure>> {
  const { provider, model } = rig.simulator;
  const engine = localEngine({ store, provider, model, clock, driver: { pid: 1, host: 'here', since: 0 } });
  return engine.drive(rig.run.name, {});
}

/** What came of every contact; beginning anew takes a second or two. */
function outcomes({ store, run }: Rig): readonly string[] {
  return Array.from(store.contacts(run.name), ({ state }) => {
    const attempts = state.attempts.map(({ n, outcome, durationS }) => `${n} ${outcome} ${durationS ?? ''}`);
    return `${state.id} ${state.status} ${state.reason ?? ''} [${attempts.join(', ')}]`;
  });
}

test.each(['fails', 'took place'] as const)('each commit in turn %s: the run ends as if none had', async (how) => {
  for (const [mission, real] of [
    [sweep(), true],
    [sweep(), false],
    [randomMission(2), false],
    [randomMission(11), false],
  ] as const) {
    const clockOf = (rig: Rig): Clock => (real ? asReal(rig.simulator.clock) : rig.simulator.clock);
    const whole = started(mission);
    let commits = 0;
    const counting = troubled(whole.store, () => {
      commits += 1;
      return 'none';
    });
    await drive(whole, { store: counting, clock: clockOf(whole) });
    expect(commits).toBeGreaterThan(3);
    for (let number = 1; number <= commits; number += 1) {
      const rig = started(mission);
      const store = troubled(rig.store, at(number, how));
      expect(await drive(rig, { store, clock: clockOf(rig) })).toMatchObject({ ok: true });
      expect(judge(rig.evidence()), `commit ${number}`).toEqual([]);
      expect(outcomes(rig), `commit ${number}`).toEqual(outcomes(whole));
    }
  }
});

test('a store that never takes anything again ends the drive, and says so', async () => {
  const rig = started();
  let commits = 0;
  const driven = await drive(rig, {
    store: troubled(rig.store, () => {
      commits += 1;
      return 'fails';
    }),
  });
  expect(driven).toEqual({ ok: false, error: full });
  expect(commits).toBe(3);
  expect(rig.simulator.seen()).toEqual([]);
});

/** Fails from the first commit on that tells of a placed call. */
function fullOncePlaced(): Trouble {
  let isFull = false;
  return ({ events }) => {
    isFull ||= events.some((event) => event.type === 'attempt.placed');
    return isFull ? 'fails' : 'none';
  };
}

test('calls that were placed and cannot be stored are taken back, and made when there is room', async () => {
  const rig = started();
  const driven = await drive(rig, { store: troubled(rig.store, fullOncePlaced()) });
  expect(driven).toMatchObject({
    ok: false,
    error: { code: 'full', message: expect.stringContaining('3 calls that had been placed could not be stored') },
  });
  if (!driven.ok) expect(driven.error.message).toMatch(/, 3 could be taken back$/);
  expect(rig.simulator.seen().map(({ withdrawnAt, dialledAt }) => withdrawnAt !== null && dialledAt === null)).toEqual([
    true,
    true,
    true,
  ]);
  expect(await drive(rig, { store: rig.store })).toMatchObject({ ok: true, value: { end: 'finished' } });
  expect(rig.store.contactCounts(rig.run.name)).toEqual({ reached: 3 });
  expect(rig.simulator.seen().filter(({ dialledAt }) => dialledAt !== null)).toHaveLength(3);
  expect(judge(rig.evidence())).toEqual([]);
});

test('what cannot be taken back any more is named', async () => {
  const rig = started();
  const provider = rig.simulator.provider;
  provider.withdraw = async () => ({ ok: false, error: { code: 'unavailable', message: 'down' } });
  const driven = await drive(rig, { store: troubled(rig.store, fullOncePlaced()) });
  expect(driven.ok ? '' : driven.error.message).toMatch(
    /3 calls that had been placed could not be stored, 3 may still ring$/,
  );
});

test('another process that took over is left to settle what this one could not store', async () => {
  const rig = started();
  const superseded: StoreFailure = { code: 'superseded', message: 'taken over' };
  let isOver = false;
  const store: Store = {
    ...rig.store,
    commit(commit) {
      isOver ||= commit.events.some((event) => event.type === 'attempt.placed');
      return isOver ? { ok: false, error: superseded } : rig.store.commit(commit);
    },
  };
  expect(await drive(rig, { store })).toEqual({ ok: false, error: superseded });
  expect(rig.simulator.seen().map(({ withdrawnAt }) => withdrawnAt)).toEqual([null, null, null]);
});

test('a store that cannot be read is trouble, not a bug, and passes where it passes', async () => {
  const rig = started();
  let reads = 0;
  const unreadable = (times: number): Store => ({
    ...rig.store,
    signals: (run) => {
      reads += 1;
      if (reads <= times) throw new StoreError({ code: 'io', message: 'the disk cannot be read' });
      return rig.store.signals(run);
    },
  });
  expect(await drive(rig, { store: unreadable(Number.POSITIVE_INFINITY) })).toMatchObject({
    ok: false,
    error: { code: 'io' },
  });
  reads = 0;
  expect(await drive(rig, { store: unreadable(1) })).toMatchObject({ ok: true });
  expect(judge(rig.evidence())).toEqual([]);
});

test('a refusal that cannot be stored is named, and heard again', async () => {
  const mission = sweep();
  const [round] = mission.spec.rounds;
  const { assistant: _, ...rest } = round;
  const texts = {
    ...mission,
    spec: {
      ...mission.spec,
      rounds: [{ ...rest, channel: 'sms', message: 'Hello', reply: { withinMs: 3_600_000 } }] as const,
      simulate: {
        ...mission.spec.simulate,
        personas: Object.fromEntries(
          mission.targets.map(({ id }) => [id, [{ outcome: 'replied', reply: 'STOP', afterMs: 60_000 } as const]]),
        ),
      },
    },
  };
  const rig = started(texts);
  let isFull = false;
  const driven = await drive(rig, {
    store: troubled(rig.store, ({ optOuts }) => {
      isFull ||= optOuts.length > 0;
      return isFull ? 'fails' : 'none';
    }),
  });
  expect(driven.ok ? '' : driven.error.message).toMatch(/ refusals? could not be stored, and will be heard again/);
  const [target] = texts.targets;
  const asked = { number: target?.phone ?? '', world: rig.run.world };
  expect(rig.store.optedOut(asked)).toBe(false);
  expect(await drive(rig, { store: rig.store })).toMatchObject({ ok: true });
  expect(rig.store.optedOut(asked)).toBe(true);
});
