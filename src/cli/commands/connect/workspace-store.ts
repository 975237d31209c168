/** The store of the workspace that the voice gateway was started in. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '../../../run/ports.ts';
import { StoreError } from '../../../run/store-error.ts';
import type { Context } from '../../context.ts';
import { stateFolder, workspaceRoot } from '../../workspace.ts';

/**
 * Opened for each use: the voice gateway runs for months, and other commands want the store to themselves. Undefined: there is none, and
 * none is to be made. Throws StoreError.
 */
export async function withWorkspaceStore<Value>(
  context: Context,
  { make, use }: { readonly make: boolean; readonly use: (store: Store) => Promise<Value> },
): Promise<Value | undefined> {
  const folder = join(await workspaceRoot(context), stateFolder);
  if (!make && !existsSync(join(folder, 'mission.db'))) return undefined;
  const opened = await context.adapters.openStore({ folder });
  if (!opened.ok) throw new StoreError(opened.error);
  try {
    return await use(opened.value);
  } finally {
    opened.value.close();
  }
}
