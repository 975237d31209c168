/** `mission schema`: prints the JSON Schema of mission files. */
import { readFile } from 'node:fs/promises';
import { packageFile } from '../../lib/package-root.ts';
import type { Context } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';

export async function run(context: Context, _args: ArgsOf<'schema'>): Promise<ExitCode> {
  context.out.stream.write(await readFile(packageFile('schemas/mission.schema.json'), 'utf8'));
  return exitCodes.succeeded;
}
