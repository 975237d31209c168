/** The steps of a plan, in order: what the user sees as the way of the mission. */
import type { Spec } from '../spec/spec.ts';

export interface PlanStep {
  /** `setup`, `approve:launch`, `calls`, `demo/calls`, `verify`, `rank`, `act`, `complete`. */
  readonly id: string;
  readonly title: string;
  readonly kind: 'setup' | 'approve' | 'calls' | 'verify' | 'rank' | 'act' | 'complete';
  /** approve: the gate. */
  readonly gate?: string;
  /** calls and act: the round. */
  readonly round?: string;
}

export function planSteps(spec: Spec): readonly PlanStep[] {
  const texts = (round: { readonly channel: string }): string =>
    round.channel === 'sms' ? 'Send the texts' : 'Make the calls';
  const main: PlanStep[] = spec.rounds.map((round) => ({
    id: callsStep(round.id),
    title: round.id === '' ? texts(round) : `${texts(round)} of round ${round.id}`,
    kind: 'calls',
    round: round.id,
  }));
  main.push({ id: 'verify', title: 'Check that every contact has its final answer', kind: 'verify' });
  if (isRanked(spec)) main.push({ id: 'rank', title: 'Rank the answers', kind: 'rank' });
  if (spec.act !== undefined) main.push({ id: 'act', title: 'Act on what was found', kind: 'act', round: 'act' });
  const gated = main.flatMap((step) => [
    ...spec.gates.filter((gate) => gate.before === step.id).map((gate) => gateStep(gate.id)),
    step,
  ]);
  return [
    { id: 'setup', title: 'Prepare the service', kind: 'setup' },
    ...gated,
    { id: 'complete', title: 'Write the results', kind: 'complete' },
  ];
}

/** The id of a round's step. */
export function callsStep(round: string): string {
  return round === '' ? 'calls' : `${round}/calls`;
}

/** Whether the answers are put in order at the end. */
export function isRanked(spec: Spec): boolean {
  return spec.negotiate !== undefined || spec.rounds.some((round) => round.rubric !== undefined);
}

function gateStep(gate: string): PlanStep {
  return { id: `approve:${gate}`, title: `Wait for approval: ${gate}`, kind: 'approve', gate };
}
