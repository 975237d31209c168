/** Carries a failure of the store, or of another file of this machine, out of a call that has no other way to tell it. */
import type { StoreFailure } from './ports.ts';

/** The command line turns it into its own exit code. */
export class StoreError extends Error {
  readonly failure: StoreFailure;

  constructor(failure: StoreFailure) {
    super(failure.message);
    this.name = 'StoreError';
    this.failure = failure;
  }
}
