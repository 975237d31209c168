/** The program as users run it: the bundle, in a process of its own, in a workspace of its own. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const entry = join(root, 'dist', 'mission.js');

/** Call it before the tests: the bundle is that of the sources as they are. A matter of milliseconds where nothing changed. */
export function buildProgram(): void {
  execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs')], { stdio: 'inherit' });
}

/** Removed after the test. */
export function newWorkspace(files: Readonly<Record<string, string>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mission-program-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

export interface EndedProcess {
  /** Null: it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<EndedProcess>;
  /** Resolves when it has told of so many events of its run, or has ended. */
  told(events: number): Promise<void>;
  /** Resolves when it has said so on stderr, or has ended. */
  heard(words: RegExp): Promise<void>;
}

export interface ProgramOptions {
  readonly cwd: string;
  /** What runs the program in place of Node itself; `exec "$@"` stands for the program. */
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** `2026-11-25 19:40:00Z  …` */
const eventLines = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/gm;

export function startProgram(words: readonly string[], { cwd, shell, env: more = {} }: ProgramOptions): Running {
  const command = [process.execPath, entry, ...words];
  const [file = '', ...given] = shell === undefined ? command : ['bash', '-c', shell, 'bash', ...command];
  const env = { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...more };
  const child = spawn(file, given, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  let events = 0;
  let news: () => void = () => undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    events += text.match(eventLines)?.length ?? 0;
    news();
  });
  const ended = new Promise<EndedProcess>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
      news();
    });
  });
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo() && child.exitCode === null && child.signalCode === null) {
      await new Promise<void>((resolve) => {
        news = resolve;
      });
    }
  };
  return {
    child,
    ended,
    told: (wanted) => until(() => events >= wanted),
    heard: (words) => until(() => words.test(stderr)),
  };
}

export function runProgram(words: readonly string[], options: ProgramOptions): Promise<EndedProcess> {
  return startProgram(words, options).ended;
}
