/** A service that says yes to a withdrawal while it hands the call to the line: once per call, then it means it. */
import { type Ask, type EventBody, eventPath, type WorseOptions } from './worse.ts';

export function racingWithdrawals({ scenario, witness }: WorseOptions): (ask: Ask) => Ask {
  const { draws, faults } = scenario;
  const raced = new Set<string>();
  return (ask) => async (asked) => {
    const ref = asked.method === 'DELETE' ? eventPath(asked.path)?.ref : undefined;
    if (ref === undefined || raced.has(ref) || !draws.chance(`race ${ref}`, faults.withdrawalRaces)) return ask(asked);
    raced.add(ref);
    const came = await ask({ ...asked, method: 'GET' });
    if (!came.ok || (came.value.body as EventBody).status !== 'pending') return ask(asked);
    witness.struck('a withdrawal races with the dialling');
    return { ok: true, value: { status: 204, body: undefined, serviceAt: came.value.serviceAt } };
  };
}
