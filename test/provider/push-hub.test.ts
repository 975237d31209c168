/** One socket for a workspace and key; the others hear through the store. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { secondMs } from '../../src/lib/time.ts';
import { openPushHub, type PushHubOptions } from '../../src/provider/push-hub.ts';
import type { PushSource } from '../../src/provider/push-source.ts';
import type { Push } from '../../src/run/ports.ts';
import type { ServiceStore } from '../../src/run/service-port.ts';
import { StoreError } from '../../src/run/store-error.ts';
import { eventually } from '../support/eventually.ts';
import { type FakeTimers, fakeTimers } from '../support/fake-timers.ts';
import { memoryService } from '../support/memory-service.ts';
import { type SocketServer, socketServer } from '../support/socket-server.ts';

interface Workspace {
  readonly server: SocketServer;
  readonly store: ServiceStore;
  /** A process: its hub, its time, what it has heard. */
  process(options?: Partial<PushHubOptions>): Process;
}

interface Process {
  readonly hub: PushSource;
  readonly timers: FakeTimers;
  readonly heard: Push[];
}

async function workspace(): Promise<Workspace> {
  const server = await socketServer();
  const store = memoryService()(() => []);
  const folder = mkdtempSync(join(tmpdir(), 'mission-hub-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return {
    server,
    store,
    process(options = {}) {
      const timers = fakeTimers();
      const heard: Push[] = [];
      const hub = openPushHub({
        account: server.account,
        version: 'mission/test',
        store,
        lockFile: join(folder, 'socket.lock'),
        timers,
        ...options,
      });
      onTestFinished(() => hub.close());
      hub.listen((push) => heard.push(push));
      return { hub, timers, heard };
    },
  };
}

const completed = (to: string) => ({ type: 'event', event: 'mission.call_completed', mission_id: 'm1', to });
const about = (to: string): Push => ({ kind: 'number', mission: 'm1', to });
const missed: Push = { kind: 'missed' };

test('the first process has the socket, and the others hear what it hears', async () => {
  const { server, process } = await workspace();
  const first = process();
  const connection = await server.connection();
  await connection.greet();
  const other = process();
  connection.say(completed('+1'));
  connection.say({ type: 'event', event: 'walkie_request', request_id: 'w' });
  connection.say('garbage');
  connection.say(completed('+2'));
  await eventually(() => expect(first.heard).toEqual([about('+1'), about('+2')]));
  expect(other.heard).toEqual([]);
  other.timers.pass(secondMs);
  expect(other.heard).toEqual(first.heard);
  other.timers.pass(10 * secondMs);
  expect(other.heard).toHaveLength(2);
  expect(server.connections).toBe(1);
});

test('nobody connects while a voice gateway speaks for the key, and then somebody does', async () => {
  const { server, process } = await workspace();
  let taken = true;
  const { timers } = process({ isElsewhere: () => taken });
  timers.pass(20 * secondMs);
  expect(server.connections).toBe(0);
  taken = false;
  timers.pass(5 * secondMs);
  await (await server.connection()).greet();
  expect(server.connections).toBe(1);
});

test('whose connection was lost leaves it, and the lock, to a voice gateway that has the key by now', async () => {
  const { server, process } = await workspace();
  let taken = false;
  const isElsewhere = () => taken;
  const one = process({ isElsewhere });
  const connection = await server.connection();
  await connection.greet();
  connection.say(completed('+1'));
  await eventually(() => expect(one.heard).toEqual([about('+1')]));
  taken = true;
  connection.socket.terminate();
  await eventually(() => expect(one.hub.isLive?.()).toBe(false));
  one.timers.pass(60 * secondMs);
  await new Promise((resolve) => setImmediate(resolve));
  expect(server.connections).toBe(1);
  expect(one.hub.isLive?.()).toBe(false);
  taken = false;
  const other = process({ isElsewhere });
  await (await server.connection()).greet();
  await eventually(() => expect(other.hub.isLive?.()).toBe(true));
  await other.hub.close();
  one.timers.pass(10 * secondMs);
  await (await server.connection()).greet();
  await eventually(() => expect(one.heard).toEqual([about('+1'), missed]));
  expect(server.connections).toBe(3);
});

test('the connection is given back when a voice gateway takes the key, and made again when that has ended', async () => {
  const { server, process } = await workspace();
  let taken = false;
  const ended: string[] = [];
  const { hub, heard, timers } = process({
    isElsewhere: () => taken,
    onChange: (change) => change.kind === 'ended' && ended.push(change.end.reason),
  });
  const connection = await server.connection();
  await connection.greet();
  await eventually(() => expect(hub.isLive?.()).toBe(true));
  const closed = new Promise<number>((resolve) => connection.socket.once('close', resolve));
  taken = true;
  timers.pass(secondMs);
  expect(await closed).toBe(1000);
  expect(ended).toEqual(['held-back']);
  expect(hub.isLive?.()).toBe(false);
  timers.pass(60 * secondMs);
  expect(server.connections).toBe(1);
  taken = false;
  timers.pass(5 * secondMs);
  await (await server.connection()).greet();
  await eventually(() => expect(heard).toEqual([missed]));
});

test('a voice gateway that connected before its lock was looked at has taken the line over, but not for good', async () => {
  const { server, process } = await workspace();
  let taken = false;
  const ended: string[] = [];
  const { heard, timers } = process({
    isElsewhere: () => taken,
    onChange: (change) => change.kind === 'ended' && ended.push(change.end.reason),
  });
  const connection = await server.connection();
  await connection.greet();
  taken = true;
  connection.socket.close(4000);
  await eventually(() => expect(ended).toEqual(['held-back']));
  timers.pass(60 * secondMs);
  expect(server.connections).toBe(1);
  taken = false;
  timers.pass(5 * secondMs);
  await (await server.connection()).greet();
  await eventually(() => expect(heard).toEqual([missed]));
});

test('a voice gateway that takes the key just before the first connection has it for itself', async () => {
  const { server, process } = await workspace();
  let asked = 0;
  const one = process({ isElsewhere: () => ++asked === 2 });
  const other = process();
  await (await server.connection()).greet();
  await eventually(() => expect(other.hub.isLive?.()).toBe(true));
  await other.hub.close();
  one.timers.pass(5 * secondMs);
  await (await server.connection()).greet();
  await eventually(() => expect(one.heard).toEqual([missed]));
});

test('who comes later hears nothing of what was heard before', async () => {
  const { server, process } = await workspace();
  const first = process();
  const connection = await server.connection();
  await connection.greet();
  connection.say(completed('+1'));
  await eventually(() => expect(first.heard).toHaveLength(1));
  const later = process();
  later.timers.pass(3 * secondMs);
  expect(later.heard).toEqual([]);
});

test('when the process with the socket ends another takes over, and everyone looks at what was missed', async () => {
  const { server, process } = await workspace();
  const first = process();
  await (await server.connection()).greet();
  const other = process();
  const third = process();
  await first.hub.close();
  other.timers.pass(5 * secondMs);
  const connection = await server.connection();
  await connection.greet();
  await eventually(() => expect(other.heard).toEqual([missed]));
  third.timers.pass(6 * secondMs);
  expect(third.heard).toEqual([missed]);
  expect(server.connections).toBe(2);
  connection.say(completed('+1'));
  await eventually(() => expect(other.heard).toEqual([missed, about('+1')]));
  third.timers.pass(secondMs);
  expect(third.heard).toEqual([missed, about('+1')]);
});

test('after a connection was lost everything open is read again, and not after the first', async () => {
  const { server, process } = await workspace();
  const one = process();
  const first = await server.connection();
  await first.greet();
  first.say(completed('+1'));
  await eventually(() => expect(one.heard).toEqual([about('+1')]));
  first.socket.terminate();
  await eventually(() => expect(one.hub.isLive?.()).toBe(false));
  one.timers.pass(5 * secondMs);
  await (await server.connection()).greet();
  await eventually(() => expect(one.heard).toEqual([about('+1'), missed]));
});

test.each([
  [
    'another client takes over',
    (connection: { readonly socket: { close(code: number): void } }) => connection.socket.close(4000),
  ],
  [
    'the key is refused',
    (connection: { say(message: unknown): void }) => connection.say({ type: 'auth_error', message: 'no' }),
  ],
])('when %s nobody of the workspace connects again', async (_, happens) => {
  const { server, process } = await workspace();
  const ended = vi.fn();
  process({ onChange: (change) => change.kind === 'ended' && ended(change.end.reason) });
  const other = process();
  const connection = await server.connection();
  await connection.message();
  connection.say({ type: 'auth_ok' });
  happens(connection);
  await eventually(() => expect(ended).toHaveBeenCalledOnce());
  other.timers.pass(600 * secondMs);
  await new Promise((resolve) => setImmediate(resolve));
  expect(server.connections).toBe(1);
});

test('a store that cannot be written or read loses hints for others, and nothing else', async () => {
  const { server, process } = await workspace();
  const broken = () => {
    throw new StoreError({ code: 'full', message: 'the disk is full' });
  };
  const troubles: string[] = [];
  const store = { hear: broken, heard: broken, heardLast: broken };
  const options = { store, onTrouble: (error: Error) => troubles.push(error.message) };
  const first = process(options);
  const connection = await server.connection();
  await connection.greet();
  connection.say(completed('+1'));
  await eventually(() => expect(first.heard).toEqual([about('+1')]));
  const other = process(options);
  other.timers.pass(secondMs);
  expect(troubles.length).toBeGreaterThanOrEqual(4);
});

test('after the end nothing is heard, and another process may begin', async () => {
  const { server, process } = await workspace();
  const first = process();
  const connection = await server.connection();
  await connection.greet();
  await first.hub.close();
  await first.hub.close();
  connection.say(completed('+1'));
  process();
  await (await server.connection()).greet();
  expect(first.heard).toEqual([]);
  expect(first.timers.next()).toBeNull();
});
