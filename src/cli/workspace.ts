/** The workspace that a command acts in, and its store. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { leadsNowhere } from '../lib/link.ts';
import type { Store } from '../run/ports.ts';
import { missionsStateName } from '../wire/missions-state.ts';
import type { Context } from './context.ts';
import { localError, report } from './errors.ts';
import type { ExitCode } from './exit-codes.ts';

/** The folder of a workspace that holds what the program keeps. */
export const stateFolder = '.mission';

/** The nearest folder with a mission.config.yaml, else the git root, else the current folder. */
export async function workspaceRoot(context: Context): Promise<string> {
  const { findWorkspaceRoot } = await import('../spec/config.ts');
  return findWorkspaceRoot(context.cwd);
}

/** Where `.missions_state.json` is looked for: the current folder's, where it has one, else the workspace's, which runs write. */
export async function missionsFolder(context: Context): Promise<string> {
  return existsSync(join(context.cwd, missionsStateName)) ? context.cwd : workspaceRoot(context);
}

/**
 * Opens the workspace's store for `use` and closes it afterwards. `use` gets null where nothing ever ran here: reading
 * makes no store. A store that cannot be opened is reported.
 */
export async function withStore(context: Context, use: (store: Store | null) => Promise<ExitCode>): Promise<ExitCode> {
  const folder = join(await workspaceRoot(context), stateFolder);
  if (!existsSync(join(folder, 'mission.db')) && !leadsNowhere(folder)) return use(null);
  const opened = await context.adapters.openStore({ folder });
  if (!opened.ok) return report(context, localError(opened.error));
  try {
    return await use(opened.value);
  } finally {
    opened.value.close();
  }
}
