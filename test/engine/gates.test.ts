/** Invariant 7: only yes is yes, and only to exactly what was asked. */
import { expect, test } from 'vitest';
import type { GateSpec } from '../../src/spec/spec.ts';
import { judge } from '../support/judge.ts';
import { memoryStore } from '../support/memory-store.ts';
import type { RandomMission } from '../support/random-mission.ts';
import { type Rig, startRandom } from '../support/run-mission.ts';
import { sweep } from '../support/sweep.ts';

const hour = 3_600_000;

const gate = (change: Partial<GateSpec> = {}): GateSpec => ({
  id: 'launch',
  before: 'calls',
  ask: 'Call {{plan.contacts}}?',
  via: ['terminal'],
  biometric: false,
  timeoutMs: 24 * hour,
  onTimeout: 'deny',
  ...change,
});

/** A run that stands at its gate, and the hash of what was asked. */
async function atTheGate(
  change: Partial<GateSpec> = {},
): Promise<{ readonly rig: Rig; readonly name: string; readonly hash: string }> {
  const rig = startRandom(sweep([gate(change)]), { store: memoryStore(), worldFile: ':memory:' });
  if (rig === null) throw new Error('nobody to call');
  expect((await rig.drive({ waitMaxMs: 0 })).end).toBe('waiting');
  const hash = rig.store.mission(rig.run.name)?.gates.launch?.hash ?? '';
  expect(rig.store.run(rig.run.name)).toMatchObject({ status: 'waiting', reason: 'gate' });
  return { rig, name: rig.run.name, hash };
}

/** Half a minute on: everything is placed, nothing has rung. */
async function untilPlaced(rig: Rig): Promise<void> {
  const { end } = await rig.drive({ until: rig.simulator.clock.now() + 30_000 });
  expect(end).toBe('waiting');
  expect(rig.store.contactCounts(rig.run.name)).toEqual({ placed: 3 });
}

test('a yes to what was asked opens it', async () => {
  const { rig, name, hash } = await atTheGate();
  rig.store.signal(name, { kind: 'approve', gate: 'launch', hash, by: 'command' });
  expect((await rig.drive()).end).toBe('finished');
  expect(rig.store.run(name)?.status).toBe('succeeded');
  expect(judge(rig.evidence())).toEqual([]);
});

test('a yes to something else changes nothing', async () => {
  const { rig, name } = await atTheGate();
  rig.store.signal(name, { kind: 'approve', gate: 'launch', hash: 'sha256:of-another-question', by: 'command' });
  expect((await rig.drive({ waitMaxMs: 0 })).end).toBe('waiting');
  expect(rig.store.mission(name)?.gates.launch?.status).toBe('asked');
  expect(rig.simulator.seen()).toEqual([]);
});

test('a no ends the run with nobody called', async () => {
  const { rig, name, hash } = await atTheGate();
  rig.store.signal(name, { kind: 'deny', gate: 'launch', hash, by: 'command' });
  await rig.drive();
  expect(rig.store.run(name)?.status).toBe('canceled');
  expect(rig.simulator.seen()).toEqual([]);
  expect(judge(rig.evidence())).toEqual([]);
});

test('deny beats approve, even where the yes came first', async () => {
  const { rig, name, hash } = await atTheGate();
  rig.store.signal(name, { kind: 'approve', gate: 'launch', hash, by: 'terminal' });
  rig.store.signal(name, { kind: 'deny', gate: 'launch', hash, by: 'command' });
  await rig.drive();
  expect(rig.store.run(name)?.status).toBe('canceled');
  expect(rig.simulator.seen()).toEqual([]);
});

test('a yes that comes after the end of its time is none', async () => {
  const { rig, name, hash } = await atTheGate();
  rig.simulator.clock.advanceTo(rig.simulator.clock.now() + 24 * hour);
  rig.store.signal(name, { kind: 'approve', gate: 'launch', hash, by: 'command' });
  await rig.drive();
  expect(rig.store.run(name)?.status).toBe('canceled');
  expect(rig.store.mission(name)?.gates.launch?.status).toBe('expired');
  expect(rig.simulator.seen()).toEqual([]);
});

test('no answer on any phone is never a yes: by push alone the gate runs on to its end', async () => {
  const rig = startRandom(sweep([gate({ via: ['push'] })]), { store: memoryStore(), worldFile: ':memory:' });
  if (rig === null) throw new Error('nobody to call');
  await rig.drive();
  expect(rig.store.run(rig.run.name)?.status).toBe('canceled');
  expect(rig.simulator.seen()).toEqual([]);
});

test('on_timeout: wait puts the same question again instead of giving up', async () => {
  const { rig, name, hash } = await atTheGate({ onTimeout: 'wait', timeoutMs: hour });
  rig.simulator.clock.advanceTo(rig.simulator.clock.now() + 2 * hour);
  expect((await rig.drive({ waitMaxMs: 0 })).end).toBe('waiting');
  const asked = [...rig.store.events(name)].filter((event) => event.type === 'gate.asked');
  expect(asked.map((event) => event.type === 'gate.asked' && event.data.hash)).toEqual([hash, hash]);
});

test('a pause takes back what has not rung, and a resume goes on', async () => {
  const rig = startRandom(sweep(), { store: memoryStore(), worldFile: ':memory:' });
  if (rig === null) throw new Error('nobody to call');
  const { name } = rig.run;
  await untilPlaced(rig);
  rig.store.signal(name, { kind: 'pause' });
  expect((await rig.drive()).end).toBe('waiting');
  expect(rig.store.run(name)).toMatchObject({ status: 'waiting', reason: 'paused' });
  expect(rig.simulator.seen().every(({ withdrawnAt }) => withdrawnAt !== null)).toBe(true);
  rig.store.signal(name, { kind: 'resume' });
  expect((await rig.drive()).end).toBe('finished');
  expect(rig.store.contactCounts(name)).toEqual({ reached: 3 });
  expect(judge(rig.evidence())).toEqual([]);
});

test('a resume that comes while the drive of a paused run is ending is not left lying', async () => {
  const rig = startRandom(sweep(), { store: memoryStore(), worldFile: ':memory:' });
  if (rig === null) throw new Error('nobody to call');
  const { store, run } = rig;
  await untilPlaced(rig);
  store.signal(run.name, { kind: 'pause' });
  const { commit } = store;
  let isAsked = false;
  store.commit = (of) => {
    const stored = commit.call(store, of);
    const { paused, open } = store.mission(run.name) ?? {};
    if (paused === true && open === 0 && !isAsked) {
      isAsked = true;
      store.signal(run.name, { kind: 'resume' });
    }
    return stored;
  };
  expect((await rig.drive()).end).toBe('finished');
  expect(isAsked).toBe(true);
  expect(store.contactCounts(run.name)).toEqual({ reached: 3 });
  expect(judge(rig.evidence())).toEqual([]);
});

test('a cancel takes back what has not rung, and ends the run', async () => {
  const rig = startRandom(sweep(), { store: memoryStore(), worldFile: ':memory:' });
  if (rig === null) throw new Error('nobody to call');
  const { name } = rig.run;
  await untilPlaced(rig);
  rig.store.signal(name, { kind: 'cancel' });
  await rig.drive();
  expect(rig.store.run(name)?.status).toBe('canceled');
  expect(rig.store.contactCounts(name)).toEqual({ skipped: 3 });
  expect(rig.simulator.seen().every(({ withdrawnAt }) => withdrawnAt !== null)).toBe(true);
  expect(judge(rig.evidence())).toEqual([]);
});

test('a cancel ends a run that is paused, and grants nothing more', async () => {
  const rig = startRandom(sweep(), { store: memoryStore(), worldFile: ':memory:' });
  if (rig === null) throw new Error('nobody to call');
  const { name } = rig.run;
  await untilPlaced(rig);
  rig.store.signal(name, { kind: 'pause' });
  await rig.drive();
  const { seq } = rig.store.run(name) ?? { seq: 0 };
  rig.store.signal(name, { kind: 'cancel' });
  expect((await rig.drive()).end).toBe('finished');
  expect(rig.store.run(name)?.status).toBe('canceled');
  expect([...rig.store.events(name, { after: seq })].map(({ type }) => type)).not.toContain('attempt.intended');
  expect(judge(rig.evidence())).toEqual([]);
});

test('a run that stands still for a person has put its question into the store, and hears the answer from there', async () => {
  const rig = startRandom(sweep([gate()]), { store: memoryStore(), worldFile: ':memory:' });
  if (rig === null) throw new Error('nobody to call');
  const { name } = rig.run;
  const asked: string[] = [];
  const { end } = await rig.drive({
    onPerson: (id) => {
      const hash = rig.store.mission(name)?.gates[id]?.hash;
      asked.push(`${id} ${hash === undefined ? 'unknown' : 'asked'}`);
      if (hash !== undefined) rig.store.signal(name, { kind: 'approve', gate: id, hash, by: 'command' });
      else rig.store.signal(name, { kind: 'cancel' });
    },
  });
  expect(asked[0]).toBe('launch asked');
  expect(end).toBe('finished');
  expect(rig.store.run(name)?.status).toBe('succeeded');
});

test('a gate that waits for ever stands still for a person, whatever its ways', async () => {
  const { rig, name, hash } = await atTheGate({ via: ['push'], onTimeout: 'wait' });
  const asked = [...rig.store.events(name)].filter(({ type }) => type === 'gate.asked');
  expect(asked).toHaveLength(1);
  rig.store.signal(name, { kind: 'approve', gate: 'launch', hash, by: 'command' });
  expect((await rig.drive()).end).toBe('finished');
  expect(rig.store.run(name)?.status).toBe('succeeded');
});

/** Three shops, of which the two cheapest go on to a second round, behind a gate that names them. */
function twoRounds(): RandomMission {
  const { spec, targets } = sweep([gate({ id: 'demo', before: 'demo/calls', ask: questionOfDemo })]);
  const [round] = spec.rounds;
  const price = { type: 'number', required: true } as const;
  const rubric = {
    require: [],
    criteria: [{ id: 'price', weight: 1, kind: 'score', score: '1.0 - collected.price / 100.0' }],
    shortlist: 2,
  } as const;
  const answers = targets.map(({ id }, at) => [id, [{ outcome: 'answered' as const, collected: { price: 10 + at } }]]);
  const first = { ...round, id: 'screen', collect: { price }, rubric };
  const second = { ...round, id: 'demo', targets: { kind: 'top', count: 2 } } as const;
  const simulate = { ...spec.simulate, personas: Object.fromEntries(answers) };
  return { targets, spec: { ...spec, class: 'multi-round', rounds: [first, second], simulate } };
}

const questionOfDemo = 'Call {{plan.contacts}}:{{#each ranking}} {{target}}{{/each}}?';

/** Somebody says no, to somebody else, once the first round is ranked. */
async function afterTheRanking(numbers: readonly string[]): Promise<Rig> {
  const rig = startRandom(twoRounds(), { store: memoryStore(), worldFile: ':memory:' });
  if (rig === null) throw new Error('nobody to call');
  await rig.drive({
    waitMaxMs: 0,
    onEvents: (events) => {
      if (!events.some(({ type }) => type === 'round.ranked')) return;
      const said = { at: rig.simulator.clock.now(), reason: 'wrote a letter', source: 'command' } as const;
      rig.store.addOptOuts(numbers.map((number) => ({ number, ...said })));
    },
  });
  return rig;
}

test('a question counts and names nobody who has said no since the round before', async () => {
  const all = await afterTheRanking([]);
  expect(all.store.mission(all.run.name)?.gates.demo?.question).toBe('Call 2: a b?');
  const rig = await afterTheRanking(['+13125550101']);
  const { name } = rig.run;
  const { question, hash = '' } = rig.store.mission(name)?.gates.demo ?? {};
  expect(question).toBe('Call 1: b?');
  rig.store.signal(name, { kind: 'approve', gate: 'demo', hash, by: 'command' });
  expect((await rig.drive()).end).toBe('finished');
  expect(judge(rig.evidence())).toEqual([]);
  expect(rig.simulator.seen().flatMap(({ contact }) => (contact.startsWith('demo/') ? [contact] : []))).toEqual([
    'demo/b',
  ]);
});

test('nobody is asked about people who have all said no', async () => {
  const rig = await afterTheRanking(['+13125550101', '+13125550102']);
  const mission = rig.store.mission(rig.run.name);
  expect(rig.store.run(rig.run.name)?.status).toBe('succeeded');
  expect(mission?.gates.demo?.status).toBe('shut');
  const notes = mission?.steps.flatMap(({ id, status, note }) => (status === 'skipped' ? [`${id}: ${note}`] : []));
  expect(notes).toEqual([
    'approve:demo: nobody is left who may be contacted',
    'demo/calls: nobody is left who may be contacted',
  ]);
  expect(judge(rig.evidence())).toEqual([]);
});

test('nobody is asked to act upon the one found, who has said no since: the mission has failed', async () => {
  const { spec, targets } = sweep([gate({ id: 'book', before: 'act', ask: 'Book with {{found.target}}?' })]);
  const [round] = spec.rounds;
  const collect = { price: { type: 'number', required: true } } as const;
  const found: RandomMission = {
    targets,
    spec: {
      ...spec,
      class: 'gather-then-act',
      rounds: [{ ...round, collect }],
      goal: 'collected.price > 0.0',
      act: { ...round, id: 'act' },
    },
  };
  const rig = startRandom(found, { store: memoryStore(), worldFile: ':memory:' });
  if (rig === null) throw new Error('nobody to call');
  await rig.drive({
    waitMaxMs: 0,
    onEvents: (events) => {
      if (!events.some((event) => event.type === 'contact.finished' && event.data.goal === true)) return;
      const said = { at: rig.simulator.clock.now(), reason: 'wrote a letter', source: 'command' } as const;
      rig.store.addOptOuts(targets.map(({ phone }) => ({ number: phone, ...said })));
    },
  });
  const mission = rig.store.mission(rig.run.name);
  expect(mission?.gates.book?.status).toBe('shut');
  expect(mission?.summary).toContain('step act failed: the one found may no longer be contacted');
  expect(rig.store.run(rig.run.name)?.status).toBe('failed');
  expect(judge(rig.evidence())).toEqual([]);
});

/** The phone's line is broken in the first `failures` tries to ask it. */
function failingAsk(rig: Rig, failures: readonly ('throttled' | 'lost' | 'unavailable' | 'refused')[]): () => number {
  const { provider } = rig.simulator;
  const ask = provider.ask.bind(provider);
  let asked = 0;
  provider.ask = async (request) => {
    const code = failures[asked];
    asked += 1;
    if (code === undefined) return ask(request);
    // The worst of a lost answer: the phone rang all the same.
    if (code === 'lost') await ask(request);
    return { ok: false, error: { code, message: `it was ${code}` } };
  };
  return () => asked;
}

const answeredSweep = () => {
  const mission = sweep([gate({ via: ['push', 'terminal'] })]);
  const spec = { ...mission.spec, simulate: { ...mission.spec.simulate, approver: { launch: yesAfterAMinute } } };
  return { ...mission, spec };
};
const yesAfterAMinute = { answer: 'approved', afterMs: 60_000 } as const;

test('a phone that could not be asked for a moment is asked again, and its yes opens the gate', async () => {
  const rig = startRandom(answeredSweep(), { store: memoryStore(), worldFile: ':memory:' });
  if (rig === null) throw new Error('nobody to call');
  const asked = failingAsk(rig, ['throttled', 'unavailable', 'lost']);
  expect((await rig.drive()).end).toBe('finished');
  expect(asked()).toBe(4);
  expect(rig.store.mission(rig.run.name)?.gates.launch).toMatchObject({ status: 'approved', by: 'push' });
  const told = [...rig.store.events(rig.run.name)].filter(({ type }) => type.startsWith('gate.'));
  expect(told.map(({ type }) => type)).toEqual([
    'gate.asked',
    'gate.unanswered',
    'gate.unanswered',
    'gate.unanswered',
    'gate.pushed',
    'gate.approved',
  ]);
  expect(judge(rig.evidence())).toEqual([]);
});

test('a phone that the service refuses to ask is left alone, and the gate falls to its next way', async () => {
  const rig = startRandom(answeredSweep(), { store: memoryStore(), worldFile: ':memory:' });
  if (rig === null) throw new Error('nobody to call');
  const asked = failingAsk(rig, ['refused']);
  expect((await rig.drive({ waitMaxMs: 0 })).end).toBe('waiting');
  expect(asked()).toBe(1);
  expect(rig.store.mission(rig.run.name)?.gates.launch?.status).toBe('asked');
});

test('a phone that can never be asked opens nothing: the gate’s time runs out', async () => {
  const mission = answeredSweep();
  const gates = [gate({ via: ['push'] })];
  const rig = startRandom(
    { ...mission, spec: { ...mission.spec, gates } },
    { store: memoryStore(), worldFile: ':memory:' },
  );
  if (rig === null) throw new Error('nobody to call');
  const asked = failingAsk(rig, new Array(1_000).fill('unavailable'));
  expect((await rig.drive()).end).toBe('finished');
  expect(rig.store.run(rig.run.name)?.status).toBe('canceled');
  expect(asked()).toBeLessThan(120);
  expect(rig.simulator.seen()).toEqual([]);
});
