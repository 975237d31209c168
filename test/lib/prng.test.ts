import fc from 'fast-check';
import { expect, test } from 'vitest';
import { draw, drawBetween, hash53, hashFrom, hashState } from '../../src/lib/prng.ts';

test('the same text has the same hash on every machine', () => {
  expect(['', 'a', '7 acme 1 outcome', 'ü'].map(hash53)).toMatchInlineSnapshot(`
    [
      3338908027751811,
      7929297801672961,
      7511705770331627,
      315103248833814,
    ]
  `);
});

test('a hash goes on from any beginning of its text', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (beginning, rest) => {
      expect(hashFrom(hashState(beginning), rest)).toBe(hash53(beginning + rest));
    }),
  );
});

test('draws spread evenly over their range', () => {
  const tenths = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i += 1) {
    const tenth = Math.floor(draw(`label ${i}`) * 10);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  expect(Math.min(...tenths)).toBeGreaterThan(900);
  expect(Math.max(...tenths)).toBeLessThan(1100);
});

test('a draw between two numbers lies between them', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer(), fc.nat(), (text, min, width) => {
      const drawn = drawBetween(text, { min, max: min + width });
      expect(drawn).toBeGreaterThanOrEqual(min);
      expect(drawn).toBeLessThanOrEqual(min + width);
    }),
  );
});
