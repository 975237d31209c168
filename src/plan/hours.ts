/** When a person may be called: a round's schedule cut by every contact rule in force, at the person's own place. */
import { type ContactRule, type HoursRule, rulesInForce } from '../spec/contact-rule.ts';
import { concerns, openOn } from '../spec/rule-hours.ts';
import type { ScheduleSpec, Spec, Target } from '../spec/spec.ts';
import { type Hours, type Week, type Windows, windowsOf } from './windows.ts';

/** Local dates (`2026-12-25`) by country code. */
export type HolidayDates = Readonly<Record<string, readonly string[]>>;

/** Where somebody may be: what the hours depend on besides the round. */
export type Place = Pick<Target, 'zones' | 'states'>;

interface HoursInput {
  readonly spec: Pick<Spec, 'contactRules' | 'rules'>;
  readonly schedule: ScheduleSpec;
  readonly holidays: HolidayDates;
}

const days = [1, 2, 3, 4, 5, 6, 7];
const anyHour: Week = days.map(() => ({ from: 0, to: 1440 }));

/** Finds windows by place. Places that are alike share one, so that a million targets cost a few hundred. */
export function windowsFinder(input: HoursInput): (place: Place) => Windows {
  const rules = hoursRules(rulesInForce(input.spec.contactRules, input.spec.rules?.override ?? []));
  const byState = rules.some(({ states }) => states !== undefined);
  const known = new Map<string, Windows>();
  return (place) => {
    const zones = place.zones.join(' ');
    const key = byState ? `${zones}|${(place.states ?? []).join(' ')}` : zones;
    const found = known.get(key);
    if (found !== undefined) return found;
    const windows = openings(input, { place, rules });
    known.set(key, windows);
    return windows;
  };
}

/** Which rule leaves a place no hour at all, where there is none; asked once, of the few that it happens to. */
export function closedBy(input: HoursInput, place: Place): 'schedule' | 'zones' | ContactRule {
  const inForce = rulesInForce(input.spec.contactRules, input.spec.rules?.override ?? []);
  const alone = place.zones.slice(0, 1);
  const kept: HoursRule[] = [];
  if (isNeverOpen(openings(input, { place: { ...place, zones: alone }, rules: [] }))) return 'schedule';
  for (const rule of inForce) {
    kept.push(...hoursRules([rule]));
    if (isNeverOpen(openings(input, { place: { ...place, zones: alone }, rules: kept }))) return rule;
  }
  return 'zones';
}

/** What one rule, or the schedule alone, leaves of the hours at a place. */
export function hoursAlone(
  input: HoursInput,
  of: { readonly place: Place; readonly rule: ContactRule | null },
): Windows {
  if (of.rule === null) return openings(input, { place: of.place, rules: [] });
  const rules = hoursRules([of.rule]);
  return windowsOf(
    of.place.zones.map((zone) => ({ zone, week: cut(anyHour, rules, of.place), shut: new Set<string>() })),
  );
}

function isNeverOpen(windows: Windows): boolean {
  return windows.next(0) === null;
}

function hoursRules(rules: readonly ContactRule[]): readonly HoursRule[] {
  return rules.flatMap(({ value }) => value?.hours ?? []);
}

function openings(
  { schedule, holidays }: HoursInput,
  of: { readonly place: Place; readonly rules: readonly HoursRule[] },
): Windows {
  const shut = new Set(schedule.holidays.flatMap((code) => holidays[code] ?? []));
  const week = days.map((day) => (schedule.days.includes(day) ? schedule.hours : null));
  const atPerson = cut(week, of.rules, of.place);
  const own = schedule.timezone === 'target' ? [] : [schedule.timezone];
  return windowsOf([
    ...of.place.zones.map((zone): Hours => ({ zone, week: atPerson, shut })),
    ...own.map((zone): Hours => ({ zone, week, shut })),
  ]);
}

function cut(week: Week, rules: readonly HoursRule[], place: Place): Week {
  const held = rules.filter((rule) => concerns(rule, place.states ?? []));
  return days.map((day) => {
    const hours = week[day - 1];
    if (hours === null || hours === undefined) return null;
    const open = openOn(day, held);
    const [from, to] = [Math.max(hours.from, open.from), Math.min(hours.to, open.to)];
    return from < to ? { from, to } : null;
  });
}
