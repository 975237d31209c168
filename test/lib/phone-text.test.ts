import { describe, expect, it } from 'vitest';
import { maskPhones, numberPattern } from '../../src/lib/phone-text.ts';

describe('phone numbers in a text', () => {
  it.each([
    ['+13125550101', '+xxxxxxx0101'],
    ['Call +442079460018.', 'Call +xxxxxxxx0018.'],
    ['(312) 555-0101', '(xxx) xxx-0101'],
    ['312-555-0101 or 312.555.0102', 'xxx-xxx-0101 or xxx.xxx.0102'],
    ['+1 312 555 0101', '+x xxx xxx 0101'],
    ['tel:13125550101', 'tel:13125550101'],
    ['ask 13125550101', 'ask xxxxxxx0101'],
  ])('are masked: %s', (text, masked) => {
    expect(maskPhones(text)).toBe(masked);
  });

  it.each([
    'on 2026-11-23T15:02:30Z',
    '42 USD per floor, 1200 in all',
    '{"at":1795435200000}',
    `run 0${'1'.repeat(31)}`,
    'sha256:13125550101aa',
    'evt_3125550101',
    'order 4815162342',
  ])('are not seen where there is none: %s', (text) => {
    expect(maskPhones(text)).toBe(text);
  });
});

describe('one number', () => {
  it.each(['+13125550101', '(312) 555-0101', '312.555.0101', '1-312-555-0101', '3125550101', '001 312 555 0101'])(
    'is found however it is written: %s',
    (written) => {
      expect(`x ${written} y`.replace(numberPattern('+13125550101', '3125550101'), 'N')).toMatch(/^x \(?N y$/);
    },
  );

  it.each(['+13125550102', '3125550', '531255501011', '312555010134'])('is not another one: %s', (text) => {
    expect(numberPattern('+13125550101', '3125550101').test(text)).toBe(false);
  });

  it('is found with the trunk zero of its country', () => {
    expect('020 7946 0018'.replace(numberPattern('+442079460018', '2079460018'), 'N')).toBe('N');
  });
});
