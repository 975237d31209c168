/** `mission` as a process of its own, for what only one can show. */
import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Ended } from '../rig.ts';

const entry = join(dirname(fileURLToPath(import.meta.url)), '../../src/cli/bin.ts');

export interface LaunchOptions {
  readonly cwd: string;
  /** Beside what every process needs. */
  readonly env?: Readonly<Record<string, string>>;
  /** Nobody reads stdout. */
  readonly deaf?: boolean;
  /** Files in the place of streams, as descriptors. */
  readonly stdout?: number;
  readonly stderr?: number;
}

export interface Launched {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when stdout or stderr has the text; rejects where the process ends without it. */
  said(text: string): Promise<void>;
  /** The first whole line of stdout; rejects where the process ends without one. */
  line(): Promise<string>;
}

/** Killed at the end of the test, should it still live. */
export function launch(words: readonly string[], options: LaunchOptions): Launched {
  const { cwd, deaf = false } = options;
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), entry, ...words], {
    cwd,
    env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...options.env },
    stdio: ['ignore', options.stdout ?? 'pipe', options.stderr ?? 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  const hear = (): void => {
    for (const listener of [...listeners]) listener();
  };
  if (deaf) child.stdout?.destroy();
  else
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      hear();
    });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    hear();
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
  const when = <Value>(look: () => Value | undefined, what: string): Promise<Value> =>
    new Promise((resolve, reject) => {
      const listener = (): void => {
        const found = look();
        if (found === undefined) return;
        listeners.delete(listener);
        resolve(found);
      };
      listeners.add(listener);
      listener();
      void ended.then(() => reject(new Error(`it ended without ${what}:\n${stdout}${stderr}`)));
    });
  return {
    child,
    ended,
    line: () => when(() => (stdout.includes('\n') ? stdout.slice(0, stdout.indexOf('\n')) : undefined), 'a line'),
    said: (text) =>
      when(() => (`${stdout}${stderr}`.includes(text) ? null : undefined), `saying ${text}`).then(() => undefined),
  };
}
