/** `mission pause` and `mission cancel`: a signal to whoever drives the run; where nobody does, it is carried out here. */
import { isRunFinal } from '../run/mission-state.ts';
import type { RunRecord, Store } from '../run/ports.ts';
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
    const interrupted = driven.ok && driven.drove.end === 'interrupted';
    const error = driven.ok ? (interrupted ? wasInterrupted : null) : driven.error;
    if (error !== null && error.code !== 'driven')
      return report(context, notedOnly(error, { ...asked, store, run: record.name }));
    const now = store.run(record.name) ?? record;
    const came = whatCame(store, { run: record.name, after: record.seq });
    if (context.json) {
      const { taken, underWay, mayRing } = came;
      const open = store.mission(record.name)?.open ?? 0;
      const counts = { taken_back: taken, under_way: underWay, may_ring: mayRing };
      context.printJson({ run: now.name, status: now.status, asked: asked.kind, open, ...counts });
    } else if (!driven.ok) {
      context.out.print(
        `Asked the process that drives ${record.name} to ${asked.kind} it; it takes back what has not rung.`,
      );
      context.out.print(`\`mission status ${record.name}\` shows what became of it.`);
    } else for (const line of doneLines(asked.kind, { run: now, came })) context.out.print(line);
    return exitCodes.succeeded;
  });
}

/** What became of the attempts that were with the service. */
interface Came {
  readonly taken: number;
  /** They ring, or are spoken on, or are texts whose reply is awaited. */
  readonly underWay: number;
  readonly mayRing: number;
}

/** `after`: the number of the last event before it was asked for. */
function whatCame(store: Store, { run, after }: { readonly run: string; readonly after: number }): Came {
  const events = [...store.events(run, { after })];
  const { open = 0, placed = 0 } = store.contactCounts(run);
  return { taken: events.filter(({ type }) => type === 'attempt.withdrawn').length, underWay: open, mayRing: placed };
}

function doneLines(kind: 'pause' | 'cancel', of: { readonly run: RunRecord; readonly came: Came }): readonly string[] {
  const { name, status } = of.run;
  const { taken, underWay, mayRing } = of.came;
  const done = kind === 'pause' ? 'is paused' : isRunFinal(status) ? `is ${status}` : 'is being canceled';
  const isQuiet = underWay + mayRing === 0;
  return [
    `${name} ${done}.`,
    ...(taken === 0 ? [] : [`${counted(taken, 'scheduled attempt')} ${were(taken)} taken back.`]),
    ...(isQuiet ? ['Nothing is left that could ring.'] : []),
    ...(underWay === 0
      ? []
      : [`${counted(underWay, 'attempt')} ${are(underWay)} under way, and cannot be taken back.`]),
    ...(mayRing === 0 ? [] : [`${counted(mayRing, 'attempt')} could not be taken back, and may still ring.`]),
    ...(mayRing === 0 ? [] : [`\`mission ${kind} ${name}\` tries again.`]),
    ...(isRunFinal(status) ? [] : [`\`mission resume ${name}\` ${kind === 'pause' ? 'goes on' : 'sees to the rest'}.`]),
  ];
}

const are = (count: number): string => (count === 1 ? 'is' : 'are');
const were = (count: number): string => (count === 1 ? 'was' : 'were');

function isBeingCanceled(store: Store, run: string): boolean {
  const isNoted = store.signals(run).some(({ kind }) => kind === 'cancel');
  return isNoted || store.mission(run)?.stopping?.outcome === 'canceled';
}

const wasInterrupted: CommandError = {
  code: 'interrupted',
  message: 'it was interrupted',
  exit: exitCodes.interrupted,
};

/** It is stored, and holds; only what is scheduled could not be taken back yet. */
function notedOnly(
  error: CommandError,
  of: { readonly kind: 'pause' | 'cancel'; readonly store: Store; readonly run: string },
): CommandError {
  const open = of.store.mission(of.run)?.open ?? 0;
  const attempts = `${counted(open, 'attempt')} ${are(open)} with the service and may still ring`;
  const message = `the ${of.kind} of ${of.run} is noted, but could not be carried out: ${error.message.replace(/\.$/, '')}`;
  const again = `Run \`mission ${of.kind} ${of.run}\` again when that is mended; \`tick\` and \`resume\` carry it out too.`;
  const help = [...(open === 0 ? [] : [`${attempts}.`]), again, ...(error.help === undefined ? [] : [error.help])];
  return { ...error, message, help: help.join('\n') };
}
