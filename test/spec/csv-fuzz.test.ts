/** CSV files as other programs write them, and as nobody should: every cell arrives as it was, or there is a diagnostic. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { readTargets } from '../../src/spec/targets.ts';

const runs = Number(process.env.MISSION_FUZZ_RUNS ?? 1500);
const seed = Number(process.env.MISSION_FUZZ_SEED ?? 7);

const folder = mkdtempSync(join(tmpdir(), 'mission-csv-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'a.csv');

async function read(bytes: string | Uint8Array) {
  writeFileSync(path, bytes);
  return readTargets({
    from: path,
    within: null,
    displayFile: 'a.csv',
    invalid: 'error',
    duplicates: 'error',
    place: (where) => ({ file: 'mission.yaml', line: 1, column: 1, path: where.join('.') }),
  });
}

const bit = fc.constantFrom(
  'a',
  'B',
  ' ',
  '"',
  '""',
  ',',
  ';',
  '\t',
  '|',
  '\n',
  '\r\n',
  "'",
  '{{x}}',
  'é',
  '😀',
  '=1+1',
  '0',
  '-',
);
const cell = fc.array(bit, { maxLength: 6 }).map((bits) => bits.join(''));
const table = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  mark: fc.boolean(),
  lastEnd: fc.boolean(),
  quoteAll: fc.boolean(),
  cells: fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }),
});

/** RFC 4180, with any of the usual marks between the cells. */
function written(
  rows: readonly (readonly string[])[],
  of: { readonly delimiter: string; readonly lineEnd: string; readonly quoteAll: boolean },
): string {
  const { delimiter, lineEnd, quoteAll } = of;
  const quoted = (text: string): string =>
    quoteAll || /[",;\t|\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  return rows.map((row) => row.map(quoted).join(delimiter)).join(lineEnd);
}

/** Blanks around a cell are nobody's, and a line ends in one way. */
const tidy = (text: string): string => text.trim().replaceAll('\r\n', '\n');

test(`${runs} tables, however they are written, arrive as they were`, { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(table, async ({ cells, mark, lastEnd, ...how }) => {
      const rows = cells.map(([note, more], place) => [
        `Shop ${place}`,
        `+1312555${String(100 + place).padStart(4, '0')}`,
        'America/Chicago',
        note,
        more,
      ]);
      const text = written([['name', 'phone', 'timezone', 'note', 'more'], ...rows], how);
      const { targets, diagnostics } = await read(`${mark ? '\ufeff' : ''}${text}${lastEnd ? how.lineEnd : ''}`);
      expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
      const arrived = targets.map(({ name, phone, fields }) => [name, phone, fields.note ?? '', fields.more ?? '']);
      expect(arrived).toEqual(
        rows.map(([name, phone, , note = '', more = '']) => [name, phone, tidy(note), tidy(more)]),
      );
    }),
    { numRuns: runs, seed },
  );
});

test(`${runs} tables with bytes changed give targets or diagnostics, never a throw`, { timeout: 120_000 }, async () => {
  const edit = fc.record({
    at: fc.nat(400),
    cut: fc.nat(6),
    put: fc.oneof(
      fc.uint8Array({ maxLength: 3 }),
      bit.map((text) => Buffer.from(text)),
    ),
  });
  await fc.assert(
    fc.asyncProperty(table, fc.array(edit, { minLength: 1, maxLength: 5 }), async ({ cells, ...how }, edits) => {
      const rows = cells.map(([note, more], place) => [`Shop ${place}`, `+1312555010${place}`, note, more]);
      let bytes = Buffer.from(written([['name', 'phone', 'note', 'more'], ...rows], how));
      for (const { at, cut, put } of edits) {
        const place = Math.min(at, bytes.length);
        bytes = Buffer.concat([bytes.subarray(0, place), put, bytes.subarray(place + cut)]);
      }
      const { targets, diagnostics } = await read(bytes);
      expect(targets.length + diagnostics.length).toBeGreaterThan(0);
      for (const { phone } of targets) expect(phone).toMatch(/^\+\d+$/);
      for (const { line, column, message, help } of diagnostics) {
        expect(line).toBeGreaterThan(0);
        expect(column).toBeGreaterThan(0);
        expect(message).not.toMatch(/^$|undefined|\[object|NaN/);
        expect(help).not.toBe('');
      }
    }),
    { numRuns: runs, seed },
  );
});
