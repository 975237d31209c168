/** The small words of a schedule: hours, days, instants. */
import type { Instant } from '../lib/time.ts';

/** Minutes since local midnight of `09:00-17:00`; null where the text is none. `24:00` ends a day. */
export function parseHours(text: string): { readonly from: number; readonly to: number } | null {
  const found = /^(\d{1,2}):(\d\d) ?- ?(\d{1,2}):(\d\d)$/.exec(text);
  if (found === null) return null;
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = found.slice(1).map(Number);
  const from = fromHour * 60 + fromMinute;
  const to = toHour * 60 + toMinute;
  return fromMinute < 60 && toMinute < 60 && from < 1440 && to <= 1440 ? { from, to } : null;
}

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** ISO weekdays, in order. */
export function parseDays(days: string | readonly string[]): readonly number[] {
  if (days === 'all') return [1, 2, 3, 4, 5, 6, 7];
  if (typeof days === 'string') return [1, 2, 3, 4, 5];
  return days.map(weekdayOf).sort((a, b) => a - b);
}

/** ISO: 1 is Monday. */
export function weekdayOf(day: string): number {
  return weekdays.indexOf(day) + 1;
}

/** Null where the text looks like an instant and names a day or time that does not exist. */
export function parseInstant(text: string): Instant | null {
  const at = Date.parse(text);
  if (Number.isNaN(at)) return null;
  const [, year = 0, month = 0, day = 0] = (/^(\d{4})-(\d\d)-(\d\d)T/.exec(text) ?? []).map(Number);
  // Date.parse takes the 31st of February for the 3rd of March.
  return new Date(Date.UTC(year, month - 1, day)).getUTCMonth() === month - 1 ? at : null;
}
