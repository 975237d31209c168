import { describe, expect, it } from 'vitest';
import { checkExpression, type Scope } from '../../src/spec/expression-check.ts';

const names: Scope['names'] = {
  collected: {
    kind: 'object',
    fields: {
      price: { kind: 'double', minimum: 0 },
      stars: { kind: 'double', minimum: 1, maximum: 5 },
      insured: { kind: 'bool' },
      grade: { kind: 'string', enum: ['gold', 'silver'] },
      items: { kind: 'list', of: { kind: 'string' } },
      anything: { kind: 'dyn' },
    },
  },
  target: {
    kind: 'object',
    fields: { city: { kind: 'string' }, floors: { kind: 'string' }, 'zip-code': { kind: 'string' } },
  },
  params: { kind: 'object', fields: { walk_away: { kind: 'double', secret: true } } },
  answers: { kind: 'list', of: { kind: 'object', fields: { price: { kind: 'double' } } } },
  rounds: { kind: 'object', fields: { demo: { kind: 'object', fields: { score: { kind: 'double' } } } } },
  extra: { kind: 'object', fields: {}, open: true },
};

const check = (source: string, result: Scope['result'] = 'bool') => checkExpression(source, { names, result });

describe('checkExpression', () => {
  it.each<[string, Scope['result']]>([
    ['collected.price < 5', 'bool'],
    ['collected.price == 5', 'bool'],
    ['1 - collected.price / 100', 'double'],
    ['collected.insured ? 1 : 0', 'double'],
    ['collected.price', 'comparable'],
    ['target.city', 'comparable'],
    ['target["zip-code"] == "60601"', 'bool'],
    ['double(target.floors) > 3', 'bool'],
    ['collected.price < params.walk_away', 'bool'],
    ['answers.exists(a, a.price < 400)', 'bool'],
    ['answers[0].price > 1', 'bool'],
    ['size(answers) >= 3', 'bool'],
    ['"a" in collected.items', 'bool'],
    ['rounds.demo.score > 0.5', 'bool'],
    ['extra.whatever == 5', 'bool'],
    ['collected.anything > 5', 'bool'],
    ['collected.anything', 'bool'],
    ['has(collected.price)', 'bool'],
    ['collected.stars >= 5', 'bool'],
    ['collected.grade != "gold"', 'bool'],
    ['collected.grade in ["gold", "bronze"]', 'bool'],
    ['collected.price > 10 && collected.price < 50', 'bool'],
    ['collected.price > 50 || collected.price < 10', 'bool'],
    ['!(collected.price < 50 && 1 == 1)', 'bool'],
    ['collected', 'any'],
  ])('lets %s pass as %s', (source, result) => {
    expect(check(source, result)).toEqual([]);
  });

  it.each([
    ['collected.prce < 5', 10, 'prce', 'Did you mean price?'],
    ['colected.price < 5', 0, 'colected', 'Did you mean collected?'],
    ['1 < 2 && target.zip_code == "a"', 16, 'zip_code', 'Did you mean zip-code?'],
    ['answers.exists(a, a.prise > 5)', 20, 'prise', 'Did you mean price?'],
    ['rounds.dmo.score > 0.5', 7, 'dmo', 'Did you mean demo?'],
    ['has(collected.pirce)', 14, 'pirce', 'Did you mean price?'],
  ])('finds the unknown name in %s', (source, offset, name, help) => {
    const [problem, ...more] = check(source);
    expect(problem).toMatchObject({ code: 'unknown-name', offset, length: name.length, help });
    expect(source.slice(offset, offset + name.length)).toBe(name);
    expect(more).toEqual([]);
  });

  it('finds all unknown names in one go, each time', () => {
    expect(check('collected.prce < 5 && taget.city == "a" && collected.prce > 1').map(({ offset }) => offset)).toEqual([
      10, 22, 53,
    ]);
  });

  it.each<[string, Scope['result'], string]>([
    ['collected.price < "5"', 'bool', 'Write numbers without quotes.'],
    [
      'target.floors > 3',
      'bool',
      'Cells are text unless `targets.types` says number; or write `double(target.floors)`.',
    ],
    [
      'collected.items.exists(i, i == 5)',
      'bool',
      'Turn text into a number with `double(…)`, a number into text with `string(…)`.',
    ],
    ['collected.insured && collected.price', 'bool', 'Compare each side with something.'],
  ])('finds the wrong type in %s', (source, result, help) => {
    expect(check(source, result)).toMatchObject([{ code: 'type', help }]);
  });

  it.each([
    '!collected.price',
    '-collected.grade',
    'size(5) > 1',
    'collected.price ? 1 : 2',
    'collected == 5',
    'target.exists(k, true)',
  ])('finds the wrong type in %s', (source) => {
    expect(check(source, 'any')).toMatchObject([{ code: 'type', message: expect.stringMatching(/^[^\n]+[^.]\.$/) }]);
  });

  it('reports a field of a number once, as unknown', () => {
    expect(check('collected.price.foo > 1')).toMatchObject([{ code: 'unknown-name', offset: 16, length: 3 }]);
  });

  it.each<[string, Scope['result']]>([
    ['collected.price', 'bool'],
    ['collected.insured', 'double'],
    ['collected.items', 'comparable'],
    ['answers.map(a, a.price)', 'comparable'],
    ['"1"', 'double'],
  ])('finds that %s is no %s', (source, result) => {
    expect(check(source, result)).toMatchObject([{ code: 'result-type', offset: 0, length: source.length }]);
  });

  it.each([
    ['collected.stars > 5', 0, undefined],
    ['collected.insured || collected.stars < 1', 21, undefined],
    ['collected.price > 100 && collected.price < 50', 0, undefined],
    ['collected.price < 50 && (collected.insured && collected.price >= 20 + 40)', 0, undefined],
    ['50 < collected.price && 40 > collected.price', 0, undefined],
    ['collected.stars * 2 > 10', 0, undefined],
    ['collected.grade == "gold" && collected.grade == "silver"', 0, undefined],
    ['collected.grade == "glod"', 0, 'Did you mean "gold"?'],
    ['collected.grade in ["bronze"]', 0, undefined],
    ['-1 == collected.price', 0, undefined],
  ])('warns that %s can never hold', (source, offset, help) => {
    expect(check(source)).toMatchObject([{ code: 'constant', offset, ...(help === undefined ? {} : { help }) }]);
  });

  it.each<[string, Scope['result']]>([
    ['true', 'bool'],
    ['1 < 2', 'bool'],
    ['0.5', 'double'],
    ['"a"', 'comparable'],
  ])('warns that %s is the same for everyone', (source, result) => {
    expect(check(source, result)).toMatchObject([{ code: 'constant' }]);
  });

  it('passes on what does not parse', () => {
    expect(check('collected.price <')).toMatchObject([{ code: 'syntax', offset: 17 }]);
  });

  it('does not take fields from prototypes', () => {
    expect(check('collected.toString == "a"')).toMatchObject([{ code: 'unknown-name' }]);
    expect(check('valueOf == "a"')).toMatchObject([{ code: 'unknown-name' }]);
  });
});
