/** From what was told about a mission to facts. Late, duplicate and foreign observations yield none. */
import { type Instant, isoInstant, minuteMs, secondMs } from '../lib/time.ts';
import type { Fields } from '../spec/spec.ts';
import type { MissionEvent } from './events.ts';
import type { MissionContext, MissionObservation } from './mission-machine.ts';
import { roundState } from './mission-rounds.ts';
import { isRunFinal } from './mission-state.ts';
import { isBeyondRepair, isHourOver } from './patience.ts';
import { pauseMs } from './plausible.ts';
import type { GateState, MissionState } from './state.ts';

const throttledPauseMs = 30 * secondMs;
/** Between two tries to ask the phone. */
const pushAgainMinMs = 30 * secondMs;
const pushAgainMaxMs = 15 * minuteMs;

type Told<Kind extends MissionObservation['kind']> = Extract<MissionObservation, { kind: Kind }>;
interface Here {
  readonly state: MissionState;
  readonly context: MissionContext;
  readonly at: Instant;
}

export function observeMission(
  state: MissionState,
  observation: MissionObservation,
  where: { readonly context: MissionContext; readonly at: Instant },
): readonly MissionEvent[] {
  if (isRunFinal(state.status)) return [];
  const here: Here = { state, ...where };
  const { at } = here;
  switch (observation.kind) {
    case 'start':
      return start(here);
    case 'restarted':
      return state.status === 'pending' || state.paused === true
        ? []
        : [{ type: 'run.resumed', at, data: { reason: 'restarted' } }];
    case 'prepared':
      return state.prepared === undefined
        ? [{ type: 'service.prepared', step: 'setup', at, data: observation.prepared }]
        : [];
    case 'provider':
      return providerFailed(here, observation);
    case 'chosen':
      return chosen(here, observation);
    case 'ranked':
      return ranked(here, observation);
    case 'verified':
      return verified(here, observation);
    case 'pushed':
      return pushed(here, observation);
    case 'approval':
      return approval(here, observation);
    case 'answered':
      return answered(here, observation);
    case 'contact':
      return heard(here, observation);
    case 'limit':
      return limit(here, observation);
    case 'idle':
      return idle(here, observation);
    case 'pause':
      return state.paused === true ? [] : [{ type: 'run.paused', at, data: {} }];
    case 'resume':
      return state.paused === true ? [{ type: 'run.resumed', at, data: { reason: 'asked to go on' } }] : [];
    case 'cancel':
      return state.stopping?.outcome === 'canceled'
        ? []
        : [stopping(here, { reason: 'canceled on request', outcome: 'canceled', fault: false })];
  }
}

function start({ state, context, at }: Here): readonly MissionEvent[] {
  if (state.status !== 'pending') return [];
  const { seed, provider, plan } = context;
  return [{ type: 'run.started', at, data: { plan: plan.hash, provider, ...(seed === null ? {} : { seed }) } }];
}

function providerFailed({ state, context, at }: Here, told: Told<'provider'>): readonly MissionEvent[] {
  const { error, during } = told;
  const giveUp = stopping({ state, context, at }, { reason: error.message, outcome: 'failed', fault: true });
  if (error.code === 'throttled') {
    const retryAt = at + pauseMs(error.retryAfterMs, throttledPauseMs);
    if (state.throttledUntil !== undefined && state.throttledUntil >= retryAt) return [];
    const throttled: MissionEvent = { type: 'provider.throttled', at, data: { retry_at: isoInstant(retryAt) } };
    const isOver = during === 'setup' && isHourOver(state, at);
    return isOver && state.stopping === undefined ? [throttled, giveUp] : [throttled];
  }
  const failed: MissionEvent = {
    type: 'provider.failed',
    at,
    data: { code: error.code, message: error.message, during },
  };
  const hopeless =
    error.code === 'unauthorized' ||
    error.code === 'no-number' ||
    error.code === 'quota' ||
    (error.code === 'refused' && during === 'setup');
  if (!hopeless && !isBeyondRepair(state, at)) return [failed];
  if (state.stopping?.fault === true) return [failed];
  return [failed, giveUp];
}

function stopping({ at }: Here, data: Extract<MissionEvent, { type: 'run.stopping' }>['data']): MissionEvent {
  return { type: 'run.stopping', at, data };
}

function chosen({ state, at }: Here, told: Told<'chosen'>): readonly MissionEvent[] {
  const step = state.steps.find((one) => one.status === 'in_progress' || one.status === 'pending');
  if (step === undefined || roundState(state, told.round).contacts !== null) return [];
  const { kind: _, refused = [], ...data } = told;
  const known = refused.length === 0 ? {} : { refused };
  return [{ type: 'round.chosen', step: step.id, at, data: { ...data, ...known } }];
}

function ranked({ state, at }: Here, told: Told<'ranked'>): readonly MissionEvent[] {
  const step = state.steps.find((one) => one.status === 'in_progress');
  if (step === undefined || roundState(state, told.round).ranked) return [];
  const { round, ranked, hash, top } = told;
  return [{ type: 'round.ranked', step: step.id, at, data: { round, ranked, hash, top } }];
}

function verified({ state, at }: Here, told: Told<'verified'>): readonly MissionEvent[] {
  const step = state.steps.find((one) => one.id === 'verify');
  if (step?.status !== 'in_progress') return [];
  if (told.unfinished > 0) {
    const reason = `${told.unfinished} contacts have no final answer`;
    return [{ type: 'step.failed', step: 'verify', at, data: { reason } }];
  }
  const summary = incompleteText(told.incomplete);
  return [{ type: 'step.completed', step: 'verify', at, data: { summary } }];
}

function incompleteText(count: number): string {
  if (count === 0) return 'every contact has its final answer';
  return count === 1 ? '1 answer is incomplete' : `${count} answers are incomplete`;
}

function pushed({ state, at }: Here, told: Told<'pushed'>): readonly MissionEvent[] {
  const gate = state.gates[told.gate];
  if (gate?.status !== 'asked' || gate.request !== undefined) return [];
  if (told.request !== null) return [{ type: 'gate.pushed', gate: told.gate, at, data: { request: told.request } }];
  const data = { via: 'push', reason: told.reason ?? 'no phone could be asked' } as const;
  const again = told.passing === undefined ? null : pushAgainAt(gate, { at, retryAfterMs: told.passing.retryAfterMs });
  return [
    {
      type: 'gate.unanswered',
      gate: told.gate,
      at,
      data: again === null ? data : { ...data, again_at: isoInstant(again) },
    },
  ];
}

/** As long again as it has been tried, within bounds; null: the gate's time will be over. */
function pushAgainAt(
  { askedAt, expiresAt }: GateState,
  { at, retryAfterMs = 0 }: { readonly at: Instant; readonly retryAfterMs?: number | undefined },
): Instant | null {
  const tried = at - (askedAt ?? at);
  const again = at + Math.max(retryAfterMs, Math.min(pushAgainMaxMs, Math.max(pushAgainMinMs, tried)));
  return expiresAt !== undefined && again < expiresAt ? again : null;
}

function approval(here: Here, told: Told<'approval'>): readonly MissionEvent[] {
  const gate = here.state.gates[told.gate];
  const { status } = told.approval;
  if (gate?.status !== 'asked' || gate.hash === undefined || status === 'pending') return [];
  // Of a request that another has taken the place of: its end is not the other's.
  if (gate.request !== told.request) return [];
  if (status === 'expired')
    return [{ type: 'gate.unanswered', gate: told.gate, at: here.at, data: { via: 'push', reason: 'expired' } }];
  const decision = status === 'approved' ? 'approve' : 'deny';
  return answered(here, { kind: 'answered', gate: told.gate, decision, hash: gate.hash, by: 'push' });
}

/** Only yes is yes, and only to what was asked: another hash, or an answer after the end, changes nothing (invariant 7). */
function answered({ state, context, at }: Here, told: Told<'answered'>): readonly MissionEvent[] {
  const gate = state.gates[told.gate];
  if (gate?.status !== 'asked' || gate.hash !== told.hash) return [];
  const expires =
    context.mission.gate(told.gate).onTimeout === 'deny' && at >= (gate.expiresAt ?? Number.POSITIVE_INFINITY);
  if (expires) return [];
  const data = { by: told.by, hash: told.hash };
  if (told.decision === 'deny') return [{ type: 'gate.denied', gate: told.gate, at, data }];
  return [{ type: 'gate.approved', gate: told.gate, at, data }];
}

/** What a finished contact means for the others: a better offer, a goal met, an end of the bargaining. */
function heard(here: Here, told: Told<'contact'>): readonly MissionEvent[] {
  const { event } = told;
  if (event.type !== 'contact.finished' || event.data.status !== 'reached') return [];
  if (event.data.goal === true && here.state.found?.contact === event.contact && here.state.stopping === undefined) {
    return [stopping(here, { reason: 'goal met', outcome: null, fault: false })];
  }
  const { collected, disqualified } = event.data;
  if (collected === undefined) return [];
  return offered(here, { collected, qualified: disqualified !== true, told });
}

function offered(
  here: Here,
  offer: { readonly collected: Fields; readonly qualified: boolean; readonly told: Told<'contact'> },
): readonly MissionEvent[] {
  const { state, context, at } = here;
  const { mission } = context;
  const { negotiate } = mission.spec;
  const { previous } = state;
  if (negotiate === undefined || previous === undefined || mission.objective === null) return [];
  const names = { collected: offer.collected, params: mission.spec.params };
  const value = mission.objective.evaluate(names);
  const isOffer =
    offer.qualified && value.ok && typeof value.value === 'number' && isAcceptable(value.value, negotiate);
  const better =
    isOffer && isBetter(value.value as number, { best: state.best?.value, direction: negotiate.direction });
  const events: MissionEvent[] = better
    ? [{ type: 'offer.best', at, data: { target: previous.target, value: value.value as number } }]
    : [];
  const best = better ? previous : state.best;
  if (best === undefined || mission.stop === null || state.stopping !== undefined) return events;
  const stop = mission.stop.evaluate({
    best: { ...best.collected, target: better ? offer.told.target : offer.told.bestTarget },
    answers: offer.told.answers,
    params: mission.spec.params,
  });
  if (stop.ok && stop.value === true)
    events.push(stopping(here, { reason: 'offer accepted', outcome: null, fault: false }));
  return events;
}

/** Offers outside floor and ceiling never become the best. */
function isAcceptable(value: number, bounds: { readonly floor?: number; readonly ceiling?: number }): boolean {
  return (
    Number.isFinite(value) &&
    value >= (bounds.floor ?? Number.NEGATIVE_INFINITY) &&
    value <= (bounds.ceiling ?? Number.POSITIVE_INFINITY)
  );
}

function isBetter(
  value: number,
  than: { readonly best: number | undefined; readonly direction: 'minimize' | 'maximize' },
): boolean {
  if (than.best === undefined) return true;
  return than.direction === 'minimize' ? value < than.best : value > than.best;
}

function limit(here: Here, told: Told<'limit'>): readonly MissionEvent[] {
  // A goal that is met stops the calls only: the action has its limits too.
  if (here.state.stopping !== undefined && here.state.stopping.outcome !== null) return [];
  const { limit, detail } = told;
  const reached: MissionEvent = { type: 'limit.reached', at: here.at, data: { limit, detail } };
  return [reached, stopping(here, { reason: `limit ${limit}`, outcome: 'failed', fault: false })];
}

function idle({ state, at }: Here, told: Told<'idle'>): readonly MissionEvent[] {
  if (state.status !== 'running' && state.waiting?.reason !== 'window' && state.waiting?.reason !== 'retry') return [];
  if (state.waiting?.reason === told.reason && state.waiting.until === told.until) return [];
  return [{ type: 'run.waiting', at, data: { reason: told.reason, until: isoInstant(told.until) } }];
}
