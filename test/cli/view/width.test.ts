import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut, displayWidth, oneLine, padTo, wrap } from '../../../src/cli/view/width.ts';

describe('display width', () => {
  test.each([
    ['', 0],
    ['acme', 4],
    ['Müller', 6],
    ['e\u0301', 1],
    ['日本', 4],
    ['한국', 4],
    ['👍', 2],
    ['👩‍👩‍👧', 2],
    ['\u001b[31mred\u001b[0m', 3],
    ['█░…', 3],
  ])('%j takes %i cells', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  test.each([
    ['Lakeshore', 20, 'Lakeshore'],
    ['Lakeshore', 9, 'Lakeshore'],
    ['Lakeshore', 5, 'Lake…'],
    ['Lake shore', 6, 'Lake…'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
    ['x', 0, ''],
  ])('%j cut to %i cells is %j', (text, width, kept) => {
    expect(cut(text, width)).toBe(kept);
  });

  test('what is cut, filled or wrapped never takes more room than it was given', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 30 }), (words, width) => {
        const clean = oneLine(words);
        expect(displayWidth(cut(clean, width))).toBeLessThanOrEqual(width);
        expect(displayWidth(padTo(clean, width))).toBe(width);
        for (const line of wrap(clean, width)) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  test.each([
    ['\u001b[2Jgone', 'gone'],
    ['two\nlines\r\n', 'two lines'],
    ['a\u0007b\u0085c', 'a b c'],
    ['\u202eabc', 'abc'],
    ['plain', 'plain'],
  ])('%j becomes the harmless %j', (text, clean) => {
    expect(oneLine(text)).toBe(clean);
  });
});
