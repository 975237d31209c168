/** `mission doctor` beside services, gateways and folders that are well, and that are not. */
import { chmodSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  accountCheck,
  clockCheck,
  healthCheck,
  numberCheck,
  quotaCheck,
  serverCheck,
} from '../../src/cli/commands/doctor/service-checks.ts';
import { socketCheck } from '../../src/cli/commands/doctor/socket-check.ts';
import type { WireFailure } from '../../src/wire/failure.ts';
import { takeVoiceLock } from '../../src/wire/voice-lock.ts';
import { type Rig, rig } from '../rig.ts';
import { fakeTimers } from '../support/fake-timers.ts';
import { serviceStage, stageKey } from './service-stage.ts';

const account = { apiUrl: 'http://127.0.0.1:9/v1', apiKey: stageKey, simulated: true, world: 'sim:x' };
const says = (value: unknown) => ({ ok: true, value }) as const;
const fails = (code: WireFailure['code']) => ({ ok: false, error: { code, message: code } }) as const;

interface Document {
  readonly ok: boolean;
  readonly checks: readonly { id: string; status: string; message: string; fix?: string }[];
}

async function examined(
  folder: Rig,
  ...words: string[]
): Promise<Document & { code: number; by: (id: string) => string }> {
  const { code, stdout } = await folder.mission('doctor', '--json', ...words);
  const document: Document = JSON.parse(stdout);
  expect(stdout).not.toContain(stageKey);
  for (const { status, fix } of document.checks)
    expect(fix === undefined).toBe(status === 'ok' || status === 'skipped');
  return { ...document, code, by: (id) => document.checks.find((each) => each.id === id)?.status ?? 'none' };
}

/** An agent gateway that answers every message so; gives its address. */
async function gateway(status: number, body: object): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end(JSON.stringify(body)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a check', () => {
  it.each([
    [says({}), 'ok'],
    [fails('unauthorized'), 'ok'],
    [fails('throttled'), 'ok'],
    [fails('unreached'), 'problem'],
    [fails('unreadable'), 'problem'],
    [fails('lost'), 'problem'],
  ] as const)('of the server, which says %j: %s', (me, status) => {
    expect(serverCheck(me, account)).toMatchObject({ status });
  });

  it.each([
    [says({ phone_verified: true }), 'ok'],
    [says({ phone_verified: false }), 'warning'],
    [fails('unauthorized'), 'problem'],
    [fails('lost'), 'skipped'],
  ] as const)('of the account, of which is said %j: %s', (me, status) => {
    expect(accountCheck(me)).toMatchObject({ status });
  });

  it.each([
    [{ quota: { daily_calls_limit: 10 }, usage_today: { calls: 8 } }, 'ok'],
    [{ quota: { daily_calls_limit: 10 }, usage_today: { calls: 9 } }, 'warning'],
    [{ quota: { daily_calls_limit: 10 }, usage_today: { calls: 10 } }, 'problem'],
    [{ quota: { daily_calls_limit: 0 }, usage_today: { calls: 0 } }, 'problem'],
    [{ quota: { daily_calls_limit: -1 }, usage_today: { calls: 99 } }, 'ok'],
    [{ quota: { daily_calls_limit: null }, usage_today: { calls: 99 } }, 'ok'],
    [{ quota: { monthly_mission_events_limit: 5 }, usage_this_month: { mission_events: 7 } }, 'problem'],
    [{ quota: { monthly_call_seconds_limit: 100 }, usage_this_month: { call_seconds: 95 } }, 'warning'],
    [{}, 'ok'],
  ])('of the quota %j: %s', (me, status) => {
    expect(quotaCheck(says(me))).toMatchObject({ status });
  });

  it.each([
    [says({ phone: { phone_number: '+13125550101' } }), 'ok'],
    [says({ phone: null }), 'problem'],
    [says({}), 'problem'],
    [fails('refused'), 'skipped'],
  ] as const)('of the number, of which is said %j: %s', (answer, status) => {
    expect(numberCheck(answer)).toMatchObject({ status });
  });

  it.each([
    [0, 'ok'],
    [5_000, 'ok'],
    [-6_000, 'warning'],
    [60_000, 'warning'],
    [61_000, 'problem'],
    [-86_400_000, 'problem'],
  ])('of a clock that is %d ms off: %s', (offMs, status) => {
    const now = Date.parse('2026-11-24T12:00:00Z');
    expect(clockCheck({ now: now + offMs, serviceAt: now, simulated: false })).toMatchObject({ status });
    expect(clockCheck({ now: now + offMs, serviceAt: now, simulated: true })).toMatchObject({ status: 'skipped' });
    expect(clockCheck({ now, serviceAt: null, simulated: false })).toMatchObject({ status: 'skipped' });
  });

  it.each([
    [[{ checks: [{ id: 'a', status: 'pass' }] }], 'ok'],
    [[{ checks: [{ id: 'a', status: 'fail', detail: 'no' }] }], 'problem'],
    [[{}, { checks: [{ id: 'a', status: 'fail' }] }], 'warning'],
    [[{}, { checks: [{ id: 'ws_connected', status: 'warn' }] }], 'ok'],
    [[{ anything: 'else' }, {}], 'skipped'],
  ] as const)('of what the service finds itself %j: %s', (answers, status) => {
    expect(healthCheck(answers.map(says))).toMatchObject({ status });
  });

  it('of a socket that never answers ends in time', async () => {
    const timers = fakeTimers();
    const silent = createServer(() => undefined);
    silent.on('upgrade', () => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      silent.closeAllConnections();
      silent.close();
    });
    const apiUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/v1`;
    const checked = socketCheck({ account: { ...account, apiUrl }, version: 'mission/test', timers });
    timers.pass(20_000);
    expect(await checked).toMatchObject({ status: 'problem', fix: expect.stringContaining('polling') });
  });
});

describe('mission doctor', () => {
  it('finds nothing amiss where all is well, and changes nothing', async () => {
    const url = await gateway(400, { error: 'message required' });
    const stage = await serviceStage({ env: { OPENCLAW_GATEWAY_URL: url } });
    const { code, ok, checks } = await examined(stage.folder);
    expect(checks.map(({ id, status }) => `${id}: ${status}`)).toEqual([
      ...['key: ok', 'server: ok', 'account: ok', 'quota: ok', 'number: ok', 'socket: ok', 'service: ok'],
      ...['clock: skipped', 'gateway: ok', 'store: ok'],
    ]);
    expect({ code, ok }).toEqual({ code: 0, ok: true });
    expect(stage.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(stage.folder.exists('.mission')).toBe(false);
    expect((await stage.folder.mission('doctor')).stdout).toContain('All is well.');
  });

  it('tells a wrong key, and looks no further at the service', async () => {
    const stage = await serviceStage({ env: { CLAWDTALK_API_KEY: 'cc_test_wrong0123456789' } });
    const { code, by } = await examined(stage.folder);
    expect([code, by('server'), by('account'), by('socket')]).toEqual([4, 'ok', 'problem', 'skipped']);
  });

  it('tells a missing key, number and quota, and a service that is not there', async () => {
    const none = await examined(rig());
    expect([none.code, none.by('key'), none.by('server')]).toEqual([4, 'problem', 'none']);
    const stage = await serviceStage();
    await fetch(`${stage.server.url}/simulator/account`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${stageKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ dedicated_number: false, quota: { daily_calls_limit: 0 } }),
    });
    const poor = await examined(stage.folder);
    expect([poor.code, poor.by('number'), poor.by('quota')]).toEqual([4, 'problem', 'problem']);
    await stage.server.close();
    const gone = await examined(stage.folder);
    expect([gone.code, gone.by('server'), gone.by('socket')]).toEqual([4, 'problem', 'skipped']);
  });

  it('takes the socket from nobody of this machine', async () => {
    const house = rig();
    const stage = await serviceStage({ env: { HOME: house.folder } });
    const lock = takeVoiceLock({ ...account, apiKey: stageKey }, house.folder);
    const { checks } = await examined(stage.folder);
    expect(checks.find(({ id }) => id === 'socket')).toMatchObject({
      status: 'ok',
      message: expect.stringContaining('mission connect'),
    });
    lock?.release();
    expect((await examined(stage.folder, '--no-socket')).by('socket')).toBe('skipped');
    const [first] = [...stage.server.service.shelf.all('account')];
    expect(first?.lastSocketAt).toBeNull();
  });

  it('tells a gateway that is not there, or does not allow the tool', async () => {
    const unlisted = await gateway(404, { error: 'Tool not available' });
    const closed = await serviceStage({ env: { OPENCLAW_GATEWAY_URL: unlisted } });
    const { code, checks } = await examined(closed.folder, '--no-socket');
    expect(code).toBe(5);
    expect(checks.find(({ id }) => id === 'gateway')?.fix).toContain('mission setup --allow-sessions-send');
    const gone = await serviceStage({ env: { OPENCLAW_GATEWAY_URL: 'http://127.0.0.1:9' } });
    expect((await examined(gone.folder, '--no-socket')).by('gateway')).toBe('problem');
    const house = rig();
    house.write('.openclaw/openclaw.json', '{ not json');
    const broken = await serviceStage({ env: { HOME: house.folder } });
    expect((await examined(broken.folder, '--no-socket')).by('gateway')).toBe('problem');
  });

  it('tells a store, a state file and a key file that are not as they should be', async () => {
    const { folder } = await serviceStage();
    folder.write('.mission/mission.db', 'this is no database'.repeat(100));
    folder.write('.missions_state.json', '{');
    folder.write('skill-config.json', '{"api_key": "cc_live_x"}');
    chmodSync(folder.path('skill-config.json'), 0o644);
    const { code, by } = await examined(folder, '--no-socket');
    expect([code, by('store'), by('missions-file'), by('key-file')]).toEqual([5, 'problem', 'problem', 'warning']);
  });
});
