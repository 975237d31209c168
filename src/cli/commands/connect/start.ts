/** `mission connect start`: the voice gateway in the background. */
import type { Context } from '../../context.ts';
import { report } from '../../errors.ts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import type { ArgsOf } from '../../invocation.ts';
import { type Launched, launch } from './launching.ts';

export async function run(context: Context, args: ArgsOf<'connect'>): Promise<ExitCode> {
  const launched = await launch(context, args);
  if (!launched.ok) return report(context, launched.error);
  const { pid, started, waitsFor } = launched.value;
  if (context.json)
    context.printJson({ pid, started, connected: started ? waitsFor === '' : null, waits_for: waitsFor });
  else for (const line of startedLines(launched.value)) context.out.print(line);
  return exitCodes.succeeded;
}

export function startedLines({ pid, started, waitsFor }: Launched): readonly string[] {
  if (!started) return [`A voice gateway runs here already (process ${pid}).`];
  if (waitsFor === '') return [`The voice gateway is connected (process ${pid}). Its log is .connect.log.`];
  return [
    `The voice gateway runs (process ${pid}), and is not connected yet: ${waitsFor}.`,
    'It goes on trying; `mission connect status` tells how it fares.',
  ];
}
