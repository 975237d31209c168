import { expect, test } from 'vitest';
import { idOf, instantOf, numberOf, spelled, textOf } from '../../src/wire/fields.ts';

const at = Date.parse('2026-03-09T16:39:27Z');

test.each([
  ['2026-03-09T16:39:27Z', at],
  ['2026-03-09T16:39:27.132341Z', at + 132],
  ['2026-03-09T16:39:27', at],
  ['2026-03-09T11:39:27-05:00', at],
  ['2026-03-09', undefined],
  ['9', undefined],
  [9, undefined],
  ['2026-13-09T16:39:27Z', undefined],
  [null, undefined],
])('an instant from %j', (value, expected) => {
  expect(instantOf({ at: value }, 'at')).toBe(expected);
});

test.each([
  ['12', 12],
  [12.5, 12.5],
  ['', undefined],
  ['12 s', undefined],
  [Number.NaN, undefined],
  [true, undefined],
])('a number from %j', (value, expected) => {
  expect(numberOf({ n: value }, 'n')).toBe(expected);
});

test.each([
  ['a', 'a'],
  [7, '7'],
  [7.5, undefined],
  ['', undefined],
  [{}, undefined],
  [['a'], undefined],
])('text from %j', (value, expected) => {
  expect(textOf({ t: value }, 't')).toBe(expected);
});

test('nothing from what is inherited, and no id from a way out of a path', () => {
  expect(textOf({}, 'constructor')).toBeUndefined();
  expect(textOf(JSON.parse('{"__proto__": {"id": "x"}}'), 'id')).toBeUndefined();
  expect([idOf({ id: '.' }), idOf({ id: '..' }), idOf({ id: '../x' })]).toEqual([undefined, undefined, '../x']);
});

test('one spelling of a status', () => {
  expect(['in_progress', ' In Progress', 'IN-PROGRESS', undefined].map(spelled)).toEqual([
    'in-progress',
    'in-progress',
    'in-progress',
    undefined,
  ]);
});
