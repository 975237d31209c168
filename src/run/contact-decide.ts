/**
 * What follows for one contact from its state and the time.
 *
 * 1. Nothing irreversible is asked before its intent is an event of the same decision (invariant 1).
 * 2. `scheduled_at` is taken from the intent, never computed again (invariants 1 and 3).
 * 3. A second decision on the same state adds no event, and asks nothing but questions.
 */
import { type Instant, isoInstant, minuteMs, secondMs } from '../lib/time.ts';
import { outsidePeak } from '../plan/peak.ts';
import { retryPolicy } from '../plan/retry.ts';
import { lateDiallingMs, type Windows } from '../plan/windows.ts';
import type { RetryOutcome } from '../spec/spec.ts';
import { attemptEvent, dropped, ended, unsettled } from './contact-facts.ts';
import type { ContactAction, ContactContext, ContactInput, Decision, Grant } from './contact-machine.ts';
import { doubtMarginMs, noticeMs } from './contact-observe.ts';
import { decideReading } from './contact-reading.ts';
import { applyContact, isFinal, openAttempt } from './contact-state.ts';
import type { ContactEvent } from './events.ts';
import { nextInboxRead, nextPoll, openMaxMs } from './polling.ts';
import { prompt } from './prompt.ts';
import type { Attempt, ContactState } from './state.ts';

/** How long ahead of its time a call is handed over at the least: the service's minute, and some for the way there. */
export const leadMs = 90 * secondMs;
const settleEveryMs = 30 * secondMs;
/** Doubt that nothing settled for so long counts as placed; one that a late takeover finds is asked about as well. */
const doubtMaxMs = 6 * 60 * minuteMs;

type Deciding = Decision<ContactEvent, ContactAction>;
const nothing: Deciding = { events: [], actions: [], wakeAt: null };

/** `context` is fixed for the run; `input` is this turn's. */
export function decideContact(state: ContactState, context: ContactContext, input: ContactInput): Deciding {
  let events: readonly ContactEvent[] = [];
  let actions: readonly ContactAction[] = [];
  let current = state;
  let fresh = input.fresh;
  // Each pass decides on what the last one changed; a contact's life has few stages, so this ends.
  for (let pass = 0; pass < 8; pass += 1) {
    const decided = decideOnce(current, context, { ...input, fresh });
    for (const event of decided.events) current = applyContact(current, event);
    events = decided.events.length === 0 ? events : [...events, ...decided.events];
    actions = decided.actions.length === 0 ? actions : [...actions, ...decided.actions];
    if (decided.events.length === 0) return { events, actions, wakeAt: decided.wakeAt };
    fresh = decided.events;
  }
  throw new Error(`contact ${state.id} does not come to rest`);
}

function decideOnce(state: ContactState, context: ContactContext, input: ContactInput): Deciding {
  if (isFinal(state.status)) return nothing;
  switch (state.status) {
    case 'queued':
    case 'retrying':
      return input.grant === undefined
        ? wantNext(state, context, input)
        : intend(state, context, { ...input, grant: input.grant });
    case 'placed':
    case 'open':
      return followAttempt(state, context, input);
    case 'reading':
      return decideReading(state, context, input);
    default:
      return nothing;
  }
}

/** Asks the mission for leave, once the next window has come near enough. */
function wantNext(state: ContactState, context: ContactContext, input: ContactInput): Deciding {
  if (state.optedOut) return finish(state, input.now, { reason: 'opted out' });
  if (state.stopped !== undefined) return finish(state, input.now, { reason: state.stopped });
  const refusal = context.round.refuses(context.target);
  if (refusal !== null) return finish(state, input.now, { reason: refusal.rule });
  const slot = nextSlot(state, context, input);
  if (slot === null) return finish(state, input.now, { reason: 'deadline' });
  const askAt = Math.max(slot.earliest - context.round.spec.schedule.lookaheadMs, state.askFrom ?? 0);
  if (askAt > input.now) return { events: [], actions: [], wakeAt: askAt };
  const attempt = state.attempts.length + 1;
  return { events: [], actions: [{ kind: 'want', attempt, ...slot }], wakeAt: null };
}

/** The next instants at which a call may be scheduled, its window's last included; null: none before the deadline. */
export function nextSlot(
  state: Pick<ContactState, 'notBefore' | 'attempts'>,
  context: ContactContext,
  input: { readonly now: Instant; readonly notBefore?: Instant },
): { readonly earliest: Instant; readonly latest: Instant } | null {
  const soonest = Math.max(state.notBefore, input.notBefore ?? 0, context.start, input.now + leadMs);
  const rounded = Math.ceil(soonest / secondMs) * secondMs;
  const window = windowsFor(state, context).next(rounded);
  if (window === null) return null;
  const earliest = Math.max(rounded, window.from);
  const latest = Math.min(window.to - 1, context.deadline);
  return earliest > latest ? null : { earliest, latest };
}

/** The person's windows; a redial keeps out of the hours that its preset avoids, whatever put it there. */
function windowsFor(state: Pick<ContactState, 'attempts'>, { round, target }: ContactContext): Windows {
  const windows = round.windows(target);
  const last = state.attempts.at(-1)?.outcome as RetryOutcome | undefined;
  const peak = last === undefined ? undefined : retryPolicy(round.spec.retry, target.kind).rules[last]?.peak;
  return peak === undefined ? windows : outsidePeak(windows, { peak, zones: target.zones });
}

function finish(state: ContactState, now: Instant, why: { readonly reason: string }): Deciding {
  const status = state.attempts.length === 0 ? 'skipped' : 'unreached';
  return {
    ...nothing,
    events: [{ type: 'contact.finished', contact: state.id, at: now, data: { status, reason: why.reason } }],
  };
}

function intend(
  state: ContactState,
  context: ContactContext,
  input: ContactInput & { readonly grant: Grant },
): Deciding {
  const { grant, now } = input;
  const slot = nextSlot(state, context, {
    now: Math.min(now, grant.scheduledAt - leadMs),
    notBefore: grant.scheduledAt,
  });
  const fits = slot !== null && slot.earliest === grant.scheduledAt;
  const late = grant.scheduledAt - now < noticeMs;
  if (late || !fits || state.stopped !== undefined || state.optedOut) return wantNext(state, context, input);
  const { round } = context;
  const attempt = state.attempts.length + 1;
  const { channel } = round.spec;
  const text = channel === 'sms' ? prompt(round.message, context, grant.names) : undefined;
  const event: ContactEvent = {
    type: 'attempt.intended',
    contact: state.id,
    attempt,
    at: now,
    data: {
      key: `${context.run.id}.${state.id}.${attempt}${state.intents >= attempt ? `.${state.intents}` : ''}`,
      channel,
      scheduled_at: isoInstant(grant.scheduledAt),
      assistant: grant.assistant,
      from: grant.from,
      prompt: round.prompted,
      ...(text === undefined ? {} : { text }),
    },
  };
  return { ...nothing, events: [event] };
}

function followAttempt(state: ContactState, context: ContactContext, input: ContactInput): Deciding {
  const open = openAttempt(state);
  if (open === null) return nothing;
  const following = { state, context, input, open };
  switch (open.phase) {
    case 'intended':
    case 'prompted':
      return handOver(following);
    case 'doubted':
      return settle(following);
    case 'placed':
      return followPlaced(following);
    case 'open':
      return followOpen(following);
    case 'ended':
      return nothing;
  }
}

interface Following {
  readonly state: ContactState;
  readonly context: ContactContext;
  readonly input: ContactInput;
  readonly open: Attempt;
}

/** The deeds of a fresh intent: the prompt first where it is this target's own, then the placing. */
function handOver({ state, context, input, open }: Following): Deciding {
  const intended = input.fresh.some((event) => event.type === 'attempt.intended');
  const confirmed = input.fresh.some((event) => event.type === 'assistant.updated');
  if (intended && open.prompt) {
    const { round } = context;
    const names = input.grant?.names ?? {};
    const left = state.attempts.filter((attempt) => attempt.outcome === 'voicemail').length;
    const voicemail = left >= round.voicemails ? undefined : prompt(round.voicemail, context, names);
    const request = {
      assistant: open.assistant,
      instructions: prompt(round.instructions, context, names) ?? '',
      greeting: prompt(round.greeting, context, names) ?? '',
      detect: round.detects(context.target.kind),
      ...(voicemail === undefined ? {} : { voicemail }),
    };
    return { ...nothing, actions: [{ kind: 'prompt', attempt: open.n, request }] };
  }
  if (!intended && !confirmed) return nothing;
  if (state.stopped !== undefined) {
    return { ...nothing, events: [dropped({ state, at: input.now }, open, { reason: state.stopped })] };
  }
  if (open.scheduledAt - input.now < noticeMs) {
    return { ...nothing, events: [dropped({ state, at: input.now }, open, { reason: 'too late to place' })] };
  }
  const { run, target, service } = context;
  const request = {
    assistant: open.assistant,
    mission: service,
    channel: open.channel,
    to: target.phone,
    from: open.from,
    scheduledAt: open.scheduledAt,
    ...(open.text === undefined ? {} : { text: open.text }),
    metadata: { key: open.key, run: run.name, contact: state.id, target: state.target },
  };
  return { ...nothing, actions: [{ kind: 'place', attempt: open.n, request }] };
}

/** Doubt is asked about at once and again, and given up for placed when nothing settles it. */
function settle({ state, context, input, open }: Following): Deciding {
  const { now } = input;
  const isOver = now >= Math.max(open.scheduledAt, open.doubtedAt ?? 0) + doubtMaxMs;
  if (isOver && input.unsure !== true) {
    return { ...nothing, events: [unsettled({ state, context, at: now }, open, 'in doubt: counted as placed')] };
  }
  const settledFrom = open.scheduledAt - noticeMs + doubtMarginMs + 1;
  const wakeAt = now < settledFrom ? Math.min(settledFrom, now + settleEveryMs) : now + settleEveryMs;
  const fresh = input.fresh.some((event) => event.type === 'attempt.doubted');
  if (!input.due && !fresh) return { ...nothing, wakeAt };
  const list: ContactAction = { kind: 'list', attempt: open.n, assistant: open.assistant, mission: context.service };
  if (open.ref === undefined) return { events: [], actions: [list], wakeAt };
  // What was to be taken back still is: by a clock that is ahead, its time may not have come at the service.
  const withdraw = open.withdrawing === undefined ? [] : [withdrawAction(open, open.ref)];
  return { events: [], actions: [list, ...withdraw, readAction(open, open.ref)], wakeAt };
}

function followPlaced(following: Following): Deciding {
  const { state, input, open } = following;
  const { now } = input;
  if (state.stopped !== undefined && open.withdrawing === undefined && now < open.scheduledAt + lateDiallingMs) {
    return {
      ...nothing,
      events: [attemptEvent({ state, at: now }, open, 'attempt.withdrawing', { reason: state.stopped })],
    };
  }
  if (now >= open.scheduledAt + openMaxMs) return doubt(following);
  const polling = readWhenDue(following);
  if (open.withdrawing === undefined || open.ref === undefined) return polling;
  const fresh = input.fresh.some((event) => event.type === 'attempt.withdrawing');
  const wakeAt = Math.min(polling.wakeAt ?? Number.POSITIVE_INFINITY, now + settleEveryMs);
  if (!fresh && !input.due) return { ...polling, wakeAt };
  return { events: [], actions: [withdrawAction(open, open.ref), ...polling.actions], wakeAt };
}

function followOpen(following: Following): Deciding {
  const { context, input, open } = following;
  const reply = context.round.spec.reply;
  if (open.deliveredAt !== undefined && reply !== undefined)
    return awaitReply(following, { deliveredAt: open.deliveredAt, ...reply });
  if (input.now >= open.scheduledAt + openMaxMs) return doubt(following);
  return readWhenDue(following);
}

function doubt({ state, input, open }: Following): Deciding {
  return {
    ...nothing,
    events: [attemptEvent({ state, at: input.now }, open, 'attempt.doubted', { reason: 'no end after two hours' })],
  };
}

function readWhenDue({ input, open }: Following): Deciding {
  const next = nextPoll(open.scheduledAt, input.now);
  // The first instant at which it may no longer be dialled is one to look at.
  const overdueAt = open.scheduledAt + lateDiallingMs + secondMs;
  const wakeAt = open.phase === 'placed' && input.now < overdueAt ? Math.min(next, overdueAt) : next;
  const actions =
    input.due && open.ref !== undefined && input.now >= open.scheduledAt ? [readAction(open, open.ref)] : [];
  return { events: [], actions, wakeAt };
}

function withdrawAction(open: Attempt, ref: string): ContactAction {
  return { kind: 'withdraw', attempt: open.n, assistant: open.assistant, ref };
}

function readAction(open: Attempt, ref: string): ContactAction {
  return { kind: 'read', attempt: open.n, assistant: open.assistant, ref };
}

function awaitReply(
  { state, context, input, open }: Following,
  reply: { readonly deliveredAt: Instant; readonly withinMs: number },
): Deciding {
  const { now } = input;
  const until = reply.deliveredAt + reply.withinMs;
  if (state.stopped !== undefined) {
    return { ...nothing, events: [ended({ state, context, at: now }, open, { outcome: 'delivered' })] };
  }
  // What was written in time counts whenever it is read: the wait ends with a look into the inbox, not with the clock.
  const wakeAt =
    now >= until ? now + settleEveryMs : nextInboxRead(reply.deliveredAt, { now, withinMs: reply.withinMs });
  const actions: ContactAction[] = input.due ? [{ kind: 'inbox', attempt: open.n, since: open.scheduledAt }] : [];
  return { events: [], actions, wakeAt };
}
