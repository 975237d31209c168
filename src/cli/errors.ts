/** How every error of every command is shown: a sentence and a next step, or JSON, with the exit code. */
import { maskPhones } from '../lib/phone-text.ts';
import type { Failure } from '../lib/result.ts';
import { hideSecrets, secretsOf } from '../wire/secrets.ts';
import type { Context, Output } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/** A failure with the exit code that it ends the program with. */
export interface CommandError extends Failure {
  readonly exit: ExitCode;
}

export function usageError(error: Failure): CommandError {
  return { ...error, exit: exitCodes.usage };
}

/** Store, disk, another process. */
export function localError(error: Failure): CommandError {
  return { ...error, exit: exitCodes.local };
}

/** The service said no, or nothing. */
export function unreachedError({ code, message, help }: Failure): CommandError {
  return { code, message, ...(help === undefined ? {} : { help }), exit: exitCodes.provider };
}

/** Prints the error and returns its exit code, for `return report(context, error)`. */
export function report(context: Pick<Context, 'json' | 'out' | 'err' | 'printJson'>, error: CommandError): ExitCode {
  if (context.json) {
    const { code, message, help } = error;
    context.printJson({ error: { code, message, help: help ?? '' } });
    return error.exit;
  }
  const { colours } = context.err;
  context.err.print(`${colours.red('error:')} ${error.message}`);
  if (error.help !== undefined) context.err.print(`  ${error.help.replaceAll('\n', '\n  ')}`);
  return error.exit;
}

/** The last resort: whatever was thrown is a bug of this program, or of what it stands on. */
export function reportBug(
  thrown: unknown,
  options: {
    readonly stream: Output;
    readonly words: readonly string[];
    readonly out?: Output;
    readonly env?: Readonly<Record<string, string | undefined>>;
  },
): ExitCode {
  const { stream, words, out, env = {} } = options;
  // Whatever was thrown may hold what somebody else wrote.
  const clean = (text: string): string => hideSecrets(maskPhones(text), secretsOf(env));
  const message = clean(`a bug in this program: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  const help = words.includes('--debug')
    ? 'Please report it, with the stack trace above.'
    : 'Please report it, with what the same command prints with --debug.';
  if (words.includes('--debug')) stream.write(`${clean(String(thrown instanceof Error ? thrown.stack : thrown))}\n`);
  if (words.includes('--json') && out !== undefined) {
    out.write(`${JSON.stringify({ error: { code: 'bug', message, help } }, null, 2)}\n`);
  } else {
    stream.write(`error: ${message}\n  ${help}\n`);
  }
  return exitCodes.bug;
}
