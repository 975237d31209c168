import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/spec/diagnostic.ts';
import { formatDiagnostic } from '../../src/spec/diagnostic-text.ts';

const diagnostic: Diagnostic = {
  code: 'bad-duration',
  severity: 'error',
  file: 'plumbers.yaml',
  line: 12,
  column: 10,
  path: 'schedule.pace.every',
  message: 'This is not a duration.',
  help: 'Write it like 90s.',
  excerpt: '  every: 15 minutes # ago',
  length: 10,
};

const shown = (changes: Partial<Diagnostic>): string =>
  formatDiagnostic({ ...diagnostic, ...changes }, { colour: false });

describe('a diagnostic as text', () => {
  it('has its place, the line, a caret and the fix', () => {
    expect(shown({})).toBe(
      [
        'error[bad-duration] plumbers.yaml:12:10',
        '  12 │   every: 15 minutes # ago',
        '     │          ^^^^^^^^^^',
        '  This is not a duration.',
        '  Write it like 90s.',
      ].join('\n'),
    );
  });

  it('does without an excerpt', () => {
    const { excerpt: _, length: __, ...bare } = diagnostic;
    expect(formatDiagnostic(bare, { colour: false })).toBe(
      'error[bad-duration] plumbers.yaml:12:10\n  This is not a duration.\n  Write it like 90s.',
    );
  });

  it('is coloured only where it is asked to be', () => {
    const coloured = formatDiagnostic(diagnostic, { colour: true });
    expect(coloured).toContain('\u001b[31m');
    expect(stripVTControlCharacters(coloured)).toBe(shown({}));
    expect(formatDiagnostic({ ...diagnostic, severity: 'warning' }, { colour: true })).toContain('\u001b[33m');
  });

  it('cuts a long line around the place', () => {
    const excerpt = `${'a'.repeat(500)}HERE${'b'.repeat(500)}`;
    const lines = shown({ excerpt, column: 501, length: 4 }).split('\n');
    const [, line = '', caret = ''] = lines;
    expect(line.length).toBeLessThan(120);
    expect(line.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('HERE');
  });

  it.each([
    ['wide characters', '名前: x', 5, 1, '      ^'],
    ['tabs', '\tname: x', 8, 1, '       ^'],
    ['an emoji before it', '😀: x', 4, 1, '    ^'],
    ['a place behind the end', 'name:', 6, 1, '     ^'],
  ])('puts the caret under its place with %s', (_, excerpt, column, length, caret) => {
    expect(shown({ excerpt, column, length, line: 1 }).split('\n')[2]).toBe(`    │ ${caret}`);
  });

  it('lets no text of a file steer the terminal', () => {
    const hostile = 'a\u001b[2Jb\u202ec\rd';
    const text = shown({ excerpt: hostile, message: hostile, help: hostile, file: `${hostile}.yaml` });
    for (const character of ['\u001b', '\u202e', '\r']) expect(text).not.toContain(character);
  });
});
