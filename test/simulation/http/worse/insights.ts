/** Conversations of which nothing is ever told, or only after a while. */
import { hourMs, type Instant } from '../../../../src/lib/time.ts';
import type { Ask, WorseOptions } from './worse.ts';

export function withholdingInsights({ scenario, witness, now }: WorseOptions): (ask: Ask) => Ask {
  const { draws, faults } = scenario;
  const firstAsked = new Map<string, Instant>();
  return (ask) => async (asked) => {
    const [, conversation] = /^\/missions\/conversations\/([^/]+)\/insights$/.exec(asked.path) ?? [];
    const came = await ask(asked);
    if (conversation === undefined || !came.ok) return came;
    const first = firstAsked.get(conversation) ?? now();
    firstAsked.set(conversation, first);
    const never = draws.chance(`never ${conversation}`, faults.insights.never);
    const late = draws.chance(`late ${conversation}`, faults.insights.late) && now() < first + hourMs / 4;
    if (!never && !late) return came;
    witness.struck(never ? 'an insight never comes' : 'an insight is late');
    return { ok: true, value: { ...came.value, body: { data: [] } } };
  };
}
