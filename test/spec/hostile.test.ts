/** Files that were made to hurt: they end in diagnostics, soon, and touch nothing. */
import { execFileSync } from 'node:child_process';
import { chmodSync, symlinkSync, truncateSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadMission } from '../../src/spec/load.ts';
import { rig } from '../rig.ts';
import { loadText, sweep } from './mission.ts';

const bomb = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']
  .map(
    (name, at, names) =>
      `${name}: &${name} [${Array(9)
        .fill(at === 0 ? 'x' : `*${names[at - 1]}`)
        .join(', ')}]`,
  )
  .join('\n');

/** Far above what any of these takes, far below what a file without bounds would. */
const timeout = 20_000;

describe('a hostile file', () => {
  it.each([
    ['an alias bomb', sweep(bomb), 'alias-bomb'],
    [
      'an alias bomb among the targets',
      sweep(`${bomb}\ntargets: [{ name: Acme, phone: "+13125550101", x: *j }]`),
      'alias-bomb',
    ],
    ['open brackets', sweep(`name: ${'['.repeat(100_000)}`), 'too-deep'],
    ['open braces', sweep(`name: ${'{a: '.repeat(100_000)}`), 'too-deep'],
    ['dashes', sweep(`name:\n${'- '.repeat(100_000)}`), 'too-deep'],
    ['question marks', sweep(`name:\n  ${'? '.repeat(100_000)}`), 'too-deep'],
    ['nested keys', Array.from({ length: 1_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'), 'too-deep'],
    ['a million elements', `${sweep()}x: [${'1,'.repeat(1_000_000)}]`, 'too-large'],
    ['a million lines', sweep() + '- 1\n'.repeat(1_000_000), 'too-large'],
    ['many unknown keys', sweep() + Array.from({ length: 30_000 }, (_, at) => `k${at}: 1`).join('\n'), 'unknown-key'],
    ['many wrong words', sweep(`results: { formats: [${'x, '.repeat(30_000)}] }`), 'wrong-value'],
    ['many wrong persona lines', sweep(`simulate: { personas: { a: [${'{}, '.repeat(30_000)}] } }`), 'too-long'],
    ['many equal words', sweep(`collect: { a: { enum: [${'x, '.repeat(30_000)}] } }`), 'duplicate'],
    [
      'many different words',
      sweep(`schedule: { days: [${Array.from({ length: 30_000 }, (_, at) => `d${at}`).join(', ')}] }`),
      'wrong-value',
    ],
    [
      'many criteria',
      sweep(`rubric: { criteria: [${'{ id: a, weight: 1, score: "1.0" }, '.repeat(20_000)}] }`),
      'too-long',
    ],
    ['a long order', sweep(`rubric: { rank: "${'a '.repeat(1_000_000)}x" }`), 'too-long'],
    ['a long objective', sweep(`name: x\nagain_after: "${'1'.repeat(1_000_000)}"`), 'bad-duration'],
    ['a long name', sweep(`name: "${'ab '.repeat(1_000_000)}"`), 'too-long'],
    [
      'a template of blocks',
      sweep(`assistant: { instructions: "You are an AI ${'{{#if target.name}}'.repeat(5_000)}" }`),
      'template-too-large',
    ],
    ['an expression of brackets', sweep(`rubric: { require: ["${'('.repeat(1_500)}"] }`), 'expression-too-large'],
    ['a prompt of denials', sweep(`assistant: { instructions: "AI ${'do not say that you are '.repeat(3_000)}" }`), ''],
    ['a key called __proto__', sweep('__proto__: { polluted: true }'), 'forbidden-key'],
    [
      'a row with __proto__',
      sweep('targets: [{ name: Acme, phone: "+13125550101", __proto__: { polluted: true } }]'),
      'forbidden-key',
    ],
    ['a field called constructor', sweep('collect: { constructor: { type: string } }'), 'reserved-name'],
    ['a param called prototype', sweep('params: { prototype: { type: string, default: x } }'), 'reserved-name'],
    ['quotes on every line', sweep() + 'a: "\n'.repeat(5_000), 'unclosed'],
    ['colons on every line', sweep() + 'a: b: c: d\n'.repeat(5_000), 'too-deep'],
    ['tabs on every line', sweep() + '\t- a\n'.repeat(5_000), 'tab'],
  ])('ends in diagnostics: %s', { timeout }, async (_, text, code) => {
    const { diagnostics, mission } = await loadText(text);
    if (code !== '') {
      expect(mission).toBeNull();
      expect(diagnostics.map((each) => each.code)).toContain(code);
    }
    expect(diagnostics.length).toBeLessThan(500);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    for (const { line, column } of diagnostics) expect(Math.min(line, column)).toBeGreaterThan(0);
  });
});

describe('a file that is none', () => {
  const load = (folder: ReturnType<typeof rig>, file: string) =>
    loadMission({ file, cwd: folder.folder, params: {}, env: {} });

  it.each([
    ['a folder', 'folder', 'not-a-file'],
    ['a link in a circle', 'circle', 'unreadable-file'],
    ['a link to nothing', 'dangling', 'missing-file'],
    ['a pipe that nobody writes to', 'pipe', 'not-a-file'],
    ['misspelled', 'mision.yaml', 'missing-file'],
    ['below a file', 'mission.yaml/x.yaml', 'missing-file'],
    ['a hundred megabytes', 'huge.yaml', 'too-large'],
    ['another encoding', 'latin.yaml', 'not-utf8'],
    ['a name that no file has', 'a\0b', 'missing-file'],
  ])('is refused: %s', async (_, file, code) => {
    const folder = rig();
    folder.write('folder/x', '');
    folder.write('mission.yaml', sweep());
    folder.write('huge.yaml', 'name: x');
    truncateSync(folder.path('huge.yaml'), 100 * 2 ** 20);
    execFileSync('sh', ['-c', 'printf "name: caf\\351\\n" > latin.yaml; mkfifo pipe'], { cwd: folder.folder });
    symlinkSync('circle', folder.path('circle'));
    symlinkSync('nowhere', folder.path('dangling'));
    const { diagnostics, mission } = await load(folder, file);
    expect(mission).toBeNull();
    expect(diagnostics).toMatchObject([{ code, file }]);
    if (file === 'mision.yaml') expect(diagnostics[0]?.help).toBe('Did you mean mission.yaml?');
    if (code === 'not-utf8') expect(diagnostics).toMatchObject([{ line: 1, column: 10 }]);
  });

  it.skipIf(process.getuid?.() === 0)('is refused: one that may not be read', async () => {
    const folder = rig();
    folder.write('mission.yaml', sweep());
    chmodSync(folder.path('mission.yaml'), 0);
    const { diagnostics } = await load(folder, 'mission.yaml');
    expect(diagnostics).toMatchObject([{ code: 'unreadable-file' }]);
  });

  it('may begin with a byte order mark', async () => {
    const { mission } = await loadText(`\ufeff${sweep()}`);
    expect(mission).not.toBeNull();
  });
});
