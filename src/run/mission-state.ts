/** The mission's state before anything happened, and how it is folded from the journal. */

import { placeOf } from '../lib/ordered.ts';
import type { ContactEvent, Event, MissionEvent } from './events.ts';
import type { MissionContext } from './mission-machine.ts';
import { failing, workingAgain } from './patience.ts';
import type { GateState, MissionState, RoundState, StepState } from './state.ts';

/** Attempts intended within so long are one pulse. */
export const pulseLastsMs = 1_000;

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

export function roundState(state: MissionState, id: string): RoundState {
  const round = state.rounds.find((one) => one.id === id);
  if (round === undefined) throw new Error(`no such round ${id}`);
  return round;
}

export function finishedCount(round: RoundState): number {
  const { reached, unreached, failed, skipped } = round.finished;
  return reached + unreached + failed + skipped;
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

/** Any activity ends a wait. */
function running(state: MissionState): MissionState {
  if (state.status !== 'waiting') return state;
  const { waiting: _, ...rest } = state;
  return { ...rest, status: 'running' };
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

function changeRound(state: MissionState, id: string, change: Partial<RoundState>): MissionState {
  return { ...state, rounds: state.rounds.map((round) => (round.id === id ? { ...round, ...change } : round)) };
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

function applyContactEvent(state: MissionState, event: ContactEvent, context: MissionContext): MissionState {
  switch (event.type) {
    case 'attempt.intended':
      return takeSlot(running(state), event, context);
    case 'attempt.progressed':
      return event.data.released ? giveBack(state, event.contact) : state;
    case 'attempt.withdrawn': {
      const totals = { ...state.totals, attempts: state.totals.attempts - 1 };
      const unsure = unsureAfter(state, event);
      return {
        ...givePaceBack(giveBack(state, event.contact), Date.parse(event.data.scheduled_at)),
        totals,
        ...unsure,
      };
    }
    case 'attempt.ended': {
      const totals = settleTotals(state, event, context);
      const after = { ...(event.data.released ? giveBack(state, event.contact) : state), totals };
      return event.data.unsettled === true ? after : workingAgain(after);
    }
    case 'contact.finished':
      return finishContact(state, event, context);
    default:
      return state;
  }
}

/** What an attempt came to takes the place of its worst case; where nobody knows, the worst case stands (invariant 5). */
function settleTotals(
  state: MissionState,
  event: Extract<ContactEvent, { type: 'attempt.ended' }>,
  context: MissionContext,
): MissionState['totals'] {
  const { duration_s, cost, unsettled } = event.data;
  const { mission } = context;
  const isCall = mission.round(roundOf(state, event.contact)).spec.channel === 'call';
  const worstMinutes = isCall ? mission.spec.limits.callMinutes : 0;
  const minutes = unsettled === true ? worstMinutes : (duration_s ?? 0) / 60;
  const { totals } = state;
  return {
    ...totals,
    minutes: tidy(totals.minutes + minutes),
    cost: tidy(totals.cost + cost),
    ...(unsettled === true ? { unsettled: (totals.unsettled ?? 0) + 1 } : {}),
  };
}

function takeSlot(
  state: MissionState,
  event: Extract<ContactEvent, { type: 'attempt.intended' }>,
  context: MissionContext,
): MissionState {
  const round = context.mission.round(roundOf(state, event.contact));
  const assistants = state.prepared?.assistants[round.id] ?? [];
  const totals = { ...state.totals, attempts: state.totals.attempts + 1 };
  const taken = { ...state, open: state.open + 1, totals, pulseAt: pulseOf(state, event.at) };
  const paced =
    round.spec.schedule.pace === undefined
      ? taken
      : takePace(taken, {
          at: Date.parse(event.data.scheduled_at),
          now: event.at,
          everyMs: round.spec.schedule.pace.everyMs,
        });
  if (!round.prompted) return paced;
  const pool = assistants.map((_, at) => state.pool[at] ?? null);
  const at = assistants.findIndex((assistant) => assistant.id === event.data.assistant);
  return { ...paced, pool: at === -1 ? pool : pool.with(at, event.contact) };
}

function pulseOf({ pulseAt }: MissionState, at: number): number {
  return pulseAt !== undefined && at - pulseAt < pulseLastsMs ? pulseAt : at;
}

/** Takes a place in the pace; what lies a whole interval back counts no more. */
function takePace(
  state: MissionState,
  slot: { readonly at: number; readonly now: number; readonly everyMs: number },
): MissionState {
  const kept = state.paced.slice(placeOf(state.paced, slot.now - slot.everyMs + 1));
  return { ...state, paced: kept.toSpliced(placeOf(kept, slot.at), 0, slot.at) };
}

/** An attempt that never rang gives its place back. */
function givePaceBack(state: MissionState, at: number): MissionState {
  const place = state.paced.indexOf(at);
  return place === -1 ? state : { ...state, paced: state.paced.toSpliced(place, 1) };
}

function giveBack(state: MissionState, contact: string): MissionState {
  const at = state.pool.indexOf(contact);
  return { ...state, open: state.open - 1, ...(at === -1 ? {} : { pool: state.pool.with(at, null) }) };
}

/** The assistant that the attempt held is nobody's for a while; what is over is forgotten. */
function unsureAfter(
  state: MissionState,
  { at, contact, data }: Extract<ContactEvent, { type: 'attempt.withdrawn' }>,
): Pick<MissionState, 'unsure'> {
  const place = state.pool.indexOf(contact);
  const assistant = state.prepared?.assistants[roundOf(state, contact)]?.[place]?.id;
  if (data.unsure_until === undefined || assistant === undefined) return {};
  const still = Object.entries(state.unsure ?? {}).filter(([, until]) => until > at);
  return { unsure: { ...Object.fromEntries(still), [assistant]: Date.parse(data.unsure_until) } };
}

function finishContact(
  state: MissionState,
  event: Extract<ContactEvent, { type: 'contact.finished' }>,
  context: MissionContext,
): MissionState {
  const id = roundOf(state, event.contact);
  const { finished, skippedBy = {} } = roundState(state, id);
  const { status, collected, goal, reason = '' } = event.data;
  const counted = changeRound(state, id, {
    finished: { ...finished, [status]: finished[status] + 1 },
    ...(status === 'skipped' ? { skippedBy: { ...skippedBy, [reason]: (skippedBy[reason] ?? 0) + 1 } } : {}),
  });
  const target = event.contact.slice(id === '' ? 0 : id.length + 1);
  return {
    ...counted,
    ...(collected === undefined || context.mission.objective === null ? {} : { previous: { target, collected } }),
    ...(goal === true && state.found === undefined
      ? { found: { contact: event.contact, target, collected: collected ?? {} } }
      : {}),
  };
}

/** The round of a contact's id: `demo/acme` is of demo, where there is such a round. */
export function roundOf(state: Pick<MissionState, 'rounds'>, contact: string): string {
  const slash = contact.indexOf('/');
  const prefix = slash === -1 ? '' : contact.slice(0, slash);
  return prefix !== '' && state.rounds.some((round) => round.id === prefix) ? prefix : '';
}

/** Sums of money and minutes without the dust of floating point. */
function tidy(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
