/** A server whose state outlives it. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../../src/lib/time.ts';
import type { ServerOptions } from '../../../src/simulator/server/options.ts';
import { type Body, ServerRig, startsAt } from './server-rig.ts';

function stateFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mission-server-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'deep', 'state.db');
}

/** All that can be read of an account, but for what time itself changes. */
async function everything(rig: ServerRig): Promise<Body> {
  const { missions } = (await rig.get('/v1/missions')).body;
  const { assistants } = (await rig.get('/v1/assistants')).body;
  const paths = [
    ...['/v1/me', '/v1/missions', '/v1/assistants', '/v1/messages', '/v1/approvals', '/v1/numbers/mine'],
    ...missions.flatMap(({ id }: Body) => [
      `/v1/missions/${id}`,
      `/v1/missions/${id}/runs`,
      `/v1/missions/${id}/events`,
    ]),
    ...assistants.map(({ id }: Body) => `/v1/assistants/${id}/events`),
  ];
  return Promise.all(paths.map(async (path) => [path, (await rig.get(path)).body]));
}

/** Something of every kind, some of it under way. */
async function fill(rig: ServerRig): Promise<void> {
  const { id } = await rig.mission({ metadata: { a: 1 } });
  const run = await rig.run(id);
  const path = `/v1/missions/${id}/runs/${run}`;
  const assistant = await rig.assistant();
  await rig.post(`${path}/plan`, {
    steps: [
      { step_id: 'call', sequence: 1 },
      { step_id: 'end', sequence: 2 },
    ],
  });
  await rig.patch(`${path}/plan/steps/end`, { status: 'skipped' });
  await rig.post(`${path}/events`, { type: 'note', summary: 'Begun' });
  await rig.post(`${path}/agents`, { telnyx_agent_id: assistant });
  await rig.play(id, { simulate: { default: { answered: 1 } } });
  await rig.schedule(assistant, { mission_id: id, run_id: run, step_id: 'call', metadata: { key: 'k' } });
  await rig.schedule(assistant, { channel: 'sms', text_body: 'Hello', mission_id: id });
  await rig.post('/v1/messages/send', { to: '+13125550101', message: 'Hi' });
  await rig.post('/v1/approvals', { action: 'Send it', expires_in: 3_600 });
  await rig.patch('/v1/me', { agent_name: 'Pal' });
  await rig.post('/v1/calls', { to: '+13125550102' });
}

async function reopen(options: ServerOptions, wallAt: number): Promise<ServerRig> {
  return ServerRig.open({ ...options, wallAt });
}

test('what a server knew it still knows, with its key and its port', async () => {
  const state = stateFile();
  const first = await ServerRig.open({ state });
  await fill(first);
  const [known, { apiKey, port }] = [await everything(first), first.server];
  await first.server.close();
  const second = await reopen({ state }, startsAt);
  expect(second.server).toMatchObject({ apiKey, port });
  expect(await everything(second)).toEqual(known);
  const more = await second.mission();
  expect(JSON.stringify(known)).not.toContain(more.id);
});

test('what was to come comes all the same, told once', async () => {
  const story = async (restarts: readonly number[]) => {
    const state = stateFile();
    let rig = await ServerRig.open({ state });
    await fill(rig);
    const told: Body[] = [];
    for (let minute = 1; minute <= 20; minute += 1) {
      const wallAt = startsAt + minute * minuteMs;
      if (restarts.includes(minute)) {
        await rig.server.close();
        rig = await reopen({ state }, wallAt - minuteMs);
      }
      const socket = await rig.socket();
      rig.wall.now = wallAt;
      await rig.get('/v1/voices');
      told.push(...(await socket.rest()));
    }
    const all: Body[] = await everything(rig);
    const [[, me], ...rest] = all as [[string, Body], ...Body[]];
    return { told, me: { ...me, last_ws_connected_at: null }, rest };
  };
  const whole = await story([]);
  const events = new Set(whole.told.map(({ event }) => event));
  for (const event of ['mission.insights_ready', 'mission.sms_delivered', 'call.ended'])
    expect(events).toContain(event);
  expect(await story([2, 3, 4, 5, 9])).toEqual(whole);
});

test('what a server has answered is there though it was killed', async () => {
  const state = stateFile();
  const first = await ServerRig.open({ state });
  await fill(first);
  first.pass(2 * minuteMs + 40 * secondMs);
  const known = await everything(first);
  // As a process leaves it that is killed now.
  const copy = stateFile();
  cpSync(join(state, '..'), join(copy, '..'), { recursive: true });
  const second = await reopen({ state: copy }, first.wall.now);
  expect(await everything(second)).toEqual(known);
  first.pass(hourMs);
  second.pass(hourMs);
  expect(await everything(second)).toEqual(await everything(first));
});

test('a text on its way, a scripted answer and a request that expires are not forgotten', async () => {
  const state = stateFile();
  const first = await ServerRig.open({ state });
  const { id } = await first.mission({ metadata: { mission_run: 'ab12' } });
  await first.play(id, { simulate: { approver: { launch: { answer: 'approved', afterMs: 60_000 } } } });
  await first.post('/v1/messages/send', { to: '+13125550101', message: 'Hi' });
  const asked = async (details: string) =>
    (await first.post('/v1/approvals', { action: 'x', details, expires_in: 120 })).body.request_id;
  const [scripted, silent] = [await asked('ab12, gate launch'), await asked('')];
  await first.server.close();
  const second = await reopen({ state }, startsAt);
  const socket = await second.socket();
  second.pass(3 * minuteMs);
  expect((await second.get('/v1/messages')).body.messages[0].status).toBe('delivered');
  expect((await second.get(`/v1/approvals/${scripted}`)).body.status).toBe('approved');
  expect(await socket.rest()).toMatchObject([
    { event: 'approval.responded', request_id: scripted, decision: 'approved' },
    { event: 'approval.responded', request_id: silent, decision: 'timeout' },
  ]);
  await second.server.close();
  const third = await reopen({ state }, startsAt + 4 * minuteMs);
  const again = await third.socket();
  third.pass(minuteMs);
  await third.get('/v1/me');
  expect(await again.rest()).toEqual([]);
});

test('what was deleted stays so, and does not ring', async () => {
  const state = stateFile();
  const first = await ServerRig.open({ state });
  const { id } = await first.mission();
  const assistant = await first.assistant();
  await first.schedule(assistant, { mission_id: id });
  await first.delete(`/v1/assistants/${assistant}`);
  await first.server.close();
  const second = await reopen({ state }, startsAt + hourMs);
  expect((await second.get('/v1/assistants')).body).toEqual({ assistants: [] });
  expect((await second.get(`/v1/missions/${id}/events`)).body.scheduled_events).toMatchObject([
    { call_status: 'canceled' },
  ]);
  expect((await second.get('/v1/me')).body).toMatchObject({
    usage_today: { calls: 0 },
    usage_this_month: { mission_events: 1 },
  });
});

test('what was due while no server ran happens when one does', async () => {
  const state = stateFile();
  const first = await ServerRig.open({ state });
  await fill(first);
  await first.server.close();
  const second = await reopen({ state }, startsAt + hourMs);
  const [mission] = (await second.get('/v1/missions')).body.missions;
  expect(mission.status).toBe('pending');
  const { scheduled_events } = (await second.get(`/v1/missions/${mission.id}/events`)).body;
  expect(scheduled_events.map(({ status }: Body) => status)).toEqual(['completed', 'completed']);
});

test('a clock of its own goes on where it ended', async () => {
  const state = stateFile();
  const from = Date.parse('2030-01-01T00:00:00Z');
  const first = await ServerRig.open({ state, from });
  first.pass(hourMs);
  await first.mission();
  await first.server.close();
  const second = await reopen({ state }, startsAt + 50 * hourMs);
  expect((await second.get('/simulator/clock')).body.now).toBe(from + hourMs);
});

test('more accounts are made where more are asked for; none is lost where fewer are', async () => {
  const state = stateFile();
  const first = await ServerRig.open({ state });
  await first.server.close();
  const second = await reopen({ state, accounts: 3 }, startsAt);
  expect(second.server.apiKeys).toHaveLength(3);
  expect(second.server.apiKeys[0]).toBe(first.server.apiKey);
  await second.server.close();
  expect((await reopen({ state }, startsAt)).server.apiKeys).toEqual(second.server.apiKeys);
});

test('another port is taken where the one of before is not free', async () => {
  const state = stateFile();
  const first = await ServerRig.open({ state });
  const { port } = first.server;
  await first.server.close();
  const other = createServer().listen(port, '127.0.0.1');
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once('listening', resolve));
  const second = await reopen({ state }, startsAt);
  expect(second.server.port).not.toBe(port);
  await expect(ServerRig.open({ port })).rejects.toThrow(`cannot listen on 127.0.0.1:${port} (EADDRINUSE)`);
});

test('a state that cannot be written any more ends the server instead of being forgotten', async () => {
  const rig = await ServerRig.open({ state: stateFile() });
  await rig.mission();
  const { writer } = rig.server.service;
  rig.server.service.options.record.close();
  const refused = await rig.post('/v1/missions', { name: 'x', instructions: 'y' });
  expect([refused.status, refused.body.error.code]).toEqual([500, 'internal']);
  expect(writer.broken).not.toBeNull();
  expect(await rig.server.failed).toMatchObject({ name: 'StoreError' });
});
