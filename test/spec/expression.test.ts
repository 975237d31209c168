import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileExpression, type Evaluated, type Expression } from '../../src/spec/expression.ts';

const names = {
  collected: { price: 42, insured: true, items: ['a', 'b'], words: 'Acme Inc', unsaid: null, floors: [1, 2, 3] },
  target: { city: 'Chicago', 'zip-code': '60601' },
  params: { walk_away: 60 },
  answers: [{ price: 3 }, { price: null }, { price: 9 }],
};

function compiled(source: string): Expression {
  const result = compileExpression(source);
  if (!result.ok) throw new Error(`${source}: ${result.error.message}`);
  return result.value;
}

function evaluated(source: string, given: Readonly<Record<string, unknown>> = names): Evaluated {
  return compiled(source).evaluate(given);
}

function problem(source: string) {
  const result = compileExpression(source);
  return result.ok ? null : result.error;
}

describe('an expression', () => {
  it.each<[string, unknown]>([
    ['1 - collected.price / 100', 1 - 42 / 100],
    ['collected.price == 42', true],
    ['collected.price == 42.0', true],
    ['7 / 2', 3.5],
    ['9 % 4 == 1', true],
    ['collected.insured ? 1 : 0.5', 1],
    ['[1, 2.5, 3][1]', 2.5],
    ['3 in [1, 2, 3]', true],
    ['0x10 + 1u', 17],
    ['-collected.price', -42],
    ['collected.floors[size(collected.floors) - 1]', 3],
    ['collected.items[0] + "!"', 'a!'],
    ['target["zip-code"]', '60601'],
    ['size(collected.words) == 8 && collected.words.size() == 8.0', true],
    ['collected.words.startsWith("Ac") && collected.words.contains("me I")', true],
    ['collected.words.lowerAscii().indexOf("inc")', 5],
    ['collected.words.substring(0, 4)', 'Acme'],
    ['int(42.9) / 4', 10.5],
    ['int("12") + double("0.5")', 12.5],
    ['string(collected.price)', '42'],
    ['answers.exists(a, has(a.price) && a.price > 5)', true],
    ['answers.filter(a, has(a.price)).map(a, a.price)', [3, 9]],
    ['collected.floors.all(f, f > 0)', true],
    ["timestamp('2026-01-01T00:00:00+01:00') < timestamp('2026-01-01T00:00:00Z')", true],
    ["timestamp('2026-11-23T15:04:05Z').getHours()", 15],
    ['duration("90m") > duration("1h")', true],
    ['duration("90m").getHours()', 1],
    ['{"gold": 3, "silver": 2}["gold"]', 3],
  ])('%s', (source, value) => {
    expect(evaluated(source)).toEqual({ ok: true, value });
  });

  it.each([
    'collected.nothing',
    'collected.nothing > 3',
    'collected.unsaid > 3',
    'collected.unsaid == collected.unsaid',
    'nobody.price > 3',
    'collected.insured && collected.nothing > 3',
    'collected.nothing > 3 || !collected.insured',
    'collected.floors[7] > 1',
    'collected.toString == "x"',
    'answers.map(a, a.price)',
    '!(collected.nothing)',
  ])('%s reads what is absent', (source) => {
    expect(evaluated(source)).toMatchObject({ ok: false, code: 'absent' });
  });

  it.each<[string, boolean]>([
    ['has(collected.price)', true],
    ['has(collected.nothing)', false],
    ['has(collected.unsaid)', false],
    ['has(collected.unsaid) && collected.unsaid > 3', false],
    ['collected.insured || collected.nothing > 3', true],
    ['collected.nothing > 3 || collected.insured', true],
    ['!collected.insured && collected.nothing > 3', false],
    ['collected.nothing > 3 && !collected.insured', false],
    ['collected.nothing > 3 && (collected.unsaid > 3 && false)', false],
    ['collected.insured ? collected.price > 3 : collected.nothing > 3', true],
  ])('%s is decided without what is absent', (source, value) => {
    expect(evaluated(source)).toEqual({ ok: true, value });
  });

  it.each([
    'collected.words > 3',
    'collected.words + 1',
    'collected.price && true',
    '0 / 0',
    'int("many")',
    "timestamp('2026-01-01T00:00:00')",
    '[1, "a"]',
  ])('%s is of the wrong type, which is a value and no throw', (source) => {
    expect(evaluated(source)).toMatchObject({ ok: false, code: 'type' });
  });

  it('reports what is wrong with the left side first', () => {
    expect(evaluated('collected.nothing && collected.words > 3')).toMatchObject({ code: 'absent' });
    expect(evaluated('collected.words > 3 && collected.nothing')).toMatchObject({ code: 'type' });
  });

  it('names what is absent', () => {
    expect(evaluated('collected.price + collected.nothing')).toMatchObject({ message: 'collected.nothing is absent' });
  });

  it('gives the same answer again after a failure', () => {
    const expression = compiled('collected.insured && answers.exists(a, a.price > 5)');
    expect(expression.evaluate({ collected: { insured: true } })).toMatchObject({ code: 'absent' });
    expect(expression.evaluate(names)).toEqual({ ok: true, value: true });
    expect(expression.evaluate({ collected: { insured: false } })).toEqual({ ok: true, value: false });
  });

  it('does not change what it is given', () => {
    const given = structuredClone(names);
    evaluated('answers.filter(a, has(a.price)).size() + collected.price', given);
    expect(given).toEqual(names);
  });

  it.each([
    ['collected.price / 100 + collected.price', ['collected.price']],
    ['target["zip-code"] == params.zip', ['target.zip-code', 'params.zip']],
    ['answers.exists(a, a.price < best.price)', ['answers', 'answers.*.price', 'best.price']],
    ['answers[0].price < 5', ['answers.*.price']],
    ['rounds.demo.collected.stars > 3', ['rounds.demo.collected.stars']],
    ['has(collected.price)', ['collected.price']],
    ['1 + 1', []],
    ['answers.map(a, a.items).exists(i, i.size() > best.n)', ['answers', 'answers.*.items', 'best.n']],
  ])('%s says what it reads', (source, references) => {
    expect(compiled(source).references.map((path) => path.join('.'))).toEqual(references);
  });
});

describe('what does not compile', () => {
  it.each([
    ['', 'syntax', 0],
    ['   ', 'syntax', 0],
    ['1 +', 'syntax', 3],
    ['(1', 'syntax', 2],
    ['collected.price = 4', 'syntax', 16],
    ['a and b', 'syntax', 2],
    ['not a', 'syntax', 4],
    ['"open', 'syntax', 0],
    ['a ? b', 'syntax', 5],
    ['has(collected)', 'syntax', 0],
    ['has(collected["x"])', 'syntax', 0],
    ['answers.exists(a)', 'syntax', 0],
    ['answers.exists(1, true)', 'syntax', 15],
    ['collected.words.matches("a+")', 'matches', 16],
    ['matches(collected.words, "a+")', 'matches', 0],
    ['collected.words.split(" ")', 'unknown-function', 16],
    ['siez(collected.words)', 'unknown-function', 0],
    ['cel.bind(x, 1, x)', 'unknown-function', 4],
    ['type(1)', 'unknown-function', 0],
    ['collected.price == null', 'unsupported', 19],
    ['b"abc"', 'unsupported', 0],
    ['collected.__proto__', 'forbidden-name', 0],
    ['collected["__proto__"]', 'forbidden-name', 0],
    ['collected.constructor.name', 'forbidden-name', 0],
    ['constructor', 'forbidden-name', 0],
    ['a.map(x, a.map(y, a.map(z, a.map(w, 1))))', 'too-large', 27],
    [`${'('.repeat(100)}1${')'.repeat(100)}`, 'too-large', 50],
    ['1+'.repeat(400) + '1', 'too-large', 0],
    ['a'.repeat(3_000), 'too-large', 2_000],
  ])('%s', (source, code, offset) => {
    const found = problem(source);
    expect(found).toMatchObject({ code, offset });
    expect(found?.message).toMatch(/^[^\n]+\.$/);
  });

  it.each([
    ['collected.price = 4', 'Compare with `==`.'],
    ['a and b', 'Write `&&` for and.'],
    ['a or b', 'Write `||` for or.'],
    ['not a', 'Write `!` for not.'],
    ['a === b', 'Compare with `==` or `!=`.'],
    ['“a” == b', 'Use straight quotes.'],
    ['siez(a)', 'Did you mean size?'],
  ])('%s is told how it is written', (source, help) => {
    expect(problem(source)?.help).toBe(help);
  });

  it('cannot hang on a text that another expression would multiply', () => {
    const grow = '[[1]].map(x, x + x + x + x + x + x + x + x)';
    expect(problem(`${grow}.map(x, x + x).map(x, x + x).map(x, x + x)`)).toMatchObject({ code: 'too-large' });
  });
});

describe('any text', () => {
  const pieces = [
    'collected',
    '.price',
    '[0]',
    '(',
    ')',
    '&&',
    '||',
    '!',
    '?',
    ':',
    '"a"',
    '1',
    '2.5',
    ' in ',
    ',',
    '-',
    '%',
  ];

  it('compiles or is refused, and what compiles evaluates without a throw', () => {
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, fc.jsonValue(), (source, collected) => {
        const result = compileExpression(source);
        if (!result.ok) {
          expect(result.error.offset).toBeLessThanOrEqual(Math.max(source.length, 2_000));
          expect(result.error.length).toBeGreaterThan(0);
        } else expect(typeof result.value.evaluate({ collected }).ok).toBe('boolean');
      }),
      { numRuns: 1_000, seed: 7 },
    );
  });
});
