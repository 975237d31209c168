/** A simulator server, the provider in front of it, and the server's clock in the test's hand. Closed with the test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openClawdTalk } from '../../src/provider/open.ts';
import { openPushHub } from '../../src/provider/push-hub.ts';
import type { PushSource } from '../../src/provider/push-source.ts';
import { RemoteClock } from '../../src/provider/remote-clock.ts';
import { SimulatorControl } from '../../src/provider/simulator-control.ts';
import type { Provider } from '../../src/run/ports.ts';
import type { Faults, RequestLine } from '../../src/simulator/server/options.ts';
import { type SimulatorServer, startServer } from '../../src/simulator/server/start.ts';
import type { SimulateSpec } from '../../src/spec/spec.ts';
import type { Account } from '../../src/wire/account.ts';
import { WireClient } from '../../src/wire/client.ts';
import { fakeTimers } from '../support/fake-timers.ts';
import { memoryService } from '../support/memory-service.ts';

export interface ServiceRigOptions {
  readonly simulate?: Partial<SimulateSpec>;
  readonly faults?: Faults;
  /** How to be told what is pushed; absent: by a socket of its own. */
  readonly push?: PushSource;
  readonly run?: string;
}

export interface ServiceRig {
  readonly server: SimulatorServer;
  readonly account: Account;
  readonly client: WireClient;
  readonly control: SimulatorControl;
  readonly clock: RemoteClock;
  readonly provider: Provider;
  /** Every request that the server answered, but for those about its clock. */
  readonly requests: readonly RequestLine[];
  /** Another process: it knows nothing of what the first one did. */
  another(): Provider;
}

export const startsAt = Date.parse('2026-11-23T15:00:00Z');

export async function serviceRig(options: ServiceRigOptions = {}): Promise<ServiceRig> {
  const requests: RequestLine[] = [];
  const server = await startServer({
    seed: 7,
    from: startsAt,
    faults: options.faults ?? {},
    onRequest: (line) => {
      if (!line.path.startsWith('/simulator/')) requests.push(line);
    },
  });
  onTestFinished(() => server.close());
  const account: Account = {
    apiUrl: `${server.url}/v1`,
    apiKey: server.apiKey,
    simulated: true,
    world: 'sim:test',
  };
  const client = new WireClient({ account, version: 'mission/test', headers: { 'x-simulator-clock': 'service' } });
  onTestFinished(() => client.close());
  const control = new SimulatorControl(client, 'test');
  const held = await control.hold();
  if (!held.ok) throw new Error(held.error.message);
  const clock = new RemoteClock(control, held.value, { timers: fakeTimers() });
  const open = (push: PushSource): Provider => {
    const provider = openClawdTalk({
      client,
      world: account.world,
      run: { id: options.run ?? 'run-1', name: 'run-1' },
      now: () => clock.now(),
      push,
      repeat: { minMs: 1, maxMs: 5 },
      onPrepared: ({ mission, assistants }) =>
        control.describe({
          mission,
          run: 'run-1',
          automated: [],
          assistants,
          simulate: { seed: 7, default: { answered: 1 }, personas: {}, approver: {}, ...options.simulate },
        }),
    });
    onTestFinished(() => provider.close());
    return provider;
  };
  const provider = open(options.push ?? (await hubOf(account)));
  return {
    server,
    account,
    client,
    control,
    clock,
    provider,
    requests,
    another: () => open({ listen: () => () => {}, close: () => Promise.resolve() }),
  };
}

/** A hub that is connected. */
export async function hubOf(account: Account): Promise<PushSource> {
  const folder = mkdtempSync(join(tmpdir(), 'mission-hub-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return new Promise((resolve) => {
    const hub = openPushHub({
      account,
      version: 'mission/test',
      store: memoryService()(() => []),
      lockFile: join(folder, 'socket.lock'),
      onChange: (change) => {
        if (change.kind === 'ready') resolve(hub);
      },
    });
  });
}
