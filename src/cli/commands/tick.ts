/** `mission tick [RUN]`: does what is due and exits, for cron. Without RUN: every unfinished run. */
import { parseDuration } from '../../lib/duration.ts';
import { isoInstant } from '../../lib/time.ts';
import { isRunFinal } from '../../run/mission-state.ts';
import type { RunRecord, Store } from '../../run/ports.ts';
import type { Context } from '../context.ts';
import { drive } from '../drive.ts';
import { report, usageError } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { findRun } from '../runs.ts';
import { wakeOf } from '../standing.ts';
import { withStore } from '../workspace.ts';

export async function run(context: Context, args: ArgsOf<'tick'>): Promise<ExitCode> {
  const every = args.every === undefined ? 0 : parseDuration(args.every);
  if (every === null) {
    return report(
      context,
      usageError({
        code: 'bad-duration',
        message: `${args.every} is not a duration`,
        help: 'Write --every 1h, 30m or 90s.',
      }),
    );
  }
  return withStore(context, async (store) => {
    const found = runsToTick(context, { store, asked: args.run });
    if (!found.ok) return report(context, found.error);
    const ticked: object[] = [];
    for (const record of found.runs) {
      if (store === null) break;
      const driven = await drive(context, { store, run: record, wait: false, withinMs: every, quiet: true });
      if (!driven.ok) return report(context, driven.error);
      const { status, reason } = driven.run;
      const wake = isRunFinal(status) ? null : wakeOf({ reason, wakeAt: driven.drove.wakeAt });
      ticked.push({
        run: record.name,
        status,
        ...(reason === null ? {} : { reason }),
        ...(wake === null ? {} : { wake: isoInstant(wake) }),
      });
      if (!context.json)
        context.out.print(
          `${record.name}: ${status}${reason === null ? '' : ` (${reason})`}${wake === null ? '' : `, next wake ${isoInstant(wake)}`}`,
        );
    }
    if (context.json) context.printJson(ticked);
    else if (ticked.length === 0) context.out.print('No run is unfinished: nothing to do.');
    return exitCodes.succeeded;
  });
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
