/** What the decisions about a mission's steps share. */
import { type Instant, secondMs } from '../lib/time.ts';
import type { PlanStep } from '../plan/steps.ts';
import type { Decision } from './contact-machine.ts';
import type { MissionEvent } from './events.ts';
import type { MissionAction, MissionContext } from './mission-machine.ts';
import type { MissionState, RoundState, StepState } from './state.ts';

export interface MissionInput {
  readonly now: Instant;
  /** Events of this turn, already applied; a contact's among them. */
  readonly fresh: readonly { readonly type: string }[];
  readonly due: boolean;
}

export type Deciding = Decision<MissionEvent, MissionAction>;
export const nothing: Deciding = { events: [], actions: [], wakeAt: null };
/** A question whose answer does not come is asked again. */
export const repeatEveryMs = 30 * secondMs;

export interface OnMission {
  readonly state: MissionState;
  readonly context: MissionContext;
  readonly input: MissionInput;
}

export interface OnStep extends OnMission {
  readonly step: PlanStep;
  readonly stepState: StepState;
  /** Questions are asked: something is due, or the step has just begun. */
  readonly asks: boolean;
}

export function one(_: OnStep, event: MissionEvent): Deciding {
  return { ...nothing, events: [event] };
}

export function skipped(on: OnStep, reason: string): Deciding {
  return one(on, { type: 'step.skipped', step: on.step.id, at: on.input.now, data: { reason } });
}

export function choose(on: OnStep, round: string): Deciding {
  return { events: [], actions: [{ kind: 'choose', round }], wakeAt: on.input.now + repeatEveryMs };
}

/** Without a contact a step is skipped; but an action that cannot be done has failed. */
export function nobody(on: OnStep, { refused = [] }: Pick<RoundState, 'refused'>): Deciding {
  if (on.step.kind === 'act' && refused.length > 0) {
    const data = { reason: 'the one found may no longer be contacted' };
    return one(on, { type: 'step.failed', step: on.step.id, at: on.input.now, data });
  }
  return skipped(on, refused.length === 0 ? 'no target qualifies' : 'nobody is left who may be contacted');
}

export function complete(on: OnStep, summary: string): Deciding {
  return one(on, { type: 'step.completed', step: on.step.id, at: on.input.now, data: { summary } });
}

/** True where what was stopped is the run, not only the calls of a round whose goal is met. */
export function endsRun(state: MissionState): boolean {
  return state.stopping !== undefined && state.stopping.outcome !== null;
}

/** A step cut short: failed where it was beyond repair, skipped where somebody said no. */
export function failOrSkip(on: OnStep): Deciding {
  const { stopping } = on.state;
  const reason = stopping?.reason ?? 'stopped';
  if (stopping?.fault === true)
    return one(on, { type: 'step.failed', step: on.step.id, at: on.input.now, data: { reason } });
  return skipped(on, reason);
}
