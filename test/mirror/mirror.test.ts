import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WireRequest } from '../../src/wire/client.ts';
import { type FakeService, type Fault, fakeClient } from './fake-service.ts';
import { carriedOut, folder, forEver, mirrorOf, newer, older, seqsAt, type Told } from './mirror-rig.ts';

async function sent(seed: number): Promise<Told> {
  const told = await carriedOut(seed);
  if (told === null) throw new Error(`seed ${seed} leaves everybody out`);
  return told;
}

const fine = (): Fault => 'ok';

async function mirrored(told: Told, service: FakeService, fault: (asked: WireRequest) => Fault = fine) {
  const { client } = fakeClient(service, fault);
  return await mirrorOf(told, { client, stateFolder: folder() }).close({ lingerMs: forEver });
}

/** What the service must hold in the end, whatever happened on the way. */
function expectTrue(service: FakeService, told: Told): void {
  const mission = told.store.mission(told.run.name);
  const spelled = { canceled: 'cancelled' } as Record<string, string>;
  const status = mission?.status ?? '';
  expect(service.run.status).toBe(spelled[status] ?? status);
  expect(service.run.summary).toContain(mission?.summary?.slice(0, 20) ?? 'a summary');
  const changes = told.tellings();
  expect(seqsAt(service)).toEqual(changes.flatMap((one) => (one.kind === 'event' ? [one.payload.mission_seq] : [])));
  for (const step of mission?.steps ?? [])
    expect([step.id, service.steps.get(step.id)]).toEqual([
      step.id,
      service.kind.completes && step.startedAt !== undefined ? 'completed' : step.status,
    ]);
  expect(service.overwritten).toBe(0);
}

describe('the mirror of a run', () => {
  it('tells run, steps and events in the order of the journal, and each once', async () => {
    const told = await sent(3);
    const service = told.service(older);
    expect(await mirrored(told, service)).toEqual({ unsent: 0, trouble: null, refused: { count: 0, first: [] } });
    expectTrue(service, told);
    const changes = service.seen.filter(({ method }) => method !== 'GET');
    const place = `/missions/${service.mission.id}/runs/r1`;
    const expected = told.tellings().flatMap((one): readonly string[] => {
      if (one.kind === 'event') return [`POST ${place}/events ${one.type}`];
      if (one.kind === 'step') return [`PATCH ${place}/plan/steps/${encodeURIComponent(one.step)} ${one.status}`];
      return one.kind === 'cancel' ? [] : [`PATCH ${place} ${one.status}`];
    });
    const asked = changes.map(({ method, path, body }) => {
      const { status, type } = body as { readonly status?: string; readonly type?: string };
      return `${method} ${path} ${status ?? type ?? ''}`;
    });
    expect(asked).toEqual(expected);
    expect(told.store.service.unmirrored()).toEqual([]);
  });

  it('sends nothing new when it is opened again', async () => {
    const told = await sent(3);
    const service = told.service(older);
    await mirrored(told, service);
    const requests = service.seen.length;
    await mirrored(told, service);
    expect(service.seen).toHaveLength(requests);
  });

  it('finds out what was sent where the cursor was lost, and sends nothing twice', async () => {
    const told = await sent(3);
    const service = told.service(older);
    await mirrored(told, service);
    const events = service.events.length;
    told.store.service.saveMirrored(told.run.name, { seq: 0, done: false, state: {} });
    await mirrored(told, service);
    expect(service.events).toHaveLength(events);
    expectTrue(service, told);
  });

  it.each([
    ['completes steps and refuses what comes after', newer],
    ['completes steps and leaves them so', { completes: true, overFinal: 'leaves' } as const],
    ['would take a change of a final step', { completes: true, overFinal: 'takes' } as const],
    ['lists the oldest events first', { ...older, oldestFirst: true }],
  ])('ends right at a server that %s', async (_, kind) => {
    for (const seed of [3, 5, 6, 7, 8, 11]) {
      const told = await carriedOut(seed);
      if (told === null) continue;
      const service = told.service(kind);
      expect(await mirrored(told, service)).toMatchObject({ unsent: 0, refused: { count: 0 } });
      expectTrue(service, told);
    }
  });

  it('adds its summary where the server has ended the run by itself, and leaves its status', async () => {
    const told = await sent(3);
    const service = told.service(older);
    const mission = told.store.mission(told.run.name);
    service.run.status = mission?.status === 'failed' ? 'succeeded' : 'failed';
    const by = service.run.status;
    await mirrored(told, service);
    expect(service.run).toMatchObject({ status: by, summary: `SIMULATED: ${mission?.summary}` });
    expect(service.run.payload).toMatchObject({ mission_run_name: told.run.name });
  });

  it('cancels the mission with its run, where the server has not done so', async () => {
    const told = await sent(6);
    expect(told.store.mission(told.run.name)?.status).toBe('canceled');
    for (const kind of [older, { ...older, keepsMission: true }]) {
      told.store.service.saveMirrored(told.run.name, { seq: 0, done: false, state: {} });
      const service = told.service(kind);
      await mirrored(told, service);
      expectTrue(service, told);
      expect(service.mission.status).toBe('cancelled');
      expect(service.seen.filter(({ path }) => path.endsWith('/cancel'))).toHaveLength(kind === older ? 0 : 1);
    }
  });

  it('tells a run of which preparing failed half-way, as it is found at the service', async () => {
    const told = await sent(3);
    const service = told.service(older);
    const { store } = told;
    const unprepared = (name: string) => {
      const { prepared: _, ...state } = store.mission(name) ?? { prepared: undefined };
      return state as ReturnType<typeof store.mission>;
    };
    await mirrored({ ...told, store: { ...store, mission: unprepared } }, service);
    expect(service.run.status).toBe(store.mission(told.run.name)?.status);
    expect(service.events.length).toBeGreaterThan(0);
  });

  it('outlasts an outage in the middle of the run, and keeps what is unsent for later', async () => {
    const told = await sent(3);
    const service = told.service(older);
    let requests = 0;
    const outage = (): Fault => {
      requests += 1;
      return requests > 20 && requests < 60 ? 'unreached' : 'ok';
    };
    expect(await mirrored(told, service, outage)).toMatchObject({ unsent: 0, trouble: null });
    expectTrue(service, told);
  });

  it('gives up when its time is over, says what is unsent, and the next process sends it', async () => {
    const told = await sent(3);
    const service = told.service(older);
    let requests = 0;
    const { client } = fakeClient(service, () => {
      requests += 1;
      return requests > 20 ? 'unreached' : 'ok';
    });
    const end = await mirrorOf(told, { client, stateFolder: folder() }).close({ lingerMs: 1 });
    expect(end.unsent).toBeGreaterThan(0);
    expect(end.trouble).toBe("the test's unreached");
    expect(told.store.service.unmirrored()).toEqual([told.run.name]);
    expect(await mirrored(told, service)).toMatchObject({ unsent: 0 });
    expectTrue(service, told);
  });

  it('leaves out what the service refuses, and says so', async () => {
    const told = await sent(3);
    const service = told.service(older);
    service.steps.delete('verify');
    const end = await mirrored(told, service);
    expect(end.unsent).toBe(0);
    expect(end.refused.count).toBeGreaterThan(0);
    expect(end.refused.first[0]).toContain('verify');
    expect(service.run.status).toBe(told.store.mission(told.run.name)?.status);
    expect(told.store.service.unmirrored()).toEqual([]);
  });

  it('leaves out what the service fails at each time, though it answers otherwise', async () => {
    const told = await sent(3);
    const service = told.service(older);
    const poisoned = (asked: WireRequest): Fault =>
      asked.method === 'POST' && JSON.stringify(asked.body).includes('"mission_seq":4') ? 'broken' : 'ok';
    const end = await mirrored(told, service, poisoned);
    expect(end).toMatchObject({ unsent: 0, refused: { count: expect.any(Number) } });
    expect(seqsAt(service)).not.toContain(4);
    expect(service.run.status).toBe(told.store.mission(told.run.name)?.status);
  });

  it('takes a run that another account does not know for unsent, and one that its own account lost for done', async () => {
    const told = await sent(3);
    const service = told.service(older);
    const elsewhere = new (Object.getPrototypeOf(service).constructor)({
      kind: older,
      steps: [],
      run: '',
      mission: 'x',
    });
    const { store, run } = told;
    // As the provider keeps it: the service's id of the run is known beforehand.
    const state = store.mission.bind(store);
    const known = { ...store, service: store.service, mission: (name: string) => withRun(state(name)) };
    const first = mirrorOf(
      { ...told, store: known },
      { client: fakeClient(elsewhere, fine, 'cc_test_b').client, stateFolder: folder() },
    );
    expect(await first.close({ lingerMs: forEver })).toMatchObject({ unsent: run.seq });
    let requests = 0;
    const half = fakeClient(service, () => {
      requests += 1;
      return requests > 30 ? 'unreached' : 'ok';
    });
    await mirrorOf({ ...told, store: known }, { client: half.client, stateFolder: folder() }).close({ lingerMs: 1 });
    const gone = mirrorOf(
      { ...told, store: known },
      { client: fakeClient(elsewhere, fine).client, stateFolder: folder() },
    );
    expect(await gone.close({ lingerMs: forEver })).toMatchObject({ unsent: 0, refused: { count: 1 } });
  });

  it('comes to the same at the service, however it dies and whatever answers are lost', async () => {
    const faults: readonly Fault[] = [
      'ok',
      'lost-before',
      'lost-after',
      'unreached',
      'broken',
      'throttled',
      'die-before',
      'die-after',
    ];
    const weighted = fc.constantFrom<Fault>(...Array<Fault>(12).fill('ok'), ...faults);
    const kinds = fc.constantFrom(older, newer, { completes: true, overFinal: 'leaves' } as const, {
      ...older,
      oldestFirst: true,
    });
    const runs = new Map<number, Told | null>();
    for (const seed of [1, 3, 5, 6, 7, 11]) runs.set(seed, await carriedOut(seed));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...runs.keys()),
        kinds,
        fc.array(weighted, { maxLength: 150 }),
        async (seed, kind, schedule) => {
          const told = runs.get(seed) ?? null;
          if (told === null) return;
          told.store.service.saveMirrored(told.run.name, { seq: 0, done: false, state: {} });
          const service = told.service(kind);
          const stateFolder = folder();
          let at = 0;
          const next = (): Fault => schedule[at++] ?? 'ok';
          for (let lives = 0; lives < 200; lives += 1) {
            const { client, died } = fakeClient(service, next);
            const end = await Promise.race([
              mirrorOf(told, { client, stateFolder }).close({ lingerMs: forEver }),
              died,
            ]);
            if (end === 'died') continue;
            expect(end).toMatchObject({ unsent: 0, refused: { count: 0 } });
            break;
          }
          expectTrue(service, told);
        },
      ),
      { numRuns: 150 },
    );
  });
});

function withRun<State extends { readonly prepared?: object } | null>(state: State): State {
  return state?.prepared === undefined ? state : { ...state, prepared: { ...state.prepared, run: 'r1' } };
}
