/** `mission resume [RUN]`: goes on with a run after a stop or a pause; of an ended run, its results. */

import { conclude } from '../conclude.ts';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { withRun } from '../runs.ts';

export async function run(context: Context, args: ArgsOf<'resume'>): Promise<ExitCode> {
  return withRun(context, { run: args.run, unfinished: true }, async ({ store, run: record }) => {
    if (store.mission(record.name)?.paused === true) store.signal(record.name, { kind: 'resume' });
    return conclude(context, { store, run: record, wait: args.wait });
  });
}
