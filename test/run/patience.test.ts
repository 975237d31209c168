import { describe, expect, it } from 'vitest';
import { type Failing, failing, isBeyondRepair, isHourOver, workingAgain } from '../../src/run/patience.ts';

const minute = 60_000;
const fresh: Failing = { failures: 0 };
const failedAt = (...minutes: readonly number[]): Failing =>
  minutes.reduce((state: Failing, at) => failing(state, at * minute), fresh);
const every = (count: number, apart: number): readonly number[] => Array.from({ length: count }, (_, at) => at * apart);

describe('patience with a service that fails', () => {
  it.each([
    ['none before', failedAt(), 500, false],
    ['for 50 minutes', failedAt(...every(6, 10)), 59, false],
    ['for an hour', failedAt(...every(6, 10)), 60, true],
    ['twice, an hour apart: nobody asked in between', failedAt(0), 60, false],
    ['twice, 59 minutes apart', failedAt(0, 59), 60, true],
    ['for 50 minutes, then unasked for 2 hours', failedAt(...every(6, 10)), 170, false],
    ['and again for an hour after that', failedAt(0, 10, 170, 200, 220), 230, true],
    ['where it wanted to be left alone meanwhile', { ...failedAt(0), throttledUntil: 60 * minute }, 60, true],
    ['where it wanted that, and was for an hour longer', { ...failedAt(0), throttledUntil: 60 * minute }, 120, false],
  ])('is over after an hour of failures without a break: %s', (_, state, at, isOver) => {
    expect(isHourOver(state, at * minute)).toBe(isOver);
  });

  it('bears with less than twenty failures, however long they take, and with more of them within the hour', () => {
    expect(isBeyondRepair(failedAt(...every(18, 10)), 180 * minute)).toBe(false);
    expect(isBeyondRepair(failedAt(...every(19, 10)), 190 * minute)).toBe(true);
    expect(isBeyondRepair(failedAt(...every(40, 1)), 41 * minute)).toBe(false);
    expect(isBeyondRepair(failedAt(...every(19, 10)), 300 * minute)).toBe(false);
  });

  it('counts failures of the same instant, and forgets them all when it works', () => {
    expect(failedAt(1, 1, 1)).toEqual({ failures: 3, failingSince: minute, failedAt: minute });
    expect(workingAgain(failedAt(1, 2))).toEqual({ failures: 0 });
  });
});
