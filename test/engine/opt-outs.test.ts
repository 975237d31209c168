/** Invariant 4: after a no nothing is sent to the number, in any run, driven or not. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { localEngine } from '../../src/engine/local.ts';
import type { Instant } from '../../src/lib/time.ts';
import type { JournalEvent } from '../../src/run/events.ts';
import type { Commit, DriveOptions, Provider, Push, Store } from '../../src/run/ports.ts';
import type { InboundText } from '../../src/run/provider-port.ts';
import { newFolder, opened } from '../store/folder.ts';
import { judge } from '../support/judge.ts';
import { memoryStore } from '../support/memory-store.ts';
import type { RandomMission } from '../support/random-mission.ts';
import { type Rig, startRandom } from '../support/run-mission.ts';
import { sweep } from '../support/sweep.ts';

const number = '+13125550101';
const asked = (at: Instant) => [{ number, at, reason: 'wrote a letter', source: 'command' as const }];

function started(mission: RandomMission, store: Store, worldFile = ':memory:'): Rig {
  const rig = startRandom(mission, { store, worldFile });
  if (rig === null) throw new Error('nobody to call');
  return rig;
}

/** The same object with some members replaced. */
function changed<Whole extends object>(whole: Whole, change: Partial<Whole>): Whole {
  return new Proxy(whole, {
    get(target, name) {
      const own = Reflect.get(target, name, target) as unknown;
      const other = (change as Record<string | symbol, unknown>)[name];
      return other ?? (typeof own === 'function' ? own.bind(target) : own);
    },
  });
}

/** The runs of this store are made in one real world. */
function real(store: Store): Store {
  return changed(store, { createRun: (run) => store.createRun({ ...run, world: () => 'clawdtalk' }) });
}

/** Texts instead of calls; everybody answers what `reply` says. */
function texts(reply: string): RandomMission {
  const { spec, targets } = sweep();
  const { assistant: _, ...round } = spec.rounds[0];
  const collect = { answer: { type: 'string', required: true } } as const;
  const personas = targets.map(({ id }, at) => [
    id,
    [{ outcome: 'replied' as const, reply, afterMs: (at + 1) * 60_000 }],
  ]);
  return {
    spec: {
      ...spec,
      rounds: [{ ...round, channel: 'sms', message: 'Hello?', reply: { withinMs: 3_600_000 }, collect }],
      simulate: { ...spec.simulate, personas: Object.fromEntries(personas) },
    },
    targets,
  };
}

/** Drives with a service of which some methods are replaced. */
async function driveWith(rig: Rig, change: Partial<Provider>, options: DriveOptions = {}) {
  const { provider, model, clock } = rig.simulator;
  const driver = { pid: 1, host: 'here', since: 0 };
  const engine = localEngine({ store: rig.store, provider: changed(provider, change), model, clock, driver });
  const driven = await engine.drive(rig.run.name, options);
  if (!driven.ok) throw new Error(driven.error.message);
  return driven.value;
}

/** Drives, and tells of every request to the service before it is carried out, by its number from 1. */
async function driveTelling(
  rig: Rig,
  onRequest: (count: number, request: { readonly name: string; readonly to?: string }) => void,
  options: DriveOptions = {},
) {
  let count = 0;
  const { provider } = rig.simulator;
  const names = ['prepare', 'update', 'place', 'read', 'list', 'withdraw', 'insight', 'inbox', 'ask'] as const;
  const told = names.map((name) => [
    name,
    async (request: { readonly to?: string }) => {
      count += 1;
      onRequest(count, { name, ...(request.to === undefined ? {} : { to: request.to }) });
      return (provider[name] as (asked: unknown) => Promise<unknown>)(request);
    },
  ]);
  return driveWith(rig, Object.fromEntries(told) as Partial<Provider>, options);
}

const of = (rig: Rig, contact: string): readonly JournalEvent[] => [...rig.store.events(rig.run.name, { contact })];
const stateOf = (rig: Rig, contact: string) =>
  rig.store.contact(rig.run.name, rig.store.contactIndex(rig.run.name, contact) ?? -1);

/** Drives until all three calls have been handed over, and stops there. */
async function driveUntilPlaced(rig: Rig): Promise<void> {
  const controller = new AbortController();
  let placed = 0;
  const count = (_: number, { name }: { readonly name: string }): void => {
    placed += name === 'place' ? 1 : 0;
    if (placed === 3) controller.abort();
  };
  const { end } = await driveTelling(rig, count, { interrupt: controller.signal });
  expect(end).toBe('interrupted');
  expect(stateOf(rig, 'a')).toMatchObject({ status: 'placed', attempts: [{ phase: 'placed' }] });
}

describe('a number that another process takes off', () => {
  test('is withdrawn by the run that has it scheduled, at every instant of the run', { timeout: 60_000 }, async () => {
    const folder = newFolder();
    const mine = opened({ folder });
    const theirs = opened({ folder });
    let lasting = 0;
    for (let at = 1; ; at += 1) {
      const rig = started(sweep(), mine);
      const said: Instant[] = [];
      await driveTelling(rig, (count) => {
        if (count !== at) return;
        said.push(rig.simulator.clock.now());
        theirs.addOptOuts(asked(0));
      });
      const [saidAt] = said;
      if (saidAt === undefined) break;
      theirs.removeOptOut({ number, at: 0, reason: 'the next try', ownWord: false });
      for (const call of rig.simulator.seen().filter(({ to }) => to === number)) {
        const rang = call.dialledAt !== null && call.withdrawnAt === null;
        if (rang) expect(call.dialledAt, `said at request ${at}`).toBeLessThanOrEqual(saidAt);
        if (call.withdrawnAt !== null) lasting += 1;
      }
      expect(judge(rig.evidence())).toEqual([]);
    }
    expect(lasting).toBeGreaterThan(2);
    mine.close();
    theirs.close();
  });

  test('ends the contact, and says why', async () => {
    const rig = started(sweep(), memoryStore());
    await driveTelling(rig, (_, { name, to }) => {
      if (name === 'place' && to === number) rig.store.addOptOuts(asked(0));
    });
    expect(of(rig, 'a').map(({ type }) => type)).toEqual([
      'contact.queued',
      'attempt.intended',
      'assistant.updated',
      'attempt.placed',
      'contact.stopped',
      'attempt.withdrawing',
      'attempt.withdrawn',
      'contact.finished',
    ]);
    expect(stateOf(rig, 'a')).toMatchObject({ status: 'skipped', reason: 'do-not-contact', attempts: [] });
    expect(rig.store.contactCounts(rig.run.name)).toEqual({ reached: 2, skipped: 1 });
    expect(judge(rig.evidence())).toEqual([]);
  });

  test('is reported where a call was already under way', async () => {
    const rig = started(sweep(), memoryStore());
    await driveWith(rig, {
      async read(request) {
        const answer = await rig.simulator.provider.read(request);
        const rings = answer.ok && answer.value.some(({ status }) => status === 'in_progress');
        if (rings) rig.store.addOptOuts(asked(0));
        return answer;
      },
    });
    const breached = of(rig, 'a').filter(({ type }) => type === 'rule.breached');
    expect(breached).toMatchObject([
      { data: { rule: 'do-not-contact', detail: 'a call was already under way and could not be taken back' } },
    ]);
    expect(rig.simulator.seen().filter(({ to }) => to === number)).toMatchObject([{ outcome: 'answered' }]);
    expect(judge(rig.evidence())).toEqual([]);
  });

  test('is reported once where the withdrawal comes too late', async () => {
    const rig = started(sweep(), memoryStore());
    const { provider } = rig.simulator;
    await driveWith(rig, {
      place(request) {
        if (request.to === number) rig.store.addOptOuts(asked(0));
        return provider.place(request);
      },
      withdraw: async () => ({ ok: true, value: { withdrawn: false }, serviceAt: 0 }),
    });
    expect(of(rig, 'a').filter(({ type }) => type === 'rule.breached')).toHaveLength(1);
  });
});

describe('a run that nobody drives', () => {
  async function stopped(): Promise<Rig> {
    const rig = started(sweep(), memoryStore());
    await driveUntilPlaced(rig);
    return rig;
  }

  test('gives back what is scheduled for the number, and nothing else happens in it', async () => {
    const rig = await stopped();
    const before = rig.store.run(rig.run.name);
    rig.store.addOptOuts(asked(0));
    expect(rig.store.refusedOpen(rig.run.name)).toHaveLength(1);
    await rig.drive({ only: 'refused' });
    expect(stateOf(rig, 'a')).toMatchObject({ status: 'skipped', reason: 'do-not-contact' });
    const fresh = [...rig.store.events(rig.run.name, { after: before?.seq ?? 0 })];
    expect(new Set(fresh.map((event) => ('contact' in event ? event.contact : event.type)))).toEqual(new Set(['a']));
    expect(rig.store.run(rig.run.name)).toMatchObject({ status: 'running', wakeAt: before?.wakeAt });
    expect(rig.simulator.seen().filter(({ withdrawnAt }) => withdrawnAt !== null)).toMatchObject([{ to: number }]);
    await rig.drive();
    expect(rig.store.contactCounts(rig.run.name)).toEqual({ reached: 2, skipped: 1 });
    expect(judge(rig.evidence())).toEqual([]);
  });

  test('gives it back when it is taken up again, before anything else', async () => {
    const rig = await stopped();
    rig.store.addOptOuts(asked(0));
    await rig.drive();
    expect(rig.simulator.seen().filter(({ to }) => to === number)).toMatchObject([{ outcome: 'canceled' }]);
    expect(judge(rig.evidence())).toEqual([]);
  });

  test('keeps asking where the service was down', async () => {
    const rig = await stopped();
    rig.store.addOptOuts(asked(0));
    const down = { ok: false, error: { code: 'unavailable', message: 'down' } } as const;
    await driveWith(rig, { withdraw: async () => down }, { only: 'refused' });
    expect(stateOf(rig, 'a')).toMatchObject({ status: 'placed', stopped: 'do-not-contact' });
    expect(rig.store.refusedOpen(rig.run.name)).toHaveLength(1);
    await rig.drive({ only: 'refused' });
    expect(rig.store.refusedOpen(rig.run.name)).toEqual([]);
    expect(stateOf(rig, 'a')).toMatchObject({ status: 'skipped' });
  });

  test('settles first what is in doubt', async () => {
    const rig = started(sweep(), memoryStore());
    const controller = new AbortController();
    await driveWith(
      rig,
      {
        async place(request) {
          const answer = await rig.simulator.provider.place(request);
          controller.abort();
          return request.to === number ? { ok: false, error: { code: 'lost', message: 'no answer' } } : answer;
        },
      },
      { interrupt: controller.signal },
    );
    rig.store.addOptOuts(asked(0));
    await rig.drive({ only: 'refused' });
    expect(of(rig, 'a').map(({ type }) => type)).toContain('attempt.doubted');
    expect(rig.simulator.seen().filter(({ to }) => to === number)).toMatchObject([{ outcome: 'canceled' }]);
  });
});

describe('a person who says no', () => {
  test.each(['simulated', 'real'])('in a %s world binds other runs where it is real', async (kind) => {
    const isReal = kind === 'real';
    const store = isReal ? real(memoryStore()) : memoryStore();
    const other = started(sweep(), store);
    await driveUntilPlaced(other);
    const rig = started(texts('STOP'), store);
    await rig.drive();
    expect(stateOf(rig, 'a')).toMatchObject({ status: 'unreached', reason: 'opted out', optedOut: true });
    await other.drive({ only: 'refused' });
    const calls = other.simulator.seen().filter(({ to }) => to === number);
    expect(calls).toMatchObject([isReal ? { outcome: 'canceled' } : { status: 'pending' }]);
    await other.drive();
    expect(of(other, 'a').at(-1)).toMatchObject({
      data: isReal ? { status: 'skipped', reason: 'opt-out' } : { status: 'reached' },
    });
  });

  test('gets no further text: there is no confirmation either', async () => {
    const rig = started(texts('stop please'), memoryStore());
    await rig.drive();
    expect(rig.store.optOuts()).toHaveLength(3);
    const sent = rig.simulator.seen();
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map(({ to }) => to)).size).toBe(3);
  });

  test('in a conversation is opted out in the transaction that stores what was said', async () => {
    const { spec, targets } = sweep();
    const transcript = ['assistant: Hello.', 'user: Do not call me again!'];
    const personas = { a: [{ outcome: 'answered' as const, durationMs: 30_000, transcript }] };
    const commits: Commit[] = [];
    const store = memoryStore();
    const noting = changed(store, {
      commit(commit) {
        commits.push(commit);
        return store.commit(commit);
      },
    });
    const rig = started({ spec: { ...spec, simulate: { ...spec.simulate, personas } }, targets }, noting);
    await rig.drive();
    expect(stateOf(rig, 'a')).toMatchObject({ status: 'unreached', reason: 'opted out' });
    expect(store.optOuts()).toMatchObject([{ number, source: 'conversation', reason: 'said so in a conversation' }]);
    const [with_] = commits.filter(({ optOuts }) => optOuts.length > 0);
    expect(with_?.events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['insight.received', 'number.opted-out', 'contact.finished']),
    );
    expect(judge(rig.evidence())).toEqual([]);
  });

  test('drawn by the share `opted-out` says so in a call', async () => {
    const { spec, targets } = sweep();
    const rig = started(
      { spec: { ...spec, simulate: { ...spec.simulate, default: { 'opted-out': 1 } } }, targets },
      memoryStore(),
    );
    await rig.drive();
    expect(rig.store.optOuts()).toHaveLength(3);
    expect(rig.store.contactCounts(rig.run.name)).toEqual({ unreached: 3 });
  });
});

describe('a no that comes when no answer is awaited', () => {
  /** A service that has one more text in its inbox from the moment that the last contact's reply is asked for. */
  async function hearing(text: Omit<InboundText, 'at' | 'id'>): Promise<Rig> {
    const rig = started(texts('yes'), memoryStore());
    const { provider, clock } = rig.simulator;
    let push: ((push: Push) => void) | null = null;
    let at: Instant | null = null;
    await driveWith(rig, {
      onPush(listener) {
        push = listener;
        return provider.onPush(listener);
      },
      async inbox(request) {
        const answer = await provider.inbox(request);
        if (!answer.ok) return answer;
        if (at === null && answer.value.length === 2) {
          at = clock.now();
          queueMicrotask(() => push?.({ kind: 'text', from: text.from, to: text.to }));
        }
        const late = at === null || at < request.since ? [] : [{ ...text, id: 'late', at }];
        return { ...answer, value: [...answer.value, ...late] };
      },
    });
    expect(at).not.toBeNull();
    return rig;
  }

  test('from somebody whose contact is finished is an opt-out, and stands in its story', async () => {
    const rig = await hearing({ from: number, to: '+12025550100', text: 'STOP' });
    expect(stateOf(rig, 'a')).toMatchObject({ status: 'reached', optedOut: true });
    expect(of(rig, 'a').at(-1)).toMatchObject({ type: 'number.opted-out' });
    expect(rig.store.optOuts()).toMatchObject([{ number, source: 'reply' }]);
    expect(judge(rig.evidence())).toEqual([]);
  });

  test('from a number that is none of the run is an opt-out all the same', async () => {
    const rig = await hearing({ from: '+13125550142', to: '+12025550100', text: 'Stop' });
    expect(rig.store.optOuts()).toMatchObject([{ number: '+13125550142', source: 'reply' }]);
    expect(judge(rig.evidence())).toEqual([]);
  });

  test('is nothing where it is no no', async () => {
    const rig = await hearing({ from: number, to: '+12025550100', text: 'Thanks again' });
    expect(rig.store.optOuts()).toEqual([]);
  });
});

test('what is kept of an opt-out outlives the process', async () => {
  const folder = newFolder();
  const store = opened({ folder });
  const rig = started(texts('unsubscribe'), real(store), join(folder, 'world.db'));
  await rig.drive();
  store.close();
  const again = opened({ folder });
  expect(again.refusal({ number, world: 'clawdtalk' })).toBe('opt-out');
  expect(again.refusal({ number, world: 'sim:any' })).toBe('opt-out');
  again.close();
});
