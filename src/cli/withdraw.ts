/** `mission pause` and `mission cancel`: a signal to whoever drives the run; where nobody does, it is carried out here. */
import { isRunFinal } from '../run/mission-state.ts';
import type { Context } from './context.ts';
import { drive } from './drive.ts';
import { report, usageError } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { withRun } from './runs.ts';
import { counted } from './view/event-text.ts';

export async function withdraw(
  context: Context,
  asked: { readonly kind: 'pause' | 'cancel'; readonly run: string | undefined },
): Promise<ExitCode> {
  return withRun(context, { run: asked.run, unfinished: true }, async ({ store, run: record }) => {
    if (isRunFinal(record.status)) {
      const help = `\`mission results ${record.name}\` prints what came of it.`;
      return report(
        context,
        usageError({ code: 'run-ended', message: `${record.name} has ended (${record.status})`, help }),
      );
    }
    store.signal(record.name, { kind: asked.kind });
    const driven = await drive(context, { store, run: record, wait: false, quiet: true });
    if (!driven.ok && driven.error.code !== 'driven') return report(context, driven.error);
    const now = store.run(record.name) ?? record;
    const open = store.mission(record.name)?.open ?? 0;
    if (context.json) context.printJson({ run: now.name, status: now.status, asked: asked.kind, open });
    else if (!driven.ok) context.out.print(`Asked the process that drives ${record.name} to ${asked.kind} it.`);
    else {
      const remains =
        open === 0
          ? ''
          : ` ${counted(open, 'attempt')} could not be taken back; \`mission resume ${now.name}\` sees to the rest.`;
      const done =
        asked.kind === 'pause' ? 'is paused' : isRunFinal(now.status) ? `is ${now.status}` : 'is being canceled';
      context.out.print(`${now.name} ${done}.${remains}`);
      if (asked.kind === 'pause') context.out.print(`\`mission resume ${now.name}\` goes on.`);
    }
    return exitCodes.succeeded;
  });
}
