import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openMirror } from '../../src/mirror/open.ts';
import { sendRest, withRest } from '../../src/mirror/rest.ts';
import type { WireRequest } from '../../src/wire/client.ts';
import { eventually } from '../support/eventually.ts';
import { fakeTimers } from '../support/fake-timers.ts';
import { memoryStore } from '../support/memory-store.ts';
import { randomMission } from '../support/random-mission.ts';
import { startRandom } from '../support/run-mission.ts';
import { FakeService, fakeClient } from './fake-service.ts';
import { carriedOut, folder, forEver, mirrorOf, noWaiting, older, seqsAt, silent, type Told } from './mirror-rig.ts';

const account = { apiUrl: 'http://127.0.0.1:1/v1', apiKey: 'cc_test_a', simulated: true, world: 'sim:x' };
const driver = { pid: process.pid, host: 'here', since: 0 };

function driven(seed: number) {
  const drawn = randomMission(seed);
  const store = memoryStore();
  const mission = { ...drawn, spec: { ...drawn.spec, provider: 'clawdtalk' as const } };
  const rig = startRandom(mission, { store, worldFile: join(folder(), 'world.db'), world: 'sim:x' });
  if (rig === null) throw new Error('nobody to call');
  return { rig, store, mission, run: rig.run.name };
}

it('tells a run while it goes on, and hears of the last of it at its end', async () => {
  const { rig, store, mission, run } = driven(3);
  let service: FakeService | null = null;
  const steps = (store.mission(run)?.steps ?? []).map(({ id }) => id);
  // The service knows the mission from when it is prepared.
  const request = (asked: WireRequest) => {
    const id = store.mission(run)?.prepared?.mission ?? '';
    service ??= new FakeService({ kind: older, steps, run: rig.run.id, mission: id });
    return fakeClient(service, () => 'ok').client.request(asked);
  };
  const mirror = openMirror({
    store,
    run,
    client: { account, request },
    stateFolder: folder(),
    now: () => 0,
    log: silent,
    timers: noWaiting,
  });
  let before = 0;
  await rig.drive({
    onEvents: () => {
      mirror.nudge();
      before = Math.max(before, service?.events.length ?? 0);
    },
  });
  expect(before).toBeGreaterThan(0);
  expect(await mirror.close({ lingerMs: forEver })).toMatchObject({ unsent: 0, trouble: null });
  const seqs = service === null ? [] : seqsAt(service);
  expect(seqs).toEqual(seqs.toSorted((a, b) => Number(a) - Number(b)));
  expect(new Set(seqs).size).toBe(seqs.length);
  expect(seqs.at(-1)).toBe(store.run(run)?.seq);
  expect(mission.spec.name).toBe(rig.run.missionName);
});

it('holds nobody up though the service answers nothing at all', async () => {
  const { rig, store, run } = driven(3);
  const never = new Promise<never>(() => undefined);
  const client = { account, request: () => never };
  const mirror = openMirror({
    store,
    run,
    client,
    stateFolder: folder(),
    now: () => 0,
    log: silent,
    timers: noWaiting,
  });
  expect(await rig.drive({ onEvents: () => mirror.nudge() })).toMatchObject({ end: 'finished' });
  expect(await mirror.close({ lingerMs: 1 })).toMatchObject({ unsent: store.run(run)?.seq });
});

it('tells a run that was canceled while it was being prepared, though what was made comes after its end', async () => {
  const told = await unpreparedRun();
  const service = told.service(older);
  const { client } = fakeClient(service, () => 'ok');
  let isThere = false;
  let looks = 0;
  const request = (asked: WireRequest): ReturnType<typeof client.request> => {
    if (isThere) return client.request(asked);
    looks += 1;
    return Promise.resolve({ ok: true, value: { status: 200, body: { missions: [] }, serviceAt: null } });
  };
  const mirror = mirrorOf(told, { client: { account, request }, stateFolder: folder() });
  mirror.nudge();
  await eventually(() => expect(looks).toBe(1));
  await new Promise((resolve) => setImmediate(resolve));
  expect(told.store.service.unmirrored()).toEqual([told.run.name]);
  isThere = true;
  expect(await mirror.close({ lingerMs: forEver })).toMatchObject({ unsent: 0, refused: { count: 0 } });
  expect(service.run.status).not.toBe('pending');
});

it('does nothing for a run that ended before the service held anything of it', async () => {
  const told = await unpreparedRun();
  const asked: string[] = [];
  const request = ({ path }: WireRequest) => {
    asked.push(path);
    return Promise.resolve({ ok: true as const, value: { status: 200, body: { missions: [] }, serviceAt: null } });
  };
  const mirror = mirrorOf(told, { client: { account, request }, stateFolder: folder() });
  expect(await mirror.close({ lingerMs: forEver })).toMatchObject({ unsent: 0 });
  expect(asked).toEqual(['/missions?page[size]=100&page[number]=1']);
  expect(told.store.service.unmirrored()).toEqual([]);
});

it('sends what is unsent of runs that have ended, under their locks, and of this world alone', async () => {
  const told = await carriedOut(5);
  if (told === null) throw new Error('nobody to call');
  const { store, run } = told;
  const service = told.service(older);
  const options = {
    store,
    driver,
    stateFolder: folder(),
    now: () => 0,
    log: silent,
    timers: noWaiting,
    withinMs: forEver,
  };
  expect(withRest(store, 'clawdtalk')).toEqual([]);
  expect(withRest(store, 'sim:x').map(({ name }) => name)).toEqual([run.name]);
  const lease = store.drive(run.name, driver);
  const { client } = fakeClient(service, () => 'ok');
  expect(await sendRest({ ...options, client })).toEqual([]);
  if (lease.ok) lease.value.release();
  expect(service.seen).toEqual([]);
  expect(await sendRest({ ...options, client })).toMatchObject([{ run: run.name, unsent: 0 }]);
  expect(service.run.status).not.toBe('pending');
  expect(store.isDriven(run.name)).toBe(false);
  expect(withRest(store, 'sim:x')).toEqual([]);
});

/** Carried out, and as if nothing had been heard from preparing it. */
async function unpreparedRun(): Promise<Told> {
  const told = await carriedOut(3);
  if (told === null) throw new Error('nobody to call');
  const { store } = told;
  return {
    ...told,
    store: { ...store, service: store.service, mission: (name: string) => unprepared(store.mission(name)) },
  };
}

function unprepared<State extends object | null>(state: State): State {
  return state === null ? state : { ...state, prepared: undefined };
}

it('tells each contact of a large run once, however many attempts it took', async () => {
  const told = await carriedOut(15, ({ spec, targets: [first] }) => {
    if (first === undefined) throw new Error('no target');
    const targets = Array.from({ length: 150 }, (_, at) => {
      const phone = `+1${at < 100 ? '312' : '212'}55501${String(at % 100).padStart(2, '0')}`;
      return { ...first, id: `t${at}`, name: `T ${at}`, phone, fields: { ...first.fields, id: `t${at}` } };
    });
    return { spec: { ...spec, simulate: { ...spec.simulate, personas: {} } }, targets };
  });
  if (told === null) throw new Error('nobody to call');
  const contacts = [...told.store.contacts(told.run.name)].map(({ state }) => state);
  const attempts = contacts.reduce((sum, { attempts: made }) => sum + made.length, 0);
  expect(contacts.length).toBeGreaterThan(100);
  expect(attempts).toBeGreaterThan(contacts.length);
  const events = told.tellings().flatMap((one) => (one.kind === 'event' ? [one] : []));
  const finishes = events.filter(({ payload }) => payload.contact !== undefined && payload.status !== undefined);
  expect(finishes).toHaveLength(contacts.length);
  expect(finishes.reduce((sum, { payload }) => sum + Number(payload.attempts), 0)).toBe(attempts);
  expect(events.length).toBeLessThan(contacts.length + 60);
  const service = told.service(older);
  const { client } = fakeClient(service, () => 'ok');
  await mirrorOf(told, { client, stateFolder: folder() }).close({ lingerMs: forEver });
  expect(service.seen.length).toBeLessThan(contacts.length + 120);
});

async function paused(trouble: 'unreached' | 'throttled') {
  const told = await carriedOut(3);
  if (told === null) throw new Error('nobody to call');
  const service = told.service(older);
  const timers = fakeTimers();
  let isDown = true;
  const { client } = fakeClient(service, () => (isDown ? trouble : 'ok'));
  const mirror = mirrorOf(told, { client, stateFolder: folder(), timers });
  mirror.nudge();
  while (timers.next() === null) await new Promise((resolve) => setImmediate(resolve));
  isDown = false;
  return { mirror, timers, service };
}

it('tries once more at its end, though it was waiting for the service', async () => {
  const { mirror } = await paused('unreached');
  expect(await mirror.close({ lingerMs: 5_000 })).toMatchObject({ unsent: 0, trouble: null });
});

it('waits at its end too where the service has asked for it', async () => {
  const { mirror, timers, service } = await paused('throttled');
  const closing = mirror.close({ lingerMs: 5_000 });
  timers.pass(5_000);
  expect(await closing).toMatchObject({ trouble: "the test's throttled" });
  expect(service.seen).toEqual([]);
});
