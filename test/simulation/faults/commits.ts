/** A store in trouble: commits that fail, that fail after they were stored, no space, another process in between. */
import type { StoreFailure } from '../../../src/run/ports.ts';
import type { Draws } from '../../support/random-mission.ts';
import type { CommitFaults } from '../process-store.ts';
import type { Witness } from '../witness.ts';
import type { Fault, Faults } from './faults.ts';

export function commitFaults(of: {
  readonly name: string;
  readonly draws: Draws;
  readonly faults: Faults;
  readonly witness: Witness;
  readonly between: CommitFaults['between'];
}): CommitFaults {
  const { name, draws, witness, between } = of;
  const { fails, failsAfter, full } = of.faults.commits;
  let count = 0;
  const failure = (fault: Fault, of: { readonly code: StoreFailure['code']; readonly stored: boolean }) => {
    witness.struck(fault);
    return { stored: of.stored, failure: { code: of.code, message: `simulated: ${of.code}` } };
  };
  return {
    between,
    failure({ events }) {
      count += 1;
      const strikes = (fault: string, share: number): boolean =>
        share > 0 && draws.chance(`${name} ${fault} ${count}`, share);
      if (strikes('fails', fails)) return failure('a commit fails', { code: 'io', stored: false });
      if (strikes('fails after', failsAfter))
        return failure('a commit fails and is stored', { code: 'io', stored: true });
      // The space runs out where it hurts most: the call is placed, and nothing of it can be stored.
      const placed = events.some((event) => event.type === 'attempt.placed' || event.type === 'number.opted-out');
      return placed && strikes('full', full)
        ? failure('no space for what was placed', { code: 'full', stored: false })
        : null;
    },
  };
}
