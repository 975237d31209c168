import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration, parseDurationRange } from '../../src/lib/duration.ts';

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['15m', 900_000],
    ['2h', 7_200_000],
    ['3d', 259_200_000],
    ['0s', 0],
    ['1.5h', 5_400_000],
    ['1h30m', 5_400_000],
    ['1d2h3m4s', 93_784_000],
    ['0.001s', 1],
    ['99999h', 359_996_400_000],
  ])('%s is %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each([
    '',
    '5',
    's',
    '-5m',
    '5 m',
    ' 5m',
    '5m ',
    '5M',
    '1m1h',
    '1h1h',
    '1e3s',
    '1.s',
    '.5h',
    '3 days',
    '100000h',
    '١m',
    '5m\n',
  ])('%j is none', (text) => expect(parseDuration(text)).toBeNull());

  it.each([
    [0, '0s'],
    [999, '1s'],
    [90_000, '1m30s'],
    [5_400_000, '1h30m'],
    [259_200_000, '3d'],
    [-60_000, '-1m'],
    [-1, '0s'],
  ])('of %d ms is written %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 800_000_000 }), (seconds) => {
        expect(parseDuration(formatDuration(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });
});

describe('a range', () => {
  it.each([
    ['30m-2h', { minMs: 1_800_000, maxMs: 7_200_000 }],
    ['30m - 2h', { minMs: 1_800_000, maxMs: 7_200_000 }],
    ['4h', { minMs: 14_400_000, maxMs: 14_400_000 }],
    ['1h-1h', { minMs: 3_600_000, maxMs: 3_600_000 }],
  ])('%s is read', (text, range) => expect(parseDurationRange(text)).toEqual(range));

  it.each(['2h-30m', '30m-', '-2h', '1m-2m-3m', '', 'a-b'])('%j is none', (text) =>
    expect(parseDurationRange(text)).toBeNull(),
  );
});
