/**
 * What earlier commands could not tell the service of runs that have ended. A run that has not is told by whoever drives it next:
 * its lock is not taken here, where somebody might want to place a call.
 */
import { isRunFinal } from '../run/mission-state.ts';
import type { Driver, RunRecord, Store } from '../run/ports.ts';
import type { MirrorEnd, MirrorOptions } from './mirror.ts';
import { openMirror } from './open.ts';

export interface RestOptions extends Omit<MirrorOptions, 'run' | 'store'> {
  readonly store: Store;
  readonly driver: Driver;
  /** For all of them together. */
  readonly withinMs: number;
}

export interface Rest extends MirrorEnd {
  readonly run: string;
}

/** Runs of this world that have ended and of which the service has not heard all; cheap to ask. */
export function withRest(store: Store, world: string): readonly RunRecord[] {
  return store.service.unmirrored().flatMap((name) => {
    const run = store.run(name);
    return run !== null && run.world === world && isRunFinal(run.status) ? [run] : [];
  });
}

/** One run after the other, oldest first; those whose lock another process holds are left to it. Throws StoreError. */
export async function sendRest(options: RestOptions): Promise<readonly Rest[]> {
  const { store, client, driver, withinMs, timers = undefined } = options;
  const ends: Rest[] = [];
  const now = timers?.now ?? Date.now;
  const until = now() + withinMs;
  for (const { name } of withRest(store, client.account.world)) {
    const lingerMs = until - now();
    if (lingerMs <= 0) break;
    const lease = store.drive(name, driver);
    if (!lease.ok) continue;
    try {
      ends.push({ run: name, ...(await openMirror({ ...options, run: name }).close({ lingerMs })) });
    } finally {
      lease.value.release();
    }
  }
  return ends;
}
