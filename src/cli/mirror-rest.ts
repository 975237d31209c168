/** What earlier commands could not tell the service of ended runs: told by the next command that carries something out. */
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { MirrorEnd } from '../mirror/mirror.ts';
import type { Store } from '../run/ports.ts';
import type { Context } from './context.ts';
import { openDriveLog } from './drive-log.ts';
import { serviceAccount, serviceClient } from './service.ts';
import { stateFolder, workspaceRoot } from './workspace.ts';

/** For all runs together: whoever typed the command waits for it. */
const withinMs = 5_000;

/** Lines for people. Nothing is asked of the service where there is nothing to tell. */
export async function tellRest(context: Context, store: Store): Promise<readonly string[]> {
  if (store.service.unmirrored().length === 0) return [];
  const account = await serviceAccount(context);
  if (!account.ok) return [];
  const { sendRest, withRest } = await import('../mirror/rest.ts');
  if (withRest(store, account.value.world).length === 0) return [];
  const folder = join(await workspaceRoot(context), stateFolder);
  const client = await serviceClient(account.value);
  const { log } = await openDriveLog(context);
  try {
    const rest = await sendRest({
      store,
      client,
      stateFolder: dirname(folder),
      driver: { pid: process.pid, host: hostname(), since: Date.now() },
      withinMs,
      now: Date.now,
      log,
    });
    return rest.flatMap(({ run, ...end }) => mirrorLines(run, end));
  } finally {
    await client.close();
    log.close();
  }
}

/** What the service has not been told of a run, and what it did not want to hear. */
export function mirrorLines(run: string, { unsent, trouble, refused }: MirrorEnd): readonly string[] {
  const why = trouble === null ? '' : `: ${trouble.replace(/\.$/, '')}`;
  return [
    ...(unsent === 0
      ? []
      : [`${run}: the service has not been told all of it${why}. The next command tells the rest.`]),
    ...(refused.count === 0
      ? []
      : [`${run}: the service did not take ${refused.count} of the things it was told: ${refused.first.join('; ')}.`]),
  ];
}
