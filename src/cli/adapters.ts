/** Makers of the adapters, as main.ts hands them to the commands; each loads its module when it is called. */
import type { Result } from '../lib/result.ts';
import type { Store, StoreFailure } from '../run/ports.ts';

export interface Adapters {
  /** The store of a workspace. `folder`: its `.mission` folder, absolute; made where it is missing. */
  openStore(options: { readonly folder: string }): Promise<Result<Store, StoreFailure>>;
}
