/**
 * What every provider promises, whoever stands behind it. `open` gives a service that plays the script, with its clock; what
 * goes into the script is small enough for each simulated service to be told.
 */
import { describe, expect, test } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../src/lib/time.ts';
import type { Push } from '../../src/run/ports.ts';
import type { ApproverLine, PersonaLine } from '../../src/spec/spec.ts';
import { eventually } from '../support/eventually.ts';
import { ProviderRig, type ProviderUnderTest, prepareRequest, valueIn } from './provider-rig.ts';

export interface ProviderScript {
  readonly personas: Readonly<Record<string, readonly PersonaLine[]>>;
  readonly approver: Readonly<Record<string, ApproverLine>>;
}

const script: ProviderScript = {
  personas: {
    acme: [{ outcome: 'answered', durationMs: 95 * secondMs, collected: { price: 42 } }],
    silent: [{ outcome: 'no-answer' }],
    machine: [{ outcome: 'voicemail' }],
    engaged: [{ outcome: 'busy' }],
    broken: [{ outcome: 'failed' }],
    reader: [{ outcome: 'delivered' }],
    nobody: [{ outcome: 'undelivered' }],
    writer: [{ outcome: 'replied', reply: 'YES', afterMs: 20 * minuteMs }],
  },
  approver: {
    yes: { answer: 'approved', afterMs: 2 * minuteMs },
    no: { answer: 'denied', afterMs: 2 * minuteMs },
    nobody: { answer: 'no_devices', afterMs: 0 },
  },
};

export function providerContract(name: string, open: (script: ProviderScript) => Promise<ProviderUnderTest>): void {
  const opened = () => open(script).then(ProviderRig.open);

  describe(`${name}, a provider`, () => {
    test('prepares the same mission and assistants for a run however often it is asked', async () => {
      const rig = await opened();
      const again = valueIn(await rig.provider.prepare(prepareRequest));
      expect(again).toEqual(rig.prepared);
      const pool = rig.prepared.assistants.pool ?? [];
      expect(pool).toHaveLength(3);
      expect(new Set(pool.map(({ id }) => id)).size).toBe(3);
      for (const { from } of pool) expect(from).toMatch(/^\+1\d{10}$/);
    });

    test('holds a call until its time, then rings, then knows how it ended', async () => {
      const rig = await opened();
      const ref = await rig.place('acme');
      expect(await rig.reading(ref)).toEqual({ ref, status: 'pending' });
      await rig.passTo(rig.scheduledAt);
      expect(await rig.reading(ref)).toMatchObject({ status: 'in_progress', call: 'ringing' });
      await rig.pass(5 * minuteMs);
      const reading = await rig.reading(ref);
      expect(reading).toMatchObject({ status: 'completed', call: 'answered', durationS: 95 });
      expect(reading?.conversation).toEqual(expect.any(String));
    });

    test.each([
      ['silent', 'completed', 'no-answer'],
      ['machine', 'completed', 'voicemail'],
      ['engaged', 'completed', 'busy'],
      ['broken', 'failed', 'failed'],
    ] as const)('reads a call to %s as %s, %s', async (target, status, call) => {
      const rig = await opened();
      const ref = await rig.place(target);
      await rig.passTo(rig.scheduledAt + 10 * minuteMs);
      expect(await rig.reading(ref)).toMatchObject({ status, call });
    });

    test.each([
      ['a minute’s notice is not given', { scheduledAt: -1 }],
      ['it comes from a foreign number', { from: '+13125550199' }],
      ['there is no such assistant', { assistant: 'asst_none' }],
      ['the number is none', { to: '555' }],
    ] as const)('definitely refuses to place a call where %s', async (_, change) => {
      const rig = await opened();
      const early = 'scheduledAt' in change ? { scheduledAt: rig.clock.now() + minuteMs - 1 } : change;
      const answer = await rig.provider.place({ ...rig.request('acme'), ...early });
      // Whose number it is, a service may know.
      const codes = 'from' in change ? ['refused', 'no-number'] : ['refused'];
      expect(codes).toContain(answer.ok ? null : answer.error.code);
      expect((await rig.listing()).events).toEqual([]);
    });

    test('places a call that gives exactly a minute’s notice', async () => {
      const rig = await opened();
      const answer = await rig.provider.place({ ...rig.request('acme'), scheduledAt: rig.clock.now() + minuteMs });
      expect(answer.ok).toBe(true);
    });

    test('leaves out what it does not know, and what is another assistant’s', async () => {
      const rig = await opened();
      const ref = await rig.place('acme');
      const other = rig.prepared.assistants.pool?.[1]?.id ?? '';
      expect(valueIn(await rig.provider.read({ assistant: rig.assistant.id, refs: ['evt_none', ref] }))).toHaveLength(
        1,
      );
      expect(valueIn(await rig.provider.read({ assistant: other, refs: [ref] }))).toEqual([]);
    });

    test('makes two calls of a key that is placed twice, and lists both', async () => {
      const rig = await opened();
      const refs = [await rig.place('acme'), await rig.place('acme')];
      expect(new Set(refs).size).toBe(2);
      const listing = await rig.listing();
      expect(listing.complete).toBe(true);
      expect(listing.events.map((event) => event.ref).toSorted()).toEqual(refs.toSorted());
      expect(listing.events[0]).toMatchObject({
        key: 'key-acme',
        to: '+13125550101',
        channel: 'call',
        scheduledAt: rig.scheduledAt,
        status: 'pending',
      });
    });

    test('takes a call back before its time, however often it is asked, and it never rings', async () => {
      const rig = await opened();
      const ref = await rig.place('acme');
      expect(await rig.withdraw(ref)).toBe(true);
      expect(await rig.withdraw(ref)).toBe(true);
      await rig.passTo(rig.scheduledAt + 10 * minuteMs);
      const reading = await rig.reading(ref);
      expect(reading === undefined || reading.call === 'canceled').toBe(true);
    });

    test.each([0, 10 * minuteMs])('cannot take a call back %i ms after its time', async (lateMs) => {
      const rig = await opened();
      const ref = await rig.place('acme');
      await rig.passTo(rig.scheduledAt + lateMs);
      expect(await rig.withdraw(ref)).toBe(false);
    });

    test('leaves out of the news at most what is under way', async () => {
      const rig = await opened();
      const ref = await rig.place('acme');
      const news = async () =>
        valueIn(await rig.provider.read({ assistant: rig.assistant.id, refs: [ref], news: true }))[0];
      expect(await news()).toEqual({ ref, status: 'pending' });
      await rig.passTo(rig.scheduledAt + minuteMs);
      expect((await news())?.status ?? 'in_progress').toBe('in_progress');
      await rig.passTo(rig.scheduledAt + 10 * minuteMs);
      expect(await news()).toMatchObject({ status: 'completed', call: 'answered' });
    });

    test('changes the prompt of an assistant, however often it is asked, and of none that it has not', async () => {
      const rig = await opened();
      const prompt = {
        assistant: rig.assistant.id,
        instructions: 'Ask for the price.',
        greeting: 'Hello',
        detect: false,
      };
      expect((await rig.provider.update(prompt)).ok).toBe(true);
      expect((await rig.provider.update(prompt)).ok).toBe(true);
      const none = await rig.provider.update({ ...prompt, assistant: 'asst_none' });
      expect(none).toMatchObject({ ok: false, error: { code: 'refused' } });
    });

    test('talks to an answering machine where it was told not to listen for one', async () => {
      const rig = await opened();
      const { id: assistant } = rig.assistant;
      await rig.provider.update({ assistant, instructions: 'Press 1.', greeting: '', detect: false });
      const ref = await rig.place('machine');
      await rig.passTo(rig.scheduledAt + 10 * minuteMs);
      expect(await rig.reading(ref)).toMatchObject({ status: 'completed', call: 'answered' });
    });

    test.each([
      ['an approval', (rig: ProviderRig) => rig.provider.approval({ id: 'appr_none' })],
      ['a conversation', (rig: ProviderRig) => rig.provider.insight({ conversation: 'conv_none' })],
      ['an event', (rig: ProviderRig) => rig.provider.withdraw({ assistant: 'asst_none', ref: 'evt_none' })],
      ['an assistant', (rig: ProviderRig) => rig.provider.list({ assistant: 'asst_none', mission: 'msn_none' })],
    ])('refuses to speak of %s that it has not', async (_, ask) => {
      const answer = await ask(await opened());
      expect(answer).toMatchObject({ ok: false, error: { code: 'refused' } });
    });

    test('has an insight some time after the conversation, and none before', async () => {
      const rig = await opened();
      const ref = await rig.place('acme');
      const conversation = await rig.conversation(ref);
      expect(valueIn(await rig.provider.insight({ conversation }))).toBeNull();
      await rig.pass(10 * minuteMs);
      const insight = valueIn(await rig.provider.insight({ conversation }));
      expect(insight?.text).toContain('42');
      if (insight?.transcript !== undefined) expect(insight.transcript.length).toBeGreaterThan(0);
    });

    test.each([
      ['reader', 'completed', 'delivered'],
      ['nobody', 'failed', 'undelivered'],
    ] as const)('reads a text to %s as %s, %s', async (target, status, call) => {
      const rig = await opened();
      const ref = await rig.place(target, { channel: 'sms', text: 'Hello' });
      await rig.passTo(rig.scheduledAt + minuteMs);
      expect(await rig.reading(ref)).toMatchObject({ status, call });
    });

    test('keeps replies in the inbox, from an instant on', async () => {
      const rig = await opened();
      await rig.place('writer', { channel: 'sms', text: 'Is Friday all right?' });
      await rig.passTo(rig.scheduledAt + 15 * minuteMs);
      expect(valueIn(await rig.provider.inbox({ since: 0 }))).toEqual([]);
      await rig.pass(10 * minuteMs);
      const [text, ...more] = valueIn(await rig.provider.inbox({ since: rig.scheduledAt }));
      expect(text).toMatchObject({ from: '+13125550101', to: rig.assistant.from, text: 'YES' });
      expect(more).toEqual([]);
      expect(valueIn(await rig.provider.inbox({ since: text?.at ?? 0 }))).toHaveLength(1);
      expect(valueIn(await rig.provider.inbox({ since: (text?.at ?? 0) + 1 }))).toEqual([]);
    });

    test.each([
      ['yes', minuteMs, 'pending'],
      ['yes', 3 * minuteMs, 'approved'],
      ['no', 3 * minuteMs, 'denied'],
      ['silent', 59 * minuteMs, 'pending'],
      ['silent', hourMs, 'expired'],
    ] as const)('tells for the gate %s after %i ms that it is %s', async (gate, afterMs, status) => {
      const rig = await opened();
      const { id } = await rig.ask(gate);
      await rig.pass(afterMs);
      expect(valueIn(await rig.provider.approval({ id: id ?? '' }))).toEqual({ status });
    });

    test('says so when no phone can be asked', async () => {
      const rig = await opened();
      expect(await rig.ask('nobody')).toEqual({ id: null, reason: 'no_devices' });
    });

    test('asks a phone once for the same, however often it is told to', async () => {
      const rig = await opened();
      const first = await rig.ask('yes');
      expect(await rig.ask('yes')).toEqual(first);
      expect((await rig.ask('no')).id).not.toBe(first.id);
    });

    test('hints at what has changed, until nobody listens any more', async () => {
      const rig = await opened();
      const pushes: Push[] = [];
      const stop = rig.provider.onPush((push) => pushes.push(push));
      const request = rig.request('acme');
      const ref = await rig.place('acme');
      const { id } = await rig.ask('yes');
      await rig.pass(20 * minuteMs);
      const conversation = (await rig.reading(ref))?.conversation;
      // A service names the call, or the number and the mission.
      const isOfCall = (push: Push): boolean =>
        (push.kind === 'attempt' && push.ref === ref) ||
        (push.kind === 'number' && push.to === request.to && push.mission === request.mission);
      await eventually(() => {
        expect(pushes.filter(isOfCall)).not.toEqual([]);
        expect(pushes).toContainEqual({ kind: 'insight', conversation });
        expect(pushes).toContainEqual({ kind: 'approval', id });
      });
      stop();
      const before = pushes.length;
      await rig.place('acme');
      await rig.pass(20 * minuteMs);
      expect(pushes).toHaveLength(before);
    });

    test('answers with its own clock', async () => {
      const rig = await opened();
      await rig.pass(minuteMs);
      const answer = await rig.provider.inbox({ since: 0 });
      expect(answer).toMatchObject({ ok: true, serviceAt: rig.clock.now() });
    });
  });
}
