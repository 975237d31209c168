/** `/me`, `/voices`, `/doctor`, keys, quotas and several accounts. */
import { describe, expect, it, test } from 'vitest';
import { minuteMs } from '../../../src/lib/time.ts';
import { ServerRig, startsAt } from './server-rig.ts';
import { shapeOf } from './shape.ts';

describe('the account', () => {
  it('tells all that the service tells', async () => {
    const rig = await ServerRig.open();
    const { status, body } = await rig.get('/v1/me');
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual([
      ...['user_id', 'email', 'phone', 'phone_verified', 'subscription_tier', 'effective_tier', 'effective_source'],
      ...['effective_days_remaining', 'subscription_status', 'paranoid_mode', 'voice_preference', 'agent_name'],
      ...['display_name', 'bot_role', 'custom_instructions', 'greeting', 'system_number', 'dedicated_number'],
      ...['totp_enabled', 'created_at', 'last_ws_connected_at', 'quota', 'usage_today', 'usage_this_month'],
    ]);
    expect(shapeOf(body)).toMatchObject({
      user_id: 'uuid',
      dedicated_number: 'phone',
      created_at: 'milli',
      last_ws_connected_at: null,
      quota: {
        daily_call_seconds_limit: 'number',
        daily_calls_limit: 'number',
        monthly_call_seconds_limit: 'number',
        monthly_messages_limit: 'number',
        monthly_missions_limit: 'number',
        monthly_mission_events_limit: 'number',
        max_call_duration_seconds: 'number',
      },
    });
    expect(body.usage_today).toEqual({ call_seconds: 0, calls: 0 });
    expect(body.usage_this_month).toEqual({ call_seconds: 0, mission_events: 0 });
  });

  it('is changed in its settings alone', async () => {
    const rig = await ServerRig.open();
    const settings = {
      agent_name: 'Pal',
      bot_role: 'Helper',
      custom_instructions: 'x',
      greeting: 'Hi',
      voice_preference: 'y',
    };
    expect((await rig.patch('/v1/me', settings)).body).toMatchObject(settings);
    expect((await rig.get('/v1/me')).body).toMatchObject(settings);
    expect((await rig.patch('/v1/me', { agent_name: null })).body.agent_name).toBeNull();
    // One client wraps what it changes.
    expect((await rig.patch('/v1/me', { body: { greeting: 'Ho' } })).body).toMatchObject({
      ...settings,
      agent_name: null,
      greeting: 'Ho',
    });
    expect((await rig.patch('/v1/me', { body: { user_id: 'x' } })).status).toBe(400);
    expect((await rig.patch('/v1/me', { user_id: 'x' })).status).toBe(400);
    expect((await rig.patch('/v1/me', { greeting: 1 })).status).toBe(400);
  });

  it('counts what was used, by day and month', async () => {
    const rig = await ServerRig.open();
    const { id } = await rig.mission();
    await rig.play(id, { simulate: { default: { answered: 1 } } });
    const assistant = await rig.assistant();
    const event = (await rig.schedule(assistant, { mission_id: id })).body.id;
    rig.pass(20 * minuteMs);
    const { duration_seconds } = (await rig.get(`/v1/assistants/${assistant}/events/${event}`)).body;
    const { body } = await rig.get('/v1/me');
    expect(body.usage_today).toEqual({ call_seconds: duration_seconds, calls: 1 });
    expect(body.usage_this_month).toEqual({ call_seconds: duration_seconds, mission_events: 1 });
    rig.wall.now = Date.parse('2026-11-24T01:00:00Z');
    expect((await rig.get('/v1/me')).body.usage_today).toEqual({ call_seconds: 0, calls: 0 });
    rig.wall.now = Date.parse('2026-12-01T01:00:00Z');
    expect((await rig.get('/v1/me')).body.usage_this_month).toEqual({ call_seconds: 0, mission_events: 0 });
  });

  it.each([
    ['monthly_missions_limit', 'POST', '/v1/missions', { name: 'x', instructions: 'y' }],
    ['monthly_messages_limit', 'POST', '/v1/messages/send', { to: '+13125550101', message: 'x' }],
    ['daily_calls_limit', 'POST', '/v1/calls', {}],
    ['daily_call_seconds_limit', 'POST', '/v1/calls', {}],
    ['monthly_call_seconds_limit', 'POST', '/v1/calls', {}],
  ])('whose %s is used up is told so', async (quota, method, path, body) => {
    const rig = await ServerRig.open();
    expect((await rig.patch('/simulator/account', { quota: { [quota]: 0 } })).body.quota[quota]).toBe(0);
    const refused = await rig.ask(method, path, body);
    expect([refused.status, refused.body.error.code]).toEqual([402, 'quota_exceeded']);
  });

  it.each([
    [{ quota: 7 }, 'quota must be an object'],
    [{ quota: { daily_calls_limit: '7' } }, 'quota.daily_calls_limit must be a whole number'],
    [{ quota: { daily_calls_limit: -1 } }, 'quota.daily_calls_limit must be a whole number'],
    [{ quota: { hourly_calls_limit: 1 } }, 'quota.hourly_calls_limit is not known'],
    [{ quota: { constructor: 1 } }, 'quota.constructor is not known'],
    [{ devices: null }, 'devices must be an object'],
    [{ devices: [] }, 'devices must be an object'],
    [{ devices: { notified: 1.5 } }, 'devices.notified must be a whole number'],
    [{ devices: { told: 1 } }, 'devices.told is not known'],
    [{ dedicated_number: 'false' }, 'dedicated_number must be true or false'],
    [{ answers: 'busy' }, 'answers must be an object'],
    [{ answers: { '+13125550101': 'dances' } }, 'answers.+13125550101 must be one of answered, '],
    [{ answers: { anybody: 'busy' } }, 'answers.anybody must be a number'],
    [{ dedicated_nmber: true }, 'dedicated_nmber is not known'],
    [{ devices: { notified: 3 }, quota: null }, 'quota must be an object'],
  ])('is not changed by %j: %s', async (body, said) => {
    const rig = await ServerRig.open();
    const { quota, devices, answers } = [...rig.server.service.shelf.all('account')][0] ?? {};
    const refused = await rig.patch('/simulator/account', body);
    expect([refused.status, refused.body.error.code]).toEqual([400, 'invalid_field']);
    expect(refused.body.error.message).toContain(said);
    expect([...rig.server.service.shelf.all('account')][0]).toMatchObject({ quota, devices, answers });
  });

  it('whose mission events are used up schedules none for missions', async () => {
    const rig = await ServerRig.open();
    const { id } = await rig.mission();
    const assistant = await rig.assistant();
    await rig.patch('/simulator/account', { quota: { monthly_mission_events_limit: 1 } });
    expect((await rig.schedule(assistant, { mission_id: id })).status).toBe(201);
    expect((await rig.schedule(assistant, { mission_id: id })).body.error.code).toBe('quota_exceeded');
    expect((await rig.schedule(assistant)).status).toBe(201);
    rig.wall.now = Date.parse('2026-12-02T15:00:00Z');
    expect((await rig.schedule(assistant, { mission_id: id })).status).toBe(201);
  });

  it('has voices to choose from', async () => {
    const rig = await ServerRig.open();
    const { body } = await rig.get('/v1/voices');
    expect(body).toMatchObject({ default_voice: 'Rime.ArcanaV3.astra', total: body.voices.length });
    expect(Object.keys(body.voices[0])).toEqual([
      'id',
      'name',
      'provider',
      'model',
      'language',
      'gender',
      'label',
      'accent',
      'age',
    ]);
    const rime = (await rig.get('/v1/voices?provider=rime')).body;
    expect(rime.total).toBeLessThan(body.total);
    expect(rime.voices.every(({ provider }: { provider: string }) => provider === 'rime')).toBe(true);
    expect(body.providers).toEqual(['aws', 'azure', 'inworld', 'minimax', 'resemble', 'rime', 'telnyx']);
    expect(rime.providers).toEqual(body.providers);
  });

  it.each(['critical', 'warnings', 'recommended', 'infra'])('has a doctor for what is %s', async (category) => {
    const rig = await ServerRig.open();
    const { status, body } = await rig.get(`/v1/doctor/${category}`);
    expect([status, body.category]).toEqual([200, category]);
    expect(body.checks.length).toBeGreaterThan(0);
  });

  it('is warned where nobody is connected or it has no number', async () => {
    const rig = await ServerRig.open();
    await rig.patch('/simulator/account', { dedicated_number: false });
    expect((await rig.get('/v1/doctor/warnings')).body).toMatchObject({
      status: 'warn',
      checks: [{ status: 'warn' }, { status: 'warn' }],
    });
    await rig.patch('/simulator/account', { dedicated_number: true });
    await rig.socket();
    expect((await rig.get('/v1/doctor/warnings')).body.status).toBe('pass');
    expect((await rig.get('/v1/me')).body.last_ws_connected_at).toBe(new Date(startsAt).toISOString());
  });
});

describe('several accounts', () => {
  it('are there as asked for, or made later, each with a number of its own, and see nothing of each other', async () => {
    const rig = await ServerRig.open({ accounts: 2 });
    const made = await rig.post('/simulator/accounts');
    expect(made.status).toBe(201);
    expect(made.body.api_key).toMatch(/^cc_test_[0-9a-f]{32}$/);
    const numbers = [];
    for (const key of [...rig.server.apiKeys, made.body.api_key]) {
      rig.key = key;
      numbers.push(await rig.number());
      expect((await rig.get('/v1/missions')).body.missions).toEqual([]);
      await rig.mission();
    }
    expect(new Set(numbers).size).toBe(3);
  });

  it('cannot reach each other’s things', async () => {
    const rig = await ServerRig.open({ accounts: 2 });
    const { id } = await rig.mission();
    const { phone } = (await rig.get('/v1/numbers/account-phones/available')).body;
    const approval = (await rig.post('/v1/approvals', { action: 'x' })).body.request_id;
    const call = (await rig.post('/v1/calls', {})).body.call_id;
    rig.key = rig.server.apiKeys[1] ?? '';
    const answers = await Promise.all([
      rig.get(`/v1/missions/${id}`),
      rig.patch(`/v1/numbers/account-phones/${phone.id}`, { connection_id: '1' }),
      rig.get(`/v1/approvals/${approval}`),
      rig.post(`/simulator/approvals/${approval}`, { decision: 'approved' }),
      rig.get(`/v1/calls/${call}`),
      rig.post(`/v1/calls/${call}/end`),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
  });
});

test.each(['', 'Bearer', 'Bearer cc_test_wrong', 'Basic cc_test_wrong'])(
  'a request with the key %j is refused with 401',
  async (authorization) => {
    const rig = await ServerRig.open();
    rig.headers = { authorization };
    for (const path of ['/v1/me', '/v1/missions', '/simulator/clock', '/v1/nowhere']) {
      const { status, body } = await rig.get(path);
      expect([status, body.error.code]).toEqual([401, 'unauthorized']);
    }
  },
);

test.each(['/v1/nowhere', '/nowhere', '/v1/missions/a/b/c'])(
  'GET %s answers 404 with the service’s error',
  async (path) => {
    const rig = await ServerRig.open();
    const { status, body } = await rig.get(path);
    expect([status, body.error.code]).toEqual([404, 'not_found']);
  },
);

test.each(['{', '[]', '"x"', '5'])('a body that reads %s is refused, and does nothing', async (text) => {
  const rig = await ServerRig.open();
  const { status, body } = await rig.post('/v1/missions', text);
  expect([status, body.error.code]).toEqual([400, 'bad_request']);
  expect((await rig.get('/v1/missions')).body.missions).toEqual([]);
});

test('a body that is too large is refused', async () => {
  const rig = await ServerRig.open();
  const { status } = await rig.post('/v1/missions', { name: 'x'.repeat(5_000_000), instructions: 'y' });
  expect(status).toBe(413);
});

test('every answer tells the server’s time', async () => {
  const rig = await ServerRig.open({ from: Date.parse('2030-01-01T00:00:00Z') });
  for (const path of ['/v1/me', '/v1/nowhere', '/simulator/clock']) {
    const { headers } = await rig.get(path);
    expect(headers.get('x-simulator-now')).toBe(String(Date.parse('2030-01-01T00:00:00Z')));
    expect(headers.get('x-simulator-next')).toBe('');
    expect(headers.get('date')).toBe('Tue, 01 Jan 2030 00:00:00 GMT');
  }
});

test('a request that was meant for another host is not answered', async () => {
  const rig = await ServerRig.open();
  const { request } = await import('node:http');
  const status = await new Promise((resolve, reject) => {
    const headers = { host: 'example.com', authorization: `Bearer ${rig.key}` };
    request(`${rig.server.url}/v1/me`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(421);
});

test('the page for a person needs no key, and holds none', async () => {
  const rig = await ServerRig.open();
  const response = await fetch(`${rig.server.url}/simulator`);
  const text = await response.text();
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(text).toContain('Approve');
  expect(text).not.toContain(rig.key);
});
