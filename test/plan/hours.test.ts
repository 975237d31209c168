import { describe, expect, test } from 'vitest';
import { closedBy, windowsFinder } from '../../src/plan/hours.ts';
import type { Purpose } from '../../src/spec/contact-rule.ts';
import type { ScheduleSpec } from '../../src/spec/spec.ts';
import { sampleRound, sampleSpec } from '../results/sample.ts';
import { rulesFor } from '../support/rules.ts';

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const open: ScheduleSpec = { ...sampleRound().schedule, hours: { from: 0, to: 1440 }, days: everyDay };

interface Asked {
  readonly purpose?: Purpose;
  readonly override?: readonly string[];
  readonly schedule?: Partial<ScheduleSpec>;
  readonly zones?: readonly string[];
  readonly states?: readonly string[];
}

function input({ purpose = 'solicitation', override = [], schedule = {} }: Asked) {
  const rules = override.length === 0 ? {} : { rules: { override, because: 'a reason' } };
  const spec = sampleSpec({ purpose, contactRules: rulesFor(purpose), ...rules });
  return { spec, schedule: { ...open, ...schedule }, holidays: {} };
}

const place = ({ zones = ['America/Chicago'], states = ['IL'] }: Asked) => ({ zones, states });

/** The first window at or after a local time in the first zone, in that zone. */
function next(asked: Asked, at: string): string | null {
  const window = windowsFinder(input(asked))(place(asked)).next(Date.parse(at));
  const local = (instant: number): string =>
    new Intl.DateTimeFormat('en-GB', {
      timeZone: place(asked).zones[0],
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
      .format(instant)
      .replace(',', '');
  return window === null ? null : `${local(window.from)}–${local(window.to)}`;
}

const friday = '2026-11-27T05:00:00Z';
const sunday = '2026-11-29T06:00:00Z';

describe('the hours of a person, less five minutes for late dialling', () => {
  test.each<[string, Asked, string, string | null]>([
    ['for all: 8 to 21', { purpose: 'inquiry' }, friday, 'Fri 08:00–Fri 20:55'],
    ['for all, on Sunday too', { purpose: 'informational' }, sunday, 'Sun 08:00–Sun 20:55'],
    ['a state without hours of its own', { states: ['IL'] }, friday, 'Fri 08:00–Fri 20:55'],
    ['Florida', { states: ['FL'] }, friday, 'Fri 08:00–Fri 19:55'],
    ['Oklahoma', { states: ['OK'] }, friday, 'Fri 08:00–Fri 19:55'],
    ['Washington', { states: ['WA'] }, friday, 'Fri 08:00–Fri 19:55'],
    ['Maryland', { states: ['MD'] }, friday, 'Fri 08:00–Fri 19:55'],
    ['Texas', { states: ['TX'] }, friday, 'Fri 08:00–Fri 20:55'],
    ['Texas on Sunday', { states: ['TX'] }, sunday, 'Sun 12:00–Sun 20:55'],
    ['no state known', { states: [] }, friday, 'Fri 09:00–Fri 19:55'],
    ['no state known, on Sunday', { states: [] }, sunday, 'Mon 09:00–Mon 19:55'],
    ['one of two states: both hold', { states: ['TX', 'FL'] }, sunday, 'Sun 12:00–Sun 19:55'],
    ['who sells nothing knows no states', { purpose: 'inquiry', states: ['FL'] }, friday, 'Fri 08:00–Fri 20:55'],
    [
      'the schedule is shorter',
      { states: ['FL'], schedule: { hours: { from: 600, to: 1260 } } },
      friday,
      'Fri 10:00–Fri 19:55',
    ],
    ['the schedule has fewer days', { states: ['TX'], schedule: { days: [7] } }, friday, 'Sun 12:00–Sun 20:55'],
    ['the state’s hours are loosened', { states: ['FL'], override: ['hours-state'] }, friday, 'Fri 08:00–Fri 20:55'],
    [
      'the law’s hours are loosened',
      { states: ['IL'], override: ['hours-federal'], schedule: { hours: { from: 360, to: 600 } } },
      friday,
      'Fri 06:00–Fri 09:55',
    ],
    [
      'the law’s hours are loosened, not the state’s',
      { states: ['FL'], override: ['hours-federal'] },
      friday,
      'Fri 08:00–Fri 19:55',
    ],
    ['every zone must be open', { zones: ['America/New_York', 'America/Los_Angeles'] }, friday, 'Fri 11:00–Fri 20:55'],
    [
      'the mission’s own zone too, without the rules',
      { schedule: { timezone: 'Europe/Berlin', hours: { from: 480, to: 1080 } } },
      friday,
      'Fri 08:00–Fri 10:55',
    ],
    ['nothing is left', { schedule: { hours: { from: 300, to: 480 } } }, friday, null],
  ])('%s', (_, asked, at, expected) => {
    expect(next(asked, at)).toBe(expected);
  });

  test('are found once for all who are in the same place', () => {
    const windows = windowsFinder(input({}));
    const florida = windows({ zones: ['America/New_York'], states: ['FL'] });
    expect(windows({ zones: ['America/New_York'], states: ['FL'] })).toBe(florida);
    expect(windows({ zones: ['America/New_York'], states: ['GA'] })).not.toBe(florida);
  });
});

describe('where no hour is ever open, the rule is', () => {
  test.each<[string, Asked]>([
    ['hours-federal', { schedule: { hours: { from: 300, to: 480 } } }],
    ['hours-state', { states: ['FL'], schedule: { hours: { from: 1200, to: 1260 } } }],
    ['hours-state', { states: [], schedule: { days: [7] } }],
    ['schedule', { schedule: { days: [] } }],
    [
      'schedule',
      { zones: ['Pacific/Auckland'], schedule: { hours: { from: 540, to: 660 }, timezone: 'Europe/Berlin' } },
    ],
    ['zones', { zones: ['America/New_York', 'Asia/Kolkata'], schedule: { hours: { from: 540, to: 1020 } } }],
  ])('%s: %o', (expected, asked) => {
    const by = closedBy(input(asked), place(asked));
    expect(typeof by === 'string' ? by : by.id).toBe(expected);
  });
});
