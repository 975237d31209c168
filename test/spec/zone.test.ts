import { describe, expect, it } from 'vitest';
import { isZone, nearestZone } from '../../src/spec/zone.ts';

describe('isZone', () => {
  it.each(['America/Chicago', 'America/North_Dakota/Center', 'UTC', 'US/Central', 'Etc/GMT+5', 'Asia/Kolkata'])(
    'knows %s',
    (name) => {
      expect(isZone(name)).toBe(true);
      expect(isZone(name)).toBe(true);
    },
  );

  it.each([
    '',
    'Chicago',
    'america/chicago',
    'EST',
    'CST6CDT',
    '+05:00',
    'Mars/Phobos',
    '__proto__',
    'America/Chicago ',
  ])('does not know %j', (name) => {
    expect(isZone(name)).toBe(false);
  });
});

describe('nearestZone', () => {
  it.each([
    ['America/Chicgo', 'America/Chicago'],
    ['america/chicago', 'America/Chicago'],
    ['Chicago', 'America/Chicago'],
    ['New York', 'America/New_York'],
    ['US/New_York', 'America/New_York'],
    ['CST', 'America/Chicago'],
    ['pacific', 'America/Los_Angeles'],
  ])('takes %s for %s', (name, zone) => {
    expect(nearestZone(name)).toBe(zone);
  });

  it.each(['', 'xx', 'constructor', '__proto__'])('makes nothing of %j', (name) => {
    expect(nearestZone(name)).toBeUndefined();
  });
});
