/** A service that fails: what is lost is settled, what is refused is told, and nobody is called twice. */
import { expect, test } from 'vitest';
import type { Provider } from '../../src/run/ports.ts';
import { driveWith, failing, failure } from '../support/faulty-service.ts';
import { judge } from '../support/judge.ts';

test('a service that is down while setting up is asked again', async () => {
  let prepare: Provider['prepare'] | null = null;
  const { rig, types } = await driveWith((real) => {
    prepare ??= failing(3, failure('unavailable'), (request) => real.prepare(request));
    return { prepare };
  });
  expect(types.filter((type) => type === 'provider.failed')).toHaveLength(3);
  expect(rig.store.run(rig.run.name)?.status).toBe('succeeded');
});

test('a service that asks for patience while setting up is left alone until it says, and given up after an hour', async () => {
  const asked: number[] = [];
  const { rig, journal, types } = await driveWith((_, { simulator }) => ({
    async prepare() {
      asked.push(simulator.clock.now());
      return failure('throttled', 10 * 60_000);
    },
  }));
  const gaps = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
  expect(gaps).toEqual(Array.from({ length: 6 }, () => 10 * 60_000));
  expect(types.filter((type) => type === 'provider.throttled')).toHaveLength(7);
  expect(journal.find((event) => event.type === 'step.failed')).toMatchObject({
    step: 'setup',
    data: { reason: 'the service says throttled' },
  });
  expect(rig.store.run(rig.run.name)?.status).toBe('failed');
  expect(rig.store.mission(rig.run.name)?.stopping?.fault).toBe(true);
  expect(types).not.toContain('attempt.intended');
  expect(judge(rig.evidence())).toEqual([]);
});

test('a service that asks for patience while setting up, and then has it, carries the run out', async () => {
  let prepare: Provider['prepare'] | null = null;
  const { rig } = await driveWith((real) => {
    prepare ??= failing(3, failure('throttled'), (request) => real.prepare(request));
    return { prepare };
  });
  expect(rig.store.run(rig.run.name)?.status).toBe('succeeded');
  expect(rig.store.mission(rig.run.name)?.failures).toBe(0);
});

test('a bad key is beyond repair: the step fails, says why, and the run fails with nobody called', async () => {
  const { rig, journal, types } = await driveWith(() => ({ prepare: async () => failure('unauthorized') }));
  expect(rig.store.run(rig.run.name)?.status).toBe('failed');
  expect(types).not.toContain('attempt.intended');
  expect(journal.find((event) => event.type === 'step.failed')).toMatchObject({
    step: 'setup',
    data: { reason: 'the service says unauthorized' },
  });
  expect(rig.store.mission(rig.run.name)?.stopping?.fault).toBe(true);
  expect(judge(rig.evidence())).toEqual([]);
});

test('invariant 2: a placing whose answer was lost but that took place is found, and not placed again', async () => {
  let place: Provider['place'] | null = null;
  const { rig, types } = await driveWith((real) => {
    let first = true;
    place ??= async (request) => {
      const answer = await real.place(request);
      const lost = first;
      first = false;
      return lost ? failure('lost') : answer;
    };
    return { place };
  });
  expect(types).toContain('attempt.doubted');
  expect(rig.simulator.seen()).toHaveLength(3);
  expect(judge(rig.evidence())).toEqual([]);
  expect(rig.store.contactCounts(rig.run.name)).toEqual({ reached: 3 });
});

test('invariant 2: a placing that was lost on the way is settled by a complete listing, then made anew under another key', async () => {
  let place: Provider['place'] | null = null;
  const { rig, journal } = await driveWith((real) => {
    place ??= failing(1, failure('lost'), (request) => real.place(request));
    return { place };
  });
  const dropped = journal.find((event) => event.type === 'attempt.withdrawn');
  expect(dropped).toMatchObject({ data: { reason: 'not placed' } });
  const doubted = journal.find(
    (event) =>
      event.type === 'attempt.intended' &&
      'contact' in event &&
      event.contact === (dropped as { contact: string }).contact,
  );
  // Not before the service could no longer accept it: its minute of notice, and a margin.
  if (doubted?.type !== 'attempt.intended' || dropped === undefined) throw new Error('no doubt');
  expect(dropped.at).toBeGreaterThan(Date.parse(doubted.data.scheduled_at) - 60_000);
  const keys = rig.simulator.seen().map(({ key }) => key);
  expect(new Set(keys).size).toBe(3);
  expect(keys).not.toContain(doubted.data.key);
  expect(rig.store.contactCounts(rig.run.name)).toEqual({ reached: 3 });
});

test('invariant 2: an incomplete listing settles nothing; in the end the attempt counts as placed', async () => {
  let place: Provider['place'] | null = null;
  const { rig, journal } = await driveWith((real) => {
    place ??= failing(1, failure('lost'), (request) => real.place(request));
    return {
      place,
      list: async () => ({ ok: true, value: { complete: false, events: [] }, serviceAt: Number.MAX_SAFE_INTEGER }),
    };
  });
  const ended = journal.filter(
    (event) => event.type === 'attempt.ended' && event.data.reason === 'in doubt: counted as placed',
  );
  expect(ended).toMatchObject([{ data: { unsettled: true, cost: 1.8 } }]);
  expect(rig.simulator.seen()).toHaveLength(2);
  // It counts at worst case, nobody calls again, and a person is told.
  const { totals, summary } = rig.store.mission(rig.run.name) ?? {};
  expect(totals).toMatchObject({ attempts: 3, unsettled: 1 });
  expect(totals?.minutes).toBeGreaterThan(15);
  expect(summary).toContain('1 attempt is in doubt and counts as placed');
  expect(rig.store.contactCounts(rig.run.name)).toEqual({ failed: 1, reached: 2 });
});

test('a throttled service is left alone until it says', async () => {
  let place: Provider['place'] | null = null;
  const { rig, journal } = await driveWith((real) => {
    place ??= failing(2, failure('throttled', 120_000), (request) => real.place(request));
    return { place };
  });
  const throttled = journal.find((event) => event.type === 'provider.throttled');
  if (throttled?.type !== 'provider.throttled') throw new Error('not throttled');
  const until = Date.parse(throttled.data.retry_at);
  const later = journal.filter((event) => event.type === 'attempt.intended' && event.seq > throttled.seq);
  expect(later.length).toBeGreaterThan(0);
  for (const event of later) expect(event.at).toBeGreaterThanOrEqual(until);
  expect(rig.store.contactCounts(rig.run.name)).toEqual({ reached: 3 });
  expect(judge(rig.evidence())).toEqual([]);
});

test('a service that takes no calls for half an hour is asked once a minute, and the run goes on when it is back', async () => {
  let asked = 0;
  const { rig } = await driveWith((real, { simulator, run }) => ({
    async place(request) {
      if (simulator.clock.now() > run.startedAt + 30 * 60_000) return real.place(request);
      asked += 1;
      return failure('unavailable');
    },
  }));
  expect(asked).toBeGreaterThan(3 * 20);
  expect(asked).toBeLessThanOrEqual(3 * 31);
  expect(rig.store.contactCounts(rig.run.name)).toEqual({ reached: 3 });
  expect(judge(rig.evidence())).toEqual([]);
});

test('a service that is down for hours ends the run, which says why', async () => {
  const { rig } = await driveWith(() => ({ place: async () => failure('unavailable') }));
  expect(rig.store.mission(rig.run.name)).toMatchObject({ status: 'failed', stopping: { fault: true } });
});

test('a refusal of one call fails that contact and no other', async () => {
  let place: Provider['place'] | null = null;
  const { rig, journal } = await driveWith((real) => {
    place ??= failing(1, failure('refused'), (request) => real.place(request));
    return { place };
  });
  expect(rig.store.contactCounts(rig.run.name)).toEqual({ failed: 1, reached: 2 });
  expect(journal.filter((event) => event.type === 'contact.finished' && event.data.status === 'failed')).toMatchObject([
    { data: { reason: 'the service says refused' } },
  ]);
});

test('a placing that was held up until it was too late is made anew, and fails nobody', async () => {
  let place: Provider['place'] | null = null;
  const { rig, types } = await driveWith((real, { simulator }) => {
    let first = true;
    place ??= async (request) => {
      if (first) simulator.clock.advanceTo(simulator.clock.now() + 45_000);
      first = false;
      return real.place(request);
    };
    return { place };
  });
  expect(types).toContain('attempt.withdrawn');
  expect(rig.store.contactCounts(rig.run.name)).toEqual({ reached: 3 });
  expect(judge(rig.evidence())).toEqual([]);
});

test('invariant 3: a call that is five minutes late is taken back at once, not at the next poll', async () => {
  const { rig, journal } = await driveWith((real) => ({
    place: (request) => real.place({ ...request, scheduledAt: request.scheduledAt + 5.5 * 60_000 }),
  }));
  const withdrawing = journal.filter((event) => event.type === 'attempt.withdrawing');
  expect(withdrawing.length).toBeGreaterThan(3);
  expect(withdrawing[0]).toMatchObject({ data: { reason: 'overdue' } });
  for (const { dialledAt } of rig.simulator.seen()) expect(dialledAt).toBeNull();
});

test('invariant 12: a prompt that could not be confirmed is not called with', async () => {
  let update: Provider['update'] | null = null;
  const { rig, types } = await driveWith((real) => {
    update ??= failing(2, failure('unavailable'), (request) => real.update(request));
    return { update };
  });
  expect(types).toContain('attempt.withdrawn');
  expect(rig.simulator.seen()).toHaveLength(3);
  expect(judge(rig.evidence())).toEqual([]);
  expect(rig.store.contactCounts(rig.run.name)).toEqual({ reached: 3 });
});

test('readings that fail are asked again, and the call is not lost', async () => {
  let read: Provider['read'] | null = null;
  const { rig } = await driveWith((real) => {
    read ??= failing(6, failure('unavailable'), (request) => real.read(request));
    return { read };
  });
  expect(rig.store.contactCounts(rig.run.name)).toEqual({ reached: 3 });
  expect(judge(rig.evidence())).toEqual([]);
});

test('invariant 12: an assistant whose change of prompt was lost is nobody’s until nothing can still arrive', async () => {
  let update: Provider['update'] | null = null;
  const { rig, journal } = await driveWith((real) => {
    update ??= failing(1, failure('lost'), (request) => real.update(request));
    return { update };
  });
  const lost = journal.find((event) => event.type === 'attempt.withdrawn');
  if (lost?.type !== 'attempt.withdrawn') throw new Error('nothing was lost');
  const intents = journal.flatMap((event) => (event.type === 'attempt.intended' ? [event] : []));
  const held = intents.find(({ data }) => data.key === lost.data.key)?.data.assistant;
  const later = intents.filter(({ seq, data }) => seq > lost.seq && data.assistant === held);
  expect(later).toHaveLength(1);
  expect((later[0]?.at ?? 0) - lost.at).toBeGreaterThanOrEqual(10 * 60_000);
  expect(rig.store.contactCounts(rig.run.name)).toEqual({ reached: 3 });
});
