/** Gives a test a folder of its own, cleaned up afterwards, and runs commands in it inside the test's process. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { Adapters } from '../src/cli/adapters.ts';
import { main } from '../src/cli/main.ts';

export interface Rig {
  /** Absolute, without links. */
  readonly folder: string;
  path(path: string): string;
  write(path: string, text: string): void;
  read(path: string): string;
  exists(path: string): boolean;
  /** `mission` and the words, with no terminal. */
  mission(...words: string[]): Promise<Ended>;
  /** The same in a terminal of 80 × 24. */
  terminal(...words: string[]): Promise<Ended>;
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Call it inside a test. `env` is all the environment that the commands see. */
export function rig(options: { readonly env?: Readonly<Record<string, string>> } = {}): Rig {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mission-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const env = options.env ?? {};
  const path = (inside: string): string => join(folder, inside);
  return {
    folder,
    path,
    write(inside, text) {
      mkdirSync(dirname(path(inside)), { recursive: true });
      writeFileSync(path(inside), text);
    },
    read: (inside) => readFileSync(path(inside), 'utf8'),
    exists: (inside) => existsSync(path(inside)),
    mission: (...words) => runCommand(words, { cwd: folder, env, terminal: false }),
    terminal: (...words) => runCommand(words, { cwd: folder, env, terminal: true }),
  };
}

interface Setting {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly terminal?: boolean;
  /** The program's own unless given. */
  readonly adapters?: Adapters;
  /** True: Ctrl-C is pressed as soon as the command listens for it. */
  readonly interrupted?: boolean;
}

/** `mission` and the words, inside the test's process. */
export async function runCommand(words: readonly string[], setting: Setting): Promise<Ended> {
  const { cwd, env = {}, terminal = false, adapters, interrupted = false } = setting;
  const stdout = new Recorder(terminal);
  const stderr = new Recorder(terminal);
  const host = {
    cwd,
    env,
    // No terminal to type at, even where the output is one: a question would wait for ever.
    stdin: new PassThrough(),
    stdout,
    stderr,
    isRead: () => true,
    now: () => Date.parse('2026-11-24T12:00:00Z'),
    onInterrupt(stop: () => void) {
      if (interrupted) stop();
      return () => undefined;
    },
  };
  const code = await main(words, host, adapters);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** A stream that keeps what is written. */
class Recorder extends Writable {
  readonly isTTY: boolean;
  readonly columns = 80;
  readonly rows = 24;
  text = '';

  constructor(terminal: boolean) {
    super({ decodeStrings: false });
    this.isTTY = terminal;
  }

  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
