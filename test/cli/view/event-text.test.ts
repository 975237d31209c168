import { describe, expect, test } from 'vitest';
import { eventText } from '../../../src/cli/view/event-text.ts';
import type { Event } from '../../../src/run/events.ts';

const at = 0;
const soon = '2026-11-23T15:02:00Z';
const acme = { at, contact: 'acme' };
const first = { ...acme, attempt: 1 };
const intended = { key: 'k', scheduled_at: soon, assistant: 'a', from: 'f', prompt: true };

const sentences: readonly [Event, string][] = [
  [{ ...acme, type: 'contact.queued', data: { target: 'acme' } }, 'acme: queued'],
  [
    { ...acme, type: 'contact.retrying', data: { after: 'no-answer', not_before: soon } },
    `acme: tried again from ${soon} (no answer)`,
  ],
  [{ ...acme, type: 'contact.stopped', data: { reason: 'goal met' } }, 'acme: no further attempt (goal met)'],
  [{ ...first, type: 'attempt.intended', data: { ...intended, channel: 'call' } }, `acme: call 1 due ${soon}`],
  [{ ...first, type: 'attempt.intended', data: { ...intended, channel: 'sms' } }, `acme: text 1 due ${soon}`],
  [
    { ...first, type: 'assistant.updated', data: { assistant: 'a', instructions: 'secret', greeting: '' } },
    'acme: the assistant has its prompt for attempt 1',
  ],
  [
    { ...first, type: 'attempt.placed', data: { scheduled_at: soon, ref: 'r' } },
    `acme: attempt 1 is scheduled for ${soon}`,
  ],
  [{ ...first, type: 'attempt.doubted', data: { reason: 'restarted' } }, 'acme: attempt 1 is in doubt (restarted)'],
  [
    { ...first, type: 'attempt.progressed', data: { status: 'in-progress', released: false } },
    'acme: attempt 1 is under way',
  ],
  [
    { ...first, type: 'attempt.progressed', data: { status: 'delivered', released: true } },
    'acme: attempt 1 is delivered',
  ],
  [
    { ...first, type: 'attempt.ended', data: { outcome: 'answered', duration_s: 95, cost: 0, released: true } },
    'acme: answered for 95s',
  ],
  [
    { ...first, type: 'attempt.ended', data: { outcome: 'replied', text: 'YES\u001b[2J', cost: 0, released: true } },
    'acme: replied: YES',
  ],
  [
    { ...first, type: 'attempt.ended', data: { outcome: 'failed', reason: 'refused', cost: 0, released: true } },
    'acme: failed (refused)',
  ],
  [
    { ...first, type: 'attempt.withdrawing', data: { reason: 'goal met' } },
    'acme: attempt 1 is being withdrawn (goal met)',
  ],
  [
    {
      ...first,
      type: 'attempt.withdrawn',
      data: { reason: 'goal met', key: 'k', scheduled_at: '2026-11-23T15:00:00Z' },
    },
    'acme: attempt 1 was withdrawn (goal met)',
  ],
  [{ ...first, type: 'insight.received', data: { summary: 'They\nagreed' } }, 'acme: insight: They agreed'],
  [{ ...first, type: 'insight.received', data: { summary: '', none: true } }, 'acme: no insight came in time'],
  [{ ...first, type: 'insight.extracted', data: { collected: { a: 1, b: 2 } } }, 'acme: the model read 2 fields'],
  [{ ...first, type: 'insight.extracted', data: { collected: {}, failed: 'no model' } }, 'acme: no model'],
  [{ ...acme, type: 'criterion.judged', data: { criterion: 'manner', score: 0.8 } }, 'acme: manner judged 0.8'],
  [{ ...acme, type: 'contact.scored', data: { score: 0.87, criteria: {} } }, 'acme: scores 0.87'],
  [
    { ...acme, type: 'contact.scored', data: { score: 0.4, criteria: {}, absent: ['price'] } },
    'acme: scores 0.4 (not told: price)',
  ],
  [
    { ...acme, type: 'contact.scored', data: { score: null, criteria: {}, disqualified: 'collected.insured' } },
    'acme: disqualified by collected.insured',
  ],
  [
    { ...acme, type: 'number.opted-out', data: { how: 'STOP' } },
    'acme: opted out (STOP); the number is never contacted again',
  ],
  [
    { ...acme, type: 'rule.breached', data: { rule: 'hours-federal', detail: 'rang at 21:04' } },
    'acme: rule hours-federal was breached: rang at 21:04',
  ],
  [{ ...acme, type: 'contact.finished', data: { status: 'unreached', reason: 'busy' } }, 'acme: unreached (busy)'],
  [{ ...acme, type: 'contact.finished', data: { status: 'reached', goal: true } }, 'acme: reached, meets the goal'],
  [
    { at, type: 'run.started', data: { plan: 'p', provider: 'simulator', seed: 7 } },
    'the run starts (provider simulator, seed 7)',
  ],
  [
    { at, type: 'run.waiting', data: { reason: 'gate', gate: 'launch', until: soon } },
    `waits for an answer to gate launch, until ${soon}`,
  ],
  [{ at, type: 'run.waiting', data: { reason: 'window' } }, 'waits for the next calling hours'],
  [{ at, type: 'run.waiting', data: { reason: 'retry' } }, 'waits for the next try'],
  [{ at, type: 'run.waiting', data: { reason: 'paused' } }, 'waits for `mission resume`: it is paused'],
  [{ at, type: 'run.resumed', data: { reason: 'restarted' } }, 'goes on (restarted)'],
  [{ at, type: 'run.paused', data: {} }, 'paused'],
  [{ at, type: 'run.stopping', data: { reason: 'goal met', outcome: null, fault: false } }, 'ends early: goal met'],
  [{ at, type: 'run.finished', data: { status: 'succeeded', summary: 'Done.' } }, 'succeeded: Done.'],
  [{ at, step: 'calls', type: 'step.started', data: {} }, 'step calls starts'],
  [{ at, step: 'calls', type: 'step.completed', data: { summary: '7 reached' } }, 'step calls is completed: 7 reached'],
  [{ at, step: 'act', type: 'step.failed', data: { reason: 'busy' } }, 'step act failed: busy'],
  [{ at, step: 'act', type: 'step.skipped', data: { reason: 'denied' } }, 'step act is skipped: denied'],
  [
    { at, step: 'setup', type: 'service.prepared', data: { mission: 'm1', assistants: {} } },
    'the service is prepared (mission m1)',
  ],
  [
    { at, step: 'calls', type: 'round.chosen', data: { round: '', contacts: 1, hash: '' } },
    'the mission has 1 contact',
  ],
  [
    { at, step: 'calls', type: 'round.chosen', data: { round: 'demo', contacts: 3, hash: '' } },
    'round demo has 3 contacts',
  ],
  [
    {
      at,
      step: 'rank',
      type: 'round.ranked',
      data: { round: 'demo', ranked: 2, hash: '', top: [{ rank: 1, target: 'acme', score: 1 }] },
    },
    'round demo: 2 contacts ranked, acme first',
  ],
  [
    { at, gate: 'launch', type: 'gate.asked', data: { question: 'Call?', hash: 'h', expires_at: soon, via: ['push'] } },
    `gate launch asks: Call? (until ${soon})`,
  ],
  [{ at, gate: 'launch', type: 'gate.pushed', data: { request: 'r' } }, 'gate launch: the phone was asked'],
  [
    { at, gate: 'launch', type: 'gate.unanswered', data: { via: 'push', reason: 'no_devices' } },
    'gate launch: no answer by push (no_devices)',
  ],
  [
    { at, gate: 'launch', type: 'gate.approved', data: { by: 'push', hash: 'h' } },
    'gate launch was approved on the phone',
  ],
  [
    { at, gate: 'launch', type: 'gate.approved', data: { by: 'beforehand', hash: 'h' } },
    'gate launch was approved beforehand',
  ],
  [
    { at, gate: 'launch', type: 'gate.denied', data: { by: 'command', hash: 'h', reason: 'too dear' } },
    'gate launch was denied by command (too dear)',
  ],
  [{ at, gate: 'launch', type: 'gate.expired', data: { hash: 'h' } }, 'gate launch expired without an answer'],
  [{ at, type: 'offer.best', data: { target: 'acme', value: 42 } }, 'acme makes the best offer so far: 42'],
  [{ at, type: 'limit.reached', data: { limit: 'cost_total', detail: '1 USD' } }, 'limit cost_total is reached: 1 USD'],
  [{ at, type: 'provider.throttled', data: { retry_at: soon } }, `the service asks for patience until ${soon}`],
  [
    { at, type: 'provider.failed', data: { code: 'lost', message: 'no answer', during: 'place' } },
    'the service failed during place: no answer (lost)',
  ],
];

describe('the sentence of an event', () => {
  test.each(sentences)('%j', (event, sentence) => {
    expect(eventText(event)).toBe(sentence);
  });

  test('never tells a prompt', () => {
    const event: Event = {
      ...first,
      type: 'assistant.updated',
      data: { assistant: 'a', instructions: 'be kind', greeting: '' },
    };
    expect(eventText(event)).not.toContain('be kind');
  });
});
