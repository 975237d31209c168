/**
 * When an open attempt, an insight, an inbox is read again. Each is a fixed grid from an instant of the state, so that it
 * needs no memory: nothing before `scheduled_at` + 2 min; then every 30 s to + 5 min, every 2 min to + 30 min, every 15 min
 * after. Source: the service's polling advice.
 */
import { hourMs, type Instant, minuteMs, secondMs } from '../lib/time.ts';

export const firstPollMs = 2 * minuteMs;
/** An attempt still open then is in doubt. */
export const openMaxMs = 2 * hourMs;
export const insightEveryMs = 10 * secondMs;
export const insightMaxMs = 10 * minuteMs;
const inboxEveryMs = 15 * minuteMs;

const bands = [
  { until: 5 * minuteMs, every: 30 * secondMs },
  { until: 30 * minuteMs, every: 2 * minuteMs },
  { until: Number.POSITIVE_INFINITY, every: 15 * minuteMs },
];

/** The first poll of an attempt after `now`. */
export function nextPoll(scheduledAt: Instant, now: Instant): Instant {
  const since = now - scheduledAt;
  if (since < firstPollMs) return scheduledAt + firstPollMs;
  let start = firstPollMs;
  for (const band of bands) {
    const next = gridAfter({ start, every: band.every, since });
    if (next <= band.until) return scheduledAt + next;
    start = band.until;
  }
  return now + 15 * minuteMs;
}

/** The first reading of an insight after `now`; null: too late to wait for one. */
export function nextInsightRead(endedAt: Instant, now: Instant): Instant | null {
  const next = gridAfter({ start: 0, every: insightEveryMs, since: now - endedAt });
  return next > insightMaxMs ? null : endedAt + next;
}

/** The first reading of the inbox after `now`, at the latest when a reply stops counting. */
export function nextInboxRead(
  deliveredAt: Instant,
  when: { readonly now: Instant; readonly withinMs: number },
): Instant {
  const next = gridAfter({ start: 0, every: inboxEveryMs, since: when.now - deliveredAt });
  return deliveredAt + Math.min(next, when.withinMs);
}

/** The first of start, start + every, … that is later than `since`. */
function gridAfter(grid: { readonly start: number; readonly every: number; readonly since: number }): number {
  if (grid.since < grid.start) return grid.start;
  return grid.start + (Math.floor((grid.since - grid.start) / grid.every) + 1) * grid.every;
}
