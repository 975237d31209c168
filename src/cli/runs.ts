/** Which run a command means: by name, by mission file, or the only one there is. */
import { resolve } from 'node:path';
import { realPath } from '../lib/link.ts';
import { fail, ok, type Result } from '../lib/result.ts';
import { closest } from '../lib/suggest.ts';
import { isRunFinal } from '../run/mission-state.ts';
import type { RunRecord, Store } from '../run/ports.ts';
import type { Context } from './context.ts';
import { type CommandError, report, usageError } from './errors.ts';
import type { ExitCode } from './exit-codes.ts';
import { withStore } from './workspace.ts';

const namesShownMax = 10;

export interface RunQuery {
  /** A run's name, a mission's file, or undefined for the only one. */
  readonly run: string | undefined;
  readonly cwd: string;
  /** True: left out, the only unfinished run is meant, however many finished ones there are. */
  readonly unfinished?: boolean;
}

/** Opens the store, finds the run that was asked for, and reports where there is none. */
export async function withRun(
  context: Context,
  query: Omit<RunQuery, 'cwd'>,
  use: (found: { readonly store: Store; readonly run: RunRecord }) => Promise<ExitCode>,
): Promise<ExitCode> {
  return withStore(context, async (store) => {
    const found = findRun(store, { ...query, cwd: context.cwd });
    if (!found.ok || store === null) return report(context, found.ok ? noRuns : found.error);
    return use({ store, run: found.value });
  });
}

export function findRun(store: Store | null, query: RunQuery): Result<RunRecord, CommandError> {
  const runs = store?.runs() ?? [];
  if (runs.length === 0) return fail(noRuns);
  const { run: asked } = query;
  if (asked === undefined) return onlyRun(runs, query);
  const named = runs.find(({ name }) => name === asked);
  if (named !== undefined) return ok(named);
  if (looksLikeFile(asked)) return latestOf(runs, { file: asked, cwd: query.cwd });
  const near = closest(
    asked,
    runs.map(({ name }) => name),
  );
  return fail(
    usageError({
      code: 'no-such-run',
      message: `no run is named ${asked}`,
      help: near === undefined ? 'See `mission list` for the runs of this workspace.' : `Did you mean ${near}?`,
    }),
  );
}

const noRuns = usageError({
  code: 'no-runs',
  message: 'nothing has run in this workspace yet',
  help: 'Begin with `mission run FILE`, or name the workspace with -C.',
});

function onlyRun(runs: readonly RunRecord[], query: RunQuery): Result<RunRecord, CommandError> {
  const open = runs.filter(({ status }) => !isRunFinal(status));
  const candidates = query.unfinished === true && open.length > 0 ? open : runs;
  const [first, ...more] = candidates;
  if (first !== undefined && more.length === 0) return ok(first);
  const names = candidates.map(({ name }) => name).slice(-namesShownMax);
  const hidden = candidates.length - names.length;
  return fail(
    usageError({
      code: 'which-run',
      message: `there are ${candidates.length} runs; say which one`,
      help: `One of: ${names.join(', ')}${hidden > 0 ? ` (and ${hidden} older ones)` : ''}.`,
    }),
  );
}

export function looksLikeFile(word: string): boolean {
  return /\.ya?ml$/i.test(word) || /[\\/]/.test(word);
}

function latestOf(
  runs: readonly RunRecord[],
  { file, cwd }: { readonly file: string; readonly cwd: string },
): Result<RunRecord, CommandError> {
  const paths = new Set([resolve(cwd, file), realPath(resolve(cwd, file))]);
  const found = runs.findLast((run) => paths.has(run.file));
  if (found !== undefined) return ok(found);
  const help = `\`mission run ${file}\` begins one; \`mission list\` shows those there are.`;
  return fail(usageError({ code: 'no-such-run', message: `${file} has no run in this workspace`, help }));
}
