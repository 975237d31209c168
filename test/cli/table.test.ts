import { describe, expect, it } from 'vitest';
import { tableLines } from '../../src/cli/table.ts';

describe('a table', () => {
  it('has columns as wide as their widest cell', () => {
    expect(
      tableLines({
        head: ['A', 'BB'],
        rows: [
          ['one', 'x'],
          ['2', 'yy'],
        ],
      }),
    ).toEqual(['A    BB', 'one  x', '2    yy']);
  });

  it('leaves empty columns out', () => {
    expect(tableLines({ head: ['A', 'B', 'C'], rows: [['1', '', '3']] })).toEqual(['A  C', '1  3']);
  });

  it('measures cells by what a terminal shows', () => {
    expect(
      tableLines({
        head: ['A', 'B'],
        rows: [
          ['日本', 'x'],
          ['abcd', 'y'],
        ],
      }),
    ).toEqual(['A     B', '日本  x', 'abcd  y']);
  });

  it('lets no cell steer the terminal', () => {
    expect(tableLines({ head: ['A'], rows: [['\u001b[31mred\nline']] })).toEqual(['A', 'red line']);
  });
});
