/** What the program keeps on this machine: its store, the file with the key, the missions under way. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { missionsStateName, readMissionsState } from '../../../wire/missions-state.ts';
import { skillConfigName } from '../../../wire/skill-config.ts';
import type { Context } from '../../context.ts';
import { missionsFolder, stateFolder, workspaceRoot } from '../../workspace.ts';
import type { Check } from './check.ts';

export async function storeCheck(context: Context): Promise<Check> {
  const at = { id: 'store', where: 'here' } as const;
  const root = await workspaceRoot(context);
  const folder = join(root, stateFolder);
  const home = existsSync(folder) ? folder : root;
  try {
    accessSync(home, constants.W_OK);
  } catch {
    const fix = 'Change its permissions, or work in another folder with -C.';
    return { ...at, status: 'problem', message: `${home} cannot be written.`, fix };
  }
  if (!existsSync(join(folder, 'mission.db')))
    return { ...at, status: 'ok', message: 'There is no store yet; the first run makes it.' };
  const opened = await context.adapters.openStore({ folder });
  if (!opened.ok) {
    const { message, help = 'See `mission list`.' } = opened.error;
    return { ...at, status: 'problem', message: sentence(message), fix: help };
  }
  opened.value.close();
  return { ...at, status: 'ok', message: `The store in ${folder} can be used.` };
}

/** A key in a file that others can read is not secret. Null: there is no such file. */
export async function keyFileCheck(context: Context): Promise<Check | null> {
  const at = { id: 'key-file', where: 'here' } as const;
  for (const folder of new Set([context.cwd, await workspaceRoot(context)])) {
    const path = join(folder, skillConfigName);
    const mode = statSync(path, { throwIfNoEntry: false })?.mode;
    if (mode === undefined) continue;
    if (process.platform === 'win32' || (mode & 0o077) === 0)
      return { ...at, status: 'ok', message: `${path} can be read by you alone.` };
    return { ...at, status: 'warning', message: `${path} can be read by others.`, fix: `chmod 600 ${path}` };
  }
  return null;
}

/** Null: there is no such file. */
export async function missionsFileCheck(context: Context): Promise<Check | null> {
  const at = { id: 'missions-file', where: 'here' } as const;
  const folder = await missionsFolder(context);
  if (!existsSync(join(folder, missionsStateName))) return null;
  const state = readMissionsState(folder);
  if (state.ok) return { ...at, status: 'ok', message: `${missionsStateName} can be used.` };
  return { ...at, status: 'problem', message: state.error.message, fix: state.error.help ?? 'Mend it.' };
}

/** Messages of the store are made to stand behind `error:`. */
function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1).replace(/\.$/, '')}.`;
}
