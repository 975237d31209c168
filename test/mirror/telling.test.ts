import { describe, expect, it } from 'vitest';
import { pauseAfter } from '../../src/mirror/backoff.ts';
import { tellings } from '../../src/mirror/telling.ts';
import type { Facts, Telling } from '../../src/mirror/told.ts';
import { freshContact } from '../../src/run/contact-state.ts';
import type { Event } from '../../src/run/events.ts';
import type { Attempt } from '../../src/run/state.ts';

const attempt = (n: number, outcome: Attempt['outcome'], durationS?: number): Attempt => ({
  n,
  key: `k${n}`,
  channel: 'call',
  phase: 'ended',
  scheduledAt: 0,
  assistant: 'a',
  from: '+13125550100',
  prompt: false,
  released: true,
  ...(outcome === undefined ? {} : { outcome }),
  ...(durationS === undefined ? {} : { durationS }),
});

function facts(large = false, world = 'clawdtalk'): Facts {
  const state = freshContact({ id: 'acme', target: 'acme', round: '' });
  const attempts = [attempt(1, 'busy'), attempt(2, 'answered', 60.5)];
  return {
    run: 'beef',
    world,
    large,
    title: (step) => `Title of ${step}`,
    stepOf: () => 'calls',
    contact: () => ({ ...state, attempts, collected: { price: 42 }, score: 0.5 }),
  };
}

const tell = (event: Event, large = false): readonly Telling[] => tellings({ ...event, seq: 7 }, facts(large));
const marked = { at: '1970-01-01T00:00:00Z', mission_seq: 7, mission_run: 'beef' };
const at = 0;

const statuses: readonly (readonly [Event, readonly string[]])[] = [
  [{ type: 'run.started', at, data: { plan: 'sha256:1', provider: 'clawdtalk' } }, ['run running', 'custom']],
  [{ type: 'step.started', step: 'calls', at, data: {} }, ['step calls in_progress', 'step_started calls']],
  [
    { type: 'step.completed', step: 'calls', at, data: { summary: '3 reached' } },
    ['step calls completed', 'step_completed calls'],
  ],
  [{ type: 'step.failed', step: 'act', at, data: { reason: 'gone' } }, ['step act failed', 'error act']],
  [{ type: 'step.skipped', step: 'rank', at, data: { reason: 'no' } }, ['step rank skipped', 'custom rank']],
  [{ type: 'run.finished', at, data: { status: 'succeeded', summary: 'done' } }, ['message', 'end succeeded']],
  [{ type: 'run.finished', at, data: { status: 'failed', summary: 'no' } }, ['error', 'end failed']],
  [{ type: 'run.finished', at, data: { status: 'canceled', summary: 'no' } }, ['message', 'end cancelled', 'cancel']],
  [
    { type: 'gate.asked', gate: 'launch', at, data: { question: 'Call?', hash: 'h', expires_at: 'x', via: [] } },
    ['message approve:launch'],
  ],
  [{ type: 'gate.approved', gate: 'launch', at, data: { by: 'push', hash: 'h' } }, ['custom approve:launch']],
  [{ type: 'gate.expired', gate: 'launch', at, data: { hash: 'h' } }, ['custom approve:launch']],
  [{ type: 'run.waiting', at, data: { reason: 'window', until: 'later' } }, ['custom']],
  [{ type: 'run.waiting', at, data: { reason: 'gate', gate: 'launch' } }, []],
  [{ type: 'provider.throttled', at, data: { retry_at: 'x' } }, []],
  [{ type: 'contact.queued', contact: 'acme', at, data: { target: 'acme' } }, []],
  [
    { type: 'attempt.placed', contact: 'acme', attempt: 1, at, data: { scheduled_at: 'x', ref: 'e1' } },
    ['tool_call calls'],
  ],
  [
    { type: 'attempt.ended', contact: 'acme', attempt: 1, at, data: { outcome: 'busy', cost: 0, released: true } },
    ['custom calls'],
  ],
  [{ type: 'contact.finished', contact: 'acme', at, data: { status: 'reached' } }, ['custom calls']],
];

const shown = (telling: Telling): string => {
  if (telling.kind === 'event') return [telling.type, telling.step ?? ''].join(' ').trim();
  if (telling.kind === 'cancel') return 'cancel';
  return telling.kind === 'step' ? `step ${telling.step} ${telling.status}` : `${telling.kind} ${telling.status}`;
};

describe('what the service is told', () => {
  it.each(statuses.map(([event, expected]) => [event.type, event, expected] as const))(
    'of %s',
    (_, event, expected) => {
      expect(tell(event).map(shown)).toEqual(expected);
    },
  );

  it('carries the number of the journal’s event', () => {
    const [event] = tell({ type: 'run.paused', at, data: {} });
    expect(event).toEqual({ kind: 'event', type: 'custom', summary: 'The run is paused', payload: marked });
  });

  it('sums a contact’s attempts at its end', () => {
    const [event] = tell({ type: 'contact.finished', contact: 'acme', at, data: { status: 'reached', goal: true } });
    expect(event).toMatchObject({
      summary: 'acme: reached after 2 attempts',
      payload: {
        ...marked,
        contact: 'acme',
        status: 'reached',
        attempts: 2,
        outcomes: { busy: 1, answered: 1 },
        duration_s: 60.5,
        collected: { price: 42 },
        score: 0.5,
        goal: true,
      },
    });
  });

  it('is of a large run one event per contact, and what a person must know of', () => {
    const contact = 'acme';
    const kept: readonly Event[] = [
      { type: 'contact.finished', contact, at, data: { status: 'reached' } },
      { type: 'number.opted-out', contact, at, data: { how: 'reply' } },
      { type: 'rule.breached', contact, at, data: { rule: 'hours', detail: 'late' } },
    ];
    const dropped: readonly Event[] = [
      { type: 'attempt.placed', contact, attempt: 1, at, data: { scheduled_at: 'x', ref: 'e1' } },
      { type: 'attempt.ended', contact, attempt: 1, at, data: { outcome: 'busy', cost: 0, released: true } },
      { type: 'contact.retrying', contact, at, data: { after: 'busy', not_before: 'x' } },
      { type: 'run.waiting', at, data: { reason: 'retry' } },
      { type: 'run.resumed', at, data: { reason: 'restarted' } },
    ];
    expect(kept.map((event) => tell(event, true).length)).toEqual([1, 1, 1]);
    expect(dropped.map((event) => tell(event, false).length)).toEqual([1, 1, 1, 1, 1]);
    expect(dropped.map((event) => tell(event, true).length)).toEqual([0, 0, 0, 0, 0]);
  });

  it.each([
    ['clawdtalk', 'Two of two.'],
    ['sim:1', 'SIMULATED: Two of two.'],
  ])('says at the end what the results say (%s)', (world, summary) => {
    const event: Event = { type: 'run.finished', at, data: { status: 'succeeded', summary: 'Two of two.' } };
    const end = tellings({ ...event, seq: 7 }, facts(false, world)).at(-1);
    expect(end).toEqual({ kind: 'end', status: 'succeeded', summary });
  });

  it('shows no phone number, and no more than one short line', () => {
    const reason = `the number +13125550142 is\nno number ${'x'.repeat(900)}`;
    const [, event] = tell({ type: 'step.failed', step: 'setup', at, data: { reason } });
    expect(event).toMatchObject({ summary: expect.stringContaining('xxx0142 is no number') });
    expect(JSON.stringify(event)).not.toContain('3125550142');
    expect(event?.kind === 'event' && event.summary.length).toBe(500);
  });
});

describe('after trouble the service is left alone for', () => {
  it.each([
    [{ code: 'lost' }, 1, 1_000],
    [{ code: 'lost' }, 3, 4_000],
    [{ code: 'unreached' }, 40, 60_000],
    [{ code: 'throttled' }, 1, 30_000],
    [{ code: 'throttled', retryAfterMs: 7_000 }, 5, 7_000],
    [{ code: 'throttled', retryAfterMs: 0 }, 1, 1_000],
    [{ code: 'lost', retryAfterMs: 10 ** 9 }, 1, 3_600_000],
    [{ code: 'unauthorized' }, 1, 300_000],
  ] as const)('%j, time %i: %i ms', (failure, failures, ms) => {
    expect(pauseAfter(failure, failures)).toBe(ms);
  });
});
