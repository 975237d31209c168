/** Whatever a service answers, nothing throws, nothing but an answer comes back, and nothing is placed twice. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Answer } from '../../src/run/ports.ts';
import { prepareRequest } from '../contract/provider-rig.ts';
import type { FakeReply } from '../support/fake-service.ts';
import { fakeRig, now, placeRequest } from './fake-rig.ts';

/** JSON that looks right at first sight more often than not. */
const names = [
  'id',
  'run_id',
  'data',
  'event',
  'events',
  'missions',
  'mission',
  'assistants',
  'assistant',
  'scheduled_events',
  'messages',
  'meta',
  'pagination',
  'total_pages',
  'pages',
  'status',
  'call_status',
  'channel',
  'to_number',
  'scheduled_at',
  'metadata',
  'key',
  'conversation_id',
  'phone',
  'phone_number',
  'quota',
  'usage_today',
  'request_id',
  'devices_notified',
  'conversation_insights',
  'result',
  'input',
  'name',
  'telnyx_agent_id',
  'error',
  'code',
  'message',
  '__proto__',
  'toString',
];
const values = [
  '..',
  '',
  'pending',
  'completed',
  'call',
  'quota_exceeded',
  '2026-11-23T15:00:00Z',
  'run-1',
  '+13125550101',
  'Telnyx API error (400): {"errors": [{"code": "10015"}]}',
  'Telnyx API error (400): {"errors": 7}',
];
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>(...values, null, true, 0, -1, 1e308, 3),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...names), tie('tree'), { maxKeys: 8 }),
  ),
}));

const reply: fc.Arbitrary<FakeReply> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ status: fc.constantFrom(200, 200, 200, 201), body: tree }) },
  { weight: 2, arbitrary: fc.record({ status: fc.constantFrom(400, 404, 409, 429, 500, 503), body: tree }) },
  { weight: 1, arbitrary: fc.record({ text: fc.constantFrom('', '{', '<html>', 'null', '[]', '"', '\u0000') }) },
  { weight: 1, arbitrary: fc.constant<FakeReply>('cut') },
);

test('of any kind', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(reply, { minLength: 1, maxLength: 6 }), async (replies) => {
      let asked = 0;
      const rig = await fakeRig(() => replies[asked++ % replies.length] ?? 'cut');
      const { provider } = rig;
      const event = { assistant: 'a1', ref: 'e1' };
      const asks: readonly (() => Promise<Answer<unknown>>)[] = [
        () => provider.read({ assistant: 'a1', refs: ['e1'] }),
        () => provider.list({ assistant: 'a1', mission: 'm1' }),
        () => provider.withdraw(event),
        () => provider.insight({ conversation: 'c1' }),
        () => provider.inbox({ since: now }),
        () => provider.approval({ id: 'q1' }),
        () => provider.update({ assistant: 'a1', instructions: 'I', greeting: '' }),
        () =>
          provider.ask({ run: 'a-1', gate: 'go', question: 'May I?', details: '', biometric: false, expiresAt: now }),
        () => provider.prepare({ ...prepareRequest, rounds: prepareRequest.rounds.slice(0, 1) }),
        () => provider.place(placeRequest),
      ];
      for (const ask of asks) {
        const answer = await ask();
        if (answer.ok) expect(Number.isFinite(answer.serviceAt)).toBe(true);
        else expect(answer.error.message).not.toBe('');
      }
      expect(rig.asked.filter((one) => one === 'POST /assistants/a1/events')).toHaveLength(1);
    }),
    { numRuns: 80 },
  );
});
