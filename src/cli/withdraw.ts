/** `mission pause` and `mission cancel`: a signal to whoever drives the run; where nobody does, it is carried out here. */
import { isRunFinal } from '../run/mission-state.ts';
import type { Store } from '../run/ports.ts';
import type { Context } from './context.ts';
import { drive } from './drive.ts';
import { type CommandError, report, usageError } from './errors.ts';
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
    if (asked.kind === 'pause' && isBeingCanceled(store, record.name)) {
      const help = `\`mission cancel ${record.name}\` takes back what is still scheduled; there is nothing left to go on with.`;
      const message = `${record.name} is being canceled, and cannot be paused`;
      return report(context, usageError({ code: 'being-canceled', message, help }));
    }
    store.signal(record.name, { kind: asked.kind });
    const driven = await drive(context, { store, run: record, wait: false, quiet: true });
    if (!driven.ok && driven.error.code !== 'driven')
      return report(context, notedOnly(driven.error, { ...asked, store, run: record.name }));
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

function isBeingCanceled(store: Store, run: string): boolean {
  const isNoted = store.signals(run).some(({ kind }) => kind === 'cancel');
  return isNoted || store.mission(run)?.stopping?.outcome === 'canceled';
}

/** It is stored, and holds; only what is scheduled could not be taken back yet. */
function notedOnly(
  error: CommandError,
  of: { readonly kind: 'pause' | 'cancel'; readonly store: Store; readonly run: string },
): CommandError {
  const open = of.store.mission(of.run)?.open ?? 0;
  const attempts = `${counted(open, 'attempt')} ${open === 1 ? 'is' : 'are'} with the service and may still ring`;
  const message = `the ${of.kind} of ${of.run} is noted, but could not be carried out: ${error.message.replace(/\.$/, '')}`;
  const again = `Run \`mission ${of.kind} ${of.run}\` again when that is mended; \`tick\` and \`resume\` carry it out too.`;
  const help = [...(open === 0 ? [] : [`${attempts}.`]), again, ...(error.help === undefined ? [] : [error.help])];
  return { ...error, message, help: help.join('\n') };
}
