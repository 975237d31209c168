/** `mission results [RUN]`: writes the results again from the store, byte for byte, and prints them. */
import { relative } from 'node:path';
import type { Context } from '../context.ts';
import { localError, report } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { withRun } from '../runs.ts';

export async function run(context: Context, args: ArgsOf<'results'>): Promise<ExitCode> {
  return withRun(context, { run: args.run }, async ({ store, run: record }) => {
    const { writeResults } = await import('../../results/write.ts');
    const written = writeResults(store, record.name);
    if (!written.ok) return report(context, localError(written.error));
    const { document, files, newer } = written.value;
    if (context.json) {
      context.printJson(document);
      return exitCodes.succeeded;
    }
    const { summaryLines } = await import('../view/summary.ts');
    const { width, coloured } = context.out;
    const shown = files.map((file) => relative(context.cwd, file));
    context.out.print(summaryLines(document, { columns: width, colour: coloured, files: shown }).join('\n'));
    if (newer !== null)
      context.err.print(`The file beside the mission holds ${newer}, a newer run, and was left as it is.`);
    return exitCodes.succeeded;
  });
}
