/** What a mission will probably and at most come to. */
import { type Instant, minuteMs } from '../lib/time.ts';
import type { TargetKind } from '../spec/spec.ts';
import type { CompiledMission } from './compile.ts';
import { attemptsMost, expectedAttempts, retryPolicy } from './retry.ts';

export interface Range {
  readonly expected: number;
  readonly worst: number;
}

export interface Forecast {
  readonly attempts: Range;
  readonly minutes: Range;
  readonly cost: Range & { readonly currency: string };
  /** When the last contact is probably done; the deadline where that comes first. */
  readonly finish: Instant;
  /** How many will probably not have their turn before the deadline; absent: none. */
  readonly late?: number;
}

/** To reckon with: six of ten calls are answered. */
const answeredShare = 0.6;
const minutesPerConversation = 2;
const lastCallTakesMs = 30 * minuteMs;

interface ForecastInput {
  readonly compiled: CompiledMission;
  readonly kinds: Readonly<Record<TargetKind, number>>;
  readonly startAt: Instant;
  readonly lastSlot: Instant;
  readonly deadline: Instant;
  readonly late: number;
}

export function forecast(input: ForecastInput): Forecast {
  const { spec } = input.compiled;
  const attempts = { expected: 0, worst: 0 };
  const cost = { expected: 0, worst: 0 };
  const minutes = { expected: 0, worst: 0 };
  for (const round of input.compiled.rounds) {
    const isCall = round.spec.channel === 'call';
    for (const [kind, all] of Object.entries(input.kinds) as [TargetKind, number][]) {
      const count = round.spec.targets.kind === 'top' ? Math.min(all, round.spec.targets.count) : all;
      const most = attemptsMost(retryPolicy(round.spec.retry, kind));
      const expected = count * expectedAttempts(round.spec.retry, kind);
      attempts.expected += expected;
      attempts.worst += count * most;
      minutes.expected += isCall ? expected * answeredShare * minutesPerConversation : 0;
      minutes.worst += isCall ? count * most * spec.limits.callMinutes : 0;
      cost.expected += isCall
        ? expected * answeredShare * minutesPerConversation * spec.rates.callMinute
        : expected * spec.rates.sms;
      cost.worst += count * most * (isCall ? spec.limits.callMinutes * spec.rates.callMinute : spec.rates.sms);
    }
  }
  const { attemptsTotal, minutesTotal, costTotal } = spec.limits;
  return {
    attempts: capped(attempts, { cap: attemptsTotal, digits: 0 }),
    minutes: capped(minutes, { cap: minutesTotal, digits: 1 }),
    cost: { ...capped(cost, { cap: costTotal?.amount, digits: 2 }), currency: spec.rates.currency },
    finish: Math.min(input.lastSlot, input.deadline) + lastCallTakesMs,
    ...(input.late === 0 ? {} : { late: input.late }),
  };
}

function capped(range: Range, by: { readonly cap: number | undefined; readonly digits: number }): Range {
  const cap = by.cap ?? Number.POSITIVE_INFINITY;
  const scale = 10 ** by.digits;
  const round = (value: number): number => Math.round(Math.min(value, cap) * scale) / scale;
  return { expected: round(range.expected), worst: round(range.worst) };
}
