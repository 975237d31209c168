import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawCollected, readReply } from '../../src/simulator/collected.ts';
import { Draws } from '../../src/simulator/draw.ts';
import type { CollectField, Value } from '../../src/spec/spec.ts';

const draws = (attempt: number) => new Draws({ seed: 7, target: 'acme', attempt });

function valid(value: Value | undefined, field: Omit<CollectField, 'required'>): boolean {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = field;
  switch (field.type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
    case 'number':
      if (typeof value !== 'number' || value < minimum || value > maximum) return false;
      return field.type === 'number' || Number.isInteger(value);
    case 'enum':
      return typeof value === 'string' && (field.enum ?? []).includes(value);
    case 'string':
      return typeof value === 'string' && value !== '';
    case 'array':
      return Array.isArray(value) && value.every((item) => valid(item, field.items ?? { type: 'string' }));
  }
}

const bounds = fc.record({ low: fc.integer({ min: -500, max: 500 }), width: fc.integer({ min: 0, max: 300 }) });
const numeric = fc
  .tuple(fc.constantFrom('number' as const, 'integer' as const), bounds, fc.boolean(), fc.boolean())
  .map(([type, { low, width }, hasMinimum, hasMaximum]) => ({
    type,
    ...(hasMinimum ? { minimum: low } : {}),
    ...(hasMaximum ? { maximum: low + width } : {}),
  }));
const options = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 5 });
const plain = fc.oneof(
  numeric,
  fc.constantFrom({ type: 'boolean' as const }, { type: 'string' as const }),
  options.map((names) => ({ type: 'enum' as const, enum: names })),
);
const shape = fc.oneof(
  plain,
  plain.map((items) => ({ type: 'array' as const, items })),
);

test('what is drawn is valid by type, range and options', () => {
  fc.assert(
    fc.property(shape, fc.nat(1000), (field, attempt) => {
      const { value } = drawCollected({ value: { ...field, required: true } }, draws(attempt));
      expect(valid(value, field), JSON.stringify(value)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('required fields are always answered, others mostly', () => {
  const collect = {
    must: { type: 'boolean', required: true },
    may: { type: 'boolean', required: false },
  } as const;
  const drawn = Array.from({ length: 2000 }, (_, i) => drawCollected(collect, draws(i)));
  expect(drawn.filter((fields) => 'must' in fields)).toHaveLength(2000);
  const answered = drawn.filter((fields) => 'may' in fields).length / 2000;
  expect(answered).toBeGreaterThan(0.8);
  expect(answered).toBeLessThan(0.9);
});

test('values spread over the whole range', () => {
  const collect = { n: { type: 'integer', minimum: 1, maximum: 6, required: true } } as const;
  const drawn = new Set(Array.from({ length: 300 }, (_, i) => drawCollected(collect, draws(i)).n));
  expect(drawn).toEqual(new Set([1, 2, 3, 4, 5, 6]));
});

test('a field called __proto__ is a field', () => {
  const collect = Object.fromEntries([['__proto__', { type: 'boolean', required: true }]]) as Record<
    string,
    CollectField
  >;
  const drawn = drawCollected(collect, draws(1));
  expect(Object.keys(drawn)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(drawn)).toBe(Object.prototype);
});

describe('a scripted reply', () => {
  const collect: Record<string, CollectField> = {
    comes: { type: 'boolean', required: true },
    people: { type: 'integer', required: false },
    cost: { type: 'number', required: false },
    day: { type: 'enum', enum: ['friday', 'next_monday'], required: false },
  };

  test.each([
    ['YES', { comes: true }],
    ['no', { comes: false }],
    ['No, sorry, not this time', { comes: false }],
    ['Ok, 3 of us on Friday', { comes: true, people: 3, day: 'friday' }],
    ['Yes: 2 people, 41.50 in all, next Monday', { comes: true, people: 2, cost: 41.5, day: 'next_monday' }],
    ['Who is this?', {}],
    ['Nothing known yet', {}],
  ])('says %j', (text, fields) => {
    expect(readReply(text, collect)).toEqual(fields);
  });

  test('is itself the value of a string, and names the items of a list', () => {
    const fields = {
      note: { type: 'string', required: true },
      days: { type: 'array', items: { type: 'enum', enum: ['mon', 'tue', 'wed'] }, required: true },
    } as const;
    expect(readReply(' Tue or Wed ', fields)).toEqual({ note: 'Tue or Wed', days: ['tue', 'wed'] });
  });
});
