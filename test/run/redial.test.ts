import { describe, expect, test } from 'vitest';
import { afterPeak } from '../../src/plan/peak.ts';
import { type RetryPolicy, retryPolicy } from '../../src/plan/retry.ts';
import { windowsOf } from '../../src/plan/windows.ts';
import type { Outcome } from '../../src/run/events.ts';
import { redialAt } from '../../src/run/redial.ts';

const zone = 'America/Chicago';
const windows = windowsOf([
  {
    zone,
    week: [1, 2, 3, 4, 5, 6, 7].map((day) => (day <= 5 ? { from: 9 * 60, to: 17 * 60 } : null)),
    shut: new Set(),
  },
]);
const service = retryPolicy({ base: 'service', adjust: {} }, 'service');
const professional = retryPolicy({ base: 'professional', adjust: {} }, 'professional');

function redial(policy: RetryPolicy, outcomes: readonly Outcome[], endedAt: string, label = 'x'): number | null {
  return redialAt(policy, { outcomes, endedAt: Date.parse(endedAt), windows, zones: [zone], label });
}
const minutesAfter = (at: number | null, from: string): number => ((at ?? Number.NaN) - Date.parse(from)) / 60_000;

describe('when a contact is tried again', () => {
  test('a service that does not answer: 30 minutes to 2 hours later', () => {
    const from = '2026-11-23T15:00:00Z';
    for (let i = 0; i < 200; i += 1) {
      const after = minutesAfter(redial(service, ['no-answer'], from, `label ${i}`), from);
      expect(after).toBeGreaterThanOrEqual(30);
      expect(after).toBeLessThanOrEqual(120);
    }
  });

  test('not between 11:30 and 13:30 local time', () => {
    // 11:20 in Chicago: half an hour to two hours later is noon; the lunch hours are passed over.
    for (let i = 0; i < 50; i += 1)
      expect(redial(service, ['no-answer'], '2026-11-23T17:20:00Z', `${i}`)).toBe(Date.parse('2026-11-23T19:30:00Z'));
  });

  test('the lunch hours of every zone that may be the person’s are passed over', () => {
    // 11:40 in Boise is 10:40 in Los Angeles, whose lunch ends when it is 14:30 in Boise.
    const zones = ['America/Boise', 'America/Los_Angeles'];
    const at = Date.parse('2026-11-23T18:40:00Z');
    expect(afterPeak(at, { zones, peak: { from: 690, to: 810 } })).toBe(Date.parse('2026-11-23T21:30:00Z'));
  });

  test('a busy or failed call is tried soon, lunch or not', () => {
    const from = '2026-11-23T17:29:00Z';
    expect(minutesAfter(redial(service, ['busy'], from), from)).toBeLessThanOrEqual(15);
    expect(minutesAfter(redial(service, ['failed'], from), from)).toBeLessThanOrEqual(10);
  });

  test('busy: 10 to 15 minutes', () => {
    const from = '2026-11-23T15:00:00Z';
    const after = minutesAfter(redial(service, ['busy'], from), from);
    expect(after).toBeGreaterThanOrEqual(10);
    expect(after).toBeLessThanOrEqual(15);
  });

  test('a professional: the next business day', () => {
    const at = redial(professional, ['no-answer'], '2026-11-27T18:00:00Z');
    expect(new Date(at ?? 0).toISOString().slice(0, 13)).toBe('2026-11-30T15');
  });

  test.each([
    ['the preset counts all outcomes together', service, ['no-answer', 'busy', 'failed']],
    ['a professional is redialled once', professional, ['no-answer', 'no-answer']],
    ['voicemail is not retried', service, ['voicemail']],
    ['nor is undelivered', service, ['undelivered']],
    ['nor what was canceled', service, ['canceled']],
  ] as const)('%s', (_, policy, outcomes) => {
    expect(redial(policy, outcomes, '2026-11-23T15:00:00Z')).toBeNull();
  });

  test('`times` limits one outcome, not the others', () => {
    const policy = retryPolicy({ base: 'service', total: 4, adjust: { busy: { times: 1 } } }, 'service');
    expect(redial(policy, ['busy', 'busy'], '2026-11-23T15:00:00Z')).toBeNull();
    expect(redial(policy, ['busy', 'no-answer'], '2026-11-23T15:00:00Z')).not.toBeNull();
  });

  test('next-window is the opening after the one that holds the call', () => {
    const policy = retryPolicy(
      { base: 'none', adjust: { 'no-answer': { times: 1, after: { kind: 'next-window' } } } },
      'person',
    );
    expect(redial(policy, ['no-answer'], '2026-11-23T16:00:00Z')).toBe(Date.parse('2026-11-24T15:00:00Z'));
  });

  test('the same contact and attempt draw the same jitter', () => {
    const from = '2026-11-23T15:00:00Z';
    expect(redial(service, ['no-answer'], from, 'a')).toBe(redial(service, ['no-answer'], from, 'a'));
    expect(redial(service, ['no-answer'], from, 'a')).not.toBe(redial(service, ['no-answer'], from, 'b'));
  });
});
