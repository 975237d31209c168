/** `mission logs [RUN] [-f]`: the journal, as lines for people or as JSON lines. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunFinal } from '../../run/mission-state.ts';
import type { Store } from '../../run/ports.ts';
import type { Context } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { journalEntry, journalLine, showTextOf } from '../journal.ts';
import { withRun } from '../runs.ts';

const followEveryMs = 200;

export async function run(context: Context, args: ArgsOf<'logs'>): Promise<ExitCode> {
  return withRun(context, { run: args.run, unfinished: true }, async ({ store, run: record }) => {
    const { name } = record;
    if (!args.follow) {
      printEvents(context, { store, name, after: 0 });
      return exitCodes.succeeded;
    }
    return follow(context, { store, name });
  });
}

interface Source {
  readonly store: Store;
  readonly name: string;
}

/** Ends with the run. The status is read before the events: what was final then has no later event. */
async function follow(context: Context, { store, name }: Source): Promise<ExitCode> {
  const interrupt = context.interrupt();
  let after = 0;
  while (context.isRead()) {
    const ended = isRunFinal(store.run(name)?.status ?? 'failed');
    after = printEvents(context, { store, name, after });
    if (ended) break;
    if (interrupt.aborted) return exitCodes.interrupted;
    await sleep(followEveryMs, undefined, { signal: interrupt }).catch(() => undefined);
  }
  return exitCodes.succeeded;
}

/** Prints what follows `after` and returns the last number printed. */
function printEvents(context: Context, from: Source & { readonly after: number }): number {
  let last = from.after;
  const show = showTextOf(from.store, from.name);
  for (const event of from.store.events(from.name, { after: from.after })) {
    if (!context.isRead()) break;
    context.out.print(context.json ? JSON.stringify(journalEntry(event, show)) : journalLine(event, show));
    last = event.seq;
  }
  return last;
}
