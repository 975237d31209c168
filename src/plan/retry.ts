/**
 * How often and after how long a contact may be tried again. The presets are the service's own guidance by who is called; a
 * preset's count covers all outcomes together.
 */
import { minuteMs } from '../lib/time.ts';
import type { RetryAfter, RetryOutcome, RetrySpec, TargetKind } from '../spec/spec.ts';
import type { Peak } from './peak.ts';

interface Preset {
  readonly redials: number;
  readonly after: Readonly<Partial<Record<RetryOutcome, RetryAfter>>>;
  /** Hours that a redial after an outcome avoids. */
  readonly peak?: Readonly<Partial<Record<RetryOutcome, Peak>>>;
}

const range = (min: number, max: number): RetryAfter => ({
  kind: 'range',
  minMs: min * minuteMs,
  maxMs: max * minuteMs,
});
const nextBusinessDay: RetryAfter = { kind: 'next-business-day' };

const retryPresets: Readonly<Record<TargetKind, Preset>> = {
  automated: { redials: 3, after: { 'no-answer': range(5, 15), busy: range(10, 15), failed: range(5, 10) } },
  service: {
    redials: 2,
    after: { 'no-answer': range(30, 120), busy: range(10, 15), failed: range(5, 10) },
    peak: { 'no-answer': { from: 11 * 60 + 30, to: 13 * 60 + 30 } },
  },
  professional: { redials: 1, after: { 'no-answer': nextBusinessDay, busy: nextBusinessDay, failed: nextBusinessDay } },
  person: { redials: 2, after: { 'no-answer': range(120, 240), busy: range(30, 60), failed: range(5, 10) } },
};

/** Where an adjustment names an outcome that its preset never retries, and no time. */
const afterDefault: RetryAfter = range(120, 240);

export interface RetryPolicy {
  /** All redials of a contact together. */
  readonly total: number;
  readonly rules: Readonly<Partial<Record<RetryOutcome, RedialRule>>>;
}

interface RedialRule {
  readonly times: number;
  readonly after: RetryAfter;
  readonly peak?: Peak;
}

export function retryPolicy(spec: RetrySpec, kind: TargetKind): RetryPolicy {
  const preset: Preset = spec.base === 'none' ? { redials: 0, after: {} } : retryPresets[spec.base ?? kind];
  const adjusted = Object.entries(spec.adjust) as [RetryOutcome, { times?: number; after?: RetryAfter }][];
  const adjustedTimes = adjusted.reduce((sum, [, rule]) => sum + (rule.times ?? 1), 0);
  const total = spec.total ?? Math.max(preset.redials, spec.base === 'none' ? adjustedTimes : 0);
  const rules: Partial<Record<RetryOutcome, RedialRule>> = {};
  for (const [outcome, after] of Object.entries(preset.after) as [RetryOutcome, RetryAfter][])
    rules[outcome] = { times: total, after, ...peakOf(preset, outcome) };
  for (const [outcome, rule] of adjusted) {
    const after = rule.after ?? preset.after[outcome] ?? afterDefault;
    rules[outcome] = { times: rule.times ?? total, after, ...peakOf(preset, outcome) };
  }
  return { total, rules };
}

function peakOf(preset: Preset, outcome: RetryOutcome): Pick<RedialRule, 'peak'> {
  const peak = preset.peak?.[outcome];
  return peak === undefined ? {} : { peak };
}

/** The most attempts that a contact can come to. */
export function attemptsMost(policy: RetryPolicy): number {
  const byOutcome = Object.values(policy.rules).reduce((sum, rule) => sum + rule.times, 0);
  return 1 + Math.min(policy.total, byOutcome);
}

/** Three of ten attempts may have to be made again. */
const retriedShare = 0.3;

/** How many attempts a contact will probably come to: the sum of the chances that attempt 1, 2, … is made. */
export function expectedAttempts(spec: RetrySpec, kind: TargetKind): number {
  const most = attemptsMost(retryPolicy(spec, kind));
  let sum = 0;
  for (let attempt = 0; attempt < most; attempt += 1) sum += retriedShare ** attempt;
  return sum;
}
