/** The mirror over HTTP, at the simulator's server. */
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { MirrorOptions } from '../../src/mirror/mirror.ts';
import { planSteps } from '../../src/plan/steps.ts';
import type { Store } from '../../src/run/ports.ts';
import type { ServerOptions } from '../../src/simulator/server/options.ts';
import { type SimulatorServer, startServer } from '../../src/simulator/server/start.ts';
import { WireClient, type WireRequest } from '../../src/wire/client.ts';
import { field } from '../../src/wire/failure.ts';
import { carriedOut, folder, forEver, mirrorOf, noWaiting, type Told } from './mirror-rig.ts';

interface AtServer {
  readonly told: Told;
  readonly client: MirrorOptions['client'] & Pick<WireClient, 'request'>;
  readonly place: string;
  /** Without faults. */
  ask(method: WireRequest['method'], path: string, body?: unknown): Promise<unknown>;
}

async function serving(options: ServerOptions): Promise<SimulatorServer> {
  const server = await startServer({ seed: 1, ...options });
  onTestFinished(() => server.close());
  return server;
}

function clientOf({ url, apiKey }: SimulatorServer): WireClient {
  const account = { apiUrl: `${url}/v1`, apiKey, simulated: true, world: 'sim:x' };
  const client = new WireClient({ account, version: 'mission/test' });
  onTestFinished(() => client.close());
  return client;
}

/** A run that was carried out, and what a provider would have made of it at the server. */
async function prepared(seed: number, server: SimulatorServer): Promise<AtServer> {
  const told = await carriedOut(seed);
  if (told === null) throw new Error(`seed ${seed} leaves everybody out`);
  const client = clientOf(server);
  const ask: AtServer['ask'] = async (method, path, body) => {
    for (let tries = 0; tries < 50; tries += 1) {
      const answer = await client.request({ method, path, body });
      if (answer.ok) return answer.value.body;
    }
    throw new Error(`${method} ${path} was never answered`);
  };
  const made = await ask('POST', '/missions', { name: 'Test', instructions: 'Call.' });
  const mission = String(field(field(made, 'mission'), 'id'));
  const run = await ask('POST', `/missions/${mission}/runs`, { input: { mission_run: told.run.id } });
  const id = String(field(field(run, 'data'), 'run_id'));
  const place = `/missions/${mission}/runs/${id}`;
  const steps = planSteps(told.mission.spec).map((step, at) => ({
    step_id: step.id,
    sequence: at + 1,
    title: step.title,
  }));
  await ask('POST', `${place}/plan`, { steps });
  const { store } = told;
  const known: Store = {
    ...store,
    mission(name) {
      const state = store.mission(name);
      return state?.prepared === undefined ? state : { ...state, prepared: { ...state.prepared, mission, run: id } };
    },
  };
  return { told: { ...told, store: known }, client, place, ask };
}

async function expectShown({ told, place, ask }: AtServer): Promise<void> {
  const state = told.store.mission(told.run.name);
  const run = field(await ask('GET', place), 'data');
  expect(field(run, 'status')).toBe(state?.status === 'canceled' ? 'cancelled' : state?.status);
  expect(field(run, 'result_summary')).toBe(`SIMULATED: ${state?.summary}`);
  expect(field(run, 'result_payload')).toMatchObject({ mission_run_name: told.run.name });
  const plan = field(await ask('GET', `${place}/plan`), 'data') as readonly { step_id: string; status: string }[];
  expect(plan.map(({ step_id, status }) => [step_id, status])).toEqual(
    state?.steps.map(({ id, status }) => [id, status]),
  );
  const list = field(await ask('GET', `${place}/events?page_size=250`), 'data') as readonly { payload: unknown }[];
  const expected = told.tellings().flatMap((one) => (one.kind === 'event' ? [one.payload.mission_seq] : []));
  expect(list.map(({ payload }) => field(payload, 'mission_seq')).toReversed()).toEqual(expected);
}

it.each([3, 4, 5, 6, 8, 11])('shows a run as it is, whatever its class (seed %i)', async (seed) => {
  const at = await prepared(seed, await serving({}));
  const mirror = mirrorOf(at.told, { client: at.client, stateFolder: folder() });
  expect(await mirror.close({ lingerMs: forEver })).toMatchObject({ unsent: 0, refused: { count: 0 } });
  await expectShown(at);
});

it.each([1, 2, 3])('shows it though requests are throttled, fail, and lose their answers (faults %i)', async (seed) => {
  const faults = { throttled: 0.05, failedBefore: 0.1, failedAfter: 0.1, lost: 0.1 };
  const at = await prepared(3, await serving({ seed, faults }));
  const mirror = mirrorOf(at.told, { client: at.client, stateFolder: folder() });
  expect(await mirror.close({ lingerMs: forEver })).toMatchObject({ unsent: 0, refused: { count: 0 } });
  await expectShown(at);
});

it('outlasts a server that is down for a while', async () => {
  const state = join(folder(), 'server.db');
  const first = await serving({ state });
  const at = await prepared(3, first);
  let requests = 0;
  let pauses = 0;
  const client = {
    account: at.client.account,
    async request(asked: WireRequest) {
      requests += 1;
      if (requests === 25) await first.close();
      return await at.client.request(asked);
    },
  };
  // The third pause ends when the server is there again, at the same port.
  const timers = {
    now: () => 0,
    after(ms: number, work: () => void) {
      if (ms >= forEver) return noWaiting.after(ms, work);
      pauses += 1;
      if (pauses === 3) void serving({ state }).then(work);
      else setImmediate(work);
      return () => undefined;
    },
  };
  const mirror = mirrorOf(at.told, { client, stateFolder: folder(), timers });
  expect(await mirror.close({ lingerMs: forEver })).toMatchObject({ unsent: 0, trouble: null, refused: { count: 0 } });
  expect(pauses).toBe(3);
  await expectShown(at);
});

it('leaves what the server has settled by itself', async () => {
  const at = await prepared(3, await serving({}));
  await at.ask('PATCH', `${at.place}/plan/steps/calls`, { status: 'skipped' });
  await at.ask('PATCH', at.place, { status: 'cancelled' });
  const mirror = mirrorOf(at.told, { client: at.client, stateFolder: folder() });
  expect(await mirror.close({ lingerMs: forEver })).toMatchObject({ unsent: 0, refused: { count: 0 } });
  const plan = field(await at.ask('GET', `${at.place}/plan`), 'data') as readonly { step_id: string; status: string }[];
  expect(plan.find(({ step_id }) => step_id === 'calls')?.status).toBe('skipped');
  const run = field(await at.ask('GET', at.place), 'data');
  expect(field(run, 'status')).toBe('cancelled');
  expect(field(run, 'result_summary')).toBe(`SIMULATED: ${at.told.store.mission(at.told.run.name)?.summary}`);
});
