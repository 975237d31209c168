/** The mission's state before anything happened, and how it is folded from the journal. */
import type { Event, MissionEvent } from './events.ts';
import type { MissionContext } from './mission-machine.ts';
import { changeRound, running } from './mission-rounds.ts';
import { applyContactEvent } from './mission-slots.ts';
import { failing, workingAgain } from './patience.ts';
import type { GateState, MissionState, StepState } from './state.ts';

export function freshMission(context: Pick<MissionContext, 'steps' | 'mission'>): MissionState {
  const { spec } = context.mission;
  const rounds = spec.act === undefined ? spec.rounds : [...spec.rounds, spec.act];
  return {
    status: 'pending',
    steps: context.steps.map((step) => ({ id: step.id, status: 'pending' })),
    gates: Object.fromEntries(spec.gates.map((gate) => [gate.id, { status: 'shut' }])),
    rounds: rounds.map((round) => ({
      id: round.id,
      contacts: null,
      finished: { reached: 0, unreached: 0, failed: 0, skipped: 0 },
      ranked: false,
    })),
    open: 0,
    paced: [],
    pool: [],
    totals: { attempts: 0, minutes: 0, cost: 0 },
    failures: 0,
    top: [],
  };
}

export function isRunFinal(status: MissionState['status']): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'canceled';
}

/** True for events that the mission folds: its own, and those by which contacts take and give back slots and finish. */
export function concernsMission(event: Event): boolean {
  switch (event.type) {
    case 'attempt.intended':
    case 'attempt.ended':
    case 'attempt.withdrawn':
    case 'contact.finished':
      return true;
    case 'attempt.progressed':
      return event.data.released;
    default:
      return !('contact' in event);
  }
}

/** The next state. An event that is illegal in a state is a bug and throws. */
export function applyMission(state: MissionState, event: Event, context: MissionContext): MissionState {
  if ('contact' in event) return applyContactEvent(state, event, context);
  if (isRunFinal(state.status)) throw new Error(`illegal event ${event.type} for a run that is ${state.status}`);
  if ('gate' in event) return applyGate(state, event);
  if ('step' in event) return applyStep(state, event);
  switch (event.type) {
    case 'run.started':
      return { ...state, status: 'running', startedAt: event.at };
    case 'run.waiting': {
      const { reason, gate, until } = event.data;
      const waiting = {
        reason,
        ...(gate === undefined ? {} : { gate }),
        ...(until === undefined ? {} : { until: Date.parse(until) }),
      };
      return { ...state, status: 'waiting', waiting };
    }
    case 'run.resumed': {
      const { paused: _, ...rest } = running(state);
      return rest;
    }
    case 'run.paused':
      return { ...state, paused: true, status: 'waiting', waiting: { reason: 'paused' } };
    case 'run.stopping':
      return { ...running(state), stopping: event.data };
    case 'run.finished':
      return { ...running(state), status: event.data.status, finishedAt: event.at, summary: event.data.summary };
    case 'offer.best':
      return state.previous === undefined ? state : { ...state, best: { ...state.previous, value: event.data.value } };
    case 'limit.reached':
      return state;
    case 'provider.throttled':
      return {
        // While nothing is prepared there is nothing else to do, and no deadline that would end it.
        ...(state.prepared === undefined ? failing(state, event.at) : state),
        throttledUntil: Date.parse(event.data.retry_at),
      };
    case 'provider.failed':
      return failing(state, event.at);
  }
}

/** Whether a pause holds the run. What is canceled comes to its end all the same; only, nothing more is granted. */
export function isHeld({ paused, stopping }: MissionState): boolean {
  return paused === true && stopping?.outcome !== 'canceled';
}

type StepEvent = Extract<MissionEvent, { step: string }>;

function applyStep(state: MissionState, event: StepEvent): MissionState {
  switch (event.type) {
    case 'step.started':
      return workingAgain(changeStep(state, event, { status: 'in_progress', startedAt: event.at }));
    case 'step.completed':
      return changeStep(state, event, { status: 'completed', note: event.data.summary, endedAt: event.at });
    case 'step.failed':
      return changeStep(state, event, { status: 'failed', note: event.data.reason, endedAt: event.at });
    case 'step.skipped':
      return changeStep(state, event, { status: 'skipped', note: event.data.reason, endedAt: event.at });
    case 'service.prepared':
      return workingAgain({ ...state, prepared: event.data });
    case 'round.chosen': {
      const { round, ...chosen } = event.data;
      return changeRound(state, round, chosen);
    }
    case 'round.ranked':
      return { ...changeRound(state, event.data.round, { ranked: true }), top: event.data.top };
  }
}

function changeStep(state: MissionState, event: StepEvent, change: Partial<StepState>): MissionState {
  const at = state.steps.findIndex((step) => step.id === event.step);
  const before = state.steps[at];
  if (
    before === undefined ||
    before.status === 'completed' ||
    before.status === 'failed' ||
    before.status === 'skipped'
  ) {
    throw new Error(`illegal event ${event.type} for step ${event.step}`);
  }
  return { ...state, steps: state.steps.with(at, { ...before, ...change }) };
}

function applyGate(state: MissionState, event: Extract<MissionEvent, { gate: string }>): MissionState {
  const before = state.gates[event.gate];
  if (before === undefined) throw new Error(`no such gate ${event.gate}`);
  const put = (change: Partial<GateState>): MissionState => ({
    ...state,
    gates: { ...state.gates, [event.gate]: { ...before, ...change } },
  });
  switch (event.type) {
    case 'gate.asked': {
      const { request: _, pushAgainAt: __, ...rest } = before;
      const asked = {
        question: event.data.question,
        hash: event.data.hash,
        expiresAt: Date.parse(event.data.expires_at),
      };
      const gate: GateState = { ...rest, ...asked, status: 'asked', askedAt: event.at };
      return { ...state, gates: { ...state.gates, [event.gate]: gate } };
    }
    case 'gate.pushed': {
      const { pushAgainAt: _, ...rest } = before;
      return { ...state, gates: { ...state.gates, [event.gate]: { ...rest, request: event.data.request } } };
    }
    case 'gate.unanswered': {
      const { request: _, pushAgainAt: __, ...rest } = before;
      const { again_at: again } = event.data;
      const gate = again === undefined ? rest : { ...rest, pushAgainAt: Date.parse(again) };
      return { ...state, gates: { ...state.gates, [event.gate]: gate } };
    }
    case 'gate.approved':
      return running(put({ status: 'approved', by: event.data.by, answeredAt: event.at }));
    case 'gate.denied':
      return running(put({ status: 'denied', by: event.data.by, answeredAt: event.at }));
    case 'gate.expired':
      return running(put({ status: 'expired', by: 'timeout', answeredAt: event.at }));
  }
}
