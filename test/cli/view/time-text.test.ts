import { describe, expect, test } from 'vitest';
import { localText } from '../../../src/cli/view/local-text.ts';
import { durationText, instantText } from '../../../src/cli/view/time-text.ts';

describe('times for people', () => {
  test.each([
    [0, '0s'],
    [-5, '0s'],
    [95_000, '95s'],
    [120_000, '2m'],
    [150_000, '2m 30s'],
    [3_600_000, '1h'],
    [4_320_000, '1h 12m'],
    [90_000_000, '1d 1h'],
    [86_400_000 * 3, '3d'],
    [86_400_000 + 60_000, '1d'],
  ])('%i ms is %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });

  test('an instant stands in the time of the one called', () => {
    const at = Date.parse('2026-11-23T15:02:30Z');
    expect(localText(at, 'America/Chicago')).toBe('Mon 23 Nov 09:02');
    expect(localText(at, 'Asia/Tokyo')).toBe('Tue 24 Nov 00:02');
    expect(instantText(at)).toBe('2026-11-23 15:02:30Z');
  });
});
