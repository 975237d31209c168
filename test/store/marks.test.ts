import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Marks } from '../../src/store/marks.ts';

describe('marks', () => {
  it('are there for what was marked, and for nothing else', () => {
    const places = fc.array(fc.record({ run: fc.nat(2), place: fc.nat(5000) }), { maxLength: 50 });
    fc.assert(
      fc.property(places, (marked) => {
        const marks = new Marks();
        for (const { run, place } of marked) marks.add(run, place);
        const names = new Set(marked.map(({ run, place }) => `${run} ${place}`));
        for (const { run, place } of marked) {
          for (const [r, p] of [
            [run, place],
            [run, place + 1],
            [run, place + 8],
            [1 - run, place],
          ] as const) {
            expect(marks.has(r, p)).toBe(names.has(`${r} ${p}`));
          }
        }
        marks.clear();
        for (const { run, place } of marked) expect(marks.has(run, place)).toBe(false);
      }),
    );
  });
});
