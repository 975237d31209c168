/** A person is forgotten: nothing of them is left in the file, and everything that must hold on does. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/run/ports.ts';
import { judge } from '../support/judge.ts';
import { missionClasses, type RandomMission, randomMission } from '../support/random-mission.ts';
import { type Rig, startRandom } from '../support/run-mission.ts';
import { sweep } from '../support/sweep.ts';
import { newFolder, opened } from './folder.ts';

const number = '+13125550101';
const name = 'Zebulon Quaife';
const word = 'marmalade-and-thistles';

/** One of the people has a name, an address and words that nobody else has. */
function withPerson(mission: RandomMission): RandomMission {
  const { spec, targets } = mission;
  const first = targets[0];
  if (first === undefined) throw new Error('nobody');
  const fields = {
    ...first.fields,
    name,
    phone: number,
    address: '7 Quince Row',
    city: 'Chicago',
    account: 4815162342,
  };
  const rest = targets.slice(1).map((target, at) => {
    const phone = `+1212555${String(110 + at).padStart(4, '0')}`;
    return { ...target, phone, fields: { ...target.fields, phone, city: 'Chicago' } };
  });
  const line = { outcome: 'answered' as const, durationMs: 60_000 };
  const said = { price: 42, insured: true, note: `${word}, says Zebulon Quaife` };
  const transcript = [`user: This is ${name}, call me on (312) 555-0101. ${word}.`];
  const personas = { ...spec.simulate.personas, [first.id]: [{ ...line, collected: said, transcript }] };
  return {
    spec: { ...spec, results: { ...spec.results, transcripts: true }, simulate: { ...spec.simulate, personas } },
    targets: [
      { ...first, id: 'zebulon-quaife', name, phone: number, fields: { ...fields, id: 'zebulon-quaife' } },
      ...rest,
    ],
  };
}

function named(mission: RandomMission): RandomMission {
  const { spec, targets } = withPerson(mission);
  const personas = Object.fromEntries(
    Object.entries(spec.simulate.personas).map(([id, lines]) => [
      id === 'a' || id === 't0' ? 'zebulon-quaife' : id,
      lines,
    ]),
  );
  return { spec: { ...spec, simulate: { ...spec.simulate, personas } }, targets };
}

async function ran(mission: RandomMission, folder: string): Promise<{ store: Store; rig: Rig } | null> {
  const store = opened({ folder });
  const rig = startRandom(mission, { store, worldFile: ':memory:' });
  if (rig === null) return null;
  await rig.drive();
  return { store, rig };
}

async function must(mission: RandomMission, folder = newFolder()) {
  const found = await ran(mission, folder);
  if (found === null) throw new Error('nobody to call');
  return { ...found, folder };
}

const bytesOf = (folder: string): string =>
  ['mission.db', 'mission.db-wal', 'mission.db-shm']
    .map((file) => join(folder, file))
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'latin1'))
    .join('');

const traces = ['3125550101', '555-0101', 'Zebulon', 'zebulon', 'Quince', 'marmalade', '4815162342'];
const tracesIn = (folder: string): readonly string[] => {
  const bytes = bytesOf(folder);
  return traces.filter((trace) => bytes.includes(trace));
};

const request = { number, at: 7, dryRun: false };

describe('a person who is forgotten', () => {
  it('leaves nothing in the bytes of the file and its log', async () => {
    const { store, folder, rig } = await must(named(sweep()));
    expect(tracesIn(folder)).toEqual(traces);
    const done = await store.forget(request);
    expect(done).toMatchObject({
      ok: true,
      value: { runs: [rig.run.name], targets: 1, contacts: 1, attempts: 1, optOuts: 0, erased: true, mentioned: [] },
    });
    expect(tracesIn(folder)).toEqual([]);
    store.close();
    expect(tracesIn(folder)).toEqual([]);
  });

  it('leaves a journal whose replay gives the stored states, and the others as they were (invariant 9)', async () => {
    const { store, rig } = await must(named(sweep()));
    const before = [...store.contacts(rig.run.name)].map(({ state }) => state);
    await store.forget(request);
    expect(judge({ ...rig.evidence(), seen: [] })).toEqual([]);
    const after = [...store.contacts(rig.run.name)].map(({ state }) => state);
    expect(after.slice(1)).toEqual(before.slice(1));
    expect(after[0]).toMatchObject({
      id: expect.stringMatching(/^forgotten-[0-9a-f]{12}$/),
      status: 'reached',
      attempts: [{ outcome: 'answered', durationS: 60 }],
      insight: { summary: 'forgotten' },
    });
    const [target] = [...store.targets(rig.run.name)];
    expect(target).toMatchObject({ name: 'forgotten', phone: '', zones: [] });
    expect(store.contactIndex(rig.run.name, 'zebulon-quaife')).toBeNull();
    expect(store.contactIndex(rig.run.name, after[0]?.id ?? '')).toBe(0);
    store.close();
  });

  it.each(missionClasses)('is gone from a mission of every class: %s', { timeout: 60_000 }, async (missionClass) => {
    let forgotten = 0;
    for (let seed = 1; seed < 60; seed += 1) {
      const mission = randomMission(seed);
      if (mission.spec.class !== missionClass || mission.targets.length < 2) continue;
      const folder = newFolder();
      const found = await ran(named(mission), folder);
      if (found === null) continue;
      const { store, rig } = found;
      const isIncluded = [...store.targets(rig.run.name)].some(({ phone }) => phone === number);
      if (!isIncluded) continue;
      const done = await store.forget(request);
      expect(done.ok, `seed ${seed}`).toBe(true);
      expect(judge({ ...rig.evidence(), seen: [] }), `seed ${seed}`).toEqual([]);
      store.close();
      expect(tracesIn(folder), `seed ${seed}`).toEqual([]);
      forgotten += 1;
    }
    expect(forgotten).toBeGreaterThan(2);
  });

  it('is counted and refused as before, by a keyed hash (invariants 4 and 5)', async () => {
    const { store, rig } = await must(named(sweep()));
    const { world } = rig.run;
    const query = { number, world, after: 0, until: Number.MAX_SAFE_INTEGER };
    const attempts = store.attempts(query);
    const reached = { slug: rig.run.slug, world, since: 0 };
    expect(attempts).toHaveLength(1);
    expect(store.reachedSince(reached).has(number)).toBe(true);
    store.addOptOuts([{ number, at: 5, reason: `${name} wrote a letter`, source: 'command' }]);
    expect(await store.forget(request)).toMatchObject({ ok: true, value: { optOuts: 1, attempts: 1 } });
    expect(store.attempts(query)).toEqual(attempts);
    expect(store.reachedSince(reached).has(number)).toBe(true);
    expect(store.reachedSince(reached).has('+13125550199')).toBe(false);
    expect(store.optedOut({ number, world: 'clawdtalk' })).toBe(true);
    expect(store.refusal({ number, world: 'clawdtalk' })).toBe('do-not-contact');
    expect(store.optedOut({ number: '+13125550199', world: 'clawdtalk' })).toBe(false);
    expect(store.optOuts()).toMatchObject([{ number: null, reason: 'forgotten wrote a letter' }]);
    store.close();
  });

  it('is not written down again by an opt-out that comes later', async () => {
    const { store, folder } = await must(named(sweep()));
    await store.forget(request);
    store.addOptOuts([{ number, at: 9, reason: 'again', source: 'command' }]);
    store.replaceList(new Set([number]), 9);
    expect(store.replaceList(new Set([number]), 10)).toEqual({ added: 0, removed: 0 });
    expect(store.optOuts().map((one) => one.number)).toEqual([null, null]);
    expect(store.removeOptOut({ number, at: 11, reason: 'x', ownWord: false }).removed).toHaveLength(1);
    store.close();
    expect(tracesIn(folder)).toEqual([]);
  });

  it('is not forgotten while a run with the number has not ended', async () => {
    const folder = newFolder();
    const store = opened({ folder });
    const rig = startRandom(named(sweep()), { store, worldFile: ':memory:' });
    expect(await store.forget(request)).toEqual({ ok: false, error: { code: 'active', runs: [rig?.run.name] } });
    expect([...store.targets(rig?.run.name ?? '')][0]).toMatchObject({ name });
    store.close();
  });

  it('is only counted in a dry run', async () => {
    const { store, rig } = await must(named(sweep()));
    const before = [...store.events(rig.run.name)];
    const done = await store.forget({ ...request, dryRun: true });
    expect(done).toMatchObject({ ok: true, value: { targets: 1, contacts: 1 } });
    expect([...store.events(rig.run.name)]).toEqual(before);
    expect([...store.targets(rig.run.name)][0]).toMatchObject({ name });
    expect(store.contactIndex(rig.run.name, 'zebulon-quaife')).toBe(0);
    store.close();
  });

  it('may be forgotten twice, and somebody unknown as well', async () => {
    const { store } = await must(named(sweep()));
    await store.forget(request);
    expect(await store.forget(request)).toMatchObject({
      ok: true,
      value: { runs: [], targets: 0, events: 0, attempts: 0 },
    });
    expect(await store.forget({ ...request, number: '+442079460018' })).toMatchObject({
      ok: true,
      value: { runs: [] },
    });
    store.close();
  });

  it('goes from what others said, and from the list of who was left out', async () => {
    const folder = newFolder();
    const store = opened({ folder });
    const { spec, targets } = sweep();
    const transcript = ['user: Ask my neighbour, 312-555-0101.'];
    const personas = { b: [{ outcome: 'answered' as const, durationMs: 30_000, transcript }] };
    const mission = { spec: { ...spec, simulate: { ...spec.simulate, personas } }, targets: targets.slice(1) };
    const leftOut = [{ target: 'jane-doe', rule: 'opt-out', reason: 'asked not to be contacted', number }];
    const createRun: Store['createRun'] = (run) => store.createRun({ ...run, leftOut });
    const proxied = new Proxy(store, {
      get(of, property) {
        const own = Reflect.get(of, property, of) as unknown;
        if (property === 'createRun') return createRun;
        return typeof own === 'function' ? own.bind(of) : own;
      },
    });
    const rig = startRandom(mission, { store: proxied, worldFile: ':memory:' });
    await rig?.drive();
    expect([...store.leftOut(rig?.run.name ?? '')]).toMatchObject([{ target: 'jane-doe' }]);
    expect(tracesIn(folder)).toEqual(['555-0101']);
    expect(await store.forget(request)).toMatchObject({
      ok: true,
      value: { runs: [], mentioned: [rig?.run.name], leftOut: 1 },
    });
    if (rig !== null) expect(judge({ ...rig.evidence(), seen: [] })).toEqual([]);
    expect([...store.leftOut(rig?.run.name ?? '')]).toMatchObject([{ target: expect.stringMatching(/^forgotten-/) }]);
    store.close();
    expect(tracesIn(folder)).toEqual([]);
    expect(bytesOf(folder).includes('jane-doe')).toBe(false);
  });
});
