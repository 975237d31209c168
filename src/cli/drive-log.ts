/** The log of one drive: what is asked of the provider, and how the drive ends. */
import { join } from 'node:path';
import type { Context } from './context.ts';
import type { Log } from './log.ts';
import { secretsOf } from './secrets.ts';
import { stateFolder, workspaceRoot } from './workspace.ts';

export interface DriveLog {
  readonly log: Log;
  /** What the log shows nowhere, and nothing else should. */
  readonly secrets: readonly string[];
}

export async function openDriveLog(context: Context): Promise<DriveLog> {
  const { openLog } = await import('./log.ts');
  const root = await workspaceRoot(context);
  const secrets = [...secretsOf(context.env), ...(await configuredKeys(context, root))];
  const log = openLog({
    folder: join(root, stateFolder),
    stderr: context.err.stream,
    secrets,
    ...(context.logLevel === undefined ? {} : { level: context.logLevel }),
  });
  return { log, secrets };
}

/** Keys that stand in the configuration itself, whatever the environment says. */
async function configuredKeys({ env }: Context, root: string): Promise<readonly string[]> {
  const { configFileName, loadConfig } = await import('../spec/config.ts');
  const { config } = await loadConfig({ root, shown: configFileName, env });
  return [config.clawdtalk?.apiKey, config.model?.apiKey].flatMap((key) => key ?? []);
}
