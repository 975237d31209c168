import { describe, expect, it } from 'vitest';
import { holidayDates, holidaysOf, isKnownCountry, nearestCountry } from '../../src/spec/holidays.ts';

describe('holidays', () => {
  it('are the public ones, substitute days included', () => {
    const dates = holidaysOf(['US'], 2026);
    // Independence Day falls on a Saturday; Thanksgiving; not Halloween, not Mother's Day.
    for (const date of ['2026-07-03', '2026-07-04', '2026-11-26', '2026-12-25']) expect(dates).toContain(date);
    for (const date of ['2026-10-31', '2026-05-10', '2026-11-27']) expect(dates).not.toContain(date);
  });

  it('shut the date after a holiday that begins at sunset, not the one on which it begins', () => {
    const dates = holidaysOf(['IL'], 2026);
    // Yom Kippur, from the evening of the 20th.
    expect(dates).toContain('2026-09-21');
    expect(dates).not.toContain('2026-09-20');
  });

  it('shut every date of a holiday that lasts for days', () => {
    const dates = [...holidaysOf(['CN'], 2026)].filter((date) => date.startsWith('2026-10'));
    expect(dates).toEqual(['2026-10-01', '2026-10-02', '2026-10-03']);
  });

  it('join several countries', () => {
    const dates = holidaysOf(['US', 'DE'], 2026);
    expect(dates).toContain('2026-07-04');
    expect(dates).toContain('2026-10-03');
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
