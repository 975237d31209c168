/** `mission list`: the runs of this workspace, oldest first. */
import { type Context, tableWidth } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { type ListEntry, listEntry, statusWord } from '../standing.ts';
import { tableLines } from '../view/table.ts';
import { instantText } from '../view/time-text.ts';
import { withStore } from '../workspace.ts';

export async function run(context: Context, _args: ArgsOf<'list'>): Promise<ExitCode> {
  return withStore(context, async (store) => {
    const cwd = context.cwd;
    const runs = store === null ? [] : store.runs().map((record) => listEntry(record, { store, cwd }));
    if (context.json) {
      context.printJson(runs);
    } else if (runs.length === 0) {
      context.err.print('Nothing has run in this workspace yet. Begin with `mission run FILE`.');
    } else {
      const rows = runs.map((entry) => [
        entry.run,
        statusWord(entry),
        entry.step ?? '',
        readable(entry.started),
        entry.wake === undefined ? '' : readable(entry.wake),
      ]);
      const columns = ['RUN', 'STATUS', 'STEP', 'STARTED', 'WAKES'].map((title) => ({ title }));
      const lines = tableLines(columns, rows, tableWidth(context.out));
      context.out.print(lines.join('\n'));
      sayStopped(context, runs);
    }
    return exitCodes.succeeded;
  });
}

function readable(instant: string): string {
  return instantText(Date.parse(instant));
}

function sayStopped(context: Context, runs: readonly ListEntry[]): void {
  const stopped = runs.find((entry) => statusWord(entry) === 'stopped');
  if (stopped !== undefined)
    context.err.print(`No process drives a stopped run; \`mission resume ${stopped.run}\` goes on.`);
}
