/** Carries a command out with adapters of the test's own. */
import { PassThrough } from 'node:stream';
import type { Adapters } from '../../src/cli/adapters.ts';
import { type Context, makeContext } from '../../src/cli/context.ts';
import type { Invocation } from '../../src/cli/invocation.ts';
import { adapters } from '../../src/cli/main.ts';
import { parseCommandLine } from '../../src/cli/parse.ts';
import type { Ended } from '../rig.ts';

export interface PerformOptions {
  readonly cwd: string;
  readonly adapters: Adapters;
  /** Ctrl-C as soon as anybody listens for it. */
  readonly interrupted?: boolean;
}

export async function perform(
  words: readonly string[],
  { cwd, adapters, interrupted = false }: PerformOptions,
): Promise<Ended> {
  const parsed = parseCommandLine(words);
  if (parsed.kind !== 'invocation') throw new Error(`not a command: ${words.join(' ')}`);
  const [stdout, stderr] = [new PassThrough({ encoding: 'utf8' }), new PassThrough({ encoding: 'utf8' })];
  const host = { cwd, env: {}, stdin: new PassThrough(), stdout, stderr, isRead: () => true };
  const onInterrupt = (listener: () => void) => {
    if (interrupted) listener();
    return () => undefined;
  };
  const context = makeContext({ ...host, onInterrupt }, parsed.options, adapters);
  const { command } = parsed.invocation;
  const file = command === 'approve' || command === 'deny' ? 'answer' : command;
  const { run } = (await import(`../../src/cli/commands/${file}.ts`)) as {
    run: (context: Context, args: Invocation) => Promise<number>;
  };
  const code = await run(context, parsed.invocation);
  return { code, stdout: stdout.read() ?? '', stderr: stderr.read() ?? '' };
}

/** A context for what lies beneath the commands, and what was printed to it. */
export function contextFor(cwd: string): { readonly context: Context; readonly printed: () => string } {
  const [stdout, stderr] = [new PassThrough({ encoding: 'utf8' }), new PassThrough({ encoding: 'utf8' })];
  const host = { cwd, env: {}, stdin: new PassThrough(), stdout, stderr, isRead: () => true };
  const options = { json: false, colour: false, debug: false };
  const context = makeContext({ ...host, onInterrupt: () => () => undefined }, options, adapters);
  return { context, printed: () => `${stdout.read() ?? ''}${stderr.read() ?? ''}` };
}
