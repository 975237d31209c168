/** Whether and when a contact is tried again. Jitter is a hash, so that order never matters. */
import { DateTime } from 'luxon';
import { drawBetween } from '../lib/prng.ts';
import { hourMs, type Instant } from '../lib/time.ts';
import { afterPeak } from '../plan/peak.ts';
import type { RetryPolicy } from '../plan/retry.ts';
import type { Window, Windows } from '../plan/windows.ts';
import type { RetryAfter, RetryOutcome } from '../spec/spec.ts';
import type { Outcome } from './events.ts';

interface RedialQuestion {
  /** Outcomes of all ended attempts, the last one last. */
  readonly outcomes: readonly Outcome[];
  readonly endedAt: Instant;
  readonly windows: Windows;
  /** Everywhere the person may be; business days are the first one's. */
  readonly zones: readonly string[];
  /** Run, contact and attempt: what the jitter is drawn from. */
  readonly label: string;
}

/** Not before which instant the next attempt is due; null: none. */
export function redialAt(policy: RetryPolicy, ask: RedialQuestion): Instant | null {
  const outcome = ask.outcomes.at(-1) as RetryOutcome | undefined;
  const rule = outcome === undefined ? undefined : policy.rules[outcome];
  if (rule === undefined || ask.outcomes.length > policy.total) return null;
  if (ask.outcomes.filter((one) => one === outcome).length > rule.times) return null;
  const at = afterInstant(rule.after, ask);
  return at === null || rule.peak === undefined ? at : afterPeak(at, { peak: rule.peak, zones: ask.zones });
}

function afterInstant(after: RetryAfter, ask: RedialQuestion): Instant | null {
  const { endedAt, windows, label } = ask;
  switch (after.kind) {
    case 'range':
      return endedAt + wholeSeconds(drawBetween(label, { min: after.minMs, max: after.maxMs }));
    case 'next-business-day': {
      const opening = businessDay(ask);
      if (opening === null) return null;
      const spread = Math.min(hourMs, opening.to - opening.from);
      return opening.from + wholeSeconds(drawBetween(label, { min: 0, max: spread }));
    }
    case 'next-window': {
      const now = windows.next(endedAt);
      if (now === null) return null;
      return now.from > endedAt ? now.from : (windows.next(now.to)?.from ?? null);
    }
  }
}

/** The first window on a later local date, Monday to Friday. */
function businessDay(ask: RedialQuestion): Window | null {
  const zone = ask.zones[0] ?? 'UTC';
  let day = DateTime.fromMillis(ask.endedAt, { zone }).startOf('day').plus({ days: 1 });
  for (let i = 0; i < 31; i += 1) {
    const window = ask.windows.next(day.toMillis());
    if (window === null) return null;
    const from = Math.max(window.from, day.toMillis());
    const local = DateTime.fromMillis(from, { zone });
    if (local.weekday <= 5) return { from, to: window.to };
    day = local.startOf('day').plus({ days: 1 });
  }
  return null;
}

function wholeSeconds(ms: number): number {
  return Math.round(ms / 1000) * 1000;
}
