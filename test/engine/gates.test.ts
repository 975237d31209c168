/** Invariant 7: only yes is yes, and only to exactly what was asked. */
import { expect, test } from 'vitest';
import type { GateSpec } from '../../src/spec/spec.ts';
import { judge } from '../support/judge.ts';
import { memoryStore } from '../support/memory-store.ts';
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
