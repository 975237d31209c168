import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readTargets } from '../../src/spec/targets.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'targets-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function readFrom(path: string, within: string | null = null) {
  return readTargets({
    from: path,
    within,
    displayFile: 'a.csv',
    invalid: 'error',
    duplicates: 'error',
    place: (where) => ({ file: 'mission.yaml', line: 1, column: 1, path: where.join('.') }),
  });
}

async function readText(text: string | Uint8Array, name = 'a.csv') {
  const path = join(folder(), name);
  writeFileSync(path, text);
  return readFrom(path);
}

const codes = ({ diagnostics }: Awaited<ReturnType<typeof readFrom>>) => diagnostics.map(({ code }) => code);

describe('a file that nobody should read', () => {
  it.each<[string, string | Uint8Array, string, number]>([
    ['is UTF-16', Buffer.from('\ufeffname,phone\n', 'utf16le'), 'not-utf8', 1],
    ['is Latin-1', Buffer.from('name,phone\nM\xfcller,1\n', 'latin1'), 'not-utf8', 2],
    ['is no text', 'name,phone\n\n\0', 'binary-file', 3],
    [
      'has too many columns',
      `${Array.from({ length: 201 }, (_, index) => `c${index}`).join(',')}\n`,
      'too-many-columns',
      1,
    ],
    ['is all commas', ','.repeat(5_000_000), 'too-many-columns', 1],
    ['has a row that is all commas', `name,phone\nA,1\n${'"a\n",'.repeat(20_000)}`, 'too-many-columns', 10_003],
    ['is all line ends', '\n'.repeat(5_000_000), 'too-many-targets', 4_000_002],
    ['is one endless word', 'x'.repeat(5_000_000), 'long-column', 1],
    ['is one endless quote', `name,phone\n"${'x'.repeat(5_000_000)}`, 'long-cell', 2],
    ['is all quotes', `name,phone\n${'"'.repeat(2_000_000)}`, 'long-cell', 2],
  ])('%s', async (_, content, code, line) => {
    const found = await readText(content);
    expect(found.diagnostics[0]).toMatchObject({ code, file: 'a.csv', line });
    expect(found.targets).toEqual([]);
    expect(JSON.stringify(found.diagnostics).length).toBeLessThan(20_000);
  });

  it('is one endless quote over many lines, which are not held', async () => {
    const found = await readText(`name,phone\nA,+13125550101\n"${'x\n'.repeat(2_500_000)}`);
    expect(found.diagnostics).toMatchObject([
      { code: 'long-cell', line: 3, message: expect.stringContaining('quote') },
    ]);
    expect(found.targets).toEqual([]);
  });

  it('is refused by its name', async () => {
    expect(codes(await readText('x', 'targets.xlsx'))).toEqual(['unknown-format']);
  });

  it('is missing, a folder, or out of the workspace', async () => {
    const here = folder();
    writeFileSync(join(here, 'targets.csv'), 'name,phone\n');
    mkdirSync(join(here, 'inside'));
    mkdirSync(join(here, 'folder.csv'));
    symlinkSync(join(here, 'targets.csv'), join(here, 'inside', 'link.csv'));
    const missing = await readFrom(join(here, 'target.csv'));
    expect(missing.diagnostics).toMatchObject([
      { code: 'missing-file', file: 'mission.yaml', path: 'from', help: 'Did you mean targets.csv?' },
    ]);
    expect(codes(await readFrom(join(here, 'folder.csv')))).toEqual(['not-a-file']);
    expect(codes(await readFrom(join(here, 'inside', 'link.csv'), join(here, 'inside')))).toEqual([
      'outside-workspace',
    ]);
    expect(codes(await readFrom(join(here, 'inside', '..', 'targets.csv'), join(here, 'inside')))).toEqual([
      'outside-workspace',
    ]);
  });

  it('nests too deeply, which costs nothing', async () => {
    const deep = `${'['.repeat(90_000)}\n{"name": "A", "phone": "+13125550101", "x": ${'['.repeat(9_000)}${']'.repeat(9_000)}}`;
    const found = await readText(deep, 'a.jsonl');
    expect(codes(found)).toEqual(['bad-row']);
    expect(found.targets).toHaveLength(1);
  });

  it('reaches for prototypes', async () => {
    const rows =
      '{"name": "A", "phone": "+13125550101", "x": {"__proto__": {"evil": 1}, "y": 2}}\n{"__proto__": {"phone": 1}, "name": "B"}';
    const found = await readText(rows, 'a.jsonl');
    expect(codes(found)).toEqual(['forbidden-column']);
    expect(found.targets[0]?.fields.x).toEqual({ y: 2 });
    expect(({} as Record<string, unknown>).evil).toBeUndefined();
  });
});

describe('a file of bad rows', () => {
  it('gives the first few and the count', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => `Target ${index},12,Mars`);
    const found = await readText(`name,phone,timezone\n${rows.join('\n')}`);
    expect(found.diagnostics).toHaveLength(20);
    expect(found.more).toBe(2 * 20_000 - 20);
    expect(found.diagnostics.map(({ line }) => line)).toEqual(
      Array.from({ length: 20 }, (_, index) => 2 + Math.floor(index / 2)),
    );
  });
});

describe('any bytes', () => {
  it.each(['a.csv', 'a.jsonl', 'a.yaml'])('as %s give targets or diagnostics, never a throw', async (name) => {
    const path = join(folder(), name);
    const pieces = [
      'name',
      'phone',
      ',',
      ';',
      '\n',
      '\r\n',
      '"',
      '+13125550101',
      '{',
      '}',
      '[',
      ']',
      ':',
      ' ',
      '- ',
      '\ufeff',
      '"name": "A"',
      'null',
    ];
    const text = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc
        .array(fc.constantFrom(...pieces), { maxLength: 30 })
        .map((parts) => Buffer.from(`name,phone\n${parts.join('')}`)),
      fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => Buffer.from(parts.join(''))),
    );
    await fc.assert(
      fc.asyncProperty(text, async (bytes) => {
        writeFileSync(path, bytes);
        const { targets, diagnostics } = await readFrom(path);
        expect(targets.length + diagnostics.length).toBeGreaterThan(0);
        for (const { line, column, message, help } of diagnostics) {
          expect(line).toBeGreaterThan(0);
          expect(column).toBeGreaterThan(0);
          expect(message).not.toBe('');
          expect(help).not.toBe('');
        }
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});
