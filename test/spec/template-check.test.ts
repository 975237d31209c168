import { describe, expect, it } from 'vitest';
import type { ScopeNames } from '../../src/spec/scope.ts';
import { checkTemplate } from '../../src/spec/template-check.ts';

const names: ScopeNames = {
  target: {
    kind: 'object',
    fields: {
      name: { kind: 'string' },
      city: { kind: 'string' },
      floors: { kind: 'double' },
      tags: { kind: 'list', of: { kind: 'string' } },
      'zip code': { kind: 'string' },
    },
  },
  params: { kind: 'object', fields: { city: { kind: 'string' }, walk_away: { kind: 'double', secret: true } } },
  answers: {
    kind: 'list',
    of: {
      kind: 'object',
      fields: { price: { kind: 'double' }, target: { kind: 'object', fields: { name: { kind: 'string' } } } },
    },
  },
  best: { kind: 'object', fields: { price: { kind: 'double' } } },
  extra: { kind: 'dyn' },
};

const check = (source: string) => checkTemplate(source, { names });

describe('checkTemplate', () => {
  it.each([
    'Hello {{target.name}} in {{target.[zip code]}}, {{target.tags}}',
    '{{#each answers}}{{target.name}} {{price}} {{@index}} {{../params.city}} {{@root.best.price}}{{/each}}',
    '{{#each answers as |a i|}}{{a.target.name}} {{i}}{{/each}}',
    '{{#with best}}{{price}}{{/with}}',
    '{{#if (eq target.floors 3)}}{{else if target.city}}{{/if}}',
    '{{local extra.when "America/Chicago"}} {{extra.anything.at.all}}',
    '{{answers.length}} {{answers.0.price}}',
    '{{#each target.tags}}{{this}}{{/each}}',
    '{{#each best}}{{@key}}: {{this}}{{/each}}',
    '',
    'no slots }} at { all',
  ])('lets %s pass', (source) => {
    expect(check(source)).toEqual([]);
  });

  it.each([
    ['a\n{{target.nme}}', 'nme', 'Did you mean name?'],
    ['{{taget.name}}', 'taget', 'Did you mean target?'],
    ['{{#each answers}}{{prise}}{{/each}}', 'prise', 'Did you mean price?'],
    ['{{#each answers as |a|}}{{a.prise}}{{/each}}', 'prise', 'Did you mean price?'],
    ['{{#each answers}}{{../taget.name}}{{/each}}', 'taget', 'Did you mean target?'],
    ['{{#with best}}{{prise}}{{/with}}', 'prise', 'Did you mean price?'],
    ['{{#if (eq target.cty "x")}}{{/if}}', 'cty', 'Did you mean city?'],
    ['{{#each answers}}{{params.city}}{{/each}}', 'params', 'Inside `each` and `with` write `@root.params`.'],
    ['{{target.name.first}}', 'first', 'It has no fields.'],
  ])('finds the unknown name in %s', (source, name, help) => {
    const [problem, ...more] = check(source);
    expect(problem).toMatchObject({ code: 'unknown-name', help });
    expect(source.slice(problem?.offset, (problem?.offset ?? 0) + (problem?.length ?? 0))).toBe(name);
    expect(more).toEqual([]);
  });

  it('finds all of them in one go', () => {
    expect(check('{{a}}\r\n{{target.b}}\r\n{{c.d}}').map(({ offset }) => offset)).toEqual([2, 16, 23]);
  });

  it.each([
    ['{{params.walk_away}}'],
    ['{{#if params.walk_away}}{{/if}}'],
    ['{{#if (eq params.walk_away 60)}}{{/if}}'],
    ['{{#with params}}{{walk_away}}{{/with}}'],
    ['{{#each params}}{{this}}{{/each}}'],
  ])('finds the secret in %s', (source) => {
    expect(check(source)).toMatchObject([{ code: 'secret-in-prompt' }]);
  });

  it.each([
    ['{{target}}', 'Name one of them: name, city, floors, tags, zip code.'],
    ['{{answers}}', 'Go through it: `{{#each answers}}…{{/each}}`.'],
    ['{{#each target.name}}{{/each}}', 'Print it with `{{target.name}}`.'],
    ['{{#with answers}}{{/with}}', undefined],
  ])('finds the wrong type in %s', (source, help) => {
    expect(check(source)).toMatchObject([{ code: 'type', ...(help === undefined ? {} : { help }) }]);
  });

  it.each([
    ['Hello {{name', 'syntax', 6, 2],
    ['a\nHello {{#if x}}b{{/each}}', 'syntax', 18, 9],
    ['a\n{{#if x}}b', 'syntax', 2, 9],
    ['{{/if}}', 'syntax', 0, 7],
    ['{{else}}', 'syntax', 0, 8],
    ['{{}}', 'syntax', 2, 2],
    ['{{ target.name! }}', 'syntax', 10, 5],
    ['one\ntwo {{a b=}} x', 'syntax', 14, 2],
    ['{{#if}}x{{/if}}', 'syntax', 3, 2],
    ['{{#if a b}}x{{/if}}', 'syntax', 3, 2],
    ['{{if x}}', 'syntax', 2, 2],
    ['{{eq 1}}', 'syntax', 2, 2],
    ['{{local}}', 'syntax', 2, 5],
    ['{{#each "a"}}{{/each}}', 'syntax', 8, 3],
    ['{{#each answers foo=1}}{{/each}}', 'syntax', 3, 4],
    ['{{"foo"}}', 'unsupported', 2, 5],
    ['{{> part}}', 'unsupported', 0, 10],
    ['{{#> part}}{{/part}}', 'unsupported', 0, 20],
    ['{{* deco}}', 'unsupported', 0, 10],
    ['{{#*inline "x"}}{{/inline}}', 'unsupported', 0, 27],
    ['{{{{raw}}}} {{x}} {{{{/raw}}}}', 'unknown-helper', 4, 3],
    ['{{lookup target "name"}}', 'unknown-helper', 2, 6],
    ['{{log target}}', 'unknown-helper', 2, 3],
    ['{{#foo}}{{/foo}}', 'unknown-helper', 3, 3],
    ['{{#if (foo 1)}}{{/if}}', 'unknown-helper', 7, 3],
    ['{{target.constructor.constructor}}', 'forbidden-name', 2, 30],
    ['{{target.__proto__}}', 'forbidden-name', 2, 16],
    ['{{#with target}}{{toString}}{{/with}}', 'forbidden-name', 18, 8],
    ['{{#each answers as |eq|}}{{/each}}', 'forbidden-name', 3, 4],
    ['{{@foo}}', 'unknown-name', 2, 4],
    ['{{../x}}', 'unknown-name', 2, 4],
  ])('finds what is wrong in %s', (source, code, offset, length) => {
    expect(check(source)).toMatchObject([{ code, offset, length, message: expect.stringMatching(/^[^\n]+\.$/) }]);
  });

  it.each([
    ['blocks', '{{#if a}}'.repeat(5_000) + '{{/if}}'.repeat(5_000)],
    ['brackets', `{{#if ${'(eq 1 '.repeat(5_000)}1${')'.repeat(5_000)}}}{{/if}}`],
    ['else if', `{{#if a}}${'{{else if a}}'.repeat(5_000)}{{/if}}`],
    ['length', 'x'.repeat(100_001)],
  ])('refuses too many %s before they cost anything', (_, source) => {
    expect(check(source)).toMatchObject([{ code: 'too-large' }]);
  });

  it('counts brackets in slots only, and blocks that are open only', () => {
    expect(check('( '.repeat(500))).toEqual([]);
    expect(check('{{#if target.name}}{{else if target.city}}{{/if}}'.repeat(200))).toEqual([]);
  });
});
