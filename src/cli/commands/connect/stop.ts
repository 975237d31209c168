/** `mission connect stop`: ends the voice gateway of this folder. */
import type { Context } from '../../context.ts';
import { report } from '../../errors.ts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { end } from './launching.ts';

export async function run(context: Context): Promise<ExitCode> {
  const ended = await end(context);
  if (!ended.ok) return report(context, ended.error);
  const pid = ended.value;
  if (context.json) context.printJson({ stopped: pid !== null, pid });
  else
    context.out.print(pid === null ? 'No voice gateway runs here.' : `The voice gateway has ended (process ${pid}).`);
  return exitCodes.succeeded;
}
