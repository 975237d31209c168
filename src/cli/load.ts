/** Loading a mission file for `plan` and `run`: what is wrong with it is printed, every problem in one go. */
import type { Failure } from '../lib/result.ts';
import type { Diagnostic } from '../spec/diagnostic.ts';
import type { LoadedMission } from '../spec/load.ts';
import type { FileCode } from '../spec/read-file.ts';
import type { Context } from './context.ts';
import { report, usageError } from './errors.ts';
import type { ExitCode } from './exit-codes.ts';
import type { SpecInputs } from './invocation.ts';
import { diagnosticEntry, printDiagnostics } from './problems.ts';
import { readMission } from './read-mission.ts';
import { missionOfResults } from './results-file.ts';
import { serviceAccount } from './service.ts';
import { counted } from './view/event-text.ts';

export type Loading =
  | { readonly ok: true; readonly mission: LoadedMission; readonly warnings: readonly Diagnostic[] }
  | { readonly ok: false; readonly exit: ExitCode };

export async function loadForUse(
  context: Context,
  args: { readonly file: string } & SpecInputs & {
      /** The mission is to be carried out: where there is no key for the service, that is said first. */
      readonly carriesOut?: boolean;
    },
): Promise<Loading> {
  const { load } = await import('../mission.ts');
  const { cwd } = context;
  const { file, params, provider } = args;
  const owner = missionOfResults(file, cwd);
  if (owner !== null) {
    const message = `${file} holds the results of a run, and is no mission`;
    return {
      ok: false,
      exit: report(context, usageError({ code: 'results-file', message, help: `Name the mission: ${owner}.` })),
    };
  }
  const loaded = await readMission(context, { load, file, params, ...(provider === undefined ? {} : { provider }) });
  const errors = loaded.diagnostics.filter(({ severity }) => severity === 'error');
  if (args.carriesOut === true && needsModelAlone(errors)) {
    const account = await serviceAccount(context);
    if (!account.ok) return { ok: false, exit: report(context, account.error) };
  }
  if (!context.json) printDiagnostics(context.err, loaded.diagnostics);
  if (loaded.mission !== null) return { ok: true, mission: loaded.mission, warnings: loaded.diagnostics };
  const error = usageError(badSpec(file, errors));
  if (!context.json) return { ok: false, exit: report(context, error) };
  const { code, message, help } = error;
  context.printJson({ error: { code, message, help }, diagnostics: loaded.diagnostics.map(diagnosticEntry) });
  return { ok: false, exit: error.exit };
}

/** A model, or a simulator server's key, is all that is missing. */
function needsModelAlone(errors: readonly Diagnostic[]): boolean {
  return errors.length > 0 && errors.every(({ code }) => code === 'needs-model');
}

const code = 'bad-spec';
/** There is no file of that name to mend. */
const nothingThere: readonly FileCode[] = ['missing-file', 'not-a-file', 'unreadable-file'];
/** What `-p` gave is wrong: no file says so. */
const paramCodes: readonly string[] = ['bad-param', 'unknown-param', 'missing-param'];

/** Whose the errors are, and the next step that mends them. Each of them was told with its own. */
function badSpec(file: string, errors: readonly Diagnostic[]): Failure {
  if (errors.every((each) => each.path === '' && nothingThere.some((one) => one === each.code))) {
    const help = 'Name a mission file; `mission init` writes one.';
    return { code, message: `there is no mission to read in ${file}; nothing was done`, help };
  }
  if (errors.every((each) => paramCodes.includes(each.code))) {
    const help = 'Give them with `-p name=value`, as said above; the file is fine.';
    return { code, message: `${counted(errors.length, 'error')} in the params; nothing was done`, help };
  }
  if (needsModelAlone(errors)) {
    const help = 'Set up `model` in mission.config.yaml, or try it with `--provider simulator`; the file is fine.';
    return { code, message: `${file} needs a model, and none is set up; nothing was done`, help };
  }
  const counts = new Map<string, number>();
  for (const each of errors) counts.set(each.file, (counts.get(each.file) ?? 0) + 1);
  const parts = [...counts].map(([name, count]) => `${name} has ${counted(count, 'error')}`);
  const help = `Mend the ${parts.length === 1 ? 'file' : 'files'}; \`mission validate ${file}\` lists every problem with its place and fix.`;
  return { code, message: `${parts.join(', ')}; nothing was done`, help };
}
