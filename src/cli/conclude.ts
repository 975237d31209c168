/** Driving a run, and saying how it ended: the results, what remains, and the exit code. */
import { relative } from 'node:path';
import { isRunFinal } from '../run/mission-state.ts';
import type { Drove, RunRecord, Store } from '../run/ports.ts';
import type { Context } from './context.ts';
import { beforeDriving, type DriveCommand, drive } from './drive.ts';
import { localError, report } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { closingWord } from './standing.ts';
import { counted } from './view/event-text.ts';

/** Says how the drive ended, prints the results, and gives the exit code. */
export async function conclude(context: Context, command: DriveCommand): Promise<ExitCode> {
  const { store, run } = command;
  if (isRunFinal(run.status)) return finishWriting(context, { store, run });
  const stopped = await beforeDriving(context, { store, except: run.name });
  if (stopped !== null) return stopped;
  const driven = await drive(context, command);
  if (!driven.ok) return report(context, driven.error);
  const code = await printOutcome(context, { store, run: driven.run, files: driven.files });
  if (driven.drove.end === 'finished') return code;
  if (!context.json) sayWhatRemains(context, { store, run: driven.run, end: driven.drove.end });
  return driven.drove.end === 'interrupted' ? exitCodes.interrupted : exitCodes.waiting;
}

/** An ended run: its results are written again, in case the process died between the end and the writing. */
async function finishWriting(
  context: Context,
  of: { readonly store: Store; readonly run: RunRecord },
): Promise<ExitCode> {
  const { writeResults } = await import('../results/write.ts');
  const written = writeResults(of.store, of.run.name);
  if (!written.ok) return report(context, localError(written.error));
  return printOutcome(context, { ...of, files: written.value.files });
}

interface Ended {
  readonly store: Store;
  readonly run: RunRecord;
  readonly files: readonly string[];
}

async function printOutcome(context: Context, { store, run, files }: Ended): Promise<ExitCode> {
  const { readResults } = await import('../results/write.ts');
  const document = readResults(store, run.name);
  if (document === null) throw new Error(`no run ${run.name}`);
  if (context.json) context.printJson(document);
  else {
    const { summaryLines } = await import('./view/summary.ts');
    const { width, coloured } = context.out;
    const shown = files.map((file) => relative(context.cwd, file));
    const standing = closingWord(store, run);
    context.out.print(summaryLines(document, { columns: width, colour: coloured, files: shown, standing }).join('\n'));
    if (isFault(run, store)) sayAfterFault(context, { store, run, attempts: document.totals.attempts });
  }
  return exitOf(run, store);
}

/** The service was to blame. */
function isFault(run: RunRecord, store: Store): boolean {
  return run.status === 'failed' && store.mission(run.name)?.stopping?.fault === true;
}

function sayAfterFault(
  { cwd, err }: Pick<Context, 'cwd' | 'err'>,
  of: { readonly store: Store; readonly run: RunRecord; readonly attempts: number },
): void {
  const { store, run, attempts } = of;
  const isReady = store.mission(run.name)?.prepared !== undefined;
  const hasParams = Object.keys(store.source(run.name).spec.params).length > 0;
  const again = attempts === 0 ? '' : ` --only-failed ${run.name}`;
  err.print('');
  if (attempts === 0)
    err.print(isReady ? 'Nobody was called.' : 'The service could not be made ready, and nobody was called.');
  err.print(
    `\`mission doctor\` looks at the service; when it is well${hasParams ? ', with the params as before' : ''}:`,
  );
  err.print(`  mission run ${relative(cwd, run.file)} --provider ${run.provider}${again}`);
}

function exitOf(run: RunRecord, store: Store): ExitCode {
  switch (run.status) {
    case 'succeeded':
      return exitCodes.succeeded;
    case 'failed':
      return isFault(run, store) ? exitCodes.provider : exitCodes.failed;
    case 'canceled':
      return exitCodes.failed;
    default:
      return exitCodes.waiting;
  }
}

/** What will still ring, what is waited for, and how to go on. */
function sayWhatRemains(
  context: Context,
  of: { readonly store: Store; readonly run: RunRecord; readonly end: Drove['end'] },
): void {
  const { store, run, end } = of;
  const mission = store.mission(run.name);
  const { err } = context;
  const open = mission?.open ?? 0;
  err.print('');
  if (end === 'interrupted') err.print(`Stopped. Everything so far is stored in ${run.name}.`);
  if (open > 0)
    err.print(
      `${counted(open, 'attempt')} ${open === 1 ? 'is' : 'are'} with the service and may still ring; \`mission pause ${run.name}\` takes back what has not.`,
    );
  const gate = mission?.waiting?.gate;
  if (gate !== undefined && mission?.gates[gate]?.status === 'asked') {
    err.print(`Gate ${gate} waits for an answer: ${mission.gates[gate]?.question ?? ''}`);
    err.print(`  mission approve ${run.name} ${gate}`);
    err.print(`  mission deny ${run.name} ${gate}`);
  }
  err.print(`\`mission resume ${run.name}\` goes on.`);
}
