/** `mission validate FILE…`: every problem of mission files, and nothing else happens. */
import { loadMission } from '../../spec/load.ts';
import type { Context } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { diagnosticEntry, printDiagnostics } from '../problems.ts';
import { readMission } from '../read-mission.ts';
import { missionOfResults } from '../results-file.ts';
import { counted } from '../view/event-text.ts';

export async function run(context: Context, args: ArgsOf<'validate'>): Promise<ExitCode> {
  const diagnostics = [];
  const { cwd } = context;
  const results = args.files.filter((file) => missionOfResults(file, cwd) !== null);
  const files = args.files.filter((file) => !results.includes(file));
  for (const file of files) {
    const { params, provider } = args;
    const loaded = await readMission(context, {
      load: loadMission,
      file,
      params,
      checkOnly: true,
      ...(provider === undefined ? {} : { provider }),
    });
    diagnostics.push(...loaded.diagnostics);
  }
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  if (context.json) {
    const passed = results.length === 0 ? {} : { results };
    context.printJson({ ok: errors === 0, diagnostics: diagnostics.map(diagnosticEntry), ...passed });
    return errors === 0 ? exitCodes.succeeded : exitCodes.usage;
  }
  printDiagnostics(context.out, diagnostics);
  for (const file of results) context.out.print(`${file} holds the results of a run: passed over.`);
  const warnings = diagnostics.length - errors;
  const found = [errors > 0 ? counted(errors, 'error') : '', warnings > 0 ? counted(warnings, 'warning') : ''];
  const verdict = found.filter((part) => part !== '').join(', ') || 'no problems';
  context.out.print(`${counted(files.length, 'file')}: ${verdict}`);
  return errors === 0 ? exitCodes.succeeded : exitCodes.usage;
}
