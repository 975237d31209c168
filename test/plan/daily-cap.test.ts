import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMs, hourMs } from '../../src/lib/time.ts';
import { freeFrom } from '../../src/plan/daily-cap.ts';

const now = Date.parse('2026-11-23T15:00:00Z');
/** Hours from now. */
const at = (...hours: number[]): readonly number[] => hours.map((hour) => now + hour * hourMs);

describe('invariant 5: attempts per number in any 24 hours', () => {
  test.each([
    ['none yet', at(), 2, 0],
    ['fewer than the cap', at(-1), 2, 0],
    ['as many as the cap: a day after the first of them', at(-3, -1), 2, 21],
    ['more than the cap', at(-5, -3, -1), 2, 21],
    ['a day ago to the millisecond counts no more', at(-24, -1), 2, 0],
    ['one reserved for later counts', at(-1, 2), 2, 23],
    ['two reserved for later', at(2, 3), 2, 26],
    ['yesterday and tomorrow are no one day', at(-23, 23), 2, 0],
    ['between two full days', at(-20, -19, 23, 23.5), 2, 47],
    ['one a day', at(-1), 1, 23],
  ])('%s', (_, attempts, cap, hours) => {
    expect(freeFrom(attempts, { at: now, cap })).toBe(now + hours * hourMs);
  });

  test('the answer keeps the cap, and nothing earlier does', () => {
    const hour = fc.integer({ min: -24, max: 24 });
    fc.assert(
      fc.property(fc.array(hour, { maxLength: 8 }), fc.integer({ min: 1, max: 4 }), (hours, cap) => {
        const attempts = at(...hours).toSorted((a, b) => a - b);
        const free = freeFrom(attempts, { at: now, cap });
        expect(keeps([...attempts], { more: free, cap })).toBe(true);
        for (let earlier = now; earlier < free; earlier += hourMs)
          expect(keeps([...attempts], { more: earlier, cap })).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** No 24 hours that hold the new attempt hold more than the cap. */
function keeps(attempts: number[], of: { readonly more: number; readonly cap: number }): boolean {
  const all = [...attempts, of.more];
  return all.every((from) => {
    const within = all.filter((one) => one >= from && one < from + dayMs);
    return !within.includes(of.more) || within.length <= of.cap;
  });
}
