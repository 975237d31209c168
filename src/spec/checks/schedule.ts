/** Hours, zones, holidays and instants, each where it was written. */
import { parseDuration } from '../../lib/duration.ts';
import { type Instant, minuteMs } from '../../lib/time.ts';
import type { RoundDraft } from '../draft.ts';
import { parseDays, parseHours, parseInstant } from '../hours.ts';
import type { Inspection } from '../inspection.ts';
import { openOn } from '../rule-hours.ts';
import { type Path, pathText } from '../source.ts';
import { isZone, nearestZone } from '../zone.ts';

/** How late the service may dial: the last call of a day starts so much before its hours end. */
const lateDiallingMinutes = 5;
const everyDay = [1, 2, 3, 4, 5, 6, 7];
/** The service takes nothing that is due within a minute. */
const lookaheadMinMs = minuteMs;

export async function checkSchedule(inspection: Inspection): Promise<void> {
  const seen = new Set<string>();
  const once = (path: Path): boolean => {
    const key = pathText(path);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  };
  const codes: { readonly code: string; readonly path: Path }[] = [];
  for (const round of inspection.rounds) {
    const path = (key: string): Path => round.pathOf('schedule', key);
    if (once(path('hours'))) checkHours(inspection, round);
    if (once(path('timezone'))) checkZone(inspection, round);
    const startAt = startOf(inspection, { round, report: once(path('start')) });
    if (once(path('deadline'))) checkDeadline(inspection, { round, startAt });
    if (once(path('lookahead'))) checkDurations(inspection, round);
    if (once(path('holidays'))) {
      for (const [index, code] of (round.schedule.holidays ?? []).entries()) {
        if (code !== undefined) codes.push({ code, path: [...path('holidays'), index] });
      }
    }
  }
  if (codes.length > 0) await checkHolidays(inspection, codes);
  checkFrom(inspection);
}

function checkHours({ rules, add }: Inspection, round: RoundDraft): void {
  const { hours } = round.schedule;
  if (hours === undefined) return;
  const path = round.pathOf('schedule', 'hours');
  const parsed = parseHours(hours);
  if (parsed === null || parsed.from >= parsed.to) {
    const message = 'These hours end before they begin.';
    add({
      code: 'bad-hours',
      path,
      message,
      help: 'Write the earlier time first, like "09:00-17:00"; they cannot go over midnight.',
    });
    return;
  }
  if (parsed.to - parsed.from <= lateDiallingMinutes) {
    const message = `Nobody can be called in these hours: a call may be dialled ${lateDiallingMinutes} minutes late, and still has to lie in them.`;
    add({ code: 'never-holds', severity: 'warning', path, message, help: 'Take longer hours.' });
    return;
  }
  const { days } = round.schedule;
  const weekdays =
    days === undefined
      ? everyDay
      : parseDays(typeof days === 'string' ? days : days.filter((day) => day !== undefined));
  for (const rule of rules.inForce) {
    const everywhere = (rule.value?.hours ?? []).filter(({ states }) => states === undefined);
    const isOpen = weekdays.some((day) => {
      const open = openOn(day, everywhere);
      return Math.max(open.from, parsed.from) + lateDiallingMinutes < Math.min(open.to, parsed.to);
    });
    if (isOpen) continue;
    const message = `Nobody may be called in these hours (${rule.id}: ${rule.source}).`;
    add({ code: 'never-holds', severity: 'warning', path, message, help: rule.description });
  }
}

function checkZone({ add }: Inspection, round: RoundDraft): void {
  const { timezone } = round.schedule;
  if (timezone === undefined || timezone === 'target' || isZone(timezone)) return;
  const near = timezone.toLowerCase() === 'targets' ? 'target' : nearestZone(timezone);
  const help = near === undefined ? 'Write `target`, or an IANA zone like America/Chicago.' : `Did you mean ${near}?`;
  const message = `\`${timezone}\` is not a time zone.`;
  add({ code: 'unknown-zone', path: round.pathOf('schedule', 'timezone'), message, help });
}

async function checkHolidays(
  { add }: Inspection,
  codes: readonly { readonly code: string; readonly path: Path }[],
): Promise<void> {
  if (codes.length === 0) return;
  const { holidayPlaces } = await import('../generated/places.ts');
  for (const { code, path } of codes) {
    if (holidayPlaces.has(code)) continue;
    const { nearestCountry } = await import('../holidays.ts');
    const near = nearestCountry(code);
    const help = near === undefined ? 'Write the two letters of a country, like US.' : `Did you mean ${near}?`;
    add({ code: 'unknown-country', path, message: `No holidays are known for \`${code}\`.`, help });
  }
}

/** When the mission's clock begins. */
function beginning({ provider, draft, now }: Inspection, round: RoundDraft): Instant {
  if (provider !== 'simulator') return now;
  const from = draft.simulate?.from ?? round.schedule.start ?? 'now';
  return from === 'now' ? now : (parseInstant(from) ?? now);
}

/** The instant of `start`; null: now. */
function startOf(inspection: Inspection, of: { readonly round: RoundDraft; readonly report: boolean }): Instant | null {
  const { start } = of.round.schedule;
  if (start === undefined || start === 'now') return null;
  if (!of.report) return parseInstant(start);
  const path = of.round.pathOf('schedule', 'start');
  const startAt = instantAt(inspection, { text: start, path });
  if (startAt !== null && startAt < beginning(inspection, of.round)) {
    const message = 'This start lies in the past, so it means now.';
    const help = 'Write `start: now`, or a later instant.';
    inspection.add({ code: 'start-in-past', severity: 'warning', path, message, help });
  }
  return startAt;
}

function checkDeadline(
  inspection: Inspection,
  of: { readonly round: RoundDraft; readonly startAt: Instant | null },
): void {
  const { deadline } = of.round.schedule;
  if (deadline === undefined) return;
  const path = of.round.pathOf('schedule', 'deadline');
  const afterMs = parseDuration(deadline);
  if (afterMs === 0) {
    const message = 'The mission would end when it begins.';
    inspection.add({ code: 'out-of-range', path, message, help: 'Write a longer one, like 3d.' });
  }
  if (afterMs !== null) return;
  const endsAt = instantAt(inspection, { text: deadline, path });
  const begins = beginning(inspection, of.round);
  if (endsAt !== null && endsAt <= Math.max(begins, of.startAt ?? begins)) {
    const message = 'This deadline is over before the mission begins.';
    inspection.add({ code: 'deadline-in-past', path, message, help: 'Write a later instant, or a duration like 3d.' });
  }
}

function instantAt(
  { add }: Inspection,
  { text, path }: { readonly text: string; readonly path: Path },
): Instant | null {
  const at = parseInstant(text);
  if (at === null) {
    add({
      code: 'bad-instant',
      path,
      message: `\`${text}\` names a day or a time that does not exist.`,
      help: 'Mend the date.',
    });
  }
  return at;
}

function checkDurations({ add }: Inspection, round: RoundDraft): void {
  const { lookahead, pace } = round.schedule;
  const lookaheadMs = lookahead === undefined ? null : parseDuration(lookahead);
  if (lookaheadMs !== null && lookaheadMs < lookaheadMinMs) {
    const message = 'The service takes calls at least a minute ahead.';
    add({ code: 'out-of-range', path: round.pathOf('schedule', 'lookahead'), message, help: 'Write 1m or more.' });
  }
  if (pace?.every !== undefined && parseDuration(pace.every) === 0) {
    const message = 'A pace needs a while to count in.';
    add({
      code: 'out-of-range',
      path: [...round.pathOf('schedule', 'pace'), 'every'],
      message,
      help: 'Write it like 90s.',
    });
  }
}

function checkFrom(inspection: Inspection): void {
  const from = inspection.draft.simulate?.from;
  if (from !== undefined) instantAt(inspection, { text: from, path: ['simulate', 'from'] });
}
