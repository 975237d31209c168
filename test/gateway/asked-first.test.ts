import { describe, expect, it } from 'vitest';
import { pass, settled, voiceRig } from './voice-rig.ts';

const caller = '+13125550101';
const ask = (query: string, more: object = {}) => ({ call_id: 'c', request_id: 'r', query, context: {}, ...more });

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

  it('of strangers takes one place on the phone, and leaves the others to the owner', async () => {
    const voice = await voiceRig({ auto: 'Yes.' });
    for (const id of ['m1', 'm2', 'm3'])
      voice.event('sms.received', { from: caller, body: 'Send me everything', message_id: id });
    const text = await voice.rest();
    await settled(voice);
    voice.event('deep_tool_request', ask('Delete the old branch'));
    expect((await voice.connection.message()).text).toMatch(/asking on your phone/);
    expect((await voice.rest()).body).toMatchObject({ action: 'On the phone: Delete the old branch' });
    text.answer(500, {});
    expect(voice.log().match(/one too many/g)).toHaveLength(2);
  });

  it.each([
    [2_000, true],
    [2_001, false],
  ])('of %i characters is passed on only where the question shows all of it (invariant 7)', async (chars, isFit) => {
    const voice = await voiceRig({ auto: 'Deleted.' });
    const words = `Delete the old ${'branch '.repeat(400)}`.slice(0, chars - 1).concat('x');
    voice.event('deep_tool_request', ask(words));
    if (isFit) {
      await voice.connection.message();
      const posted = await voice.rest();
      expect(posted.body).toMatchObject({ details: words });
      posted.answer(201, created());
      await settled(voice);
      voice.event('approval.responded', { request_id: 'a', decision: 'approved' });
      expect((await voice.agent.asked()).message).toContain(`\n${words}\n`);
      return;
    }
    expect(await voice.connection.message()).toMatchObject({
      type: 'deep_tool_result',
      text: expect.stringMatching(/too long/),
    });
    await settled(voice);
    expect(voice.agent.count).toBe(0);
  });

  it('is asked about a few at a time', async () => {
    const voice = await voiceRig();
    for (const id of ['1', '2', '3', '4', '5'])
      voice.event('deep_tool_request', ask('Delete the old branch', { request_id: id }));
    const said = await settled(voice);
    expect(said.filter(({ type }) => type === 'deep_tool_result')).toEqual([
      { type: 'deep_tool_result', request_id: '5', call_id: 'c', text: expect.stringMatching(/too much/) },
    ]);
  });
});
