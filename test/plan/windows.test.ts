import { describe, expect, test } from 'vitest';
import { type Hours, lateDiallingMs, windowsOf } from '../../src/plan/windows.ts';

const weekdays = [1, 2, 3, 4, 5];
const everyDay = [1, 2, 3, 4, 5, 6, 7];
interface Change {
  readonly from?: number;
  readonly to?: number;
  readonly days?: readonly number[];
  readonly shut?: ReadonlySet<string>;
}
const office = (zone: string, change: Change = {}): Hours => {
  const { from = 9 * 60, to = 17 * 60, days = weekdays, shut = new Set<string>() } = change;
  return { zone, week: everyDay.map((day) => (days.includes(day) ? { from, to } : null)), shut };
};
const iso = (at: number): string => new Date(at).toISOString().slice(0, 16);
const next = (hours: readonly Hours[], at: string): string | null => {
  const window = windowsOf(hours).next(Date.parse(at));
  return window === null ? null : `${iso(window.from)} ${iso(window.to)}`;
};

describe('invariant 3: a window leaves room for five minutes of late dialling in every zone', () => {
  test.each([
    ['inside the hours', [office('America/Chicago')], '2026-11-23T16:00:00Z', '2026-11-23T15:00 2026-11-23T22:55'],
    ['before the hours', [office('America/Chicago')], '2026-11-23T03:00:00Z', '2026-11-23T15:00 2026-11-23T22:55'],
    ['too late for the day', [office('America/Chicago')], '2026-11-23T22:56:00Z', '2026-11-24T15:00 2026-11-24T22:55'],
    ['a Friday evening', [office('America/Chicago')], '2026-11-27T23:30:00Z', '2026-11-30T15:00 2026-11-30T22:55'],
    [
      'a holiday',
      [office('America/Chicago', { shut: new Set(['2026-11-26']) })],
      '2026-11-26T15:00:00Z',
      '2026-11-27T15:00 2026-11-27T22:55',
    ],
    [
      'two zones must both be open',
      [office('America/New_York'), office('America/Los_Angeles')],
      '2026-11-23T10:00:00Z',
      '2026-11-23T17:00 2026-11-23T21:55',
    ],
    [
      'zones that are never open together',
      [office('Europe/Berlin'), office('Pacific/Auckland')],
      '2026-11-23T10:00:00Z',
      null,
    ],
    ['a week that is shut', [office('America/Chicago', { days: [] })], '2026-11-23T10:00:00Z', null],
    [
      'another day has other hours',
      [
        {
          zone: 'America/Chicago',
          week: [...Array(6).fill(null), { from: 12 * 60, to: 21 * 60 }],
          shut: new Set<string>(),
        },
      ],
      '2026-11-23T10:00:00Z',
      '2026-11-29T18:00 2026-11-30T02:55',
    ],
    [
      'hours that go on over midnight are one window',
      [office('Etc/UTC', { from: 0, to: 24 * 60, days: [1, 2] })],
      '2026-11-23T10:00:00Z',
      '2026-11-23T00:00 2026-11-24T23:55',
    ],
    [
      'the day the clocks go forward',
      [office('America/New_York', { days: everyDay })],
      '2027-03-14T05:00:00Z',
      '2027-03-14T13:00 2027-03-14T20:55',
    ],
    [
      'the day the clocks go back',
      [office('America/New_York', { days: everyDay })],
      '2026-11-01T05:00:00Z',
      '2026-11-01T14:00 2026-11-01T21:55',
    ],
  ])('%s', (_, hours, at, expected) => {
    expect(next(hours, at)).toBe(expected);
  });

  test('what was asked before does not change the answer', () => {
    const hours = [office('America/Chicago'), office('America/Denver')];
    const shared = windowsOf(hours);
    const instants = ['2026-11-27T12:00:00Z', '2026-11-23T12:00:00Z', '2027-06-01T20:00:00Z', '2026-11-24T22:54:59Z'];
    for (const at of [...instants, ...instants.toReversed()]) {
      expect(shared.next(Date.parse(at))).toEqual(windowsOf(hours).next(Date.parse(at)));
    }
  });

  test('every instant of a window, and five minutes after it, lies inside the local hours', () => {
    const windows = windowsOf([office('America/New_York')]);
    let at = Date.parse('2026-10-25T00:00:00Z');
    for (let i = 0; i < 30; i += 1) {
      const window = windows.next(at);
      if (window === null) throw new Error('no window');
      for (const instant of [window.from, window.to - 1 + lateDiallingMs]) {
        const local = new Intl.DateTimeFormat('en-GB', {
          timeZone: 'America/New_York',
          hour: '2-digit',
          hourCycle: 'h23',
        });
        const hour = Number(local.format(instant));
        expect(hour).toBeGreaterThanOrEqual(9);
        expect(hour).toBeLessThan(17);
      }
      at = window.to;
    }
  });
});
