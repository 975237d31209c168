import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refreshMemory } from '../../src/mirror/memory.ts';
import type { MirrorLog } from '../../src/mirror/mirror.ts';
import { missionsStateName, stateSlugOf } from '../../src/wire/missions-state.ts';
import { type FakeService, type Fault, fakeClient } from './fake-service.ts';
import { carriedOut, folder, forEver, mirrorOf, older, silent, type Told } from './mirror-rig.ts';

type File = Record<string, { readonly memory?: Record<string, unknown> } & Record<string, unknown>>;

const read = (at: string): File => {
  const file = join(at, missionsStateName);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
};

/** Of a mission that ended so. */
async function ended(status: string): Promise<Told> {
  for (let seed = 1; seed < 200; seed += 1) {
    const told = await carriedOut(seed);
    const mission = told?.store.mission(told.run.name);
    const answered = (mission?.rounds[0]?.finished.reached ?? 0) > 0;
    if (told !== null && mission?.status === status && (status === 'failed' || answered)) return told;
  }
  throw new Error(`none is ${status}`);
}

async function told(
  one: Told,
  of: {
    readonly stateFolder: string;
    readonly lingerMs?: number;
    readonly outage?: number;
    readonly log?: MirrorLog;
  },
) {
  const service = one.service(older);
  let requests = 0;
  const fault = (): Fault => {
    requests += 1;
    return requests > (of.outage ?? forEver) ? 'unreached' : 'ok';
  };
  const { client } = fakeClient(service, fault);
  const { stateFolder, log = silent } = of;
  await mirrorOf(one, { client, stateFolder, log }).close({ lingerMs: of.lingerMs ?? forEver });
  return service;
}

const slugOf = (one: Told): string => stateSlugOf(one.run.missionName);

it('shows the run to other clients while the service has not heard all of it, and takes it out at the end', async () => {
  const one = await ended('succeeded');
  const stateFolder = folder();
  await told(one, { stateFolder, lingerMs: 1, outage: 10 });
  const mission = one.store.mission(one.run.name);
  const assistant = Object.values(mission?.prepared?.assistants ?? {}).flat()[0];
  const entry = read(stateFolder)[slugOf(one)];
  expect(entry).toMatchObject({
    mission_name: one.run.missionName,
    mission_id: mission?.prepared?.mission,
    run_id: 'r1',
    assistant_id: assistant?.id,
    agent_phone: assistant?.from,
    created_at: expect.stringMatching(/Z$/),
    last_updated: '2026-11-24T00:00:00.000Z',
  });
  const answers = entry?.memory?.answers as readonly { readonly target: string }[];
  const reached = [...one.store.contacts(one.run.name)].filter(({ state }) => state.collected !== undefined);
  expect(answers).toHaveLength(reached.length);
  expect(answers[0]).toMatchObject({ ...reached[0]?.state.collected, target: reached[0]?.state.target });
  await told(one, { stateFolder });
  expect(read(stateFolder)).toEqual({});
});

it('leaves a failed run there, with why', async () => {
  const one = await ended('failed');
  const stateFolder = folder();
  await told(one, { stateFolder });
  const summary = `SIMULATED: ${one.store.mission(one.run.name)?.summary}`;
  expect(read(stateFolder)[slugOf(one)]?.memory).toMatchObject({ result: summary });
});

it('says which step failed, and why', async () => {
  const one = await carriedOut(7);
  if (one === null) throw new Error('nobody to call');
  const step = one.store.mission(one.run.name)?.steps.find(({ status }) => status === 'failed');
  const stateFolder = folder();
  await told(one, { stateFolder });
  expect(step).toBeDefined();
  expect(read(stateFolder)[slugOf(one)]?.memory).toMatchObject({ [`error_${step?.id}`]: step?.note });
});

it('neither changes nor removes an entry of another mission, and what others remember', async () => {
  const one = await ended('succeeded');
  const stateFolder = folder();
  const theirs = { mission_name: one.run.missionName, mission_id: 'theirs', run_id: 'x', memory: { note: 1 } };
  writeFileSync(join(stateFolder, missionsStateName), JSON.stringify({ [slugOf(one)]: theirs }));
  await told(one, { stateFolder, lingerMs: 1, outage: 10 });
  const own = stateSlugOf(one.run.name);
  const file = read(stateFolder);
  expect(file[slugOf(one)]).toEqual(theirs);
  expect(file[own]?.mission_id).toBe(one.store.mission(one.run.name)?.prepared?.mission);
  file[own] = { ...file[own], memory: { ...file[own]?.memory, note: 'kept' } };
  writeFileSync(join(stateFolder, missionsStateName), JSON.stringify(file));
  await told(one, { stateFolder, lingerMs: 1, outage: 3 });
  expect(read(stateFolder)[own]?.memory).toMatchObject({ note: 'kept', progress: expect.anything() });
  await told(one, { stateFolder });
  expect(read(stateFolder)).toEqual({ [slugOf(one)]: theirs });
});

/** A run of the same mission in another world, prepared there as `mission`. */
function alsoIn(one: Told, of: { readonly world: string; readonly mission: string }): Told {
  const other = { ...one.run, name: 'another-1', world: of.world };
  const state = one.store.mission(one.run.name);
  if (state?.prepared === undefined) throw new Error('not prepared');
  const prepared = { ...state, prepared: { ...state.prepared, mission: of.mission } };
  const store: Told['store'] = {
    ...one.store,
    runs: (filter) => [...one.store.runs(filter), other],
    mission: (name) => (name === other.name ? prepared : one.store.mission(name)),
  };
  return { ...one, store };
}

it.each([
  ['another id', (one: Told) => `not ${one.store.mission(one.run.name)?.prepared?.mission}`],
  ['the same id', (one: Told) => one.store.mission(one.run.name)?.prepared?.mission ?? ''],
])('neither changes nor removes the entry of a real run, simulated as it is, under %s', async (_, idOf) => {
  const one = await ended('succeeded');
  const mission = idOf(one);
  const both = alsoIn(one, { world: 'clawdtalk', mission });
  const stateFolder = folder();
  const real = { mission_id: mission, run_id: 'r1', world: 'clawdtalk', memory: { answers: ['real'] } };
  writeFileSync(join(stateFolder, missionsStateName), JSON.stringify({ [slugOf(one)]: real }));
  await told(both, { stateFolder, lingerMs: 1, outage: 10 });
  expect(read(stateFolder)[slugOf(one)]).toEqual(real);
  expect(read(stateFolder)[stateSlugOf(one.run.name)]?.world).toBe('sim:x');
  refreshMemory(both.store, { run: one.run.name, stateFolder });
  await told(both, { stateFolder });
  expect(read(stateFolder)).toEqual({ [slugOf(one)]: real });
});

it('lets a real run take the place of a simulated one', async () => {
  const one = await ended('succeeded');
  const both = alsoIn(one, { world: 'sim:other', mission: 'fiction' });
  const run = { ...one.run, world: 'clawdtalk' };
  const real = { ...both, run, store: { ...both.store, run: () => run } };
  const stateFolder = folder();
  const fiction = { mission_id: 'fiction', run_id: 'x', world: 'sim:other', memory: { answers: ['fiction'] } };
  writeFileSync(join(stateFolder, missionsStateName), JSON.stringify({ [slugOf(one)]: fiction }));
  await told(real, { stateFolder, lingerMs: 1, outage: 10 });
  expect(Object.keys(read(stateFolder))).toEqual([slugOf(one)]);
  expect(read(stateFolder)[slugOf(one)]).toMatchObject({ run_id: 'r1', world: 'clawdtalk' });
  expect(read(stateFolder)[slugOf(one)]?.memory?.answers).not.toContain('fiction');
});

describe.each(['succeeded', 'failed'])('a file that cannot be used while a run %s', (status) => {
  /** `mends`: it can be used once the service has heard all of it, and not a moment before. */
  async function close(mends: boolean) {
    const one = await ended(status);
    const stateFolder = folder();
    const file = join(stateFolder, missionsStateName);
    const mission = one.store.mission(one.run.name)?.prepared?.mission;
    writeFileSync(file, 'no JSON');
    const warned: string[] = [];
    const log = { ...silent, warn: (_: object, message: string) => void warned.push(message) };
    const { service } = one.store;
    const saveMirrored: typeof service.saveMirrored = (run, cursor) => {
      service.saveMirrored(run, cursor);
      const entry = { mission_id: mission, run_id: 'r1', memory: { note: 'kept' } };
      if (cursor.done && mends) writeFileSync(file, JSON.stringify({ [slugOf(one)]: entry }));
    };
    const store = { ...one.store, service: { ...service, saveMirrored } };
    await told({ ...one, store }, { stateFolder, log });
    return { one, file, stateFolder, warned };
  }

  it('is brought up to date at the end, where it can be by then', async () => {
    const { one, stateFolder, warned } = await close(true);
    expect(warned).toEqual([expect.stringContaining('cannot be used')]);
    const summary = `SIMULATED: ${one.store.mission(one.run.name)?.summary}`;
    if (status === 'succeeded') expect(read(stateFolder)).toEqual({});
    else expect(read(stateFolder)[slugOf(one)]?.memory).toMatchObject({ note: 'kept', result: summary });
  });

  it('stays as it is where it cannot, and the log says that it is not up to date', async () => {
    const { file, warned } = await close(false);
    expect(warned).toEqual([
      expect.stringContaining('cannot be used'),
      expect.stringContaining('does not show the run as it is'),
    ]);
    expect(readFileSync(file, 'utf8')).toBe('no JSON');
  });
});

it('tells the service all the same where the file cannot be used', async () => {
  const one = await ended('succeeded');
  const stateFolder = folder();
  writeFileSync(join(stateFolder, missionsStateName), 'no JSON');
  const service: FakeService = await told(one, { stateFolder });
  expect(service.run.status).toBe('succeeded');
  expect(readFileSync(join(stateFolder, missionsStateName), 'utf8')).toBe('no JSON');
});

it('makes anew what is remembered of a run, and nothing where nothing is', async () => {
  const one = await ended('failed');
  const stateFolder = folder();
  const refreshed = () => refreshMemory(one.store, { run: one.run.name, stateFolder });
  expect(refreshed()).toEqual({ ok: true, value: false });
  expect(existsSync(join(stateFolder, missionsStateName))).toBe(false);
  await told(one, { stateFolder });
  const file = read(stateFolder);
  const was = file[slugOf(one)]?.memory;
  file[slugOf(one)] = { ...file[slugOf(one)], memory: { ...was, answers: [{ target: 'forgotten' }] } };
  writeFileSync(join(stateFolder, missionsStateName), JSON.stringify(file));
  expect(refreshed()).toEqual({ ok: true, value: true });
  expect(read(stateFolder)[slugOf(one)]?.memory).toEqual(was);
});
