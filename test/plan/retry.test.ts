import { describe, expect, test } from 'vitest';
import { attemptsMost, retryPolicy } from '../../src/plan/retry.ts';
import type { RetrySpec } from '../../src/spec/spec.ts';

const spec = (change: Partial<RetrySpec>): RetrySpec => ({ base: null, adjust: {}, ...change });

describe('retry presets, by who is called', () => {
  test.each([
    ['automated', 4],
    ['service', 3],
    ['professional', 2],
    ['person', 3],
  ] as const)('%s: at most %i attempts', (kind, most) => {
    expect(attemptsMost(retryPolicy(spec({}), kind))).toBe(most);
  });

  test('a named preset wins over the kind', () => {
    expect(retryPolicy(spec({ base: 'professional' }), 'automated').total).toBe(1);
  });

  test('none: no redials', () => {
    expect(attemptsMost(retryPolicy(spec({ base: 'none' }), 'service'))).toBe(1);
  });

  test('none with an adjustment: only that outcome', () => {
    const policy = retryPolicy(spec({ base: 'none', adjust: { busy: { times: 2 } } }), 'service');
    expect(attemptsMost(policy)).toBe(3);
    expect(Object.keys(policy.rules)).toEqual(['busy']);
  });

  test('voicemail is retried only where it is asked for', () => {
    expect(retryPolicy(spec({}), 'person').rules.voicemail).toBeUndefined();
    const adjusted = retryPolicy(
      spec({ adjust: { voicemail: { times: 1, after: { kind: 'next-window' } } } }),
      'person',
    );
    expect(adjusted.rules.voicemail).toEqual({ times: 1, after: { kind: 'next-window' } });
  });

  test('total is for all outcomes together', () => {
    expect(attemptsMost(retryPolicy(spec({ total: 5 }), 'service'))).toBe(6);
  });
});
