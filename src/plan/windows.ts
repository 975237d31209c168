/**
 * When a person may be called: the instants at which every zone that counts is open, each by its own clock.
 *
 * A window is half open and already leaves room for late dialling: a call scheduled at its last instant that is dialled five
 * minutes late still falls inside the hours.
 */
import { DateTime } from 'luxon';
import { dayMs, type Instant, minuteMs } from '../lib/time.ts';
import type { MinutesRange } from '../spec/contact-rule.ts';

/** How late the service may dial (design, invariant 3). */
export const lateDiallingMs = 5 * minuteMs;
const searchDaysMax = 400;

export interface Hours {
  readonly zone: string;
  /** Monday to Sunday; null: shut all day. */
  readonly week: Week;
  /** Local dates, `2026-12-25`, on which it stays shut. */
  readonly shut: ReadonlySet<string>;
}

export type Week = readonly (MinutesRange | null)[];

export interface Window {
  readonly from: Instant;
  readonly to: Instant;
}

/** Finds windows. Days are computed once per zone and kept. */
export interface Windows {
  /** The window that holds `at`, or the next one (then `from` is later than `at`); null: none within a year. */
  next(at: Instant): Window | null;
}

export function windowsOf(hours: readonly Hours[]): Windows {
  const zones = hours.map(zoneWindows);
  let last: Window | null = null;
  return {
    next(at) {
      if (last !== null && at >= last.from && at < last.to) return last;
      last = meet(zones, at);
      return last;
    },
  };
}

function meet(zones: readonly ((at: Instant) => Window | null)[], start: Instant): Window | null {
  let at = start;
  for (let i = 0; i < searchDaysMax * 2; i += 1) {
    let from = at;
    let shared = Number.NEGATIVE_INFINITY;
    let to = Number.POSITIVE_INFINITY;
    for (const next of zones) {
      const open = next(at);
      if (open === null) return null;
      from = Math.max(from, open.from);
      shared = Math.max(shared, open.from);
      to = Math.min(to, open.to);
    }
    if (from + lateDiallingMs < to) return { from: shared, to: to - lateDiallingMs };
    at = Math.max(from, to === Number.POSITIVE_INFINITY ? from : Math.min(to, from + dayMs));
    if (at === start) at += lateDiallingMs;
    if (at - start > searchDaysMax * dayMs) return null;
  }
  return null;
}

/** One zone's opening that holds `at` or follows it. Openings that touch at midnight are one. */
function zoneWindows(hours: Hours): (at: Instant) => Window | null {
  if (hours.week.every((open) => open === null)) return () => null;
  const openings: Window[] = [];
  let firstDay: DateTime | null = null;
  let days = 0;

  const reset = (at: Instant): void => {
    openings.length = 0;
    days = 0;
    firstDay = DateTime.fromMillis(at, { zone: hours.zone }).startOf('day').minus({ days: 1 });
  };
  const addDay = (): void => {
    const day = firstDay?.plus({ days });
    days += 1;
    const open = day === undefined ? null : hours.week[day.weekday - 1];
    if (day === undefined || open === null || open === undefined || hours.shut.has(day.toISODate() ?? '')) return;
    const opening = { from: localInstant(day, open.from), to: localInstant(day, open.to) };
    const previous = openings.at(-1);
    if (previous !== undefined && previous.to >= opening.from)
      openings[openings.length - 1] = { from: previous.from, to: opening.to };
    else openings.push(opening);
  };

  return (at) => {
    if (firstDay === null || at < firstDay.toMillis() + dayMs) reset(at);
    for (;;) {
      const found = openings.findIndex((opening) => opening.to > at);
      // One more day is looked at, so that an opening that goes on over midnight is seen whole.
      if (found !== -1 && found < openings.length - 1) return openings[found] ?? null;
      if (firstDay !== null && days > searchDaysMax + (at - firstDay.toMillis()) / dayMs)
        return openings[found] ?? null;
      addDay();
    }
  };
}

function localInstant(day: DateTime, minutes: number): Instant {
  if (minutes >= 1440) return day.plus({ days: 1 }).startOf('day').toMillis();
  return day.set({ hour: Math.floor(minutes / 60), minute: minutes % 60 }).toMillis();
}
