import { describe, expect, test } from 'vitest';
import { tableLines } from '../../../src/cli/view/table.ts';

const columns = [
  { title: '#', align: 'right' as const },
  { title: 'target' },
  { title: 'price', align: 'right' as const },
];

describe('a table', () => {
  test('stands in columns', () => {
    expect(
      tableLines(
        columns,
        [
          ['1', 'Acme', '42'],
          ['10', '日本', '7.5'],
        ],
        40,
      ),
    ).toEqual([' #  target  price', ' 1  Acme       42', '10  日本      7.5']);
  });

  test('cuts the widest column first', () => {
    expect(tableLines(columns, [['1', 'Lakeshore Window Care', '42']], 20)).toEqual([
      '#  target      price',
      '1  Lakeshore…     42',
    ]);
  });

  test('cuts titles before cells', () => {
    const wide = [{ title: 'target' }, { title: 'price_per_floor' }];
    expect(tableLines(wide, [['Lakeshore', '42']], 18)).toEqual(['target     price_…', 'Lakeshore  42']);
  });

  test('has only its titles where there are no rows', () => {
    expect(tableLines(columns, [], 40)).toEqual(['#  target  price']);
  });
});
