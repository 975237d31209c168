import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placeOf } from '../../src/lib/ordered.ts';

it('tells how many lie before a value', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.integer({ min: -1, max: 21 }), (numbers, value) => {
      const ascending = numbers.toSorted((a, b) => a - b);
      expect(placeOf(ascending, value)).toBe(ascending.filter((number) => number < value).length);
    }),
  );
});
