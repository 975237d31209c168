import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCollected, collectedTextCharsMax, insightCharsMax, parseInsightJson } from '../../src/spec/collect.ts';
import type { CollectField } from '../../src/spec/spec.ts';

const collect: Readonly<Record<string, CollectField>> = {
  price: { type: 'number', minimum: 0, maximum: 1000, unit: 'USD', required: true },
  floors: { type: 'integer', required: false },
  insured: { type: 'boolean', required: true },
  grade: { type: 'enum', enum: ['Gold', 'Silver'], required: false },
  slots: { type: 'array', items: { type: 'number' }, required: false },
  note: { type: 'string', required: false },
};
const required = { price: 42, insured: true };

describe('checkCollected', () => {
  it('keeps what is right, in the order of collect', () => {
    const raw = { note: 'hi', slots: [1, 2], grade: 'Gold', insured: false, floors: 3, price: 0, other: 'dropped' };
    const checked = checkCollected(collect, raw);
    expect(checked).toEqual({
      values: { price: 0, floors: 3, insured: false, grade: 'Gold', slots: [1, 2], note: 'hi' },
      problems: [],
      incomplete: [],
    });
    expect(Object.keys(checked.values)).toEqual(Object.keys(collect));
  });

  it.each<[string, unknown, unknown]>([
    ['price', '$1,000', 1000],
    ['price', '42 USD', 42],
    ['floors', '12', 12],
    ['floors', 12.0, 12],
    ['insured', 'Yes', true],
    ['insured', 'no', false],
    ['grade', 'gold', 'Gold'],
    ['grade', ' SILVER ', 'Silver'],
    ['slots', ['1', 2, null, ' '], [1, 2]],
    ['slots', [], []],
    ['note', 60601, '60601'],
    ['note', '  hi ', 'hi'],
    ['note', 'a\ud800b', 'a\ufffdb'],
  ])('reads %s from %j', (field, given, value) => {
    const checked = checkCollected(collect, { ...required, [field]: given });
    expect(checked.values[field]).toEqual(value);
    expect(checked.problems).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['price', 'about 40', 'type'],
    ['price', true, 'type'],
    ['price', [42], 'type'],
    ['price', Number.NaN, 'type'],
    ['price', Number.POSITIVE_INFINITY, 'type'],
    ['price', -1, 'range'],
    ['price', '1,001', 'range'],
    ['floors', 2.5, 'type'],
    ['insured', 'maybe', 'type'],
    ['insured', 1, 'type'],
    ['grade', 'Bronze', 'enum'],
    ['grade', {}, 'type'],
    ['slots', '1, 2', 'type'],
    ['slots', [1, 'x'], 'type'],
    ['slots', Array.from({ length: 1_001 }, () => 1), 'type'],
    ['note', { text: 'hi' }, 'type'],
    ['note', 'x'.repeat(collectedTextCharsMax + 1), 'type'],
  ])('drops %s of %.40j', (field, given, problem) => {
    const checked = checkCollected(collect, { ...required, [field]: given });
    expect(checked.values).not.toHaveProperty(field);
    expect(checked.problems).toMatchObject([{ field, problem }]);
    expect(checked.incomplete).toEqual(collect[field]?.required === true ? [field] : []);
  });

  it.each([undefined, null, '', '  '])('counts %j as missing', (given) => {
    const checked = checkCollected(collect, { ...required, price: given, note: given });
    expect(checked).toMatchObject({ problems: [{ field: 'price', problem: 'missing' }], incomplete: ['price'] });
  });

  it.each([undefined, null, 5, 'text', [], () => {}, Object.create(required)])('finds nothing in %s', (raw) => {
    expect(checkCollected(collect, raw)).toMatchObject({ values: {}, incomplete: ['price', 'insured'] });
  });

  it('never throws, and what it keeps is of the type', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(collect)), fc.jsonValue()), (raw) => {
        const { values } = checkCollected(collect, raw);
        expect(['number', 'undefined']).toContain(typeof values.price);
        expect(['boolean', 'undefined']).toContain(typeof values.insured);
        expect([undefined, 'Gold', 'Silver']).toContain(values.grade);
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});

describe('parseInsightJson', () => {
  const parsed = (text: string) => {
    const result = parseInsightJson(text);
    return result.ok ? result.value : result.error.code;
  };

  it.each([
    ['bare', '{"price": 42}'],
    ['with space around', '\n {"price": 42}\n'],
    ['fenced', 'They said:\n```json\n{"price": 42}\n```\nThat was all.'],
    ['fenced without a name', '```\n{"price": 42}\n```'],
    ['fenced and cut off', '```json\r\n{"price": 42}'],
  ])('reads it %s', (_, text) => {
    expect(parsed(text)).toEqual({ price: 42 });
  });

  it.each([
    ['They asked 42 per floor.', 'not-json'],
    ['', 'not-json'],
    ['{"price": 42', 'not-json'],
    ['[1, 2]', 'not-an-object'],
    ['42', 'not-an-object'],
    ['null', 'not-an-object'],
    [`{"a": "${'x'.repeat(insightCharsMax)}"}`, 'too-large'],
  ])('does not read %.30s', (text, code) => {
    expect(parsed(text)).toBe(code);
  });

  it('drops keys that could reach a prototype, at any depth', () => {
    const value = parsed('{"__proto__": {"x": 1}, "constructor": 2, "a": {"__proto__": {"y": 1}, "b": 3}}');
    expect(value).toEqual({ a: { b: 3 } });
    expect(({} as Record<string, unknown>).x).toBeUndefined();
    expect(Object.keys(value)).toEqual(['a']);
  });

  it('bounds the depth and mends what no store could keep', () => {
    expect(parsed(`{"a": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`)).toHaveProperty('a');
    expect(parsed('{"a": 1e999, "b": "x\\ud800"}')).toEqual({ a: null, b: 'x\ufffd' });
  });
});
