/** Runs a mission over HTTP, against a simulator server whose time the run drives. */
import { localEngine } from '../../src/engine/local.ts';
import { simulatorModel } from '../../src/model/simulator-model.ts';
import { openClawdTalk } from '../../src/provider/open.ts';
import { pushOf } from '../../src/provider/push-messages.ts';
import type { PushSource } from '../../src/provider/push-source.ts';
import { RemoteClock } from '../../src/provider/remote-clock.ts';
import { SimulatorControl } from '../../src/provider/simulator-control.ts';
import type { Clock, DriveOptions, Drove, Provider, Push, RunRecord, Store } from '../../src/run/ports.ts';
import type { RequestLine, ServerOptions } from '../../src/simulator/server/options.ts';
import { type SimulatorServer, startServer } from '../../src/simulator/server/start.ts';
import { WireClient } from '../../src/wire/client.ts';
import { fakeTimers } from '../support/fake-timers.ts';
import { memoryStore } from '../support/memory-store.ts';
import type { RandomMission } from '../support/random-mission.ts';
import { createRandomRun } from '../support/run-mission.ts';

export interface HttpRunOptions {
  readonly server?: ServerOptions;
  /** Puts something between the engine and the provider. */
  readonly between?: (provider: Provider) => Provider;
  /** What is heard when something is pushed, `before` it others; that alone unless given. */
  readonly hears?: (push: Push, before: readonly Push[]) => readonly Push[];
  /** By what is said at the socket, in step with the server's time, instead of what its clock says. */
  readonly bySocket?: boolean;
}

export interface HttpRun {
  readonly store: Store;
  readonly run: RunRecord;
  readonly server: SimulatorServer;
  /** What the server answered, but for its clock and model. */
  readonly requests: readonly RequestLine[];
  drive(options?: DriveOptions): Promise<Drove>;
  close(): Promise<void>;
}

/** Null: the plan leaves everybody out. */
export async function httpRun(mission: RandomMission, options: HttpRunOptions = {}): Promise<HttpRun | null> {
  const store = memoryStore();
  const now = mission.spec.simulate.from ?? 0;
  const run = createRandomRun(mission, { store, now, world: 'sim:http' });
  if (run === null) return null;
  const requests: RequestLine[] = [];
  const server = await startServer({
    seed: mission.spec.simulate.seed,
    from: now,
    ...options.server,
    onRequest: (line) => {
      if (!line.path.startsWith('/simulator/')) requests.push(line);
    },
  });
  const account = { apiUrl: `${server.url}/v1`, apiKey: server.apiKey, simulated: true, world: 'sim:http' };
  let clock: RemoteClock | null = null;
  const client = new WireClient({
    account,
    version: 'mission/test',
    headers: { 'x-simulator-clock': 'service' },
    onHeaders: (headers) => clock?.heard(headers),
  });
  const control = new SimulatorControl(client, 'run');
  const held = await control.hold();
  if (!held.ok) throw new Error(held.error.message);
  const remote = new RemoteClock(control, held.value, { timers: fakeTimers() });
  clock = remote;
  const time = options.bySocket === true ? socketInStep(server, remote) : remote;
  const push = { listen: heardAs(time, options.hears ?? ((told) => [told])), close: () => Promise.resolve() };
  const provider = openClawdTalk({
    client,
    world: account.world,
    run: { id: run.id, name: run.name },
    now: () => remote.now(),
    push,
    repeat: { minMs: 1, maxMs: 5 },
    onPrepared: ({ mission: id, assistants }) =>
      control.describe({ mission: id, run: run.name, simulate: mission.spec.simulate, automated: [], assistants }),
  });
  const engine = localEngine({
    store,
    provider: options.between?.(provider) ?? provider,
    model: simulatorModel(client),
    clock: time,
    driver: { pid: process.pid, host: 'here', since: 0 },
  });
  return {
    store,
    run,
    server,
    requests,
    async drive(drive = {}) {
      const driven = await engine.drive(run.name, drive);
      if (!driven.ok) throw new Error(driven.error.message);
      return driven.value;
    },
    async close() {
      await provider.close();
      await client.close();
      await server.close();
    },
  };
}

/** The server's clock, and what it says at its socket while time goes on. */
function socketInStep(server: SimulatorServer, clock: RemoteClock): Clock & Pick<PushSource, 'listen'> {
  const said: object[] = [];
  const listeners = new Set<(push: Push) => void>();
  const { hub } = server.service;
  const send = hub.push.bind(hub);
  hub.push = (account, message) => {
    said.push(message);
    return send(account, message);
  };
  return {
    virtual: true,
    now: () => clock.now(),
    nextHappening: () => clock.nextHappening(),
    wake: () => clock.wake(),
    async wait(until) {
      const end = await clock.wait(until);
      for (const push of said.splice(0).flatMap((message) => pushOf(message) ?? []))
        for (const listener of listeners) listener(push);
      return end;
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function heardAs(
  source: Pick<PushSource, 'listen'>,
  hears: NonNullable<HttpRunOptions['hears']>,
): PushSource['listen'] {
  const before: Push[] = [];
  return (listener) =>
    source.listen((push) => {
      for (const heard of hears(push, before)) listener(heard);
      before.push(push);
    });
}
