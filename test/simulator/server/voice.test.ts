/** The voice side: calls of the account's own agent, and what the service asks of its client over the socket. */
import { describe, expect, it } from 'vitest';
import { minuteMs, secondMs } from '../../../src/lib/time.ts';
import { ServerRig } from './server-rig.ts';
import { shapeOf } from './shape.ts';

describe('a call to the owner', () => {
  it('is accepted with 202, asks the client what it knows, and takes what it says', async () => {
    const rig = await ServerRig.open();
    const socket = await rig.socket();
    const made = await rig.post('/v1/calls', { greeting: 'Hello', context: { purpose: 'News' } });
    expect(made.status).toBe(202);
    const call_id = made.body.call_id;
    expect(made.body).toEqual({ call_id, status: 'initiating', direction: 'outbound' });
    const read = async () => (await rig.get(`/v1/calls/${call_id}`)).body;
    expect(shapeOf(await read())).toEqual({
      call_id: 'uuid',
      direction: 'text',
      status: 'text',
      started_at: 'milli',
      duration_seconds: null,
      user_id: 'uuid',
    });
    rig.pass(2 * secondMs);
    expect((await read()).status).toBe('ringing');
    rig.pass(20 * secondMs);
    expect(await read()).toMatchObject({ status: 'in-progress', duration_seconds: expect.any(Number) });
    expect(await socket.rest()).toEqual([
      { type: 'event', event: 'context_request', call_id },
      { type: 'event', event: 'call.started', call_id, direction: 'outbound' },
    ]);
    const context = { memory: 'Nothing', system_prompt: 'Be brief' };
    socket.send({ type: 'context_response', call_id, context });
    socket.send({ type: 'response', call_id, text: 'Hey' });
    socket.send({ type: 'response', call_id: 'another', text: 'Not here' });
    await socket.rest();
    expect((await rig.get(`/simulator/calls/${call_id}`)).body).toMatchObject({ context, responses: ['Hey'] });
  });

  it('ends when it is asked to, and says how long it was', async () => {
    const rig = await ServerRig.open();
    const socket = await rig.socket();
    const { call_id } = (await rig.post('/v1/calls', { purpose: 'News' })).body;
    rig.pass(minuteMs);
    const ended = await rig.post(`/v1/calls/${call_id}/end`, { reason: 'done' });
    const { duration_seconds } = ended.body;
    expect(ended.body).toEqual({ call_id, status: 'ending', duration_seconds });
    expect(duration_seconds).toBeGreaterThan(40);
    expect((await socket.rest()).at(-1)).toEqual({
      type: 'event',
      event: 'call.ended',
      call_id,
      direction: 'outbound',
      duration_seconds,
      reason: 'done',
      outcome: null,
      to_number: (await rig.get('/v1/me')).body.phone,
      purpose: 'News',
      greeting: null,
      voicemail_message: null,
    });
    expect((await rig.get(`/v1/calls/${call_id}`)).body).toMatchObject({ status: 'completed', duration_seconds });
    expect((await rig.post(`/v1/calls/${call_id}/end`)).status).toBe(409);
  });

  it('ends when the person hangs up, or has been too long', async () => {
    const rig = await ServerRig.open();
    const first = (await rig.post('/v1/calls')).body.call_id;
    rig.pass(minuteMs);
    expect((await rig.post('/simulator/hang-up')).body).toMatchObject({ call_id: first, status: 'completed' });
    expect((await rig.post('/simulator/hang-up')).status).toBe(404);
    await rig.patch('/simulator/account', { quota: { max_call_duration_seconds: 60 } });
    const second = (await rig.post('/v1/calls')).body.call_id;
    const socket = await rig.socket();
    rig.pass(2 * minuteMs);
    expect((await rig.get(`/v1/calls/${second}`)).body).toMatchObject({ status: 'completed', duration_seconds: 60 });
    expect((await socket.rest()).at(-1)).toMatchObject({ event: 'call.ended', reason: 'max_duration' });
  });
});

describe('a call to somebody else', () => {
  it.each([
    ['answered', 'completed', null, 'user_hangup'],
    ['voicemail', 'completed', 'voicemail', 'hangup'],
    ['voicemail_failed', 'completed', 'voicemail_failed', 'hangup'],
    ['fax', 'completed', 'fax', 'hangup'],
    ['no_answer', 'no-answer', 'no_answer', 'no_answer'],
    ['busy', 'busy', null, 'busy'],
    ['failed', 'failed', null, 'failed'],
  ])('that comes out as %s is %s, with the outcome %s', async (fate, status, outcome, reason) => {
    const rig = await ServerRig.open();
    await rig.patch('/simulator/account', { answers: { '+13125550101': fate } });
    const socket = await rig.socket();
    const { call_id } = (await rig.post('/v1/calls', { to: '+13125550101', greeting: 'It is me' })).body;
    rig.pass(10 * minuteMs);
    expect((await rig.get(`/v1/calls/${call_id}`)).body.status).toBe(status);
    const told = await socket.rest();
    expect(told.some(({ event }) => event === 'context_request')).toBe(false);
    expect(told.at(-1)).toMatchObject({
      event: 'call.ended',
      to_number: '+13125550101',
      greeting: 'It is me',
      outcome,
      reason,
      voicemail_message: fate === 'voicemail' ? 'It is me' : null,
    });
  });

  it.each(['voicemail', 'fax', 'no_answer', 'busy'])(
    'that would come out as %s and is ended while it rings is canceled, and has no outcome',
    async (fate) => {
      const rig = await ServerRig.open();
      await rig.patch('/simulator/account', { answers: { '+13125550101': fate } });
      const socket = await rig.socket();
      const { call_id } = (await rig.post('/v1/calls', { to: '+13125550101', greeting: 'It is me' })).body;
      await rig.post(`/v1/calls/${call_id}/end`, { reason: 'user_ended' });
      expect((await rig.get(`/v1/calls/${call_id}`)).body.status).toBe('canceled');
      expect((await socket.rest()).at(-1)).toMatchObject({
        event: 'call.ended',
        outcome: null,
        reason: 'user_ended',
        voicemail_message: null,
      });
    },
  );

  it('comes out by chance, the same way for the same seed', async () => {
    const outcomes = async (seed: number) => {
      const rig = await ServerRig.open({ seed });
      const ids: string[] = [];
      for (let n = 10; n < 40; n += 1) ids.push((await rig.post('/v1/calls', { to: `+131255501${n}` })).body.call_id);
      rig.pass(10 * minuteMs);
      return Promise.all(ids.map(async (id) => (await rig.get(`/v1/calls/${id}`)).body.status));
    };
    const first = await outcomes(1);
    expect(await outcomes(1)).toEqual(first);
    expect(await outcomes(2)).not.toEqual(first);
    expect(new Set(first).size).toBeGreaterThan(1);
  });

  it('is refused where the number is none', async () => {
    const rig = await ServerRig.open();
    expect((await rig.post('/v1/calls', { to: '555' })).body.error.code).toBe('internal');
    expect((await rig.patch('/simulator/account', { answers: { '+13125550101': 'dances' } })).status).toBe(400);
  });
});

describe('a person', () => {
  it('calls in, and the client is asked what it knows', async () => {
    const rig = await ServerRig.open();
    const socket = await rig.socket();
    const { body } = await rig.post('/simulator/inbound-call');
    const { call_id } = body;
    expect(body.to).toBe(await rig.number());
    expect(await socket.rest()).toEqual([
      { type: 'event', event: 'context_request', call_id },
      { type: 'event', event: 'call.started', call_id, direction: 'inbound' },
    ]);
    rig.pass(minuteMs);
    await rig.post('/simulator/hang-up', { call_id });
    // Each was told once, and is not told again as time goes on.
    expect(await socket.rest()).toMatchObject([{ event: 'call.ended', direction: 'inbound', reason: 'user_hangup' }]);
  });

  it.each([
    ['What was said before', 'What was said before'],
    [undefined, {}],
  ])('asks with %j as what is known, in words as well', async (context, told) => {
    const rig = await ServerRig.open();
    const socket = await rig.socket();
    await rig.post('/simulator/deep-tool', { query: 'What is new?', context, wait: false });
    expect(await socket.next()).toMatchObject({ event: 'deep_tool_request', context: told });
  });

  it('asks the agent something, hears that it works on it, and then what it found', async () => {
    const rig = await ServerRig.open();
    const socket = await rig.socket();
    const { call_id } = (await rig.post('/simulator/inbound-call')).body;
    await socket.rest();
    const asked = rig.post('/simulator/deep-tool', { query: 'What is new?', context: { a: 1 }, urgency: 'high' });
    const request = await socket.next();
    expect(request).toEqual({
      type: 'event',
      event: 'deep_tool_request',
      call_id,
      call_control_id: `v3:${call_id}`,
      request_id: expect.any(String),
      query: 'What is new?',
      context: { a: 1 },
      urgency: 'high',
    });
    const { request_id } = request;
    socket.send({ type: 'deep_tool_progress', request_id, text: 'One moment' });
    socket.send({ type: 'deep_tool_result', request_id, text: 'Nothing' });
    socket.send({ type: 'deep_tool_result', request_id, text: 'Too late' });
    const told = { request_id, kind: 'deep-tool', done: true, progress: ['One moment'], text: 'Nothing' };
    expect((await asked).body).toEqual(told);
    expect((await rig.get(`/simulator/requests/${request_id}`)).body).toEqual(told);
  });

  it.each(['reply', 'text'])('speaks into the app, and hears the answer, which clients call %s', async (name) => {
    const rig = await ServerRig.open();
    const socket = await rig.socket();
    const asked = rig.post('/simulator/walkie', { transcript: 'Are you there?', session_key: 'agent:main:side' });
    const request = await socket.next();
    expect(request).toEqual({
      type: 'event',
      event: 'walkie_request',
      request_id: expect.any(String),
      transcript: 'Are you there?',
      session_key: 'agent:main:side',
    });
    socket.send({ type: 'walkie_response', request_id: request.request_id, [name]: 'Yes', error: 'none' });
    expect((await asked).body).toMatchObject({ done: true, reply: 'Yes', error: 'none' });
  });

  it('is told that nobody is connected, and does not wait where that is not wanted, or too long', async () => {
    const rig = await ServerRig.open();
    expect((await rig.post('/simulator/walkie', { transcript: 'x' })).body.error.code).toBe('not_connected');
    await rig.socket();
    const asked = await rig.post('/simulator/walkie', { transcript: 'x', wait: false });
    expect([asked.status, asked.body.done]).toEqual([202, false]);
    expect((await rig.post('/simulator/walkie', { transcript: 'x', timeout_seconds: 0 })).body.done).toBe(false);
    expect((await rig.post('/simulator/deep-tool')).body.error.code).toBe('missing_field');
    expect((await rig.get('/simulator/requests/none')).status).toBe(404);
  });
});

describe('the service', () => {
  it('asks its client for its log', async () => {
    const rig = await ServerRig.open();
    const socket = await rig.socket();
    const asked = rig.post('/simulator/request-logs');
    const request = await socket.next();
    expect(request).toEqual({ type: 'request_logs', request_id: expect.any(String) });
    socket.send({ type: 'logs_response', request_id: request.request_id, lines: ['one', 'two'] });
    expect((await asked).body).toMatchObject({ done: true, lines: ['one', 'two'] });
  });

  it('knows who is connected, and how often it came back', async () => {
    const rig = await ServerRig.open();
    expect((await rig.get('/simulator/client')).body).toEqual({ connected: false, restarts: 0 });
    const socket = await rig.socket(rig.key, { client_version: '1.2.3', owner_name: 'Somebody', agent_name: 'Pal' });
    socket.send({ type: 'client_restart', version: '1.2.3', reason: 'reconnect' });
    await socket.rest();
    expect((await rig.get('/simulator/client')).body).toEqual({
      connected: true,
      client_version: '1.2.3',
      owner_name: 'Somebody',
      agent_name: 'Pal',
      restarts: 1,
    });
  });

  it('takes an answer from the account that it asked alone', async () => {
    const rig = await ServerRig.open({ accounts: 2 });
    const [socket, other] = [await rig.socket(), await rig.socket(rig.server.apiKeys[1])];
    const asked = rig.post('/simulator/walkie', { transcript: 'x' });
    const { request_id } = await socket.next();
    other.send({ type: 'walkie_response', request_id, reply: 'Wrong' });
    await other.rest();
    socket.send({ type: 'walkie_response', request_id, reply: 'Right' });
    expect((await asked).body.reply).toBe('Right');
  });
});
