/** `mission cancel [RUN]`. */
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { withdraw } from '../withdraw.ts';

export async function run(context: Context, args: ArgsOf<'cancel'>): Promise<ExitCode> {
  return withdraw(context, { kind: 'cancel', run: args.run });
}
