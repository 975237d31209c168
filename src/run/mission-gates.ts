/**
 * Gates: asking, waiting, opening. A gate opens only on an answer to exactly what was asked (invariant 7).
 */
import { canonicalHash } from '../lib/hash.ts';
import { type Instant, isoInstant, minuteMs, secondMs } from '../lib/time.ts';
import type { Fields } from '../spec/spec.ts';
import type { MissionEvent } from './events.ts';
import type { MissionAction } from './mission-machine.ts';
import { roundState } from './mission-rounds.ts';
import {
  choose,
  complete,
  type Deciding,
  endsRun,
  failOrSkip,
  nobody,
  nothing,
  type OnMission,
  type OnStep,
} from './mission-step.ts';
import { shownParams } from './prompt.ts';
import type { GateState, RoundState } from './state.ts';

const howAnswered = {
  push: 'on the phone',
  terminal: 'at the terminal',
  command: 'with `mission approve`',
  beforehand: 'beforehand',
  timeout: 'by timeout',
} as const;
const approvalEveryMs = 30 * secondMs;

/** The round (or the action) that a gate stands before: its contacts are settled before anybody is asked. */
function gatedRound(on: OnStep): string | null {
  const at = on.context.steps.findIndex((step) => step.id === on.step.id);
  return on.context.steps.slice(at + 1).find((step) => step.kind !== 'approve')?.round ?? null;
}

export function askGate(on: OnStep): Deciding {
  const { state, context, input, step } = on;
  const round = gatedRound(on);
  const chosen = round === null ? null : roundState(state, round);
  if (round !== null && chosen?.contacts === null) return choose(on, round);
  if (chosen?.contacts === 0) return nobody(on, chosen);
  const id = step.gate ?? '';
  const gate = context.mission.gate(id);
  const question =
    context.mission.questions.get(id)?.render(questionNames(on, chosen, round === null ? null : topOf(on, round))) ??
    '';
  const hash = canonicalHash({
    plan: context.plan.hash,
    gate: id,
    question,
    contacts: chosen?.hash ?? null,
    templates: context.templates,
  });
  const expiresAt = input.now + gate.timeoutMs;
  const asked: MissionEvent = {
    type: 'gate.asked',
    gate: id,
    at: input.now,
    data: { question, hash, expires_at: isoInstant(expiresAt), via: gate.via },
  };
  const started: MissionEvent = { type: 'step.started', step: step.id, at: input.now, data: {} };
  if (context.approve.includes(id)) {
    return {
      ...nothing,
      events: [started, asked, { type: 'gate.approved', gate: id, at: input.now, data: { by: 'beforehand', hash } }],
    };
  }
  return { ...nothing, events: [started, asked] };
}

/** A question about the best of the round before names those that it lets through, and nobody else. */
function topOf({ context }: OnMission, round: string): number | null {
  const { targets } = context.mission.round(round).spec;
  return targets.kind === 'top' ? targets.count : null;
}

function questionNames(
  { state, context }: OnMission,
  round: RoundState | null,
  letThrough: number | null,
): Record<string, unknown> {
  const { mission, plan } = context;
  const top = letThrough === null ? state.top : state.top.slice(0, letThrough);
  const { attempts, minutes, cost } = plan;
  const flat = (answer: { readonly target: string; readonly collected: Fields }) => ({
    ...answer.collected,
    target: answer.target,
  });
  return {
    plan: { contacts: round?.contacts ?? state.rounds[0]?.contacts ?? 0, attempts, minutes, cost },
    params: shownParams(mission.spec),
    ranking: top.filter(({ target }) => round?.refused?.includes(target) !== true),
    ...(state.best === undefined ? {} : { best: flat(state.best) }),
    ...(state.found === undefined ? {} : { found: flat(state.found) }),
  };
}

export function awaitGate(on: OnStep): Deciding {
  const { state, context, input, step } = on;
  const id = step.gate ?? '';
  const gate = state.gates[id];
  if (gate === undefined) throw new Error(`no such gate ${id}`);
  if (endsRun(state)) return failOrSkip(on);
  const { now } = input;
  if (gate.status === 'approved')
    return complete(on, gate.by === undefined ? 'approved' : `approved ${howAnswered[gate.by]}`);
  if (gate.status === 'denied' || gate.status === 'expired') {
    const reason = `gate ${id} ${gate.status === 'denied' ? 'was denied' : 'expired'}`;
    return {
      ...nothing,
      events: [{ type: 'run.stopping', at: now, data: { reason, outcome: 'canceled', fault: false } }],
    };
  }
  const spec = context.mission.gate(id);
  const { expiresAt = now, hash = '' } = gate;
  if (now >= expiresAt) return spec.onTimeout === 'deny' ? expire(on, hash) : askAgain(on, gate);
  if (state.waiting?.gate !== id) return { ...nothing, events: [waitsFor(on, expiresAt)], actions: pushes(on, gate) };
  const actions: MissionAction[] = [...pushes(on, gate)];
  // What was asked before, with an answer that was lost, may have been answered by now.
  const pushed = input.fresh.some((event) => event.type === 'gate.pushed');
  if ((input.due || pushed) && gate.request !== undefined)
    actions.push({ kind: 'approval', gate: id, request: gate.request });
  const pollAt = gate.request === undefined ? (pushAgainAfter(gate, now) ?? expiresAt) : nextApprovalPoll(gate, now);
  return { events: [], actions, wakeAt: Math.min(expiresAt, pollAt) };
}

/** A run that was taken over says again that it waits. */
function waitsFor({ input, step }: OnStep, expiresAt: Instant): MissionEvent {
  const data = { reason: 'gate', gate: step.gate ?? '', until: isoInstant(expiresAt) } as const;
  return { type: 'run.waiting', at: input.now, data };
}

/** The phone is asked when the gate is; a takeover may have lost the answer to the push, so it is asked again then. */
function pushes({ context, input, step }: OnStep, gate: GateState): readonly MissionAction[] {
  const id = step.gate ?? '';
  const { via, biometric } = context.mission.gate(id);
  const asked = input.fresh.some((event) => event.type === 'gate.asked');
  const lost = gate.request === undefined && input.fresh.some((event) => event.type === 'run.resumed');
  const again = input.due && gate.pushAgainAt !== undefined && gate.pushAgainAt <= input.now;
  if (!via.includes('push') || !(asked || lost || again)) return [];
  const { question = '', hash = '', expiresAt = input.now } = gate;
  return [{ kind: 'push', gate: id, question, hash, expiresAt, biometric }];
}

/** Null: not again, or it is being asked now. */
function pushAgainAfter({ pushAgainAt }: GateState, now: Instant): Instant | null {
  return pushAgainAt !== undefined && pushAgainAt > now ? pushAgainAt : null;
}

/** Every 30 s for the first ten minutes, then every five. */
function nextApprovalPoll(gate: GateState, now: Instant): Instant {
  const since = now - (gate.askedAt ?? now);
  const every = since < 10 * minuteMs ? approvalEveryMs : 5 * minuteMs;
  return (gate.askedAt ?? now) + (Math.floor(since / every) + 1) * every;
}

function expire({ input, step }: OnStep, hash: string): Deciding {
  return { ...nothing, events: [{ type: 'gate.expired', gate: step.gate ?? '', at: input.now, data: { hash } }] };
}

/** `on_timeout: wait`: the same question is put again. */
function askAgain({ context, input, step }: OnStep, gate: GateState): Deciding {
  const id = step.gate ?? '';
  const spec = context.mission.gate(id);
  const data = {
    question: gate.question ?? '',
    hash: gate.hash ?? '',
    expires_at: isoInstant(input.now + spec.timeoutMs),
    via: spec.via,
  };
  return { ...nothing, events: [{ type: 'gate.asked', gate: id, at: input.now, data }] };
}
