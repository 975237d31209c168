/** Makers of the adapters, as main.ts hands them to the commands; each loads its module when it is called. */
import type { Failure, Result } from '../lib/result.ts';
import type { Clock, Engine, Lease, Model, Provider, RunRecord, RunSource, Store, StoreFailure } from '../run/ports.ts';

/** Where one run's attempts are made and read. */
export interface World {
  readonly provider: Provider;
  readonly model: Model;
  readonly clock: Clock;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly folder: string;
  readonly store: Store;
  readonly run: RunRecord;
  readonly source: RunSource;
}

export interface Adapters {
  /** The store of a workspace. `folder`: its `.mission` folder, absolute; made where it is missing. */
  openStore(options: { readonly folder: string }): Promise<Result<Store, StoreFailure>>;
  /** The run's service, simulated or real, as the run was made for; only under the run's lock. Codes that begin with `provider` are the service's. */
  openWorld(options: WorldOptions): Promise<Result<World, Failure>>;
  /** Why a provider cannot be reached by this program at all; null: it can be tried. */
  unreachable(provider: RunRecord['provider']): Promise<Failure | null>;
  /** `lease`: the run's lock, under which its world was opened. */
  engine(options: { readonly store: Store; readonly world: World; readonly lease: Lease }): Promise<Engine>;
}
