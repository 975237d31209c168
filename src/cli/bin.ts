#!/usr/bin/env node
/**
 * The process: its streams, signals and exit code. Everything else is reached from main.ts, which tests call as well.
 * It imports next to nothing at start-up: `mission --version` costs little more than Node itself.
 */
import { readFileSync } from 'node:fs';
import { packageFile } from '../lib/package-root.ts';
import { exitCodes } from './exit-codes.ts';

const words = process.argv.slice(2);
/** False once nobody reads stdout any more, or nothing can be written to it. */
let readable = true;
let lost = false;
watchOutput();
if (words.length === 1 && words[0] === '--version') {
  process.stdout.write(`${JSON.parse(readFileSync(packageFile('package.json'), 'utf8')).version}\n`);
} else {
  await start();
}

async function start(): Promise<void> {
  const { main, reportBug } = await import('./main.ts');
  const fatal = (thrown: unknown): never => {
    process.exit(reportBug(thrown, { stream: process.stderr, words, env: process.env }));
  };
  process.on('uncaughtException', fatal);
  process.on('unhandledRejection', fatal);
  const code = await main(words, {
    cwd: process.cwd(),
    env: process.env,
    // Node builds each stream when it is first asked for it; most commands never ask anybody anything.
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    isRead: () => readable,
    onInterrupt,
  });
  process.exitCode = lost ? exitCodes.local : code;
}

/**
 * A reader that has seen enough (`| head`) is no error; main is told that nobody reads any more. Results that cannot be
 * written are told at once and by the exit code, and the work goes on. Where stderr is lost nobody can be told, and nothing
 * depends on it.
 */
function watchOutput(): void {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    readable = false;
    if (error.code === 'EPIPE' || lost) return;
    lost = true;
    process.exitCode = exitCodes.local;
    const help = 'Make room where it is sent, or send it elsewhere; what is stored is stored.';
    process.stderr.write(`error: the output could not be written (${error.code})\n  ${help}\n`);
  });
}

/** The first signal is the listener's; a second one ends the process at once. */
function onInterrupt(listener: () => void): () => void {
  let asked = false;
  const handle = (): void => {
    if (asked) process.exit(130);
    asked = true;
    listener();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, handle);
  return () => {
    for (const signal of signals) process.off(signal, handle);
  };
}
