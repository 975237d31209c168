/** Every shape that the service is known to answer in, and garbage in its place. */
import { describe, expect, test } from 'vitest';
import { approvalOf, approvalRequest, askingOf } from '../../src/provider/approvals.ts';
import { insightOf } from '../../src/provider/insight.ts';
import { inboundText, receivedSince } from '../../src/provider/messages.ts';
import { pushOf } from '../../src/provider/push-messages.ts';
import { scheduledEvent } from '../../src/provider/scheduled-event.ts';
import { fakeRig, scheduled } from './fake-rig.ts';

describe('a call', () => {
  const over = { conversation_id: 'c1' };
  test.each([
    [{}, { status: 'pending' }],
    [{ status: 'scheduled' }, { status: 'pending' }],
    [
      { status: 'in_progress', call_status: 'ringing' },
      { status: 'in_progress', call: 'ringing' },
    ],
    [
      { status: 'in_progress', call_status: 'in-progress', ...over },
      { status: 'in_progress', call: 'in-progress', conversation: 'c1' },
    ],
    [
      { status: 'In Progress', call_status: 'in_progress', ...over },
      { status: 'in_progress', call: 'in-progress', conversation: 'c1' },
    ],
    // Its own redials are still to come.
    [{ status: 'in_progress', call_status: 'no-answer' }, { status: 'in_progress' }],
    [
      { status: 'completed', call_status: 'completed', duration_seconds: 95, answered_by: 'human', ...over },
      { status: 'completed', call: 'answered', durationS: 95, conversation: 'c1' },
    ],
    [
      {
        status: 'completed',
        call_status: 'completed',
        duration_seconds: '95',
        answered_by: 'machine_end_beep',
        ...over,
      },
      { status: 'completed', call: 'voicemail', durationS: 95, conversation: 'c1' },
    ],
    [
      { status: 'completed', call_status: 'completed', outcome: 'voicemail_failed' },
      { status: 'completed', call: 'voicemail' },
    ],
    [
      { status: 'completed', call_status: 'no-answer' },
      { status: 'completed', call: 'no-answer' },
    ],
    [
      { status: 'completed', call_status: 'no_answer' },
      { status: 'completed', call: 'no-answer' },
    ],
    [
      { status: 'completed', call_status: 'busy' },
      { status: 'completed', call: 'busy' },
    ],
    [
      { status: 'completed', call_status: 'failed' },
      { status: 'completed', call: 'failed' },
    ],
    [
      { status: 'failed', call_status: 'failed' },
      { status: 'failed', call: 'failed' },
    ],
    [
      { status: 'failed', call_status: 'no-answer', retry_count: 2 },
      { status: 'failed', call: 'no-answer', redials: 2 },
    ],
    [
      { status: 'failed', call_status: 'completed' },
      { status: 'failed', call: 'failed' },
    ],
    // Over, and nobody knows how: nobody is called a second time for it.
    [{ status: 'completed' }, { status: 'completed', call: 'answered' }],
    [
      { status: 'completed', call_status: 'transmogrified' },
      { status: 'completed', call: 'answered' },
    ],
    [
      { status: 'completed', call_status: 'canceled' },
      { status: 'completed', call: 'canceled' },
    ],
    [{ status: 'cancelled' }, { status: 'completed', call: 'canceled' }],
    [{ status: 'deleted' }, { status: 'completed', call: 'canceled' }],
  ])('that is %j reads %j', (change, reading) => {
    expect(scheduledEvent(scheduled(change))?.reading).toEqual({ ref: 'e1', ...reading });
  });

  test.each([
    [{ status: 'levitating' }],
    [{ status: 7 }],
    [{ status: null }],
    [{ channel: 'pigeon' }],
    [{ channel: ['call'] }],
  ])('that is %j says nothing', (change) => {
    expect(scheduledEvent(scheduled(change))?.reading).toBeUndefined();
  });

  test.each([
    [{ duration_seconds: 'long' }],
    [{ duration_seconds: { of: 9 } }],
    [{ retry_count: 'often' }],
    [{ retry_count: -1 }],
    [{ conversation_id: 12.5 }],
    [{ conversation_id: '..' }],
    [{ metadata: 'none' }],
  ])('takes nothing from %j', (change) => {
    const event = scheduled({ status: 'completed', call_status: 'completed', ...change });
    expect(scheduledEvent(event)?.reading).toEqual({ ref: 'e1', status: 'completed', call: 'answered' });
  });
});

test.each([
  [{ status: 'completed' }, { status: 'completed', call: 'delivered' }],
  [{ status: 'sent' }, { status: 'completed', call: 'delivered' }],
  [{ status: 'failed' }, { status: 'failed', call: 'undelivered' }],
  [
    { status: 'completed', call_status: 'undelivered' },
    { status: 'completed', call: 'undelivered' },
  ],
  [{ status: 'in_progress' }, { status: 'in_progress' }],
  [
    { status: 'completed', call_status: 'canceled' },
    { status: 'completed', call: 'canceled' },
  ],
])('a text that is %j reads %j', (change, reading) => {
  expect(scheduledEvent(scheduled({ channel: 'sms', ...change }))?.reading).toEqual({ ref: 'e1', ...reading });
});

describe('a listed event', () => {
  const at = Date.parse('2026-11-23T15:02:00Z');
  test.each([
    [{}, { key: 'k1', status: 'pending' }],
    [
      { to_number: undefined, to: '+13125550101' },
      { key: 'k1', status: 'pending' },
    ],
    [{ metadata: null }, { status: 'pending' }],
    [
      { status: 'completed', call_status: 'canceled' },
      { key: 'k1', status: 'completed', withdrawn: true },
    ],
    // Whatever it is, it is there.
    [{ status: 'levitating' }, { key: 'k1', status: 'in_progress' }],
  ])('with %j', (change, expected) => {
    expect(scheduledEvent(scheduled(change))?.listed).toEqual({
      ref: 'e1',
      to: '+13125550101',
      channel: 'call',
      scheduledAt: at,
      ...expected,
    });
  });

  test.each([[{ to_number: null }], [{ scheduled_at: 'soon' }], [{ scheduled_at: 9 }], [{ channel: 3 }]])(
    'with %j cannot be told',
    (change) => {
      expect(scheduledEvent(scheduled(change))?.listed).toBeUndefined();
    },
  );

  test.each([[null], ['e1'], [{}], [{ id: '' }], [{ id: null }], [[]], [{ id: '.' }]])('%j is none', (of) => {
    expect(scheduledEvent(of)).toBeNull();
  });
});

describe('an insight', () => {
  const list = (...results: unknown[]) => ({
    data: [{ status: 'completed', conversation_insights: results.map((result) => ({ result })) }],
  });
  test.each([
    [list('They said yes.'), 'They said yes.'],
    [list('{"price": 42}'), '{"price": 42}'],
    [list({ price: 42 }), '{"price":42}'],
    [list('They said yes.', '{"price": 42}'), '{"summary":"They said yes.","price":42}'],
    [list('{"summary": "S", "a": 1}', '{"b": 2}'), '{"summary":"S","a":1,"b":2}'],
    [list('One.', 'Two.'), 'One.\n\nTwo.'],
    [
      {
        data: {
          conversation_id: 'c',
          summary: 'S.',
          sentiment: 'calm',
          key_topics: ['price'],
          action_items: ['call', 7],
        },
      },
      'S.\nKey topics: price\nAction items: call\nSentiment: calm',
    ],
    [{ data: { conversation_id: 'c', summary: 'S.', price: 42 } }, '{"conversation_id":"c","summary":"S.","price":42}'],
  ])('%j', (body, text) => {
    expect(insightOf(body)).toEqual({ text });
  });

  test.each([
    [{ data: [] }],
    [{ data: [{ status: 'pending', conversation_insights: [] }] }],
    [{ data: [{ status: 'in_progress', conversation_insights: [{ result: 'Half' }] }] }],
    [{ data: [list('A').data[0], { status: 'pending' }] }],
    [list('')],
    [list(null, 7)],
    [{ data: [{ status: 'completed', conversation_insights: 'none' }] }],
    [{ data: {} }],
    [{ data: { conversation_id: 'c', summary: '' } }],
    [{ data: 'S.' }],
    [{}],
    [null],
    ['S.'],
    [[]],
  ])('%j is not there yet', (body) => {
    expect(insightOf(body)).toBeNull();
  });
});

describe('a text', () => {
  const text = {
    id: 'x1',
    direction: 'inbound',
    from: '+13125550101',
    to: '+12025550100',
    body: 'YES',
    created_at: '2026-11-23T15:00:00Z',
  };
  const at = Date.parse(text.created_at);

  test('is read, oldest first, from an instant on', () => {
    const later = { ...text, id: 'x2', created_at: '2026-11-23T15:05:00Z', from: ' 13125550101' };
    expect(receivedSince([later, text, { ...text, id: 'x0', created_at: '2026-11-23T14:59:59Z' }], at)).toEqual([
      { id: 'x1', from: '+13125550101', to: '+12025550100', text: 'YES', at },
      { id: 'x2', from: '+13125550101', to: '+12025550100', text: 'YES', at: at + 300_000 },
    ]);
  });

  test.each([
    [{ ...text, direction: 'outbound' }],
    [{ ...text, from: null }],
    [{ ...text, created_at: 'then' }],
    [{ ...text, id: {} }],
    [null],
    ['YES'],
  ])('%j is none', (of) => {
    expect(inboundText(of)).toBeNull();
  });
});

describe('an approval', () => {
  const asked = { run: 'a-1', gate: 'go', question: 'May I?', details: 'sha256:1', biometric: true, expiresAt: 60_500 };

  test('is asked for with what it is about, for as long as it stands', () => {
    expect(approvalRequest(asked, 0)).toEqual({
      action: 'May I?',
      details: 'a-1, gate go: sha256:1',
      require_biometric: true,
      expires_in: 60,
    });
    expect(approvalRequest(asked, 70_000).expires_in).toBe(1);
  });

  test.each([
    [{ request_id: 'q', devices_notified: 1, devices_failed: 0 }, { id: 'q' }],
    [{ request_id: 'q' }, { id: 'q' }],
    [
      { request_id: 'q', devices_notified: 0, devices_failed: 0 },
      { id: null, reason: 'no_devices' },
    ],
    [
      { request_id: 'q', devices_notified: 0, devices_failed: 2 },
      { id: null, reason: 'no_devices_reached' },
    ],
    [{ devices_notified: 1 }, null],
    [null, null],
  ])('asked, and answered %j, is %j', (body, asking) => {
    expect(askingOf(body)).toEqual(asking);
  });

  test.each([
    [{ status: 'pending' }, 'pending'],
    [{ status: 'approved' }, 'approved'],
    [{ status: 'approved', require_biometric: false, biometric_verified: false }, 'approved'],
    [{ status: 'approved', require_biometric: true, biometric_verified: true }, 'approved'],
    [{ status: 'approved', require_biometric: true, biometric_verified: false }, 'expired'],
    [{ status: 'approved', require_biometric: true, biometric_verified: null }, 'expired'],
    [{ status: 'denied' }, 'denied'],
    [{ status: 'expired' }, 'expired'],
    [{ status: 'timeout' }, 'expired'],
    [{ status: 'no_devices' }, 'expired'],
    [{ status: 'no_devices_reached' }, 'expired'],
    [{ status: 'granted' }, 'pending'],
    [{ status: true }, 'pending'],
    [{ response: 'approved' }, 'pending'],
    [null, 'pending'],
    ['approved', 'pending'],
  ])('%j is %s: only yes is yes', (body, status) => {
    expect(approvalOf(body, false)).toEqual({ status });
  });

  test.each([
    [{ status: 'approved' }, 'expired'],
    [{ status: 'approved', require_biometric: false, biometric_verified: false }, 'expired'],
    [{ status: 'approved', biometric_verified: true }, 'approved'],
    [{ status: 'denied' }, 'denied'],
  ])('%j is %s where biometrics were asked for, whatever the service says of it', (body, status) => {
    expect(approvalOf(body, true)).toEqual({ status });
  });
});

describe('what is pushed', () => {
  const event = (name: string, more: object = {}) => ({
    type: 'event',
    event: name,
    mission_id: 'm1',
    to: '+13125550101',
    ...more,
  });
  const number = { kind: 'number', mission: 'm1', to: '+13125550101' };
  test.each([
    [event('mission.call_started'), { ...number, kind: 'under-way' }],
    [event('mission.call_completed', { transcript: 'none' }), number],
    [event('mission.call_failed'), number],
    [event('mission.sms_delivered'), number],
    [event('mission.insights_ready', { conversation_id: 'c1' }), { kind: 'insight', conversation: 'c1' }],
    [event('mission.insights_ready', { conversation_id: null }), number],
    [event('mission.sms_received', { from: '+1', to: '+2' }), { kind: 'text', from: '+1', to: '+2' }],
    [
      { type: 'event', event: 'sms.received', from: '+1', body: 'STOP' },
      { kind: 'text', from: '+1', to: '' },
    ],
    [
      { type: 'event', event: 'approval.responded', request_id: 'q', decision: 'approved' },
      { kind: 'approval', id: 'q' },
    ],
  ])('%j hints at %j', (message, push) => {
    expect(pushOf(message)).toEqual(push);
  });

  test.each([
    [event('walkie_request')],
    [event('mission.call_completed', { mission_id: 'm1', to: null })],
    [event('mission.call_completed', { mission_id: {} })],
    [{ type: 'event', event: 'approval.responded' }],
    [{ type: 'event', event: ['approval.responded'] }],
    [{ type: 'logs' }],
    [null],
    ['event'],
  ])('%j hints at nothing', (message) => {
    expect(pushOf(message)).toBeNull();
  });
});

describe('an insight nested 5,000 deep', () => {
  const deep = `${'{"a":['.repeat(5_000)}1${']}'.repeat(5_000)}`;

  test.each([
    ['as it is', `{"data": [{"conversation_insights": [{"result": ${deep}}]}]}`],
    ['in the other shape', `{"data": ${deep}}`],
  ])('is no answer: %s', async (_, text) => {
    const rig = await fakeRig(() => ({ text }));
    const answer = await rig.provider.insight({ conversation: 'c1' });
    expect(answer).toMatchObject({ ok: false, error: { code: 'lost' } });
  });

  test('is prose where it comes as text', async () => {
    const results = [deep, '{"price": 7}'].map((result) => ({ result }));
    const rig = await fakeRig(() => ({ body: { data: [{ conversation_insights: results }] } }));
    const answer = await rig.provider.insight({ conversation: 'c1' });
    expect(answer).toMatchObject({ ok: true, value: { text: JSON.stringify({ summary: deep, price: 7 }) } });
  });
});
