import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { replaceFile } from '../../src/results/file.ts';
import { readResults, writeResults } from '../../src/results/write.ts';
import { type SampleOptions, sampleMission, sampleSpec, sampleStore } from './sample.ts';

const run = 'find-window-washers-1';
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'results-'));
});
afterEach(() => {
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true });
});

const file = (name: string): string => join(folder, name);
const storeWith = (options: SampleOptions = {}) =>
  sampleStore({ ...options, run: { file: file('washers.yaml'), ...options.run } });

describe('writing results', () => {
  test('puts fiction into a file of its own beside the mission', () => {
    const written = writeResults(storeWith(), run);
    expect(written).toMatchObject({
      ok: true,
      value: { files: [file('washers.simulated.results.yaml')], newer: null },
    });
    expect(readdirSync(folder)).toEqual(['washers.simulated.results.yaml']);
    const document = parse(readFileSync(file('washers.simulated.results.yaml'), 'utf8'));
    expect(document).toEqual(JSON.parse(JSON.stringify(readResults(storeWith(), run))));
  });

  test('puts a real run beside it', () => {
    writeResults(storeWith({ run: { file: file('washers.yml'), provider: 'clawdtalk', world: 'clawdtalk' } }), run);
    expect(readdirSync(folder)).toEqual(['washers.results.yaml']);
  });

  test('writes the same bytes again', () => {
    writeResults(storeWith(), run);
    const first = readFileSync(file('washers.simulated.results.yaml'));
    writeFileSync(file('washers.simulated.results.yaml'), 'spoiled');
    writeResults(storeWith(), run);
    expect(readFileSync(file('washers.simulated.results.yaml')).equals(first)).toBe(true);
  });

  test('adds the CSV at the end of a run that asks for it', () => {
    const spec = sampleSpec({ results: { formats: ['yaml', 'csv'], transcripts: false, phones: 'masked' } });
    writeResults(storeWith({ spec, mission: sampleMission({ status: 'running' }) }), run);
    expect(readdirSync(folder)).toEqual(['washers.simulated.results.yaml']);
    writeResults(storeWith({ spec }), run);
    expect(readdirSync(folder)).toEqual(['washers.simulated.results.csv', 'washers.simulated.results.yaml']);
  });

  test('writes both above ten thousand contacts, whatever was asked for', () => {
    const finished = { reached: 10_001, unreached: 0, failed: 0, skipped: 0 };
    const mission = sampleMission({ rounds: [{ id: '', contacts: 10_001, finished, ranked: true }] });
    writeResults(storeWith({ mission }), run);
    expect(readdirSync(folder)).toEqual(['washers.simulated.results.csv', 'washers.simulated.results.yaml']);
  });

  test('never replaces the results of a newer run with those of an older one', () => {
    const results = file('washers.simulated.results.yaml');
    const newer = [{ file: file('washers.yaml'), status: 'succeeded' as const }];
    writeFileSync(results, 'mission: Find window washers\nrun: find-window-washers-2\nstatus: succeeded\n');
    const written = writeResults(storeWith({ newer }), run);
    expect(written).toMatchObject({ ok: true, value: { files: [], newer: 'find-window-washers-2' } });
    expect(readFileSync(results, 'utf8')).toContain('run: find-window-washers-2');
  });

  test('leaves the place to a newer run that is under way and has not written yet', () => {
    writeFileSync(file('washers.simulated.results.yaml'), `run: ${run}\n`);
    const newer = [{ file: file('washers.yaml'), status: 'running' as const }];
    expect(writeResults(storeWith({ newer }), run)).toMatchObject({ ok: true, value: { files: [] } });
  });

  test.each([
    ['the newer run is of another file', { file: '/tmp/other.yaml' }],
    ['the newer run is a real one', { provider: 'clawdtalk' as const }],
    ['the newer run ended without having written', { status: 'failed' as const }],
  ])('writes where %s', (_, over) => {
    writeFileSync(file('washers.simulated.results.yaml'), `run: ${run}\n`);
    const newer = [{ file: file('washers.yaml'), status: 'succeeded' as const, ...over }];
    expect(writeResults(storeWith({ newer }), run)).toMatchObject({ ok: true, value: { newer: null } });
  });

  test('says that there is no such run', () => {
    expect(writeResults(storeWith(), 'nobody-1')).toMatchObject({ ok: false, error: { code: 'no-such-run' } });
  });

  test('says that the folder is gone', () => {
    const written = writeResults(storeWith({ run: { file: join(folder, 'gone', 'washers.yaml') } }), run);
    expect(written).toMatchObject({ ok: false, error: { code: 'no-folder' } });
  });
});

describe('replacing a file', () => {
  test('leaves the old one whole where writing fails, and nothing else behind', () => {
    writeFileSync(file('a'), 'old');
    const pieces = function* () {
      yield 'x'.repeat(100_000);
      throw new Error('a bug');
    };
    expect(() => replaceFile(file('a'), pieces())).toThrow('a bug');
    expect(readFileSync(file('a'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a']);
  });

  test('does not write through a link that stands in the way', () => {
    mkdirSync(file('elsewhere'));
    writeFileSync(join(folder, 'elsewhere', 'precious'), 'precious');
    symlinkSync(join(folder, 'elsewhere', 'precious'), file('a'));
    expect(replaceFile(file('a'), ['new'])).toMatchObject({ ok: true });
    expect(readFileSync(join(folder, 'elsewhere', 'precious'), 'utf8')).toBe('precious');
    expect(readFileSync(file('a'), 'utf8')).toBe('new');
  });

  test('does not write through what a killed process or somebody else left under the temporary name', () => {
    writeFileSync(file('precious'), 'precious');
    symlinkSync(file('precious'), file(`.a.${process.pid}.tmp`));
    expect(replaceFile(file('a'), ['new'])).toMatchObject({ ok: true });
    expect(readFileSync(file('precious'), 'utf8')).toBe('precious');
    expect(readdirSync(folder)).toEqual(['a', 'precious']);
  });

  test('fails in words where a folder has the name', () => {
    mkdirSync(join(file('a'), 'inside'), { recursive: true });
    expect(replaceFile(file('a'), ['new'])).toMatchObject({ ok: false, error: { code: 'io' } });
    expect(existsSync(join(file('a'), 'inside'))).toBe(true);
  });

  test('writes text of many pieces in order', () => {
    const pieces = Array.from({ length: 5_000 }, (_, at) => `${at} äöü 😀\n`);
    replaceFile(file('a'), pieces);
    expect(readFileSync(file('a'), 'utf8')).toBe(pieces.join(''));
  });
});
