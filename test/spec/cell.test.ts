import { describe, expect, it } from 'vitest';
import { readBoolean, readNumber } from '../../src/spec/cell.ts';

describe('readNumber', () => {
  it.each([
    ['42', 42],
    [' 42 ', 42],
    ['4.5', 4.5],
    ['-5', -5],
    ['+5', 5],
    ['1,200', 1200],
    ['1,200,000.50', 1_200_000.5],
    ['$1,200.50', 1200.5],
    ['-$5', -5],
    ['$-5', -5],
    ['€ 42', 42],
    ['42 USD', 42],
    ['usd 42', 42],
    ['42 dollars', 42],
    ['95%', 95],
    ['1.5e3', 1500],
  ])('reads %j as %d', (text, value) => {
    expect(readNumber(text)).toBe(value);
  });

  it.each([
    '',
    ' ',
    '1,5',
    '1.200,50',
    '12,34,567',
    '40-50',
    '40 to 50',
    'about 40',
    'forty',
    '0x10',
    'Infinity',
    '--5',
    '-$-5',
    '4 2',
    '9'.repeat(100),
    '42 per floor',
  ])('does not guess what %j is', (text) => {
    expect(readNumber(text)).toBeNaN();
  });

  it('leaves out the unit that is expected', () => {
    expect(readNumber('42 per floor', 'per floor')).toBe(42);
    expect(readNumber('42 Hours', 'hours')).toBe(42);
    expect(readNumber('hours', 'hours')).toBeNaN();
  });
});

describe('readBoolean', () => {
  it.each([
    ['Yes', true],
    ['TRUE', true],
    [' y ', true],
    ['1', true],
    ['no', false],
    ['False', false],
    ['0', false],
    ['maybe', null],
    ['', null],
  ])('reads %j as %s', (text, truth) => {
    expect(readBoolean(text)).toBe(truth);
  });
});
