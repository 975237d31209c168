import { describe, expect, it } from 'vitest';
import { holidayDates, isKnownCountry, nearestCountry } from '../../src/spec/holidays.ts';

/** Of 2026. */
function datesIn(code: string): readonly string[] {
  return holidayDates([code], { from: 2026, to: 2026 })[code] ?? [];
}

describe('holidays', () => {
  it('are the public ones, substitute days included', () => {
    const dates = datesIn('US');
    // Independence Day falls on a Saturday; Thanksgiving; not Halloween, not Mother's Day.
    for (const date of ['2026-07-03', '2026-07-04', '2026-11-26', '2026-12-25']) expect(dates).toContain(date);
    for (const date of ['2026-10-31', '2026-05-10', '2026-11-27']) expect(dates).not.toContain(date);
  });

  it('shut the date on which they begin at noon, and not the next when they end an hour into it', () => {
    expect(datesIn('IS')).toContain('2026-12-24');
    const miquelon = datesIn('PM');
    expect(miquelon).toContain('2026-11-01');
    expect(miquelon).not.toContain('2026-11-02');
  });

  it('shut every date of a holiday that lasts for days', () => {
    const dates = [...datesIn('TR')].filter((date) => date.startsWith('2026-05-2') || date.startsWith('2026-05-3'));
    expect(dates).toEqual(['2026-05-27', '2026-05-28', '2026-05-29', '2026-05-30', '2026-05-31']);
  });

  it('are plain dates in order, by code', () => {
    const dates = holidayDates(['US-CA', 'US', 'US', 'XX'], { from: 2026, to: 2027 });
    expect(Object.keys(dates)).toEqual(['US-CA', 'US']);
    expect(dates.US).toEqual([...(dates.US ?? [])].sort());
    expect(dates.US).toContain('2027-01-01');
    expect(dates['US-CA']).toContain('2026-03-31');
    expect(dates.US).not.toContain('2026-03-31');
    expect(JSON.parse(JSON.stringify(dates))).toEqual(dates);
  });

  it.each(['US', 'DE', 'GB', 'US-CA', 'DE-BY'])('are known for %s', (code) => {
    expect(isKnownCountry(code)).toBe(true);
  });

  it.each(['', 'us', 'USA', 'XX', 'US-XX', 'constructor', '__proto__', 'US-constructor'])(
    'are not known for %j',
    (code) => {
      expect(isKnownCountry(code)).toBe(false);
    },
  );

  it.each([
    ['us', 'US'],
    ['Germany', 'DE'],
    ['germny', 'DE'],
    ['us-ca', 'US-CA'],
  ])('are suggested for %s: %s', (code, meant) => {
    expect(nearestCountry(code)).toBe(meant);
  });
});
