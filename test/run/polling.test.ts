import { describe, expect, test } from 'vitest';
import { nextInboxRead, nextInsightRead, nextPoll } from '../../src/run/polling.ts';

const second = 1_000;
const minute = 60_000;
const hour = 3_600_000;

describe('polling is a fixed grid from the scheduled instant', () => {
  test.each([
    [-15 * minute, 2 * minute],
    [0, 2 * minute],
    [2 * minute, 2.5 * minute],
    [2 * minute + second, 2.5 * minute],
    [4.5 * minute, 5 * minute],
    [5 * minute, 7 * minute],
    [29 * minute, 30 * minute],
    [28 * minute, 29 * minute],
    [hour, hour + 15 * minute],
  ])('%i ms after it, the next poll is at %i ms', (since, expected) => {
    expect(nextPoll(0, since)).toBe(expected);
  });

  test('it always moves on', () => {
    for (let now = 0; now < 3 * hour; now += 7 * second) expect(nextPoll(0, now)).toBeGreaterThan(now);
  });

  test('an insight is read every ten seconds for ten minutes', () => {
    expect(nextInsightRead(0, 0)).toBe(10 * second);
    expect(nextInsightRead(0, 10 * second)).toBe(20 * second);
    expect(nextInsightRead(0, 10 * minute)).toBeNull();
  });

  test('the inbox is read every quarter of an hour, and when the reply stops counting', () => {
    expect(nextInboxRead(0, { now: 0, withinMs: hour })).toBe(15 * minute);
    expect(nextInboxRead(0, { now: 50 * minute, withinMs: 55 * minute })).toBe(55 * minute);
  });
});
