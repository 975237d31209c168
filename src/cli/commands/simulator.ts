/** `mission simulator`: serves the simulated telephone world until Ctrl-C. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseDuration } from '../../lib/duration.ts';
import { type Failure, fail, ok, type Result } from '../../lib/result.ts';
import { dayMs, type Instant } from '../../lib/time.ts';
import type { Faults, RequestLine, ServerOptions } from '../../simulator/server/options.ts';
import { parseInstant } from '../../spec/hours.ts';
import type { Context } from '../context.ts';
import { localError, report, usageError } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';

type Args = ArgsOf<'simulator'>;

export async function run(context: Context, args: Args): Promise<ExitCode> {
  const read = await optionsOf(context, args);
  if (!read.ok) return report(context, usageError(read.error));
  const log = args.log === undefined ? null : openLog(resolve(context.cwd, args.log));
  if (log?.ok === false) return report(context, localError(log.error));
  const interrupt = context.interrupt();
  const { tryStart } = await import('../../simulator/server/start.ts');
  const started = await tryStart({ ...read.value, ...(log?.ok === true ? { onRequest: log.value.write } : {}) });
  if (!started.ok) {
    if (log?.ok === true) log.value.close();
    return report(context, localError(started.error));
  }
  const { url, apiKey, apiKeys, failed, close } = started.value;
  const line = { url, api_key: apiKey, ...(apiKeys.length > 1 ? { api_keys: apiKeys } : {}) };
  context.out.print(JSON.stringify(line));
  if (context.err.terminal) context.err.print(howToUse(url, apiKey));
  const interrupted = new Promise<null>((done) => {
    if (interrupt.aborted) done(null);
    interrupt.addEventListener('abort', () => done(null), { once: true });
  });
  const ended = await Promise.race([interrupted, failed.then((thrown) => ({ thrown }))]);
  await close();
  if (log?.ok === true) log.value.close();
  // main tells a state that cannot be written from a bug.
  if (ended !== null) throw ended.thrown;
  return exitCodes.succeeded;
}

/** For whoever looks on; a program reads the line above it. */
function howToUse(url: string, apiKey: string): string {
  return `
Nobody's telephone rings here. Ctrl-C ends it. In another terminal:
  export CLAWDTALK_API_URL=${url}/v1 CLAWDTALK_API_KEY=${apiKey}
  mission run FILE --provider clawdtalk
Approvals are answered at ${url}/simulator`;
}

async function optionsOf(context: Context, args: Args): Promise<Result<ServerOptions, Failure>> {
  const { port, host, seed, accounts, numbers } = args;
  const { isLoopbackHost } = await import('../../simulator/server/hosts.ts');
  if (host !== undefined && !isLoopbackHost(host) && !args.allowRemote) {
    const message = `${host} lets other machines in, and the simulator is for this one`;
    return fail({ code: 'not-loopback', message, help: 'Give --allow-remote too if that is meant.' });
  }
  const from = args.from === undefined ? undefined : parseInstant(args.from);
  if (from === null) return fail(badInstant(args.from ?? ''));
  const speed = args.speed === undefined ? undefined : speedOf(args.speed);
  if (speed === null) {
    const message = `${args.speed} is not how long a day can take`;
    return fail({
      code: 'bad-duration',
      message,
      help: 'Write --speed 10m, 90s or 24h: at least a second, at most a day.',
    });
  }
  const faults = args.faults === undefined ? undefined : faultsOf(args.faults);
  if (faults === null) {
    const message = `${args.faults} are no shares of faults`;
    const help = `Write a share from 0 to 1, or some of ${Object.keys(faultNames).join(', ')} with one each: 429=0.05,lost=0.02.`;
    return fail({ code: 'bad-faults', message, help });
  }
  const given = { port, host, seed, accounts, numbers, from, speed, faults };
  return ok({
    ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as ServerOptions),
    ...(args.state === undefined ? {} : { state: resolve(context.cwd, args.state) }),
    completesSteps: !args.old,
  });
}

function badInstant(text: string): Failure {
  const help = 'Write an instant with its offset, like 2026-11-23T09:00-06:00.';
  return { code: 'bad-instant', message: `${text} is no instant`, help };
}

/** How much faster time runs where a day takes that long: a duration, or minutes. Null: it is neither, or too long or short. */
export function speedOf(text: string): number | null {
  const ms: Instant | null = /^\d{1,4}(\.\d+)?$/.test(text) ? Number(text) * 60_000 : parseDuration(text);
  return ms === null || ms < 1_000 || ms > dayMs ? null : dayMs / ms;
}

const faultNames: Readonly<Record<string, keyof Faults>> = {
  '429': 'throttled',
  '5xx': 'failedBefore',
  '5xx-after': 'failedAfter',
  lost: 'lost',
  slow: 'slow',
  dropped: 'dropped',
  duplicate: 'duplicate',
};

/** Null: they cannot be read. */
export function faultsOf(text: string): Faults | null {
  const all = shareOf(text);
  if (all !== null) return Object.fromEntries(Object.values(faultNames).map((name) => [name, all]));
  const faults: Partial<Record<keyof Faults, number>> = {};
  for (const part of text.split(',')) {
    const [name = '', share = '', ...more] = part.trim().split('=');
    const known = Object.hasOwn(faultNames, name) ? faultNames[name] : undefined;
    const value = shareOf(share);
    if (known === undefined || value === null || more.length > 0) return null;
    faults[known] = value;
  }
  return faults;
}

function shareOf(text: string): number | null {
  return /^(0(\.\d+)?|1(\.0+)?)$/.test(text) ? Number(text) : null;
}

interface Log {
  readonly write: (line: RequestLine) => void;
  readonly close: () => void;
}

/** One line of JSON a request; nobody but its owner reads it. A line that cannot be written ends the program. */
function openLog(file: string): Result<Log, Failure> {
  try {
    const descriptor = openSync(file, 'a', 0o600);
    return ok({
      write: (line) => {
        writeSync(descriptor, `${JSON.stringify(line)}\n`);
      },
      close: () => closeSync(descriptor),
    });
  } catch (error) {
    const because = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return fail({
      code: 'no-log',
      message: `${file} cannot be written (${because})`,
      help: 'Give --log another file.',
    });
  }
}
