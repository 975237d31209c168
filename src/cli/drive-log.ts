/** The log of one drive: what is asked of the provider, and how the drive ends. */
import { join } from 'node:path';
import type { Context } from './context.ts';
import type { Log } from './log.ts';
import { stateFolder, workspaceRoot } from './workspace.ts';

/** Environment variables whose values no log may show. */
const secretNames = /key|token|secret|password/i;

export async function openDriveLog(context: Context): Promise<Log> {
  const { openLog } = await import('./log.ts');
  return openLog({
    folder: join(await workspaceRoot(context), stateFolder),
    stderr: context.err.stream,
    secrets: Object.entries(context.env).flatMap(([name, value]) =>
      value !== undefined && secretNames.test(name) ? [value] : [],
    ),
    ...(context.logLevel === undefined ? {} : { level: context.logLevel }),
  });
}
