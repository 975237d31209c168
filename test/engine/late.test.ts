/** A run that nobody drives for a day: what happened meanwhile is read, and nothing is given up unread. */
import { expect, test } from 'vitest';
import { localEngine } from '../../src/engine/local.ts';
import { dayMs, hourMs, minuteMs } from '../../src/lib/time.ts';
import type { JournalEvent } from '../../src/run/events.ts';
import { asReal } from '../support/as-real.ts';
import { judge } from '../support/judge.ts';
import { memoryStore } from '../support/memory-store.ts';
import type { RandomMission } from '../support/random-mission.ts';
import { type Rig, startRandom } from '../support/run-mission.ts';
import { sweep } from '../support/sweep.ts';

/** Stops at the first event of a type, lets the time pass, and goes on. */
async function leftAlone(mission: RandomMission, from: { readonly type: JournalEvent['type'] }): Promise<Rig> {
  const rig = startRandom(mission, { store: memoryStore(), worldFile: ':memory:', alone: true });
  if (rig === null) throw new Error('nobody to call');
  const stop = new AbortController();
  const onEvents = (events: readonly JournalEvent[]): void => {
    if (events.some(({ type }) => type === from.type)) stop.abort();
  };
  const { clock, provider, model } = rig.simulator;
  const driver = { pid: 1, host: 'here', since: 0 };
  const engine = localEngine({ store: rig.store, provider, model, clock: asReal(clock), driver });
  const stopped = await engine.drive(rig.run.name, { interrupt: stop.signal, onEvents });
  expect(stopped).toMatchObject({ ok: true, value: { end: 'interrupted' } });
  clock.advanceTo(clock.now() + dayMs);
  expect((await rig.drive()).end).toBe('finished');
  expect(judge(rig.evidence())).toEqual([]);
  return rig;
}

function calls(): RandomMission {
  const { spec, targets } = sweep();
  const [round] = spec.rounds;
  const collect = { opens: { type: 'string', required: true } } as const;
  return { spec: { ...spec, rounds: [{ ...round, collect }] }, targets };
}

test.each(['attempt.intended', 'attempt.placed'] as const)(
  'calls that rang meanwhile are read: stopped at %s',
  async (type) => {
    const rig = await leftAlone(calls(), { type });
    expect(rig.store.contactCounts(rig.run.name)).toEqual({ reached: 3 });
    expect(rig.simulator.seen()).toHaveLength(3);
    const heard = Array.from(rig.store.contacts(rig.run.name), ({ state }) => state.collected);
    expect(heard).toEqual([1, 2, 3].map(() => ({ opens: expect.any(String) })));
  },
);

test('a conversation that ended before is read for what was said in it', async () => {
  const rig = await leftAlone(
    { ...calls(), spec: { ...calls().spec, simulate: { ...calls().spec.simulate, default: { answered: 1 } } } },
    { type: 'attempt.ended' },
  );
  const heard = Array.from(rig.store.contacts(rig.run.name), ({ state }) => state.collected);
  expect(heard).toEqual([1, 2, 3].map(() => ({ opens: expect.any(String) })));
});

function texts(reply: string): RandomMission {
  const { spec, targets } = sweep();
  const { assistant: _, ...round } = spec.rounds[0];
  const line = { outcome: 'replied', reply, afterMs: 90 * minuteMs } as const;
  return {
    spec: {
      ...spec,
      rounds: [{ ...round, channel: 'sms', message: 'When do you open?', reply: { withinMs: 2 * hourMs } }],
      simulate: { ...spec.simulate, personas: { a: [line], b: [line] }, default: { delivered: 1 } },
    },
    targets,
  };
}

test('replies that came in time count, whenever they are read', async () => {
  const rig = await leftAlone(texts('At nine.'), { type: 'attempt.progressed' });
  const replies = Array.from(rig.store.contacts(rig.run.name), ({ state }) => state.attempts[0]?.reply ?? null);
  expect(replies).toEqual(['At nine.', 'At nine.', null]);
});

test('invariant 4: a refusal that came meanwhile is heard', async () => {
  const rig = await leftAlone(texts('STOP'), { type: 'attempt.progressed' });
  const refused = texts('').targets.map(({ phone }) => rig.store.optedOut({ number: phone, world: rig.run.world }));
  expect(refused).toEqual([true, true, false]);
});
