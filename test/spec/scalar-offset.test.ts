import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceText } from '../../src/spec/source.ts';
import { parseYaml } from '../../src/spec/yaml.ts';

/** Where the `§` of the value stands in the source, by its offset in the value: the source has one as well. */
function found(text: string): { readonly place: number; readonly wanted: number } {
  const parsed = parseYaml(new SourceText({ file: 'a.yaml', text }));
  expect(parsed.diagnostics).toEqual([]);
  const { value } = parsed.data as { value: string };
  const { start } = parsed.places.inside(['value'], { offset: value.indexOf('§'), length: 1 });
  return { place: start, wanted: text.indexOf('§') };
}

describe('a place inside a text value', () => {
  it.each([
    ['plain', 'value: one § two'],
    ['plain over lines', 'value: one\n  two\n\n  three § four\nother: 1'],
    ['in single quotes', "value: 'it''s ''all'' § two'"],
    ['in single quotes over lines', "value: 'it''s\n   ''all''\n\n   § two'"],
    ['in double quotes', 'value: "a\\"b\\n\\tc\\u0041\\x41\\\\ § two"'],
    ['in double quotes with an astral escape', 'value: "\\U0001F600 § two"'],
    ['in double quotes over lines', 'value: "one \\\n   two\n\n   three § x"'],
    ['in a block', 'value: |\n  one\n\n    two § x\n'],
    ['in a block with a comment in its header', 'value: | # § not here\n  one § x\n'.replace('§', '$')],
    ['in a block with its indentation given', 'value: |2\n    one\n  two § x\n'],
    ['in a block that keeps its end', 'value: |+\n  one § x\n\n\nother: 1\n'],
    ['in a folded block', 'value: >\n  one\n  two\n\n  three § x\n    more\n  end\n'],
    ['in a folded block that is stripped', 'value: >-\n  one\n  two § x'],
    ['in a block with Windows line ends', 'value: |\r\n  one\r\n  two § x\r\n'],
    ['in a list in a flow mapping', 'value: "§"'],
  ])('is found %s', (_, text) => {
    const { place, wanted } = found(text);
    expect(place).toBe(wanted);
  });

  it('may be white space', () => {
    const text = 'value: |\n  one two\n';
    const { places } = parseYaml(new SourceText({ file: 'a.yaml', text }));
    expect(places.inside(['value'], { offset: 3, length: 1 })).toEqual({ start: 14, end: 15 });
  });

  it('is found however the text is written', () => {
    const word = fc.stringMatching(/^[a-z'"{}é😀]{1,6}$/u);
    const lines = fc.array(fc.array(word, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 });
    const style = fc.constantFrom('|', '>', 'double', 'single');
    fc.assert(
      fc.property(lines, style, fc.nat(), (words, kind, seed) => {
        const rows = words.map((row) => row.join(' '));
        const at = seed % rows.length;
        rows[at] = `${rows[at]} § end`;
        const { place, wanted } = found(written(rows, kind));
        expect(place).toBe(wanted);
      }),
    );
  });
});

function written(rows: readonly string[], kind: string): string {
  if (kind === 'double') return `value: "${rows.join('\n').replaceAll('"', '\\"').replaceAll('\n', '\n\n  ')}"`;
  if (kind === 'single') return `value: '${rows.join('\n').replaceAll("'", "''").replaceAll('\n', '\n\n  ')}'`;
  return `value: ${kind}\n${rows.map((row) => `  ${row}\n`).join('')}`;
}
