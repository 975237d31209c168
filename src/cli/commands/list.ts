/** `mission list`: the runs of this workspace, oldest first. */
import { type Context, tableWidth } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { listEntry, statusWord } from '../standing.ts';
import { tableLines } from '../view/table.ts';
import { instantText } from '../view/time-text.ts';
import { withStore } from '../workspace.ts';

export async function run(context: Context, _args: ArgsOf<'list'>): Promise<ExitCode> {
  return withStore(context, async (store) => {
    const runs = store?.runs() ?? [];
    if (context.json) {
      context.printJson(runs.map((record) => listEntry(record, context.cwd)));
    } else if (runs.length === 0) {
      context.err.print('Nothing has run in this workspace yet. Begin with `mission run FILE`.');
    } else {
      const rows = runs.map((record) => [
        record.name,
        statusWord(record),
        record.step ?? '',
        instantText(record.startedAt),
        record.wakeAt === null ? '' : instantText(record.wakeAt),
      ]);
      const columns = ['RUN', 'STATUS', 'STEP', 'STARTED', 'WAKES'].map((title) => ({ title }));
      const lines = tableLines(columns, rows, tableWidth(context.out));
      context.out.print(lines.join('\n'));
    }
    return exitCodes.succeeded;
  });
}
