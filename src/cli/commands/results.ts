/**
 * `mission results [RUN]`: writes the results again from the store, byte for byte, and prints them. Who may not write there
 * reads them all the same.
 */
import { relative } from 'node:path';
import type { Store } from '../../run/ports.ts';
import type { Context } from '../context.ts';
import { localError, report } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { withRun } from '../runs.ts';
import { closingWord } from '../standing.ts';

export async function run(context: Context, args: ArgsOf<'results'>): Promise<ExitCode> {
  return withRun(context, { run: args.run }, async ({ store, run: record }) => {
    const { writeResults } = await import('../../results/write.ts');
    const written = writeResults(store, record.name);
    if (!written.ok && written.error.code !== 'read-only') return report(context, localError(written.error));
    const { document, files, newer } = written.ok ? written.value : await unwritten(store, record.name);
    if (context.json) context.printJson(document);
    else {
      const { summaryLines } = await import('../view/summary.ts');
      const { width, coloured } = context.out;
      const shown = files.map((file) => relative(context.cwd, file));
      const standing = closingWord(store, record);
      context.out.print(
        summaryLines(document, { columns: width, colour: coloured, files: shown, standing }).join('\n'),
      );
    }
    if (!written.ok) context.err.print(`${written.error.message} Here they are only shown.`);
    if (newer !== null && !context.json)
      context.err.print(`The file beside the mission holds ${newer}, a newer run, and was left as it is.`);
    return exitCodes.succeeded;
  });
}

async function unwritten(store: Store, run: string) {
  const { readResults } = await import('../../results/write.ts');
  const document = readResults(store, run);
  if (document === null) throw new Error(`no run ${run}`);
  return { document, files: [], newer: null };
}
