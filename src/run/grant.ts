/**
 * May this attempt be made, and when? The pace is the mission's, the window the contact's. A pure answer: it changes
 * nothing; the intent that follows from it does, in the same transaction.
 */
import { placeOf } from '../lib/ordered.ts';
import { type Instant, secondMs } from '../lib/time.ts';
import type { CompiledRound } from '../plan/compile.ts';
import { callsStep } from '../plan/steps.ts';
import type { PaceSpec } from '../spec/spec.ts';
import type { MissionContext, Want, WantAnswer } from './mission-machine.ts';
import type { MissionState } from './state.ts';

const later = (askAt: Instant | null): WantAnswer => ({ kind: 'later', askAt });

/** Whether any attempt of the round could be granted now; false while all slots are taken. */
export function hasRoom(state: MissionState, round: CompiledRound): boolean {
  return state.open < round.concurrency && (!round.prompted || freeAssistant(state, round) !== -1);
}

export function answerWant(
  state: MissionState,
  want: Want,
  when: { readonly context: MissionContext; readonly now: Instant },
): WantAnswer {
  const { context, now } = when;
  const round = context.mission.round(want.round);
  if (state.paused === true || !isRunningRound(state, round.id)) return later(null);
  if (state.throttledUntil !== undefined && state.throttledUntil > now) return later(state.throttledUntil);
  if (!hasRoom(state, round)) return later(null);
  const limit = limitMet(state, { round, context });
  if (limit !== null) return state.open > 0 ? later(null) : limit;
  const { pace, lookaheadMs } = round.spec.schedule;
  const scheduledAt = pace === undefined ? want.earliest : nextInPace(state, { earliest: want.earliest, pace });
  if (scheduledAt - now > lookaheadMs) return later(scheduledAt - lookaheadMs);
  if (scheduledAt > want.latest) return { kind: 'beyond', notBefore: scheduledAt };
  const assistants = state.prepared?.assistants[round.id] ?? [];
  const sure = round.prompted ? sureAssistant(state, round, now) : { place: 0 };
  if ('from' in sure) return later(sure.from);
  const assistant = assistants[sure.place];
  if (assistant === undefined) throw new Error(`round ${round.id} has no assistant`);
  return { kind: 'granted', scheduledAt, assistant: assistant.id, from: assistant.from };
}

function isRunningRound(state: MissionState, round: string): boolean {
  const step = state.steps.find((one) => one.status === 'in_progress');
  return step !== undefined && (step.id === callsStep(round) || (step.id === 'act' && round === 'act'));
}

function freeAssistant(state: MissionState, round: CompiledRound): number {
  const size = state.prepared?.assistants[round.id]?.length ?? 0;
  for (let at = 0; at < size; at += 1) if ((state.pool[at] ?? null) === null) return at;
  return -1;
}

/** A free one whose prompt nothing on its way can still change; else from when there is one. */
function sureAssistant(
  state: MissionState,
  round: CompiledRound,
  now: Instant,
): { readonly place: number } | { readonly from: Instant } {
  let from = Number.POSITIVE_INFINITY;
  for (const [place, { id }] of (state.prepared?.assistants[round.id] ?? []).entries()) {
    if ((state.pool[place] ?? null) !== null) continue;
    const until = state.unsure?.[id] ?? Number.NEGATIVE_INFINITY;
    if (until <= now) return { place };
    from = Math.min(from, until);
  }
  return { from };
}

/** The first instant at which no interval of the pace holds more than its batch; gaps that redials left are filled. */
function nextInPace(state: MissionState, want: { readonly earliest: Instant; readonly pace: PaceSpec }): Instant {
  const { batch, everyMs } = want.pace;
  const { paced } = state;
  // `paced` is in order, so those that are near an instant lie side by side.
  const isFree = (at: Instant): boolean => placeOf(paced, at + everyMs) - placeOf(paced, at - everyMs + 1) < batch;
  if (isFree(want.earliest)) return want.earliest;
  for (let place = placeOf(paced, want.earliest - everyMs + 1); place < paced.length; place += 1) {
    const at = Math.ceil(((paced[place] ?? 0) + everyMs) / secondMs) * secondMs;
    if (at > want.earliest && isFree(at)) return at;
  }
  return want.earliest;
}

/** Totals are checked at worst case: every open attempt lasts as long as it may (invariant 5). */
function limitMet(
  state: MissionState,
  of: { readonly round: CompiledRound; readonly context: MissionContext },
): WantAnswer | null {
  const { limits, rates } = of.context.mission.spec;
  const isCall = of.round.spec.channel === 'call';
  const minutes = isCall ? limits.callMinutes : 0;
  const cost = isCall ? limits.callMinutes * rates.callMinute : rates.sms;
  const reserved = state.open + 1;
  if (limits.attemptsTotal !== undefined && state.totals.attempts + 1 > limits.attemptsTotal) {
    return {
      kind: 'limit',
      limit: 'attempts_total',
      detail: `${state.totals.attempts} of ${limits.attemptsTotal} attempts made`,
    };
  }
  if (limits.minutesTotal !== undefined && state.totals.minutes + reserved * minutes > limits.minutesTotal) {
    const detail = `${round2(state.totals.minutes)} of ${limits.minutesTotal} minutes used; a call may last ${minutes}`;
    return { kind: 'limit', limit: 'minutes_total', detail };
  }
  if (limits.costTotal !== undefined && state.totals.cost + reserved * cost > limits.costTotal.amount + 1e-9) {
    const { amount, currency } = limits.costTotal;
    const detail = `${round2(state.totals.cost)} of ${amount} ${currency} spent; an attempt may cost ${round2(cost)}`;
    return { kind: 'limit', limit: 'cost_total', detail };
  }
  return null;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
