/** A store in trouble: commits that fail, that fail after they were stored, no space, another process in between. */
import type { StoreFailure } from '../../../src/run/ports.ts';
import type { Draws } from '../../support/random-mission.ts';
import type { CommitFaults } from '../process-store.ts';
import type { Faults } from './faults.ts';

export function commitFaults(of: {
  readonly name: string;
  readonly draws: Draws;
  readonly faults: Faults;
  readonly between: CommitFaults['between'];
}): CommitFaults {
  const { name, draws, between } = of;
  const { fails, failsAfter, full } = of.faults.commits;
  let count = 0;
  const failure = (code: StoreFailure['code'], stored: boolean) => ({
    stored,
    failure: { code, message: `simulated: ${code}` },
  });
  return {
    between,
    failure({ events }) {
      count += 1;
      const strikes = (fault: string, share: number): boolean =>
        share > 0 && draws.chance(`${name} ${fault} ${count}`, share);
      if (strikes('fails', fails)) return failure('io', false);
      if (strikes('fails after', failsAfter)) return failure('io', true);
      // The space runs out where it hurts most: the call is placed, and nothing of it can be stored.
      const placed = events.some((event) => event.type === 'attempt.placed' || event.type === 'number.opted-out');
      return placed && strikes('full', full) ? failure('full', false) : null;
    },
  };
}
