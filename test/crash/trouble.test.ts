/** Trouble with the files of this machine, at the level of the command: survived, or told with exit code 5 and nothing lost. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Adapters } from '../../src/cli/adapters.ts';
import { adapters } from '../../src/cli/main.ts';
import type { Store } from '../../src/run/ports.ts';
import { Sql } from '../../src/store/sql.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { sweep } from '../cli/sample-missions.ts';
import { type Ended, runCommand } from '../rig.ts';
import { judge } from '../support/judge.ts';
import { evidenceIn } from './evidence.ts';
import { buildProgram, type EndedProcess, newWorkspace, runProgram } from './program.ts';

beforeAll(buildProgram);

const files = { 'mission.config.yaml': '', 'hours.yaml': sweep };
const name = 'opening-hours-1';
const store = (folder: string): string => join(folder, '.mission', 'mission.db');
const record = (folder: string): string => join(folder, '.mission', 'worlds', `${name}.db`);
const resultsFile = (folder: string): string => join(folder, 'hours.simulated.results.yaml');

/** One sentence and a next step, no stack trace, and the exit code of local trouble. */
function expectTrouble(ended: EndedProcess | Ended, says: RegExp): void {
  expect(ended.stderr).not.toMatch(/\n {4}at |a bug in this program/);
  expect(ended.stderr).toMatch(/error: .+\n {2}[A-Z].+\.\n$/);
  expect(ended.stderr).toMatch(says);
  expect(ended.code).toBe(5);
}

/** The run can go on, comes to its end, and everything was done once. */
async function expectWhole(folder: string, words: readonly string[] = ['resume']): Promise<void> {
  const { code, stderr } = await runProgram(words, { cwd: folder });
  expect(stderr).not.toContain('error:');
  expect(code).toBe(0);
  const evidence = evidenceIn(folder);
  expect(judge(evidence)).toEqual([]);
  expect(evidence.store.contactCounts(name)).toEqual({ reached: 2, unreached: 1 });
  evidence.store.close();
}

/** A run that stands in its middle: killed by an empty process budget would be chance; this one was asked to wait. */
async function halfway(): Promise<string> {
  const folder = newWorkspace({ ...files, 'hours.yaml': sweep.replace('via: [push]', 'via: [terminal]') });
  const { code } = await runProgram(['run', 'hours.yaml', '--no-wait'], { cwd: folder });
  expect(code).toBe(3);
  return folder;
}

describe('files that may not grow', () => {
  // KiB: from hardly any to nearly enough, so that each part of the run meets the end.
  test.each([40, 90, 160, 200, 240, 300])(
    '%i KiB: the run stops, says so, and goes on when there is room',
    async (kib) => {
      const folder = newWorkspace(files);
      const shell = `ulimit -f ${kib}; exec "$@"`;
      const ended = await runProgram(['run', 'hours.yaml'], { cwd: folder, shell });
      if (ended.code !== 0) expectTrouble(ended, /cannot (be read or written|grow|be used)/);
      if (kib <= 160) expect(ended.code).toBe(5);
      await expectWhole(folder, ended.code !== 0 && !hasRun(folder) ? ['run', 'hours.yaml'] : ['resume']);
    },
  );
});

function hasRun(folder: string): boolean {
  const opened = openStore({ folder: join(folder, '.mission') });
  if (!opened.ok) throw new Error(opened.error.message);
  const { length } = opened.value.runs();
  opened.value.close();
  return length > 0;
}

describe('something else in the place of a file or folder', () => {
  const file = (path: string) => (folder: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), 'in the way');
  };
  const folderAt = (path: string) => (folder: string) => mkdirSync(join(folder, path), { recursive: true });

  test.each<[string, string, (folder: string) => void]>([
    ['a file for the folder of the store', '.mission', file('.mission')],
    ['a folder for the store', '.mission/mission.db', folderAt('.mission/mission.db')],
    ['a file for the folder of the locks', '.mission/locks', file('.mission/locks')],
    ['a file for the folder of the worlds', '.mission/worlds', file('.mission/worlds')],
    ['a folder for the record of the world', `.mission/worlds/${name}.db`, folderAt(`.mission/worlds/${name}.db`)],
  ])('%s: told, and nobody is called', async (_, path, put) => {
    const folder = newWorkspace(files);
    put(folder);
    const ended = await runProgram(['run', 'hours.yaml'], { cwd: folder });
    expectTrouble(ended, /cannot be written|cannot be used/);
    expect(ended.stderr).toContain(path.split('/').slice(0, 2).join('/'));
    rmSync(join(folder, path), { recursive: true });
    await expectWhole(folder, ['run', 'hours.yaml']);
  });

  test('a file for the folder of the log: the run goes without', async () => {
    const folder = newWorkspace(files);
    file('.mission/log')(folder);
    await expectWhole(folder, ['run', 'hours.yaml']);
  });

  test('a folder for the results: told, and the results are there when it is gone', async () => {
    const folder = newWorkspace(files);
    mkdirSync(resultsFile(folder));
    writeFileSync(join(resultsFile(folder), 'x'), '');
    expectTrouble(await runProgram(['run', 'hours.yaml'], { cwd: folder }), /results could not be written/);
    rmSync(resultsFile(folder), { recursive: true });
    await expectWhole(folder);
    expect(readFileSync(resultsFile(folder), 'utf8')).toMatch(/^status: succeeded$/m);
  });
});

describe('a damaged file', () => {
  const damages: readonly (readonly [string, (path: string) => void])[] = [
    ['has another beginning', (path) => overwrite(path, { from: 0, bytes: 100 })],
    ['is cut in half', (path) => truncateSync(path, Math.floor(statSync(path).size / 2 / 4096) * 4096)],
    ['is cut within a page', (path) => truncateSync(path, Math.floor(statSync(path).size / 4096 / 3) * 4096 + 1000)],
    ['has garbage in the middle', (path) => overwrite(path, { from: 4096, bytes: statSync(path).size - 4096 })],
    ['is text', (path) => writeFileSync(path, 'not a database, and long enough to be read as one '.repeat(200))],
  ];
  const commands = [
    ['list'],
    ['status', name],
    ['logs', name],
    ['show', name, 'acme'],
    ['results', name],
    ['pause', name],
    ['approve', name, 'launch'],
    ['resume', name, '--no-wait'],
    ['run', 'hours.yaml', '--no-wait'],
  ];

  test.each(damages)(
    'the store %s: every command says so or still does its work, and a copy put back goes on',
    async (_, damage) => {
      const folder = await halfway();
      const copy = join(folder, 'copy');
      cpSync(join(folder, '.mission'), copy, { recursive: true });
      damage(store(folder));
      const codes = new Set<number>();
      for (const words of commands) {
        const ended = await runCommand(words, { cwd: folder });
        codes.add(ended.code);
        if (ended.code === 5) expectTrouble(ended, /is damaged|cannot be read/);
        // 2: what it asks about is not to be found in what can be read.
        else expect([0, 2, 3], `${words.join(' ')}: ${ended.stderr}`).toContain(ended.code);
      }
      expect(codes).toContain(5);
      rmSync(join(folder, '.mission'), { recursive: true });
      renameSync(copy, join(folder, '.mission'));
      expect((await runCommand(['approve', name, 'launch'], { cwd: folder })).code).toBe(0);
      await expectWhole(folder);
    },
  );

  test.each(damages)('the record of the world %s: told, and a copy put back goes on', async (_, damage) => {
    const folder = await halfway();
    cpSync(record(folder), join(folder, 'copy'));
    damage(record(folder));
    const ended = await runCommand(['resume', '--no-wait'], { cwd: folder });
    if (ended.code !== 3) expectTrouble(ended, /record .* (is damaged|cannot be used)/);
    for (const part of ['-wal', '-shm']) rmSync(`${record(folder)}${part}`, { force: true });
    cpSync(join(folder, 'copy'), record(folder));
    expect((await runCommand(['approve', name, 'launch'], { cwd: folder })).code).toBe(0);
    await expectWhole(folder);
  });

  test('without the record of its world a run can still be canceled', async () => {
    const folder = await halfway();
    rmSync(record(folder));
    expect((await runCommand(['cancel'], { cwd: folder })).code).toBe(0);
    const { stdout } = await runCommand(['status', name], { cwd: folder });
    expect(stdout).toContain('canceled');
  });
});

function overwrite(path: string, of: { readonly from: number; readonly bytes: number }): void {
  const bytes = readFileSync(path);
  bytes.fill(0xa5, of.from, of.from + of.bytes);
  writeFileSync(path, bytes);
}

/** The adapters of the program, with another store. */
function withStore(change: {
  readonly pragmas?: readonly string[];
  readonly wrap?: (store: Store) => Store;
}): Adapters {
  return {
    ...adapters,
    async openStore(options) {
      const opened = openStore({ ...options, pragmas: change.pragmas ?? [] });
      return opened.ok && change.wrap !== undefined ? { ok: true, value: change.wrap(opened.value) } : opened;
    },
  };
}

describe('a full disk', () => {
  test('ends the command wherever it is met, and the run goes on when there is room', async () => {
    const ends = new Set<string>();
    for (let pages = 16; pages <= 96; pages += 4) {
      const folder = newWorkspace(files);
      const small = withStore({ pragmas: [`max_page_count = ${pages}`] });
      const ended = await runCommand(['run', 'hours.yaml'], { cwd: folder, adapters: small });
      if (ended.code !== 0) expectTrouble(ended, /the disk is full/);
      ends.add(`${ended.code} ${existsSync(store(folder)) && hasRun(folder) ? 'a run' : 'no run'}`);
      const words = hasRun(folder) ? ['resume'] : ['run', 'hours.yaml'];
      expect((await runCommand(words, { cwd: folder })).code).toBe(0);
      const evidence = evidenceIn(folder);
      expect(judge(evidence)).toEqual([]);
      evidence.store.close();
    }
    expect([...ends].toSorted()).toEqual(['0 a run', '5 a run', '5 no run']);
  });
});

describe('a store that another process holds', () => {
  const impatient = { pragmas: ['busy_timeout = 20'] };

  test('for too long: every command that writes says so', async () => {
    const folder = await halfway();
    const other = Sql.open(store(folder), []);
    other.exec('BEGIN IMMEDIATE');
    for (const words of [
      ['run', 'hours.yaml', '--no-wait'],
      ['resume', '--no-wait'],
      ['pause', name],
      ['approve', name, 'launch'],
      ['tick'],
    ]) {
      const ended = await runCommand(words, { cwd: folder, adapters: withStore(impatient) });
      expectTrouble(ended, /is held by another process for too long/);
    }
    // Reading needs no leave.
    expect((await runCommand(['status', name], { cwd: folder, adapters: withStore(impatient) })).code).toBe(0);
    other.exec('ROLLBACK');
    other.close();
    expect((await runCommand(['approve', name, 'launch'], { cwd: folder })).code).toBe(0);
    await expectWhole(folder);
  });

  test.each([
    ['passes', 2, 0],
    ['does not pass', Number.POSITIVE_INFINITY, 5],
  ])('from the middle of a run on, and it %s', async (_, commitsHeld, code) => {
    const folder = newWorkspace(files);
    let commits = 0;
    let other: Sql | null = null;
    const letGo = (): void => {
      other?.exec('ROLLBACK');
      other?.close();
      other = null;
    };
    const wrap = (inner: Store): Store =>
      new Proxy(inner, {
        get(target, property) {
          const own = Reflect.get(target, property, target) as unknown;
          if (property !== 'commit') return typeof own === 'function' ? own.bind(target) : own;
          return (commit: Parameters<Store['commit']>[0]) => {
            commits += 1;
            if (commits === 6) {
              other = Sql.open(store(folder), []);
              other.exec('BEGIN IMMEDIATE');
            }
            if (commits === 6 + commitsHeld) letGo();
            return target.commit(commit);
          };
        },
      });
    const ended = await runCommand(['run', 'hours.yaml'], { cwd: folder, adapters: withStore({ ...impatient, wrap }) });
    letGo();
    if (code === 5) expectTrouble(ended, /is held by another process for too long/);
    expect(ended.code).toBe(code);
    await expectWhole(folder);
  });
});
