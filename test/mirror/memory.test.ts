import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { refreshMemory } from '../../src/mirror/memory.ts';
import { missionsStateName, stateSlugOf } from '../../src/wire/missions-state.ts';
import { type FakeService, type Fault, fakeClient } from './fake-service.ts';
import { carriedOut, folder, forEver, mirrorOf, older, type Told } from './mirror-rig.ts';

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
  of: { readonly stateFolder: string; readonly lingerMs?: number; readonly outage?: number },
) {
  const service = one.service(older);
  let requests = 0;
  const fault = (): Fault => {
    requests += 1;
    return requests > (of.outage ?? forEver) ? 'unreached' : 'ok';
  };
  const { client } = fakeClient(service, fault);
  await mirrorOf(one, { client, stateFolder: of.stateFolder }).close({ lingerMs: of.lingerMs ?? forEver });
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
  const summary = one.store.mission(one.run.name)?.summary;
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
