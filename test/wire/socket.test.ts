import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SocketMessage } from '../../src/wire/connection.ts';
import { type SocketChange, type SocketOptions, WireSocket } from '../../src/wire/socket.ts';
import { type FakeTimers, fakeTimers } from '../support/fake-timers.ts';
import { queue, type SocketServer, socketServer } from '../support/socket-server.ts';

interface Rigged {
  readonly server: SocketServer;
  readonly socket: WireSocket;
  readonly timers: FakeTimers;
  /** The next change of this kind; changes before it are passed over. */
  change<Kind extends SocketChange['kind']>(kind: Kind): Promise<Extract<SocketChange, { kind: Kind }>>;
  heard(): Promise<SocketMessage>;
}

async function rigged(options: Partial<SocketOptions> = {}, made?: SocketServer): Promise<Rigged> {
  const server = made ?? (await socketServer());
  const timers = fakeTimers();
  const changes = queue<SocketChange>();
  const messages = queue<SocketMessage>();
  const socket = new WireSocket({
    account: server.account,
    version: 'mission/test',
    timers,
    onMessage: messages.put,
    onChange: changes.put,
    ...options,
  }).start();
  onTestFinished(() => socket.close());
  return {
    server,
    socket,
    timers,
    heard: messages.take,
    async change(kind) {
      for (;;) {
        const change = await changes.take();
        if (change.kind === kind) return change as never;
      }
    },
  };
}

describe('the socket', () => {
  it('says who it is, and hands on what it hears once the key was taken', async () => {
    const { server, socket, change, heard } = await rigged({ ownerName: 'Ada', agentName: 'Bee' });
    const connection = await server.connection();
    expect(connection.path).toBe('/ws');
    expect(socket.send({ type: 'response' })).toBe(false);
    connection.say({ type: 'event', event: 'too.early' });
    expect(await connection.greet()).toEqual({
      type: 'auth',
      api_key: 'cc_test_secret',
      client_version: 'mission/test',
      owner_name: 'Ada',
      agent_name: 'Bee',
    });
    expect(await change('ready')).toEqual({ kind: 'ready', again: false });
    connection.say({ type: 'event', event: 'call.started', call_id: 'c' });
    expect(await heard()).toEqual({ type: 'event', event: 'call.started', call_id: 'c' });
    expect(socket.send({ type: 'response', call_id: 'c', text: 'Hello' })).toBe(true);
    expect(await connection.message()).toEqual({ type: 'response', call_id: 'c', text: 'Hello' });
  });

  it.each(['{', '"text"', '[1]', 'null', '{"type":7}', '{"event":"x"}'])('passes over %s', async (garbage) => {
    const { server, change, heard } = await rigged();
    const connection = await server.connection();
    await connection.greet();
    connection.say(garbage);
    expect((await change('garbage')).why).toContain('characters');
    connection.socket.send(Buffer.from([1, 2]), { binary: true });
    expect((await change('garbage')).why).toBe('binary data');
    connection.say({ type: 'event', event: 'next' });
    expect(await heard()).toMatchObject({ event: 'next' });
  });

  it('gives a connection up that sends more than it may, and comes back', async () => {
    const { server, timers, change } = await rigged();
    const connection = await server.connection();
    await connection.greet();
    connection.say(JSON.stringify({ type: 'event', text: 'x'.repeat(5 * 1_048_576) }));
    const lost = await change('lost');
    expect(lost).toMatchObject({ retryInMs: 5_000, why: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' });
    timers.pass(5_000);
    await (await server.connection()).greet();
    expect(await change('ready')).toEqual({ kind: 'ready', again: true });
  });

  it('waits longer each time it fails, and begins anew once it was let in', async () => {
    const { server, timers, change } = await rigged();
    const waits: number[] = [];
    const lose = async (): Promise<void> => {
      const { retryInMs } = await change('lost');
      waits.push(retryInMs);
      timers.pass(retryInMs - 1);
      expect(timers.next()).toBe(1);
      timers.pass(1);
    };
    for (let time = 0; time < 7; time += 1) {
      (await server.connection()).socket.close(1011);
      await lose();
    }
    const connection = await server.connection();
    await connection.greet();
    await change('ready');
    connection.socket.terminate();
    await lose();
    expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 180_000, 5_000]);
  });

  it('asks before each connection whether it may, and ends where it may not', async () => {
    let may = true;
    const { server, timers, change, socket } = await rigged({ mayConnect: () => may });
    const connection = await server.connection();
    await connection.greet();
    await change('ready');
    may = false;
    connection.socket.terminate();
    await change('lost');
    timers.pass(5_000);
    expect(await change('ended')).toEqual({ kind: 'ended', end: { reason: 'held-back' } });
    expect(socket.isReady).toBe(false);
    may = true;
    timers.pass(600_000);
    expect(timers.next()).toBeNull();
    expect(server.connections).toBe(1);
  });

  it('does not connect at all where it may not', async () => {
    const { server, change, socket } = await rigged({ mayConnect: () => false });
    expect(await change('ended')).toEqual({ kind: 'ended', end: { reason: 'held-back' } });
    expect(socket.end).toEqual({ reason: 'held-back' });
    expect(server.connections).toBe(0);
  });

  it('comes back where nobody listens, too', async () => {
    const { change } = await rigged({
      account: { apiUrl: 'http://127.0.0.1:1/v1', apiKey: 'cc_test_secret', simulated: true, world: 'sim:test' },
    });
    expect(await change('lost')).toMatchObject({ why: 'ECONNREFUSED', retryInMs: 5_000 });
  });

  it('pings every 30 s, and takes a connection for dead that is silent for 10', async () => {
    const { server, timers, change } = await rigged();
    const connection = await server.connection();
    await connection.greet();
    await change('ready');
    const pinged = once(connection.socket, 'ping');
    timers.pass(29_999);
    timers.pass(1);
    await pinged;
    await change('alive');
    timers.pass(10_000);
    // The second ping is not answered: the other side's kernel takes it, and that is all.
    connection.socket.pause();
    timers.pass(20_000);
    timers.pass(9_999);
    expect(timers.next()).toBe(1);
    timers.pass(1);
    expect(await change('lost')).toMatchObject({ why: 'it did not answer a ping', retryInMs: 5_000 });
  });

  it('gives up a server that says nothing to the key within 10 s', async () => {
    const { server, timers, change } = await rigged();
    const connection = await server.connection();
    await connection.message();
    timers.pass(10_000);
    expect(await change('lost')).toMatchObject({ why: 'it said nothing to the key' });
  });

  it('gives up a server that does not answer the handshake within 10 s', async () => {
    const { server, timers, change } = await rigged({}, await silentServer());
    await server.connection();
    timers.pass(9_999);
    timers.pass(1);
    expect(await change('lost')).toMatchObject({ why: 'it did not answer in time' });
  });

  it('ends where the key is refused', async () => {
    const { server, socket, timers, change } = await rigged();
    const connection = await server.connection();
    connection.say({ type: 'auth_error', message: 'Invalid API key' });
    expect(await change('ended')).toEqual({ kind: 'ended', end: { reason: 'refused', message: 'Invalid API key' } });
    await once(connection.socket, 'close');
    timers.pass(3_600_000);
    expect(timers.next()).toBeNull();
    expect(server.connections).toBe(1);
    expect(socket.end).toMatchObject({ reason: 'refused' });
  });

  it('does not hand on the key where the server quotes it', async () => {
    const { server, change, heard } = await rigged();
    const connection = await server.connection();
    await connection.greet();
    connection.say({ type: 'event', text: `for ${server.account.apiKey}` });
    expect(await heard()).toEqual({ type: 'event', text: 'for [redacted]' });
    // Also where it would be cut in the middle.
    connection.say({ type: 'auth_error', message: `${'x'.repeat(490)}${server.account.apiKey}` });
    const message = `${'x'.repeat(490)}[redacted]`;
    expect(await change('ended')).toEqual({ kind: 'ended', end: { reason: 'refused', message } });
  });

  it('ends where another client took over', async () => {
    const { server, socket, timers, change } = await rigged();
    const connection = await server.connection();
    await connection.greet();
    await change('ready');
    connection.socket.close(4000, 'duplicate');
    expect(await change('ended')).toEqual({ kind: 'ended', end: { reason: 'taken-over' } });
    timers.pass(3_600_000);
    expect(server.connections).toBe(1);
    expect(socket.send({ type: 'response' })).toBe(false);
  });

  it('hears and tries nothing after it was closed', async () => {
    const { server, socket, timers, change } = await rigged({ onMessage: () => expect.unreachable() });
    const connection = await server.connection();
    await connection.greet();
    await change('ready');
    connection.say({ type: 'event', event: 'on.its.way' });
    socket.close();
    socket.close();
    expect(await change('ended')).toEqual({ kind: 'ended', end: { reason: 'closed' } });
    await once(connection.socket, 'close');
    timers.pass(3_600_000);
    expect(server.connections).toBe(1);
  });

  it.each([
    [429, {}, 60_000],
    [503, { 'retry-after': '90' }, 90_000],
    [503, { 'retry-after': '1' }, 5_000],
    [503, { date: 'Mon, 23 Nov 2026 15:00:00 GMT', 'retry-after': 'Mon, 23 Nov 2026 15:02:00 GMT' }, 120_000],
    [503, { 'retry-after': '99999999' }, 3_600_000],
    [404, { 'retry-after': 'soon' }, 5_000],
    [302, { location: 'http://127.0.0.1:1/ws' }, 5_000],
  ])('leaves a server alone that answers %i %j', async (status, headers, retryInMs) => {
    const server = await socketServer();
    server.refuse(status, headers);
    const { change, timers } = await rigged({}, server);
    expect(await change('lost')).toEqual({ kind: 'lost', why: `it answered ${status}`, retryInMs });
    server.refuse(null);
    timers.pass(retryInMs);
    await (await server.connection()).greet();
    expect(await change('ready')).toMatchObject({ again: false });
  });
});

/** Takes a connection, and answers nothing. */
async function silentServer(): Promise<SocketServer> {
  const { createServer } = await import('node:net');
  const taken = queue<never>();
  const server = createServer((stream) => {
    stream.on('error', () => undefined);
    stream.once('data', () => taken.put(undefined as never));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    account: { apiUrl: `http://127.0.0.1:${port}/v1`, apiKey: 'cc_test_secret', simulated: true, world: 'sim:test' },
    connection: async () => taken.take(),
    connections: 0,
    refuse: () => undefined,
  };
}
