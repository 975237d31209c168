/** Makers of the adapters, as main.ts hands them to the commands; each loads its module when it is called. */
import type { Failure, Result } from '../lib/result.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { Clock, Engine, Lease, Model, Provider, RunRecord, RunSource, Store, StoreFailure } from '../run/ports.ts';
import type { Config } from '../spec/config.ts';
import type { Account } from '../wire/account.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Log } from './log.ts';

/** Where one run's attempts are made and read. */
export interface World {
  readonly provider: Provider;
  readonly model: Model;
  readonly clock: Clock;
  /** Where the service keeps a screen of its own: brings it up to date with the journal, for as long as it is open. */
  readonly mirror?: (of: { readonly log: Log }) => Mirror;
  close(): Promise<void>;
}

export type ModelConfig = NonNullable<Config['model']>;

/** Without an exit code: codes that begin with `provider` are the service's, all others this machine's. */
export interface WorldFailure extends Failure {
  readonly exit?: ExitCode;
}

export interface WorldOptions {
  readonly folder: string;
  readonly store: Store;
  readonly run: RunRecord;
  readonly source: RunSource;
  /** The service's account that the command acts for; asked where the run is a service's. */
  readonly account: () => Promise<Result<Account, WorldFailure>>;
  /** Whether the run may have the service's WebSocket; asked where the run is a service's. */
  readonly mayListen: () => Promise<boolean>;
  /** The model that the configuration names; null: none. */
  readonly model: () => Promise<ModelConfig | null>;
  readonly log: Log;
}

export interface Adapters {
  /** The store of a workspace. `folder`: its `.mission` folder, absolute; made where it is missing. */
  openStore(options: { readonly folder: string }): Promise<Result<Store, StoreFailure>>;
  /** The run's service, simulated or real, as the run was made for; only under the run's lock. */
  openWorld(options: WorldOptions): Promise<Result<World, WorldFailure>>;
  /** `lease`: the run's lock, under which its world was opened. */
  engine(options: { readonly store: Store; readonly world: World; readonly lease: Lease }): Promise<Engine>;
}
