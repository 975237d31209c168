import { describe, expect, it } from 'vitest';
import { expectProblem, loadRight, sweep } from '../mission.ts';

describe('params', () => {
  it.each([
    ['a default of another type', sweep('params: { city: { type: string, default: «3» } }'), 'wrong-type', 'not text'],
    [
      'a fraction for a whole number',
      sweep('params: { n: { type: integer, default: «2.5» } }'),
      'wrong-type',
      'whole number',
    ],
    ['no value at all', sweep('params: { «city»: { type: string } }'), 'missing-param', '-p city='],
    [
      'a word that is taken',
      sweep('params: { «constructor»: { type: number, default: 1 } }'),
      'reserved-name',
      'constructor',
    ],
  ])('are refused: %s', async (_, text, code, says) => expectProblem(text, { code, says }));

  it.each([
    ['text for a number', { n: 'many' }, 'bad-param', 'a number'],
    ['nothing for a number', { n: '' }, 'bad-param', 'a number'],
    ['a hexadecimal number', { n: '0x10' }, 'bad-param', 'a number'],
    ['a number without an end', { n: '1e999' }, 'bad-param', 'a number'],
    ['a param that is not there', { m: '1' }, 'unknown-param', 'There is: n'],
  ])('given on the command line are refused: %s', async (_, params, code, says) => {
    await expectProblem(sweep('params: { n: { type: number, default: 1 } }'), { code, says }, { params });
  });

  it('given on the command line win, each by its type', async () => {
    const text = sweep(
      'params: { a: { type: string, default: x }, b: { type: number }, c: { type: boolean, default: true, secret: true }, d: { type: integer, default: 4 } }',
    );
    const { spec } = await loadRight(text, { params: { a: '42', b: '-2.5', c: 'no' } });
    expect(spec.params).toEqual({ a: '42', b: -2.5, c: false, d: 4 });
    expect(spec.secretParams).toEqual(['c']);
  });
});

describe('collect', () => {
  it.each([
    ['a field called target', sweep('collect: { «target»: { type: string } }'), 'reserved-name', 'target'],
    ['a field called toString', sweep('collect: { «toString»: { type: string } }'), 'reserved-name', 'toString'],
    ['no type', sweep('collect: { a: «{ required: true }» }'), 'missing-key', 'type'],
    ['an enum without words', sweep('collect: { a: { «type»: enum } }'), 'missing-key', 'enum'],
    ['an array of nothing', sweep('collect: { a: { «type»: array } }'), 'missing-key', 'items'],
    ['words for a number', sweep('collect: { a: { type: number, «enum»: [x] } }'), 'misplaced-key', 'number'],
    ['a minimum for text', sweep('collect: { a: { type: string, «minimum»: 1 } }'), 'misplaced-key', 'numbers only'],
    ['an empty range', sweep('collect: { a: { type: number, minimum: 5, maximum: «4» } }'), 'empty-range', '5 and 4'],
    [
      'an empty range of elements',
      sweep('collect: { a: { type: array, items: { type: number, minimum: 5, maximum: «4» } } }'),
      'empty-range',
      '5 and 4',
    ],
  ])('is refused: %s', async (_, text, code, says) => expectProblem(text, { code, says }));
});
