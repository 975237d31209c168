/** A service that says yes to a withdrawal while it hands the call to the line: once per call, then it means it. */
import type { Provider } from '../../../src/run/ports.ts';
import type { Draws } from '../../support/random-mission.ts';
import type { Witness } from '../witness.ts';
import type { Faults } from './faults.ts';

export function racingWithdrawals(
  real: Provider,
  of: { readonly draws: Draws; readonly faults: Faults; readonly witness: Witness },
): Provider {
  const raced = new Set<string>();
  return {
    ...real,
    async withdraw(request) {
      const { ref } = request;
      if (raced.has(ref) || !of.draws.chance(`race ${ref}`, of.faults.withdrawalRaces)) return real.withdraw(request);
      raced.add(ref);
      const reading = await real.read({ assistant: request.assistant, refs: [ref] });
      if (!reading.ok || reading.value[0]?.status !== 'pending') return real.withdraw(request);
      of.witness.struck('a withdrawal races with the dialling');
      return { ok: true, value: { withdrawn: true }, serviceAt: reading.serviceAt };
    },
  };
}
