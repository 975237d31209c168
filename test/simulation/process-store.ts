/** A process's store: it is not there for the dead, it fails as its faults say, and the witness sees what it takes. */

import type { Result } from '../../src/lib/result.ts';
import type { Commit, Lease, Store, StoreFailure } from '../../src/run/ports.ts';
import type { Process } from './process.ts';
import type { Witness } from './witness.ts';

/** What becomes of a commit. */
export interface CommitFaults {
  /** Something that another process does after this one has read the ledger and before its commit. */
  between(commit: Commit): void;
  /** Null: all is well. `stored`: the failure came after the last write. */
  failure(commit: Commit): { readonly stored: boolean; readonly failure: StoreFailure } | null;
}

export interface OpenedStore {
  readonly store: Store;
  /** Frees the run's lock, as the operating system does when a process dies. */
  unlock(): void;
}

export function processStore(
  real: Store,
  of: { readonly process: Process; readonly witness: Witness; readonly faults: CommitFaults },
): OpenedStore {
  const { process, witness, faults } = of;
  const leases: Lease[] = [];
  const unlock = (): void => {
    for (const lease of leases.splice(0)) lease.release();
  };
  const commit = (wanted: Commit): Result<null, StoreFailure> => {
    process.reach('commit', 'before');
    faults.between(wanted);
    const fault = faults.failure(wanted);
    if (fault?.stored === false) return { ok: false, error: fault.failure };
    const result = real.commit(wanted);
    if (result.ok) witness.store(process.name, wanted);
    else witness.trace(process.name, () => `commit refused: ${result.error.code}`);
    if (!result.ok && result.error.code === 'conflict') witness.struck('another run was quicker');
    process.reach('commit', 'after');
    return result.ok && fault !== null ? { ok: false, error: fault.failure } : result;
  };
  const drive: Store['drive'] = (run, driver) => {
    if (!process.isAlive) process.reach('commit', 'before');
    const lease = real.drive(run, driver);
    if (!lease.ok) return lease;
    leases.push(lease.value);
    witness.takeOver(run, lease.value.epoch);
    const release = (): void => {
      if (process.isAlive) unlock();
    };
    return { ok: true, value: { ...lease.value, release } };
  };
  const store = new Proxy(real, {
    get(target, name) {
      if (name === 'commit') return commit;
      if (name === 'drive') return drive;
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        if (!process.isAlive) process.reach('commit', 'before');
        return Reflect.apply(member, target, args);
      };
    },
  });
  return { store, unlock };
}
