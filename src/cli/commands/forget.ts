/** `mission forget NUMBER`: removes what is kept about a person, and says what it was. */
import { join, relative } from 'node:path';
import { maskedNumber } from '../../lib/phone-text.ts';
import { isRunFinal } from '../../run/mission-state.ts';
import type { ForgetFailure, Forgotten } from '../../run/number-port.ts';
import type { RunRecord, Store } from '../../run/ports.ts';
import { isSimulated } from '../../run/world.ts';
import { missionsStateName } from '../../wire/missions-state.ts';
import type { Context } from '../context.ts';
import { type CommandError, localError, report, usageError } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { cleanLogs, removeWorld, userFilesWith, worldsWith } from '../forgotten-files.ts';
import type { ArgsOf } from '../invocation.ts';
import { parseNumbers } from '../phone-argument.ts';
import { counted } from '../view/event-text.ts';
import { stateFolder, withStore, workspaceRoot } from '../workspace.ts';

export async function run(context: Context, args: ArgsOf<'forget'>): Promise<ExitCode> {
  const parsed = parseNumbers([args.number]);
  if (!parsed.ok) return report(context, usageError(parsed.error));
  const [number = ''] = parsed.value;
  return withStore(context, async (store) => {
    if (store === null) {
      const help = 'Name the workspace with -C.';
      return report(context, usageError({ code: 'no-runs', message: 'nothing is kept in this workspace', help }));
    }
    const { dryRun } = args;
    const at = context.now();
    // First what the store is needed for: whoever is interrupted here begins again with all that names the person.
    const first = await store.forget({ number, at, dryRun: true });
    if (!first.ok) return report(context, refused(first.error));
    const files = await forgetFiles(context, { store, number, forgotten: first.value, dryRun });
    const done = dryRun ? first : await store.forget({ number, at, dryRun });
    if (!done.ok) return report(context, refused(done.error));
    const removal = { store, number, forgotten: done.value, dryRun, files };
    const results = await rewrite(context, removal);
    const told = { ...removal, results };
    if (context.json) context.printJson(documentOf(told));
    else printRemoval(context, told);
    return results.failures.length === 0 && done.value.erased ? exitCodes.succeeded : exitCodes.local;
  });
}

function refused({ code, runs }: ForgetFailure): CommandError {
  const named = runs.join(', ');
  if (code === 'driven') {
    const help = 'Wait until it has finished, then run the command again.';
    return localError({ code: 'driven', message: `another process has ${named} in hand`, help });
  }
  const message = `the number takes part in ${named}, which ${runs.length === 1 ? 'has' : 'have'} not ended`;
  const help = runs.map((name) => `\`mission cancel ${name}\` takes back what is scheduled and ends it.`).join('\n');
  return usageError({ code: 'run-active', message, help });
}

interface Removal {
  readonly store: Store;
  readonly number: string;
  readonly forgotten: Forgotten;
  readonly dryRun: boolean;
}

interface Files {
  readonly worlds: readonly string[];
  /** Lines of logs. */
  readonly lines: number;
  /** The user's own: still with the number. */
  readonly own: readonly string[];
}

interface Results {
  readonly written: readonly string[];
  readonly failures: readonly string[];
}

type Told = Removal & { readonly files: Files; readonly results: Results };

async function forgetFiles(context: Context, { store, number, forgotten, dryRun }: Removal): Promise<Files> {
  const folder = join(await workspaceRoot(context), stateFolder);
  const shown = (path: string): string => relative(context.cwd, path);
  const runs = store.runs();
  const traces = { number, words: forgotten.words };
  const worlds = worldsWith(folder, { number, runs: runs.filter(({ status }) => isRunFinal(status)) });
  if (!dryRun) for (const world of worlds) removeWorld(world);
  const lines = cleanLogs(folder, { ...traces, dryRun });
  const own = userFilesWith(runs.filter(isTouched(forgotten)), number);
  return { worlds: worlds.map(shown), lines, own: own.map(shown) };
}

function isTouched({ runs, mentioned, known }: Forgotten): (run: RunRecord) => boolean {
  const names = new Set([...runs, ...mentioned]);
  return ({ name, status }) => names.has(name) || (known && isRunFinal(status));
}

/** The results, and what other clients remember, follow from the store. Of somebody known before, all that there are: somebody may have been interrupted. */
async function rewrite(context: Context, { store, forgotten, dryRun }: Removal): Promise<Results> {
  const { rewriteResults } = await import('../../results/write.ts');
  const { refreshMemory } = await import('../../mirror/memory.ts');
  const root = await workspaceRoot(context);
  const written: string[] = [];
  const memories = new Set<string>();
  const failures: string[] = [];
  for (const { name } of dryRun ? [] : store.runs().filter(isTouched(forgotten))) {
    const done = rewriteResults(store, name);
    if (done.ok) written.push(...done.value.map((path) => relative(context.cwd, path)));
    else failures.push(`${done.error.message} ${done.error.help}`);
    const remembered = refreshMemory(store, { run: name, stateFolder: root });
    if (!remembered.ok) failures.push(`${remembered.error.message} ${remembered.error.help ?? ''}`);
    else if (remembered.value) memories.add(relative(context.cwd, join(root, missionsStateName)));
  }
  return { written: [...written, ...memories], failures };
}

function documentOf({ number, forgotten, dryRun, files, results }: Told): Readonly<Record<string, unknown>> {
  const { runs, targets, contacts, events, leftOut, attempts, optOuts, mentioned, unfinished, erased } = forgotten;
  const { worlds, lines, own } = files;
  const { written, failures } = results;
  return {
    number: maskedNumber(number),
    dry_run: dryRun,
    removed: {
      runs,
      targets,
      contacts,
      events,
      left_out: leftOut,
      mentioned,
      results: written,
      worlds,
      log_lines: lines,
    },
    kept: { attempts, opt_outs: optOuts },
    left: { unfinished, files: own },
    erased,
    failures,
  };
}

function printRemoval(context: Context, { number, forgotten, dryRun, files, results, store }: Told): void {
  const { out, err } = context;
  const { runs, targets, contacts, events, leftOut, attempts, optOuts, mentioned, unfinished, erased } = forgotten;
  const would = dryRun ? 'Would be removed' : 'Removed';
  const gone = [
    counted(targets, 'target row'),
    counted(contacts, 'contact'),
    `what ${counted(events, 'event')} said`,
    ...(leftOut === 0 ? [] : [`${counted(leftOut, 'row')} of who was left out`]),
    ...(files.lines === 0 ? [] : [`${counted(files.lines, 'line')} of logs`]),
    ...(files.worlds.length === 0 ? [] : [`${counted(files.worlds.length, 'record')} of simulated worlds`]),
  ];
  out.print(`${would} about ${maskedNumber(number)}: ${gone.join(', ')}.`);
  if (runs.length > 0) out.print(`Runs: ${runs.join(', ')}`);
  if (mentioned.length > 0) out.print(`Mentioned in: ${mentioned.join(', ')}`);
  for (const file of results.written) out.print(`Written again: ${file}`);
  for (const file of files.worlds) out.print(`${dryRun ? 'Would be deleted' : 'Deleted'}: ${file}`);
  out.print(`Kept by a keyed hash of the number: ${counted(attempts, 'attempt')}, ${counted(optOuts, 'opt-out')}.`);
  for (const run of unfinished)
    err.print(`${run} mentions the number and has not ended: run the command again when it has.`);
  for (const file of files.own) err.print(`${file} is yours and still holds the number.`);
  const isReal = store.runs().some((run) => runs.includes(run.name) && !isSimulated(run.world));
  if (isReal) err.print('What the telephone service keeps is not touched by this: ask it to delete its records.');
  for (const failure of results.failures) err.print(failure);
  if (!erased) err.print('Another process holds old pages of the store: run the command again when it has ended.');
}
