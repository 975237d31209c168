/**
 * `mission tick [RUN]`: does what is due and exits, for cron. Without RUN: every unfinished run; what is the matter with one
 * of them does not keep the others waiting.
 */
import { parseDuration } from '../../lib/duration.ts';
import { isoInstant } from '../../lib/time.ts';
import { isRunFinal } from '../../run/mission-state.ts';
import type { RunRecord, Store } from '../../run/ports.ts';
import type { Context } from '../context.ts';
import { beforeDriving, drive } from '../drive.ts';
import { type CommandError, report, usageError } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { findRun } from '../runs.ts';
import { statusWord, wakeOf } from '../standing.ts';
import { withStore } from '../workspace.ts';

export async function run(context: Context, args: ArgsOf<'tick'>): Promise<ExitCode> {
  const every = args.every === undefined ? 0 : parseDuration(args.every);
  if (every === null) {
    const help = 'Write --every 1h, 30m or 90s.';
    return report(context, usageError({ code: 'bad-duration', message: `${args.every} is not a duration`, help }));
  }
  return withStore(context, async (store) => {
    const found = runsToTick(context, { store, asked: args.run });
    if (!found.ok) return report(context, found.error);
    const stopped = store === null ? null : await beforeDriving(context, { store });
    if (stopped !== null) return stopped;
    const ticked: Ticked[] = [];
    for (const record of found.runs) {
      if (store === null || context.interrupt().aborted) break;
      const one = await tickOne(context, { store, record, every });
      if (one.error !== undefined && args.run !== undefined) return report(context, one.error);
      ticked.push(one);
      if (!context.json) print(context, one);
    }
    if (context.json) context.printJson(ticked.map(entryOf));
    else if (ticked.length === 0) context.out.print('No run is unfinished: nothing to do.');
    if (context.interrupt().aborted) return exitCodes.interrupted;
    return (
      ticked.find(({ error }) => error !== undefined && error.code !== 'driven')?.error?.exit ?? exitCodes.succeeded
    );
  });
}

interface Ticked {
  readonly run: string;
  readonly status: string;
  readonly reason: string | null;
  readonly wake: string | null;
  /** Why nothing could be done. `driven`: another process does it. */
  readonly error?: CommandError;
}

async function tickOne(
  context: Context,
  of: { readonly store: Store; readonly record: RunRecord; readonly every: number },
): Promise<Ticked> {
  const { store, record, every } = of;
  const driven = await drive(context, { store, run: record, wait: false, withinMs: every, quiet: true });
  const { status, reason, wakeAt } = driven.ok ? driven.run : record;
  const wake = isRunFinal(status) ? null : wakeOf({ reason, wakeAt: driven.ok ? driven.drove.wakeAt : wakeAt });
  return {
    run: record.name,
    status,
    reason,
    wake: wake === null ? null : isoInstant(wake),
    ...(driven.ok ? {} : { error: driven.error }),
  };
}

function entryOf({ run, status, reason, wake, error }: Ticked): object {
  return {
    run,
    status,
    ...(reason === null ? {} : { reason }),
    ...(wake === null ? {} : { wake }),
    ...(error === undefined ? {} : { error: { code: error.code, message: error.message, help: error.help ?? '' } }),
  };
}

function print(context: Context, ticked: Ticked): void {
  const { run, wake, error } = ticked;
  if (error === undefined)
    context.out.print(`${run}: ${statusWord(ticked)}${wake === null ? '' : `, next wake ${wake}`}`);
  else if (error.code === 'driven') context.out.print(`${error.message}: passed over`);
  else report(context, error);
}

type Found =
  | { readonly ok: true; readonly runs: readonly RunRecord[] }
  | { readonly ok: false; readonly error: ReturnType<typeof usageError> };

function runsToTick(context: Context, of: { readonly store: Store | null; readonly asked: string | undefined }): Found {
  const { store, asked } = of;
  if (asked === undefined) return { ok: true, runs: (store?.runs() ?? []).filter(({ status }) => !isRunFinal(status)) };
  const found = findRun(store, { run: asked, cwd: context.cwd });
  if (!found.ok) return found;
  return { ok: true, runs: isRunFinal(found.value.status) ? [] : [found.value] };
}
