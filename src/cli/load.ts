/** Loading a mission file for `plan` and `run`: what is wrong with it is printed, every problem in one go. */
import type { Diagnostic } from '../spec/diagnostic.ts';
import type { LoadedMission } from '../spec/load.ts';
import type { Context } from './context.ts';
import { report, usageError } from './errors.ts';
import type { ExitCode } from './exit-codes.ts';
import type { SpecInputs } from './invocation.ts';
import { diagnosticEntry, printDiagnostics } from './problems.ts';
import { missionOfResults } from './results-file.ts';
import { counted } from './view/event-text.ts';

export type Loading =
  | { readonly ok: true; readonly mission: LoadedMission; readonly warnings: readonly Diagnostic[] }
  | { readonly ok: false; readonly exit: ExitCode };

export async function loadForUse(context: Context, args: { readonly file: string } & SpecInputs): Promise<Loading> {
  const { load } = await import('../mission.ts');
  const { cwd, env } = context;
  const { file, params, provider } = args;
  const owner = missionOfResults(file, cwd);
  if (owner !== null) {
    const message = `${file} holds the results of a run, and is no mission`;
    return {
      ok: false,
      exit: report(context, usageError({ code: 'results-file', message, help: `Name the mission: ${owner}.` })),
    };
  }
  const loaded = await load({ file, cwd, env, params, ...(provider === undefined ? {} : { provider }) });
  if (!context.json) printDiagnostics(context.err, loaded.diagnostics);
  if (loaded.mission !== null) return { ok: true, mission: loaded.mission, warnings: loaded.diagnostics };
  const errors = loaded.diagnostics.filter(({ severity }) => severity === 'error');
  const message = `${file} has ${counted(errors.length, 'error')}; nothing was done`;
  const help = 'Mend the file; `mission validate` lists every problem with its place and fix.';
  const error = usageError({ code: 'bad-spec', message, help });
  if (!context.json) return { ok: false, exit: report(context, error) };
  context.printJson({
    error: { code: error.code, message, help },
    diagnostics: loaded.diagnostics.map(diagnosticEntry),
  });
  return { ok: false, exit: error.exit };
}
