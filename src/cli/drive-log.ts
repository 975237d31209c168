/** The log of one drive: what is asked of the provider, and how the drive ends. */
import { join } from 'node:path';
import { secretsOf } from '../wire/secrets.ts';
import type { Context } from './context.ts';
import type { Log } from './log.ts';
import { skillConfig } from './service.ts';
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

/** Keys that stand in files, whatever the environment says. */
async function configuredKeys(context: Context, root: string): Promise<readonly string[]> {
  const { configFileName, loadConfig } = await import('../spec/config.ts');
  const { config } = await loadConfig({ root, shown: configFileName, env: context.env });
  // A file that cannot be read gives no key to anybody; whoever needs one says so.
  const found = await skillConfig(context);
  const skill = found.ok ? found.value : null;
  return [config.clawdtalk?.apiKey, config.model?.apiKey, skill?.apiKey, skill?.gatewayToken].flatMap(
    (key) => key ?? [],
  );
}
