/** Conversations of which nothing is ever told, or only after hours. */
import { hourMs, type Instant } from '../../../src/lib/time.ts';
import type { Provider } from '../../../src/run/ports.ts';
import type { Draws } from '../../support/random-mission.ts';
import type { Timeline } from '../conductor.ts';
import type { Witness } from '../witness.ts';
import type { Faults } from './faults.ts';

export function withholdingInsights(
  real: Provider,
  of: {
    readonly draws: Draws;
    readonly faults: Faults;
    readonly conductor: Timeline;
    readonly witness: Witness;
  },
): Provider {
  const { draws, faults, conductor } = of;
  const firstAsked = new Map<string, Instant>();
  return {
    ...real,
    async insight(request) {
      const { conversation } = request;
      const asked = firstAsked.get(conversation) ?? conductor.now();
      firstAsked.set(conversation, asked);
      const never = draws.chance(`never ${conversation}`, faults.insights.never);
      const late = draws.chance(`late ${conversation}`, faults.insights.late) && conductor.now() < asked + hourMs / 4;
      const answer = await real.insight(request);
      if (!answer.ok || answer.value === null || !(never || late)) return answer;
      of.witness.struck(never ? 'an insight never comes' : 'an insight is late');
      return { ...answer, value: null };
    },
  };
}
