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

/** Holds the run's lock for as long as a drive lasts. */
export function localEngine(options: LocalEngineOptions): Engine {
  return {
    async drive(run, driveOptions) {
      const lease = options.store.drive(run, options.driver);
      if (!lease.ok) return lease;
      try {
        const drive = new Drive({ ...options, ...driveOptions, run, epoch: lease.value.epoch });
        return await drive.toItsEnd();
      } finally {
        lease.value.release();
      }
    },
  };
}
