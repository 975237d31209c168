import { describe, expect, it } from 'vitest';
import { expectProblem, loadText, sweep } from './mission.ts';

describe('YAML that cannot be read', () => {
  it.each([
    ['a duplicate key', sweep('purpose: inquiry\n«purpose»: solicitation'), 'duplicate-key', 'first in line'],
    ['a duplicate key further in', sweep('limits: { concurrency: 1, «concurrency»: 2 }'), 'duplicate-key', 'twice'],
    ['an unquoted template', sweep('name: «{{params.city}}»'), 'unquoted-template', 'in quotes'],
    ['an unquoted template with text after it', sweep('name: «{{city}}» calls'), 'unquoted-template', 'in quotes'],
    ['an unquoted template in braces', sweep('limits: { cost_total: «{{x}}» }'), 'unquoted-template', 'in quotes'],
    ['a tab', sweep('limits:\n«\t»concurrency: 3'), 'tab', 'spaces'],
    ['a quote that is never closed', sweep('name: «"»Opening hours'), 'unclosed', 'Close it with `"`'],
    [
      'a bracket that is never closed',
      sweep('results:\n  formats: «[»yaml, csv\n  transcripts: true'),
      'unclosed',
      '`]`',
    ],
    ['text with a second colon', sweep('name: «O»pening: hours: all'), 'bad-syntax', 'colon'],
    ['text that begins with an at sign', sweep('name: «@»hours'), 'bad-syntax', 'quotes'],
    ['a bad escape', sweep('name: "a «\\»q b"'), 'bad-escape', 'backslash'],
    ['an unknown anchor', sweep('name: «*hours»'), 'bad-alias', '&hours'],
    ['an anchor inside itself', sweep('results: &all { formats: [«*all»] }'), 'alias-bomb', 'inside the part'],
    ['a type', sweep('name: «!!binary» abc'), 'tag', 'exclamation mark'],
    ['a key that is a list', sweep('results: { ? «[a]» : b }'), 'bad-key', 'text'],
    ['a forbidden key', sweep('limits: { «__proto__»: { concurrency: 3 } }'), 'forbidden-key', '__proto__'],
    ['a number without an end', sweep('limits: { minutes_total: «.inf» }'), 'bad-number', 'no end'],
    ['a second document', `${sweep()}«---»\nversion: 1\n`, 'multiple-documents', 'holds one'],
    ['a directive', `«%YAML 1.1»\n---\n${sweep()}`, 'directive', '%'],
    ['a control character', sweep('name: "a«\u0007»b"'), 'control-character', 'plain text'],
    ['an empty file', '', 'empty-file', 'empty'],
    ['a file of comments', '# nothing\n', 'empty-file', 'empty'],
  ])('is told in plain words: %s', async (_, text, code, says) => {
    await expectProblem(text, { code, says });
  });

  it('hides nothing of the sections around it', async () => {
    const { diagnostics } = await loadText(
      sweep('name: a: b\nlimits: { concurency: 3 }\nresults: { phones: maskd }\nschedule: { hours: "17:00-09:00" }'),
    );
    expect(diagnostics.map(({ code }) => code).sort()).toEqual(
      ['bad-hours', 'bad-syntax', 'simulated', 'unknown-key', 'wrong-value'].sort(),
    );
  });

  it('is not followed by what only follows from it', async () => {
    // Read as it stands, the quote swallows the whole file.
    const { diagnostics } = await loadText(sweep().replace('name: Opening hours', 'name: "Opening hours'));
    expect(diagnostics.map(({ code, line, column }) => ({ code, line, column }))).toEqual([
      { code: 'unclosed', line: 2, column: 7 },
      { code: 'simulated', line: 10, column: 11 },
    ]);
  });

  it('in many sections is told of each', async () => {
    const text = sweep(
      'name: [Opening\nassistant: { instructions: "You are an AI\ncollect: @x\nresults: { formats: [yml] }',
    );
    const { diagnostics } = await loadText(text);
    expect(diagnostics.map(({ code, path }) => `${code} ${path}`).sort()).toEqual([
      'bad-syntax collect',
      'simulated provider',
      'unclosed assistant',
      'unclosed name',
      'wrong-value results.formats[0]',
    ]);
  });

  it('is located by characters, wide ones counted once', async () => {
    const { diagnostics } = await loadText(sweep('results: { phones: "😀é", formats: [jason] }'));
    expect(diagnostics.filter(({ code }) => code === 'wrong-value').map(({ column }) => column)).toEqual([20, 36]);
  });

  it('takes yes, no, on and off for text, and dates as well', async () => {
    const { mission } = await loadText(
      sweep('collect: { open: { enum: [yes, no, on, off] } }\nschedule: { start: 2026-11-24T15:00:00Z }'),
    );
    expect(mission?.spec.rounds[0].collect.open?.enum).toEqual(['yes', 'no', 'on', 'off']);
    expect(mission?.spec.rounds[0].schedule.start).toBe(Date.parse('2026-11-24T15:00:00Z'));
  });

  it('repeats parts by anchors', async () => {
    const { mission } = await loadText(sweep('collect: { a: &price { type: number, minimum: 1 }, b: *price }'));
    expect(mission?.spec.rounds[0].collect.b).toEqual({ type: 'number', minimum: 1, required: false });
  });
});
