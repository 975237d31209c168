import { setTimeout as later } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { settled, type VoiceRig, voiceRig } from './voice-rig.ts';

const caller = '+13125550101';
const ask = (query: string, more: object = {}) => ({ call_id: 'c', request_id: 'r', query, context: {}, ...more });

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
