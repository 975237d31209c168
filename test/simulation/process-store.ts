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
  /** Whether it has ever held the run's lock. */
  hasDriven(): boolean;
  /** Frees the run's lock at the end, or as the operating system does when a process dies. */
  unlock(): void;
}

export function processStore(
  real: Store,
  of: { readonly process: Process; readonly witness: Witness; readonly faults: CommitFaults },
): OpenedStore {
  const { process, witness, faults } = of;
  const leases: Lease[] = [];
  let drove = false;
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
    drove = true;
    witness.takeOver(run, lease.value.epoch);
    // As the command line does, it keeps the lock until all that it started is over.
    return { ok: true, value: { ...lease.value, release: () => undefined } };
  };
  const store = new Proxy(real, {
    get(target, name) {
      if (name === 'commit') return commit;
      if (name === 'drive') return drive;
      const member: unknown = Reflect.get(target, name, target);
      return name === 'service' ? guarded(real.service, process) : whileAlive(member, { target, process });
    },
  });
  return { store, unlock, hasDriven: () => drove };
}

function guarded<Part extends object>(part: Part, process: Process): Part {
  return new Proxy(part, {
    get: (target, name) => whileAlive(Reflect.get(target, name, target) as unknown, { target, process }),
  });
}

function whileAlive(member: unknown, of: { readonly target: object; readonly process: Process }): unknown {
  const { target, process } = of;
  if (typeof member !== 'function') return member;
  return (...args: unknown[]): unknown => {
    if (!process.isAlive) process.reach('commit', 'before');
    return Reflect.apply(member, target, args);
  };
}
