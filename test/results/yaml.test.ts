import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { yamlPieces } from '../../src/results/yaml.ts';

const written = (document: object): string => [...yamlPieces(document)].join('');

describe('the YAML of results', () => {
  const words: readonly [unknown, string][] = [
    ['acme', 'acme'],
    ['Lakeshore Window Care', 'Lakeshore Window Care'],
    ['2026-11-23T15:00:00Z', '2026-11-23T15:00:00Z'],
    ['95.5s', '95.5s'],
    ['1.74 USD', '1.74 USD'],
    ['xxxxxxx0101', 'xxxxxxx0101'],
    ['true', '"true"'],
    ['No', '"No"'],
    ['42', '"42"'],
    ['+13125550101', '"+13125550101"'],
    ['a: b', '"a: b"'],
    ['a # b', '"a # b"'],
    ['- a', '"- a"'],
    ['', '""'],
    [' x', '" x"'],
    ['x ', '"x "'],
    ['two\nlines', '"two\\nlines"'],
    ['\u0085\u2028\ufeff', '"\\u0085\\u2028\\ufeff"'],
    [42.5, '42.5'],
    [null, 'null'],
    [true, 'true'],
    [[], '[]'],
    [{}, '{}'],
  ];
  test.each(words)('writes %j as %s', (value, text) => {
    expect(written({ value })).toBe(`value: ${text}\n`);
  });

  test('puts contacts on lines of their own and the rest of a row on one', () => {
    const document = {
      totals: { targets: 1 },
      ranking: [{ rank: 1, target: 'acme', criteria: { price: 0.9 } }],
      contacts: [{ target: 'acme', attempts: [{ n: 1, outcome: 'busy' }], collected: { ok: true } }],
    };
    expect(written(document)).toBe(
      [
        'totals: { targets: 1 }',
        'ranking:',
        '  - { rank: 1, target: acme, criteria: { price: 0.9 } }',
        'contacts:',
        '  - target: acme',
        '    attempts:',
        '      - { n: 1, outcome: busy }',
        '    collected: { ok: true }',
        '',
      ].join('\n'),
    );
  });

  test('is read back as what was written, whatever it holds', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('null', '~', '1e3', '0x1', '&a', '*a', '<<', '!x', '%', '`', '?'),
    );
    const scalar = fc.oneof(
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => one + 0),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    );
    const key = fc
      .oneof(text, fc.constantFrom('contacts', 'rounds', 'act', 'ranking'))
      .filter((one) => one !== '__proto__');
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        scalar,
        fc.array(tie('value')),
        fc.dictionary(key, tie('value'), { noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, value, { noNullPrototype: true, minKeys: 1 }), (document) => {
        const back = parse(written(document), { maxAliasCount: 0, uniqueKeys: false });
        expect(JSON.stringify(back)).toBe(JSON.stringify(document));
      }),
      { numRuns: 500 },
    );
  });
});
