import type { RoundSpec } from '../../src/spec/spec.ts';
import type { RandomMission } from '../support/random-mission.ts';
import { sweep } from '../support/sweep.ts';

/** A sweep of so many, whose prompt is the same for all: one assistant calls them. */
export function sharedSweep(count: number): RandomMission {
  const { spec, targets } = sweep();
  const [round] = spec.rounds;
  const [target] = targets;
  if (round.assistant === undefined || target === undefined) throw new Error('no sweep');
  const one: RoundSpec = { ...round, assistant: { ...round.assistant, instructions: 'Ask when they are open.' } };
  return {
    spec: { ...spec, rounds: [one], limits: { ...spec.limits, concurrency: 10 } },
    targets: Array.from({ length: count }, (_, at) => {
      const phone = `+1312555${String(100 + at).padStart(4, '0')}`;
      return { ...target, id: `t${at}`, name: `t${at}`, phone, fields: { id: `t${at}`, name: `t${at}`, phone } };
    }),
  };
}
