/** `mission connect restart`: stop, then start. */
import type { Context } from '../../context.ts';
import { report } from '../../errors.ts';
import type { ExitCode } from '../../exit-codes.ts';
import type { ArgsOf } from '../../invocation.ts';
import { end } from './launching.ts';
import { settingOf } from './setting.ts';
import { run as start } from './start.ts';

export async function run(context: Context, args: ArgsOf<'connect'>): Promise<ExitCode> {
  // What cannot be started again is not ended.
  const setting = await settingOf(context, args);
  if (!setting.ok) return report(context, setting.error);
  const ended = await end(context);
  return ended.ok ? start(context, args) : report(context, ended.error);
}
