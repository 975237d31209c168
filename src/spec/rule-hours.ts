/** The hours that contact rules leave of a day. */
import type { HoursRule, MinutesRange } from './contact-rule.ts';

/** Whether an entry holds for a person who may be in these states; none: no state is known. */
export function concerns({ states }: HoursRule, of: readonly string[]): boolean {
  if (states === undefined) return true;
  return states === 'unknown' ? of.length === 0 : of.some((state) => states.includes(state));
}

/** The hours of a day that all entries leave; empty where `from` is not before `to`. */
export function openOn(day: number, entries: readonly HoursRule[]): MinutesRange {
  return entries.reduce<MinutesRange>(
    (open, { closed, days, between }) => {
      if (closed.includes(day)) return { from: 0, to: 0 };
      if (between === undefined || !days.includes(day)) return open;
      return { from: Math.max(open.from, between.from), to: Math.min(open.to, between.to) };
    },
    { from: 0, to: 1440 },
  );
}
