/** `mission validate FILE…`: every problem of mission files, and nothing else happens. */
import type { Context } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { diagnosticEntry, printDiagnostics } from '../problems.ts';
import { counted } from '../view/event-text.ts';

export async function run(context: Context, args: ArgsOf<'validate'>): Promise<ExitCode> {
  const { loadMission } = await import('../../spec/load.ts');
  const diagnostics = [];
  for (const file of args.files) {
    const { params, provider } = args;
    const { cwd, env } = context;
    const loaded = await loadMission({
      file,
      cwd,
      env,
      params,
      checkOnly: true,
      ...(provider === undefined ? {} : { provider }),
    });
    diagnostics.push(...loaded.diagnostics);
  }
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  if (context.json) {
    context.printJson({ ok: errors === 0, diagnostics: diagnostics.map(diagnosticEntry) });
    return errors === 0 ? exitCodes.succeeded : exitCodes.usage;
  }
  printDiagnostics(context.out, diagnostics);
  const warnings = diagnostics.length - errors;
  const found = [errors > 0 ? counted(errors, 'error') : '', warnings > 0 ? counted(warnings, 'warning') : ''];
  const verdict = found.filter((part) => part !== '').join(', ') || 'no problems';
  context.out.print(`${counted(args.files.length, 'file')}: ${verdict}`);
  return errors === 0 ? exitCodes.succeeded : exitCodes.usage;
}
