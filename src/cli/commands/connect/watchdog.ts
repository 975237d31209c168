/**
 * `mission connect watchdog`, for cron: begins the voice gateway again where it died, hangs, or hears nothing. It says nothing where
 * nothing is to be done. One that was stopped, or that the service does not want, is left alone.
 */
import { appendFileSync } from 'node:fs';
import { readHealth, troubleOf } from '../../../gateway/health.ts';
import { rotate } from '../../../gateway/log.ts';
import { fileTrouble } from '../../../lib/file-trouble.ts';
import { isoInstant } from '../../../lib/time.ts';
import type { Context } from '../../context.ts';
import { report } from '../../errors.ts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import type { ArgsOf } from '../../invocation.ts';
import { end, launch } from './launching.ts';
import { type Places, placesIn, runningPid } from './places.ts';
import { fileError } from './setting.ts';
import { startedLines } from './start.ts';

type Finding = 'fine' | 'left-alone' | 'dead' | 'hangs' | 'deaf';

const words: Readonly<Record<Exclude<Finding, 'fine' | 'left-alone'>, string>> = {
  dead: 'it does not run',
  hangs: 'its process hangs',
  deaf: 'it hears nothing of the service',
};

export async function run(context: Context, args: ArgsOf<'connect'>): Promise<ExitCode> {
  const places = placesIn(context.cwd);
  try {
    return await looked(context, { places, args });
  } catch (thrown) {
    if (fileTrouble(thrown) === null) throw thrown;
    return report(context, fileError(thrown, places.folder));
  }
}

async function looked(
  context: Context,
  { places, args }: { readonly places: Places; readonly args: ArgsOf<'connect'> },
): Promise<ExitCode> {
  const finding = findingOf(places, context.now());
  if (finding === 'fine' || finding === 'left-alone') {
    if (context.json) context.printJson({ finding, pid: runningPid(places) });
    return exitCodes.succeeded;
  }
  const note = (text: string): void =>
    appendFileSync(places.watchdogLog, `[${isoInstant(context.now())}] ${text}\n`, { mode: 0o600 });
  rotate(places.watchdogLog);
  note(`${words[finding]}: begun again`);
  const ended = finding === 'dead' ? null : await end(context, { hangs: finding === 'hangs' });
  const launched = ended?.ok === false ? ended : await launch(context, args);
  if (!launched.ok) {
    note(`${launched.error.message}. ${launched.error.help ?? ''}`);
    return report(context, launched.error);
  }
  for (const line of startedLines(launched.value)) note(line);
  if (context.json) context.printJson({ finding, pid: launched.value.pid });
  return exitCodes.succeeded;
}

function findingOf(places: Places, now: number): Finding {
  const health = readHealth(places.healthFile);
  if (runningPid(places) === null) return health === null || health.end === null ? 'dead' : 'left-alone';
  return troubleOf(health, now) ?? 'fine';
}
