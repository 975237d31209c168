import { afterEach, describe, expect, it } from 'vitest';
import { minuteMs } from '../../src/lib/time.ts';
import type { Timers } from '../../src/lib/timers.ts';
import { RemoteClock } from '../../src/provider/remote-clock.ts';
import { SimulatorControl } from '../../src/provider/simulator-control.ts';
import { WorldGoneError } from '../../src/run/world.ts';
import type { ServerOptions } from '../../src/simulator/server/options.ts';
import { type SimulatorServer, startServer } from '../../src/simulator/server/start.ts';
import { WireClient } from '../../src/wire/client.ts';
import { fakeTimers } from '../support/fake-timers.ts';
import { queue } from '../support/socket-server.ts';

const from = Date.parse('2026-11-23T15:00:00Z');
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function served(options: Pick<ServerOptions, 'onRequest'> = {}) {
  const server = await startServer({ seed: 1, from, ...options });
  closers.push(() => server.close());
  return server;
}

async function driver(server: SimulatorServer, name: string, options: { readonly timers?: Timers } = {}) {
  let clock: RemoteClock | null = null;
  const client = new WireClient({
    account: { apiUrl: `${server.url}/v1`, apiKey: server.apiKey, simulated: true, world: 'sim:x' },
    version: 'mission/test',
    headers: { 'x-simulator-clock': 'service' },
    onHeaders: (headers) => clock?.heard(headers),
  });
  closers.push(() => client.close());
  const control = new SimulatorControl(client, name);
  const held = await control.hold();
  if (!held.ok) throw new Error(held.error.message);
  clock = new RemoteClock(control, held.value, options);
  closers.push(() => Promise.resolve(clock?.close()));
  return { clock, control, client };
}

describe('the clock of a simulator server', () => {
  it('stands but for what its driver waits for, and then takes no time', async () => {
    const { clock } = await driver(await served(), 'one');
    const begun = clock.now();
    expect(begun - from).toBeLessThan(minuteMs);
    expect(await clock.wait(begun + 30 * minuteMs)).toBe('due');
    expect(clock.now()).toBe(begun + 30 * minuteMs);
    expect(clock.nextHappening()).toBeNull();
    expect(await clock.wait(null)).toBe('never');
  });

  it('goes on for two drivers by what comes first, so that neither is overtaken', async () => {
    const server = await served();
    const [one, two] = [await driver(server, 'one'), await driver(server, 'two')];
    const begun = two.clock.now();
    const far = one.clock.wait(begun + 60 * minuteMs);
    expect(await two.clock.wait(begun + 10 * minuteMs)).toBe('due');
    expect(two.clock.now()).toBe(begun + 10 * minuteMs);
    await two.clock.close();
    expect(await far).toBe('due');
    expect(one.clock.now()).toBe(begun + 60 * minuteMs);
  });

  it('ends a wait that is woken', async () => {
    const server = await served();
    const [one] = [await driver(server, 'one'), await driver(server, 'two')];
    const waiting = one.clock.wait(one.clock.now() + minuteMs);
    one.clock.wake();
    expect(await waiting).toBe('woken');
  });

  it('tells what happened before it says that something did', async () => {
    const { clock, client } = await driver(await served(), 'one');
    const ask = async (path: string, body: object) => {
      const answer = await client.request({ method: 'POST', path, body });
      if (!answer.ok) throw new Error(answer.error.message);
      return answer.value.body as Record<string, Record<string, string>>;
    };
    const { mission } = await ask('/missions', { name: 'A', instructions: 'B' });
    const { assistant } = await ask('/assistants', { name: 'A', instructions: 'B' });
    const phone = await client.request({ method: 'GET', path: '/numbers/account-phones/available' });
    const own = phone.ok ? (phone.value.body as { phone: { phone_number: string } }).phone.phone_number : '';
    const scheduled = await client.request({
      method: 'POST',
      path: `/assistants/${assistant?.id}/events`,
      body: {
        channel: 'call',
        to: '+13125550101',
        from: own,
        scheduled_at: new Date(clock.now() + 2 * minuteMs).toISOString(),
        mission_id: mission?.id,
      },
    });
    expect(scheduled.ok).toBe(true);
    expect(clock.nextHappening()).toBe(clock.now() + 2 * minuteMs);
    const pushes: unknown[] = [];
    clock.listen((push) => pushes.push(push));
    expect(await clock.wait(null)).toBe('woken');
    expect(pushes).toMatchObject([{ kind: 'attempt', ref: expect.any(String) }]);
    expect(clock.now()).toBeGreaterThan(from + 2 * minuteMs);
  });

  it('stays held while nobody waits, until it is closed', async () => {
    const holds = queue<string>();
    const server = await served({
      onRequest: ({ path }) => {
        if (/clock\/(hold|release)$/.test(path)) holds.put(path);
      },
    });
    const timers = fakeTimers();
    const { clock } = await driver(server, 'one', { timers });
    expect(await holds.take()).toBe('/simulator/clock/hold');
    for (let silent = 0; silent < 12; silent += 3) {
      timers.pass(3_000);
      expect(await holds.take()).toBe('/simulator/clock/hold');
    }
    timers.pass(3_000);
    await clock.close();
    expect(timers.next()).toBeNull();
    // One that is under way is not overtaken: it would hold the clock for nobody.
    expect(await holds.take()).toBe('/simulator/clock/hold');
    expect(await holds.take()).toBe('/simulator/clock/release');
    expect(server.service.clock.held).toBe(false);
  });

  it('says that the world is gone when the server is', async () => {
    const server = await served();
    const { clock } = await driver(server, 'one');
    await server.close();
    await expect(clock.wait(null)).rejects.toThrow(WorldGoneError);
  });
});
