/**
 * What follows for the mission from its state and the time: one step after the other, and after every step the question
 * whether it goes on.
 *
 * 1. A gate opens only on an answer to exactly what was asked (invariant 7); until then no later step starts.
 * 2. A step's final status is never changed.
 * 3. The run ends only when no contact is left that could still ring (invariant 8).
 */

import type { PlanStep } from '../plan/steps.ts';
import type { FinalRunStatus, MissionEvent } from './events.ts';
import { askGate, awaitGate } from './mission-gates.ts';
import type { MissionAction, MissionContext } from './mission-machine.ts';
import { finishedCount, roundState } from './mission-rounds.ts';
import { applyMission, isHeld, isRunFinal } from './mission-state.ts';
import {
  choose,
  complete,
  type Deciding,
  endsRun,
  failOrSkip,
  type MissionInput,
  nobody,
  nothing,
  type OnMission,
  type OnStep,
  one,
  repeatEveryMs,
  skipped,
} from './mission-step.ts';
import { prepareRequest } from './prepare.ts';
import type { MissionState } from './state.ts';
import { verdict } from './verdict.ts';

export function decideMission(state: MissionState, context: MissionContext, input: MissionInput): Deciding {
  let events: readonly MissionEvent[] = [];
  let actions: readonly MissionAction[] = [];
  let current = state;
  let fresh = input.fresh;
  for (let pass = 0; pass < 200; pass += 1) {
    const decided = decideOnce({ state: current, context, input: { ...input, fresh } });
    for (const event of decided.events) current = applyMission(current, event, context);
    events = [...events, ...decided.events];
    actions = [...actions, ...decided.actions];
    if (decided.events.length === 0) return { events, actions, wakeAt: decided.wakeAt };
    fresh = decided.events;
  }
  throw new Error('the mission does not come to rest');
}

function decideOnce(on: OnMission): Deciding {
  const { state, input } = on;
  if (state.status === 'pending' || isRunFinal(state.status)) return nothing;
  const news = broadcast(on);
  const at = state.steps.findIndex((step) => step.status === 'pending' || step.status === 'in_progress');
  const step = on.context.steps[at];
  const stepState = state.steps[at];
  if (step === undefined || stepState === undefined) return withActions(finishRun(on), news);
  if (isHeld(state) && step.kind !== 'calls' && step.kind !== 'act') return { ...nothing, actions: news };
  const isFresh = input.fresh.some((event) => event.type === 'step.started');
  return withActions(decideStep({ ...on, step, stepState, asks: input.due || isFresh }), news);
}

function withActions(decided: Deciding, actions: readonly MissionAction[]): Deciding {
  return actions.length === 0 ? decided : { ...decided, actions: [...actions, ...decided.actions] };
}

/** Deeds of fresh events that concern all contacts at once. */
function broadcast({ state, input }: OnMission): readonly MissionAction[] {
  return input.fresh.flatMap((event): MissionAction[] => {
    if (event.type === 'run.paused') return [{ kind: 'recall', reason: 'paused' }];
    if (event.type !== 'run.stopping' || state.stopping === undefined) return [];
    return [{ kind: 'stop', reason: state.stopping.reason }];
  });
}

function decideStep(on: OnStep): Deciding {
  const { state, context, step, stepState } = on;
  const skip = skipReason(state, step);
  if (stepState.status === 'pending') {
    if (skip !== null) return skipped(on, skip);
    if (step.kind === 'approve') return askGate(on);
    const shut = context.mission.spec.gates.find(
      ({ id, before }) => before === step.id && state.gates[id]?.status !== 'approved',
    );
    const round = step.round === undefined ? null : roundState(state, step.round);
    if (round?.contacts === 0) return nobody(on, round);
    if (shut !== undefined) return skipped(on, `gate ${shut.id} was not approved`);
    if (round?.contacts === null) return choose(on, round.id);
    return one(on, { type: 'step.started', step: step.id, at: on.input.now, data: {} });
  }
  switch (step.kind) {
    case 'setup':
      return setUp(on);
    case 'approve':
      return awaitGate(on);
    case 'calls':
    case 'act':
      return carryOut(on);
    case 'verify':
      return { events: [], actions: on.asks ? [{ kind: 'verify' }] : [], wakeAt: on.input.now + repeatEveryMs };
    case 'rank':
      return rank(on);
    case 'complete':
      return complete(on, 'results written');
  }
}

/** After an early end of the run, or where there is nothing to act on, what remains is skipped. */
function skipReason(state: MissionState, step: PlanStep): string | null {
  const { stopping } = state;
  if (step.kind === 'complete') return null;
  if (stopping?.fault === true || stopping?.outcome === 'canceled') return stopping.reason;
  const failed = state.steps.find((one) => one.status === 'failed');
  if (failed !== undefined) return `${failed.id} failed`;
  if (stopping?.outcome === 'failed' && step.kind !== 'verify' && step.kind !== 'rank') return stopping.reason;
  if (step.kind === 'act' || (step.kind === 'approve' && isBeforeAct(state, step))) {
    return state.found === undefined ? 'nobody met the goal' : null;
  }
  return null;
}

/** An approve step leads to the first step after it that is no gate. */
function isBeforeAct(state: MissionState, step: PlanStep): boolean {
  const at = state.steps.findIndex((one) => one.id === step.id);
  const next = state.steps.slice(at + 1).find((one) => !one.id.startsWith('approve:'));
  return next?.id === 'act';
}

function setUp(on: OnStep): Deciding {
  const { state, context, input } = on;
  if (state.prepared !== undefined) return complete(on, `mission ${state.prepared.mission} is prepared`);
  if (state.stopping !== undefined) return failOrSkip(on);
  const askAt = Math.max(state.throttledUntil ?? input.now, input.now);
  const asks = on.asks && askAt === input.now;
  const actions: MissionAction[] = asks ? [{ kind: 'prepare', request: prepareRequest(context) }] : [];
  return { events: [], actions, wakeAt: Math.max(askAt, input.now + repeatEveryMs) };
}

function carryOut(on: OnStep): Deciding {
  const { state, context, input, step } = on;
  const id = step.round ?? '';
  const round = roundState(state, id);
  const contacts = round.contacts ?? 0;
  const done = finishedCount(round);
  if (done >= contacts) return afterCalls(on, id);
  const isSerial = context.mission.serial && state.stopping === undefined;
  const upTo = isSerial ? done + 1 : contacts;
  const begun = on.asks || input.fresh.some((event) => event.type === 'run.stopping');
  const next = isSerial && input.fresh.some((event) => event.type === 'contact.finished');
  const actions: MissionAction[] = begun || next ? [{ kind: 'open', round: id, upTo }] : [];
  const throttled =
    state.throttledUntil !== undefined && state.throttledUntil > input.now ? state.throttledUntil : null;
  return { events: [], actions, wakeAt: throttled };
}

/** All contacts of the round are final: in rounds the ranking comes at once, since the next round may choose by it. */
function afterCalls(on: OnStep, id: string): Deciding {
  const { state, context, step, input } = on;
  const { reached, unreached, failed, skipped } = roundState(state, id).finished;
  if (state.stopping?.fault === true) return failOrSkip(on);
  if (id === 'act') {
    if (reached > 0) return complete(on, 'done');
    const reason = endsRun(state) ? state.stopping?.reason : undefined;
    return one(on, {
      type: 'step.failed',
      step: step.id,
      at: input.now,
      data: { reason: reason ?? 'the one found could not be reached' },
    });
  }
  if (context.mission.spec.class === 'multi-round' && needsRanking(on, id)) return rankRound(on, id);
  const others = [
    unreached && `${unreached} unreached`,
    failed && `${failed} failed`,
    skipped && `${skipped} skipped`,
  ].filter(Boolean);
  return complete(on, [`${reached} reached`, ...others].join(', '));
}

function needsRanking({ state, context }: OnStep, id: string): boolean {
  const ranks = context.mission.round(id).spec.rubric !== undefined || context.mission.spec.negotiate !== undefined;
  return ranks && !roundState(state, id).ranked;
}

function rankRound(on: OnStep, round: string): Deciding {
  const finished = on.input.fresh.some((event) => event.type === 'contact.finished');
  const actions: MissionAction[] = on.asks || finished ? [{ kind: 'rank', round }] : [];
  return { events: [], actions, wakeAt: on.input.now + repeatEveryMs };
}

/** The last round that was carried out and has something to order by. */
function rank(on: OnStep): Deciding {
  const { state, context } = on;
  const carried = context.mission.rounds.filter((round) => (roundState(state, round.id).contacts ?? 0) > 0);
  const last = carried.findLast(
    (round) => round.spec.rubric !== undefined || context.mission.spec.negotiate !== undefined,
  );
  if (last === undefined) return complete(on, 'nothing to rank');
  if (needsRanking(on, last.id)) return rankRound(on, last.id);
  const best = state.top[0];
  return complete(on, best === undefined ? 'nobody qualifies' : `${best.target} is first`);
}

/** Every step has its final status: the run's own follows from them. */
function finishRun({ state, context, input }: OnMission): Deciding {
  const { status, summary }: { status: FinalRunStatus; summary: string } = verdict(state, context);
  return { ...nothing, events: [{ type: 'run.finished', at: input.now, data: { status, summary } }] };
}
