/** The local engine: one process drives one run. The loop is in drive.ts. */
import type { Clock, Driver, Engine, Model, Provider, Store } from '../run/ports.ts';
import { Drive } from './drive.ts';

export interface LocalEngineOptions {
  readonly store: Store;
  readonly provider: Provider;
  readonly model: Model;
  readonly clock: Clock;
  /** This process. */
  readonly driver: Driver;
}

/** How often a drive begins anew because another run reserved the same number at the same moment. */
const conflictsMax = 20;

/** Holds the run's lock for as long as a drive lasts. */
export function localEngine(options: LocalEngineOptions): Engine {
  return {
    async drive(run, driveOptions) {
      const lease = options.store.drive(run, options.driver);
      if (!lease.ok) return lease;
      const { epoch } = lease.value;
      try {
        for (let conflicts = 0; ; conflicts += 1) {
          const drive = new Drive({ ...options, ...driveOptions, run, epoch });
          const drove = await drive.toItsEnd();
          // Nothing of the refused batch was carried out: what the store holds decides again.
          const again = !drove.ok && drove.error.code === 'conflict' && conflicts < conflictsMax;
          if (!again) return drove;
        }
      } finally {
        lease.value.release();
      }
    },
  };
}
