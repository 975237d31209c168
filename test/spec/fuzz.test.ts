/** Whatever a file holds: diagnostics or a spec, never a throw. A failure prints the seed that repeats it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFile } from '../../src/spec/check-file.ts';
import { ratesDefault } from '../../src/spec/config.ts';
import type { Diagnostic } from '../../src/spec/diagnostic.ts';
import { formatDiagnostic } from '../../src/spec/diagnostic-text.ts';
import { SourceText } from '../../src/spec/source.ts';
import { shippedRules } from '../support/rules.ts';

const folder = fileURLToPath(new URL('fixtures', import.meta.url));
const whole = readFileSync(`${folder}/screening.yaml`, 'utf8');
const small = `version: 1
name: Small
class: multi-round
purpose: inquiry
targets: [{ id: acme, name: Acme, phone: "+13125550101", timezone: America/Chicago }]
assistant: { instructions: "You are an AI, {{target.name}}." }
collect: &fields { price: { type: number } }
rubric: { rank: collected.price asc }
rounds: [{ id: one }, { id: two, targets: { top: 1 }, collect: *fields, approve: [{ id: a, ask: "Go?" }] }]
provider: simulator
`;

async function check(text: string): Promise<void> {
  const source = new SourceText({ file: 'screening.yaml', text });
  const { diagnostics, spec } = await checkFile({
    options: { file: 'screening.yaml', cwd: folder, params: {}, env: {}, now: 0 },
    file: `${folder}/screening.yaml`,
    within: folder,
    config: {
      config: { rates: ratesDefault },
      diagnostics: [],
      place: () => ({ file: 'mission.config.yaml', line: 1, column: 1, path: '' }),
      unset: () => [],
    },
    rules: shippedRules,
    source,
  });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  expect(spec === null).toBe(errors.length > 0);
  for (const diagnostic of diagnostics) expectSensible(diagnostic, source);
}

function expectSensible(diagnostic: Diagnostic, source: SourceText): void {
  const { line, column, file, message, help, code } = diagnostic;
  expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  expect(message).not.toMatch(/undefined|\[object|NaN/);
  expect(help, code).not.toBe('');
  expect(line).toBeGreaterThan(0);
  expect(column).toBeGreaterThan(0);
  if (file === source.file) expect(line).toBeLessThanOrEqual(source.text.split('\n').length);
  expect(formatDiagnostic(diagnostic, { colour: false })).toContain(code);
}

const bits = ['"', "'", '{', '}', '[', ']', ':', ': ', '- ', '#', '&a ', '*a', '|', '>', '{{', '}}', '\t', '\n', '  '];
const words = [
  'null',
  'true',
  '-1',
  '1e400',
  '""',
  '{}',
  '[]',
  '~',
  '!!x ',
  '<<: ',
  '__proto__: ',
  'constructor',
  '😀',
  '\u0000',
];
const junk = fc.oneof(fc.constantFrom(...bits, ...words), fc.string({ unit: 'grapheme', maxLength: 6 }));

describe('a mission file', () => {
  it('may be any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(junk, { maxLength: 40 }), (parts) => check(parts.join(''))),
      { numRuns: 300 },
    );
  });

  it.each([
    ['large', whole, 150],
    ['small', small, 300],
  ])('may be a %s mission with a few places changed', async (_, text, numRuns) => {
    const edit = fc.record({ at: fc.nat(text.length), cut: fc.nat(12), put: fc.oneof(fc.constant(''), junk) });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let changed = text;
        for (const { at, cut, put } of edits) changed = changed.slice(0, at) + put + changed.slice(at + cut);
        return check(changed);
      }),
      { numRuns },
    );
  });

  it('may be a mission with values of another kind', async () => {
    // Flow values only: `key: value` with a value that is something else now.
    const places = [...whole.matchAll(/(?<=: )("[^"]*"|[\w.-]+)(?=[,\n }])/g)].map(({ 0: value, index }) => ({
      value,
      index,
    }));
    const value = fc.constantFrom(
      '7',
      '-1',
      'true',
      '~',
      '[]',
      '{}',
      '[1, {}]',
      '{ a: { b: c } }',
      '""',
      'x',
      '"{{y}}"',
      '1h',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(places.length - 1), value), { minLength: 1, maxLength: 4 }),
        (swaps) => {
          let changed = whole;
          // From the end, so that places before stay where they are.
          for (const [place, put] of swaps.toSorted(([a], [b]) => b - a)) {
            const { value: old = '', index = 0 } = places[place] ?? {};
            changed = changed.slice(0, index) + put + changed.slice(index + old.length);
          }
          return check(changed);
        },
      ),
      { numRuns: 200 },
    );
  });
});
