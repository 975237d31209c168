/** `mission connect run|start|stop|restart|status|watchdog`: the voice gateway. */
import type { Context } from '../../context.ts';
import type { ExitCode } from '../../exit-codes.ts';
import type { ArgsOf } from '../../invocation.ts';

export async function run(context: Context, args: ArgsOf<'connect'>): Promise<ExitCode> {
  switch (args.action) {
    case 'run':
      return (await import('./run.ts')).run(context, args);
    case 'status':
      return (await import('./status.ts')).run(context, args);
    case 'start':
      return (await import('./start.ts')).run(context, args);
    case 'stop':
      return (await import('./stop.ts')).run(context);
    case 'restart':
      return (await import('./restart.ts')).run(context, args);
    case 'watchdog':
      return (await import('./watchdog.ts')).run(context, args);
  }
}
