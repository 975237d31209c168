import { setTimeout as later } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { settled, voiceRig } from './voice-rig.ts';

const caller = '+13125550101';

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

  it('is not answered where its sender says no while the agent is at it (invariant 4)', async () => {
    const voice = await voiceRig();
    voice.event('sms.received', text('When are you open?'));
    const asked = await voice.agent.asked();
    voice.event('sms.received', text('STOP', { message_id: 'n' }));
    await settled(voice);
    asked.reply('9 to 5');
    while (!voice.log().includes('not to be contacted any more')) {
      expect(voice.log()).not.toContain('was sent');
      await later(1);
    }
  });

  it('is not answered again where its sender says no between two tries (invariant 4)', async () => {
    const voice = await voiceRig({ auto: '9 to 5' });
    voice.event('sms.received', text('When are you open?'));
    (await voice.rest()).answer(429, { error: { code: 'x', message: 'no' } });
    while (voice.timers.next() !== 2_000) await later(1);
    voice.event('sms.received', text('STOP', { message_id: 'n' }));
    await settled(voice);
    voice.timers.pass(2_000);
    while (!voice.log().includes('not to be contacted any more')) await later(1);
  });

  it('to a mission is the mission’s to answer, and a no in it is noted at once (invariant 4)', async () => {
    const voice = await voiceRig({ auto: 'Yes.' });
    const answer = (said: string) => ({ mission_id: 'm1', from: caller, to: '+13125550199', text: said });
    voice.event('mission.sms_received', answer('When are you open?'));
    await settled(voice);
    expect([...voice.refused]).toEqual([]);
    voice.event('mission.sms_received', answer('STOP'));
    await settled(voice);
    expect([...voice.refused]).toEqual([caller]);
    expect(voice.agent.count).toBe(0);
    voice.event('mission.sms_received', { ...answer('STOP'), from: 'somebody' });
    await settled(voice);
    expect(voice.log()).toContain('lacks a part');
  });

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

  it('is not passed on where all senders together have written two hundred within the hour', async () => {
    const voice = await voiceRig({ auto: 'HEARTBEAT_OK' });
    for (let each = 0; each < 205; each += 1) {
      const from = `+1312555${String(100 + (each % 41)).padStart(4, '0')}`;
      voice.event('sms.received', text('Is it raining?', { from, message_id: `m${each}` }));
      await settled(voice);
    }
    expect(voice.log().match(/too many texts/g)).toHaveLength(5);
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

  it('that says no is noted however many came before, and not over and over', async () => {
    const notes: (string | number)[] = [];
    const numbers = {
      isRefused: async () => false,
      refuse: async (number: string, at: number) => void notes.push(number, at),
    };
    const voice = await voiceRig({ auto: 'HEARTBEAT_OK', numbers });
    for (let each = 0; each < 22; each += 1) voice.event('sms.received', text('Hello', { message_id: `m${each}` }));
    for (let each = 0; each < 5; each += 1) voice.event('sms.received', text('STOP', { message_id: `s${each}` }));
    await settled(voice);
    expect(notes).toEqual([caller, voice.timers.now()]);
  });
});
