import { describe, expect, it } from 'vitest';
import { pass, settled, voiceRig } from './voice-rig.ts';

const ask = (query: string, more: object = {}) => ({ call_id: 'c', request_id: 'r', query, context: {}, ...more });

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
