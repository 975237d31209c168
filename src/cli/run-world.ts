/** The world of a run for a command that carries it on, with all that is asked of it in the log. */
import { join } from 'node:path';
import { ok, type Result } from '../lib/result.ts';
import type { RunRecord, Store } from '../run/ports.ts';
import type { World, WorldFailure } from './adapters.ts';
import type { Context } from './context.ts';
import type { DriveLog } from './drive-log.ts';
import { loggedModel, loggedProvider } from './logged.ts';
import { mayListen, modelConfig, serviceAccount } from './service.ts';
import { stateFolder, workspaceRoot } from './workspace.ts';

/** Under the run's lock. */
export async function openRunWorld(
  context: Context,
  of: DriveLog & {
    readonly store: Store;
    readonly run: RunRecord;
    /** Why the model could not be asked, each time. */
    readonly onModelFailure: (message: string) => void;
  },
): Promise<Result<World, WorldFailure>> {
  const { store, run, log, secrets } = of;
  const opened = await context.adapters.openWorld({
    folder: join(await workspaceRoot(context), stateFolder),
    store,
    run,
    source: store.source(run.name),
    account: () => serviceAccount(context),
    mayListen: () => mayListen(context),
    model: () => modelConfig(context),
    log,
  });
  if (!opened.ok) return opened;
  const world = opened.value;
  return ok({
    ...world,
    provider: loggedProvider(world.provider, { log, secrets }),
    model: loggedModel(world.model, { log, secrets, onFailure: of.onModelFailure }),
  });
}
