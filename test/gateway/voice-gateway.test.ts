import { setTimeout as later } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type VoiceRig, voiceRig } from './voice-rig.ts';

const caller = '+13125550101';
const ask = (query: string, more: object = {}) => ({ call_id: 'c', request_id: 'r', query, context: {}, ...more });

type Messages = readonly Record<string, unknown>[];

/**
 * The socket keeps the order: when this is back twice, all before it has been handled, and the other side's pong was heard. Returns
 * what was said meanwhile.
 */
async function settled({ connection }: VoiceRig): Promise<Messages> {
  const said: Record<string, unknown>[] = [];
  for (const request of ['settled', 'settled again']) {
    connection.say({ type: 'request_logs', request_id: request });
    for (;;) {
      const message = await connection.message();
      if (message.request_id === request) break;
      said.push(message);
    }
  }
  return said;
}

/** Time passes in steps that leave the pings their pongs. */
async function pass(voice: VoiceRig, ms: number): Promise<Messages> {
  const said: Record<string, unknown>[] = [];
  for (let left = ms; left > 0; left -= 9_000) {
    voice.timers.pass(Math.min(left, 9_000));
    said.push(...(await settled(voice)));
  }
  return said;
}

describe('an inbound call', () => {
  it('gets its context, then the greeting, once', async () => {
    const names = { owner: 'Ada', agent: 'Bee' };
    const voice = await voiceRig({ names, greeting: 'Hello, **Bee** here.' });
    voice.event('call.started', { call_id: 'c', direction: 'inbound' });
    voice.event('context_request', { call_id: 'c' });
    voice.event('context_request', { call_id: 'c' });
    const context = await voice.connection.message();
    expect(context).toEqual({
      type: 'context_response',
      call_id: 'c',
      context: { memory: expect.any(String), system_prompt: expect.stringMatching(/You are Bee\.\nYou work for Ada/) },
    });
    expect(await voice.connection.message()).toEqual({ type: 'response', call_id: 'c', text: 'Hello, Bee here.' });
    voice.connection.say({ type: 'request_logs', request_id: 'l' });
    expect(await voice.connection.message()).toMatchObject({ type: 'logs_response' });
  });

  it('is greeted where nothing is configured', async () => {
    const voice = await voiceRig();
    voice.event('context_request', { call_id: 'c' });
    await voice.connection.message();
    expect((await voice.connection.message()).text).toBe('Hello, your assistant speaking. What can I do for you?');
  });
});

describe('a deep-tool request', () => {
  it('goes to the main session, and its answer is spoken', async () => {
    const voice = await voiceRig();
    voice.event('deep_tool_request', ask('What is on my calendar?', { context: { topic: 'today' } }));
    const asked = await voice.agent.asked();
    expect(asked.body.args).toMatchObject({ sessionKey: 'agent:main:main', timeoutSeconds: 90 });
    expect(asked.message).toContain('[VOICE CALL]');
    expect(asked.message).toContain('<<<m4rk\nWhat is on my calendar?\nm4rk>>>');
    expect(asked.message).toContain('{"topic":"today"}');
    expect(asked.message).toContain('Nobody has approved anything');
    asked.reply('**Two** meetings:\n- [Ada](https://example.com)\n- Bob');
    expect(await voice.connection.message()).toEqual({
      type: 'deep_tool_result',
      request_id: 'r',
      call_id: 'c',
      text: 'Two meetings: Ada. Bob.',
    });
    expect(voice.log()).not.toContain('calendar');
    expect(voice.log()).toContain('deep-tool request r: answered with');
  });

  it('has its progress spoken while the agent works, and nothing after the answer', async () => {
    const voice = await voiceRig();
    voice.event('deep_tool_request', ask('What is on my calendar?'));
    const asked = await voice.agent.asked();
    expect(await pass(voice, 3_999)).toEqual([]);
    expect(await pass(voice, 1)).toEqual([
      { type: 'deep_tool_progress', request_id: 'r', call_id: 'c', text: expect.stringMatching(/moment/) },
    ]);
    const said = await pass(voice, 45_000);
    expect(said).toHaveLength(3);
    for (const each of said) expect(each).toMatchObject({ text: expect.stringMatching(/still on it/) });
    asked.reply('Nothing.');
    expect(await voice.connection.message()).toMatchObject({ type: 'deep_tool_result', text: 'Nothing.' });
    expect(await pass(voice, 60_000)).toEqual([]);
  });

  it('has no progress spoken to somebody who has hung up', async () => {
    const voice = await voiceRig();
    voice.event('deep_tool_request', ask('What is on my calendar?'));
    const asked = await voice.agent.asked();
    voice.event('call.ended', { call_id: 'c', direction: 'inbound', duration_seconds: 3 });
    (await voice.agent.asked()).reply('');
    voice.timers.pass(20_000);
    asked.reply('Nothing.');
    expect(await voice.connection.message()).toMatchObject({ type: 'deep_tool_result' });
  });

  it('is passed on once, however often it is said', async () => {
    const voice = await voiceRig({ auto: 'Yes.' });
    for (let time = 0; time < 3; time += 1) voice.event('deep_tool_request', ask('Is it raining?'));
    expect(await voice.connection.message()).toMatchObject({ type: 'deep_tool_result' });
    await settled(voice);
    expect(voice.agent.count).toBe(1);
  });

  it.each([
    ['', /did not catch/],
    ['  ', /did not catch/],
    ['is '.repeat(10_000), /too long/],
  ])('without usable words is answered here', async (query, text) => {
    const voice = await voiceRig({ auto: 'Yes.' });
    voice.event('deep_tool_request', ask(query));
    expect((await voice.connection.message()).text).toMatch(text);
    expect(voice.agent.count).toBe(0);
  });

  it.each([
    [404, {}, /does not let me/, /gateway\.tools\.allow/],
    [401, {}, /token/, /gateway_token/],
    [500, 'oops', /Something went wrong/, /answered 500/],
    [200, 'garbage', /Something went wrong/, /no JSON/],
    [200, { result: { details: { status: 'timeout' } } }, /not answer in time/, /in time/],
  ])(
    'that the gateway answers with %i %j is explained, and the log says what to do',
    async (status, body, text, line) => {
      const voice = await voiceRig();
      voice.event('deep_tool_request', ask('Is it raining?'));
      (await voice.agent.asked()).answer(status, body);
      expect((await voice.connection.message()).text).toMatch(text);
      expect(voice.log()).toMatch(line);
    },
  );

  it('is refused where too many are under way', async () => {
    const voice = await voiceRig();
    for (let each = 0; each < 25; each += 1)
      voice.event('deep_tool_request', ask('Is it raining?', { request_id: `r${each}` }));
    expect(await voice.connection.message()).toMatchObject({
      request_id: 'r24',
      text: expect.stringMatching(/too much/),
    });
    expect(voice.agent.count).toBeLessThanOrEqual(4);
  });
});

describe('a request that sounds sensitive', () => {
  const created = (more: object = {}) => ({
    request_id: 'a',
    status: 'pending',
    devices_notified: 1,
    devices_failed: 0,
    ...more,
  });

  it('is passed on after a yes on the phone', async () => {
    const voice = await voiceRig();
    voice.event('deep_tool_request', ask('Delete the   old branch'));
    expect((await voice.connection.message()).text).toMatch(/asking on your phone/);
    const posted = await voice.rest();
    expect(posted).toMatchObject({
      method: 'POST',
      path: '/v1/approvals',
      body: { action: 'On the phone: Delete the old branch', details: 'Delete the old branch', expires_in: 60 },
    });
    posted.answer(201, created());
    await settled(voice);
    expect(voice.agent.count).toBe(0);
    voice.event('approval.responded', { request_id: 'a', decision: 'approved' });
    expect(await voice.connection.message()).toMatchObject({
      type: 'deep_tool_progress',
      text: 'It was approved. I am on it.',
    });
    const asked = await voice.agent.asked();
    expect(asked.message).toContain('The owner has approved exactly this request');
    asked.reply('Deleted.');
    expect(await voice.connection.message()).toMatchObject({ type: 'deep_tool_result', text: 'Deleted.' });
  });

  it.each([
    ['denied', /was not approved/],
    ['timeout', /in time/],
    ['no_devices', /no phone is set up/],
    ['no_devices_reached', /could not be reached/],
  ])('is not passed on after %s', async (decision, text) => {
    const voice = await voiceRig({ auto: 'Deleted.' });
    voice.event('deep_tool_request', ask('Delete the old branch'));
    await voice.connection.message();
    (await voice.rest()).answer(201, created());
    await settled(voice);
    voice.event('approval.responded', { request_id: 'a', decision });
    expect(await voice.connection.message()).toMatchObject({
      type: 'deep_tool_result',
      text: expect.stringMatching(text),
    });
    expect(voice.agent.count).toBe(0);
  });

  it.each([
    ['no device is registered', 201, created({ devices_notified: 0 }), /no phone is set up/],
    ['no device was reached', 201, created({ devices_notified: 0, devices_failed: 1 }), /could not be reached/],
    ['approvals are broken', 500, { error: { code: 'internal', message: 'oops' } }, /could not ask/],
    ['approvals answer garbage', 201, 'yes', /could not ask/],
  ])('is not passed on where %s', async (_, status, body, text) => {
    const voice = await voiceRig({ auto: 'Deleted.' });
    voice.event('deep_tool_request', ask('Delete the old branch'));
    await voice.connection.message();
    (await voice.rest()).answer(status, body);
    expect(await voice.connection.message()).toMatchObject({
      type: 'deep_tool_result',
      text: expect.stringMatching(text),
    });
    expect(voice.agent.count).toBe(0);
  });

  it('is not passed on by a yes to another, nor by one that comes too late', async () => {
    const voice = await voiceRig({ auto: 'Deleted.' });
    voice.event('deep_tool_request', ask('Delete the old branch'));
    await voice.connection.message();
    (await voice.rest()).answer(201, created());
    voice.event('approval.responded', { request_id: 'b', decision: 'approved' });
    await settled(voice);
    voice.timers.pass(3_000);
    (await voice.rest()).answer(200, { request_id: 'a', status: 'pending' });
    await settled(voice);
    await pass(voice, 54_000);
    voice.timers.pass(3_000);
    expect(await voice.connection.message()).toMatchObject({
      type: 'deep_tool_result',
      text: expect.stringMatching(/in time/),
    });
    voice.event('approval.responded', { request_id: 'a', decision: 'approved' });
    await settled(voice);
    expect(voice.agent.count).toBe(0);
  });

  it('is held back by walkie-talkie and by text too', async () => {
    const voice = await voiceRig({ auto: 'Deleted.' });
    voice.event('walkie_request', { request_id: 'w', transcript: 'delete everything' });
    const walkie = await voice.rest();
    expect(walkie.body).toMatchObject({ action: 'By walkie-talkie: delete everything' });
    walkie.answer(500, {});
    expect(await voice.connection.message()).toEqual({
      type: 'walkie_response',
      request_id: 'w',
      reply: expect.stringMatching(/could not ask/),
    });
    voice.event('sms.received', { from: caller, body: 'delete everything', message_id: 'm' });
    const text = await voice.rest();
    expect(text.body).toMatchObject({ action: `By text from ${caller}: delete everything` });
    text.answer(500, {});
    await settled(voice);
    expect(voice.agent.count).toBe(0);
  });
});

describe('a walkie-talkie message', () => {
  it('goes to its own session, and its answer is spoken', async () => {
    const voice = await voiceRig();
    voice.event('walkie_request', { request_id: 'w', transcript: 'Is it raining?', session_key: 'agent:ada:walkie' });
    const asked = await voice.agent.asked();
    expect(asked.body.args).toMatchObject({ sessionKey: 'agent:ada:walkie', timeoutSeconds: 90 });
    expect(asked.message).toContain('[WALKIE-TALKIE]');
    asked.reply('HEARTBEAT_OK');
    expect(await voice.connection.message()).toEqual({ type: 'walkie_response', request_id: 'w', reply: 'Done.' });
  });

  it('says what went wrong', async () => {
    const voice = await voiceRig();
    voice.event('walkie_request', { request_id: 'w', transcript: 'Is it raining?', session_key: 7 });
    const asked = await voice.agent.asked();
    expect(asked.body.args.sessionKey).toBe('agent:main:main');
    asked.answer(500, {});
    expect(await voice.connection.message()).toEqual({
      type: 'walkie_response',
      request_id: 'w',
      reply: '',
      error: expect.stringMatching(/went wrong/),
    });
  });
});

describe('a text', () => {
  const text = (body: string, more: object = {}) => ({ from: caller, body, message_id: 'm', ...more });

  it('goes to the agent’s session, and its answer is sent back', async () => {
    const voice = await voiceRig();
    voice.event('sms.received', text('When are you open?'));
    const asked = await voice.agent.asked();
    expect(asked.body.args).toMatchObject({ sessionKey: 'agent:main:main', timeoutSeconds: 60 });
    expect(asked.message).toContain(`[SMS from ${caller}]`);
    expect(asked.message).toContain('a sender’s number can be forged');
    asked.reply('**9 to 5**');
    const sent = await voice.rest();
    expect(sent).toMatchObject({ method: 'POST', path: '/v1/messages/send', body: { to: caller, message: '9 to 5' } });
    sent.answer(200, { id: 's' });
  });

  it('is not answered where the agent has nothing to say', async () => {
    const voice = await voiceRig({ auto: 'HEARTBEAT_OK' });
    voice.event('sms.received', text('ok'));
    await voice.agent.asked();
    voice.event('sms.received', text('Is it raining?', { message_id: 'n' }));
    await voice.agent.asked();
    await settled(voice);
    expect(voice.log()).not.toContain('was sent');
  });

  it.each(['STOP', 'please stop texting me', 'Do not contact me again'])(
    'that says no for ever (%s) is noted, not answered',
    async (body) => {
      const voice = await voiceRig({ auto: 'Yes.' });
      voice.event('sms.received', text(body));
      await settled(voice);
      expect([...voice.refused]).toEqual([caller]);
      expect(voice.agent.count).toBe(0);
      voice.event('sms.received', text('Hello again', { message_id: 'n' }));
      await settled(voice);
      expect(voice.agent.count).toBe(0);
    },
  );

  it('is answered at most twenty times an hour', async () => {
    const voice = await voiceRig({ auto: 'HEARTBEAT_OK' });
    for (let each = 0; each < 25; each += 1) {
      voice.event('sms.received', text('Is it raining?', { message_id: `m${each}` }));
      await settled(voice);
    }
    expect(voice.log().match(/too many texts/g)).toHaveLength(5);
    voice.timers.pass(10_000);
    voice.event('sms.received', text('Is it raining?', { from: '+13125550102', message_id: 'other' }));
    for (let each = 0; each < 21; each += 1) await voice.agent.asked();
  });

  it.each([
    [429, 2],
    [500, 1],
    [400, 1],
  ])('is answered again only where the service surely did not take the answer (%i)', async (status, tries) => {
    const voice = await voiceRig({ auto: 'Yes.' });
    voice.event('sms.received', text('Is it raining?'));
    (await voice.rest()).answer(status, { error: { code: 'x', message: 'no' } });
    if (tries === 2) {
      while (voice.timers.next() !== 2_000) await later(1);
      voice.timers.pass(2_000);
      (await voice.rest()).answer(200, { id: 's' });
      while (!voice.log().includes('was sent')) await later(1);
    } else {
      while (!voice.log().includes('was not sent')) await later(1);
    }
  });
});

describe('the end of a call', () => {
  it('is told to the main session, once, and nobody waits for an answer', async () => {
    const voice = await voiceRig({ auto: '' });
    const ended = {
      call_id: 'c',
      direction: 'outbound',
      duration_seconds: 40,
      outcome: 'voicemail',
      to_number: caller,
    };
    voice.event('call.ended', { ...ended, voicemail_message: 'Please call back' });
    voice.event('call.ended', ended);
    const asked = await voice.agent.asked();
    expect(asked.body.args).toEqual({
      sessionKey: 'agent:main:main',
      timeoutSeconds: 0,
      message: `[CALL ENDED] The call to ${caller} reached a voicemail, and a message was left. What was left: "Please call back"`,
    });
    await settled(voice);
    expect(voice.agent.count).toBe(1);
  });
});

describe('the line', () => {
  it('is said to be back after it was lost, with the answers that had waited', async () => {
    const voice = await voiceRig();
    voice.event('deep_tool_request', ask('Is it raining?'));
    const asked = await voice.agent.asked();
    voice.connection.socket.terminate();
    while (voice.health.at(-1)?.standing !== 'waiting') await later(1);
    asked.reply('Yes.');
    while (!voice.log().includes('answered with')) await later(1);
    voice.timers.pass(5_000);
    const again = await voice.service.connection();
    await again.greet();
    expect(await again.message()).toEqual({ type: 'client_restart', version: 'mission/test', reason: 'reconnect' });
    expect(await again.message()).toMatchObject({ type: 'deep_tool_result', text: 'Yes.' });
    expect(voice.health.at(-1)).toMatchObject({ standing: 'connected', end: null });
  });

  it('does not speak what has become stale', async () => {
    const voice = await voiceRig();
    voice.event('deep_tool_request', ask('Is it raining?'));
    const asked = await voice.agent.asked();
    voice.connection.socket.terminate();
    while (voice.health.at(-1)?.standing !== 'waiting') await later(1);
    asked.reply('Yes.');
    while (!voice.log().includes('answered with')) await later(1);
    voice.service.refuse(503, { 'retry-after': '200' });
    voice.timers.pass(5_000);
    while (!voice.log().includes('again in 200 s')) await later(1);
    voice.service.refuse(null);
    voice.timers.pass(200_000);
    const again = await voice.service.connection();
    await again.greet();
    expect(await again.message()).toMatchObject({ type: 'client_restart' });
    while (!voice.log().includes('0 sent, 1 too old')) await later(1);
  });

  it.each([
    [(voice: VoiceRig) => voice.connection.socket.close(4000), { reason: 'taken-over' }, 'taken-over', /took over/],
    [
      (voice: VoiceRig) => voice.connection.say({ type: 'auth_error', message: 'key revoked' }),
      { reason: 'refused', message: 'key revoked' },
      'refused',
      /does not accept the API key: key revoked/,
    ],
    [(voice: VoiceRig) => voice.voice.stop(), { reason: 'closed' }, null, /stopped/],
  ])('ends for good in three ways', async (act, end, shown, line) => {
    const voice = await voiceRig();
    act(voice);
    expect(await voice.voice.ended).toEqual(end);
    expect(voice.health.at(-1)).toMatchObject({ standing: 'ended', end: shown });
    expect(voice.log()).toMatch(line);
    voice.timers.pass(3_600_000);
    expect(voice.service.connections).toBe(1);
  });

  it('survives whatever is said on it', async () => {
    const voice = await voiceRig({ auto: 'Yes.' });
    const garbage: unknown[] = [
      '{',
      'null',
      '"event"',
      { type: 'event' },
      { type: 'event', event: '__proto__' },
      { type: 'event', event: 'context_request', call_id: { a: 1 } },
      { type: 'event', event: 'deep_tool_request', request_id: 'g', query: ['x'], context: 'y' },
      { type: 'event', event: 'sms.received', from: null, body: 7 },
      { type: 'event', event: 'call.ended', call_id: 'g', duration_seconds: -1, direction: {} },
      { type: 'event', event: 'approval.responded', request_id: 'g', decision: ['approved'] },
      { type: 'response', text: 'x' },
    ];
    for (const each of garbage) voice.connection.say(each);
    expect(await voice.connection.message()).toMatchObject({
      type: 'deep_tool_result',
      text: expect.stringMatching(/catch/),
    });
    await settled(voice);
    voice.event('deep_tool_request', ask('Is it raining?'));
    expect(await voice.connection.message()).toMatchObject({ type: 'deep_tool_result', text: 'Yes.' });
  });

  it('shows every half minute that it is not stuck', async () => {
    const voice = await voiceRig();
    await settled(voice);
    const before = voice.health.length;
    voice.timers.pass(29_999);
    voice.timers.pass(1);
    expect(voice.health.length).toBeGreaterThan(before);
    expect(voice.health.at(-1)).toMatchObject({ standing: 'connected', pid: process.pid });
  });

  it('gives the service the last lines of the log', async () => {
    const voice = await voiceRig();
    voice.connection.say({ type: 'request_logs', request_id: 'l' });
    const { lines } = (await voice.connection.message()) as { lines: string[] };
    expect(lines.at(-1)).toBe('[2026-11-24T12:00:00Z] INFO: the service asks for the log');
    expect(lines.join('\n')).not.toContain('cc_test_secret');
  });
});
