/** What the machines may look at, built from the store's copy of the mission: no source file is read. */
import { canonicalHash } from '../lib/hash.ts';
import { type CompiledMission, compileMission } from '../plan/compile.ts';
import { planSteps } from '../plan/steps.ts';
import { readStoredPlan } from '../plan/stored.ts';
import type { Spec } from '../spec/spec.ts';
import type { MissionContext } from './mission-machine.ts';
import type { RunRecord, RunSource } from './ports.ts';

export function missionContext(
  run: Pick<RunRecord, 'id' | 'name'>,
  source: RunSource,
): { readonly compiled: CompiledMission; readonly context: MissionContext } {
  const plan = readStoredPlan(source.plan);
  const compiled = compileMission(source.spec, plan.holidays);
  const context: MissionContext = {
    run: { id: run.id, name: run.name },
    mission: compiled,
    steps: planSteps(source.spec),
    plan: {
      hash: source.planHash,
      contacts: plan.contacts,
      attempts: plan.attempts,
      minutes: plan.minutes,
      cost: plan.cost,
    },
    templates: templatesHash(source.spec),
    approve: source.approve,
    provider: source.spec.provider,
    seed: source.seed,
  };
  return { compiled, context };
}

function templatesHash(spec: Spec): string {
  const rounds = spec.act === undefined ? spec.rounds : [...spec.rounds, spec.act];
  return canonicalHash(
    rounds.map(({ id, message, assistant }) => ({
      id,
      message,
      instructions: assistant?.instructions,
      greeting: assistant?.greeting,
      voicemail: assistant?.voicemail.message,
    })),
  );
}
