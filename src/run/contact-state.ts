/** The contact's state before anything happened to it, and how it is folded from its events. */
import { secondMs } from '../lib/time.ts';
import type { ContactEvent, FinalContactStatus } from './events.ts';
import type { Attempt, ContactState } from './state.ts';

/** `id` is `acme`, `demo/acme` or `act/acme`; `round` is '' where there is one only. */
export function freshContact(of: {
  readonly id: string;
  readonly target: string;
  readonly round: string;
}): ContactState {
  return {
    id: of.id,
    target: of.target,
    round: of.round,
    status: 'queued',
    notBefore: 0,
    attempts: [],
    intents: 0,
    judged: {},
  };
}

/** The contact's id of a target in a round. */
export function contactId(round: string, target: string): string {
  return round === '' ? target : `${round}/${target}`;
}

export function isFinal(status: ContactState['status']): status is FinalContactStatus {
  return status === 'reached' || status === 'unreached' || status === 'failed' || status === 'skipped';
}

/** The attempt under way: intended or later, not yet ended. */
export function openAttempt(state: ContactState): Attempt | null {
  const last = state.attempts.at(-1);
  return last !== undefined && last.phase !== 'ended' ? last : null;
}

/** The last attempt that ended with a conversation to read. */
export function lastAttempt(state: ContactState): Attempt | null {
  return state.attempts.at(-1) ?? null;
}

/**
 * The next state. An event that is illegal in a state is a bug and throws: a final contact takes nothing more but an opt-out,
 * and an attempt's event needs that attempt to be the open one.
 */
export function applyContact(state: ContactState, event: ContactEvent): ContactState {
  if (event.type === 'contact.queued') return state;
  // The one thing that a person may still say when all is done.
  if (isFinal(state.status) && event.type !== 'number.opted-out') throw illegal(state, event);
  switch (event.type) {
    case 'contact.retrying':
      return { ...state, status: 'retrying', notBefore: Date.parse(event.data.not_before) };
    case 'contact.stopped':
      return { ...state, stopped: event.data.reason };
    case 'attempt.intended':
      return intend(state, event);
    case 'assistant.updated':
      return changeAttempt(state, event, { phase: 'prompted' });
    case 'attempt.placed':
      return changeAttempt(state, event, { phase: 'placed', ref: event.data.ref });
    case 'attempt.doubted':
      return changeAttempt(state, event, { phase: 'doubted', doubtedAt: event.at });
    case 'attempt.progressed':
      return progress(state, event);
    case 'attempt.withdrawing':
      return changeAttempt(state, event, { withdrawing: event.data.reason });
    case 'attempt.withdrawn':
      return dropAttempt(state, event);
    case 'attempt.ended':
      return endAttempt(state, event);
    case 'insight.received':
      return receiveInsight(state, event);
    case 'insight.extracted':
      return { ...state, ...collectedPart(event.data) };
    case 'criterion.judged':
      return { ...state, judged: { ...state.judged, [event.data.criterion]: event.data.score } };
    case 'contact.scored': {
      const { score, criteria, absent, disqualified } = event.data;
      return { ...state, score, criteria, ...(absent ? { absent } : {}), ...(disqualified ? { disqualified } : {}) };
    }
    case 'number.opted-out':
      return { ...state, optedOut: true };
    case 'rule.breached':
      return state;
    case 'contact.finished': {
      const { status, reason } = event.data;
      return { ...state, status, finishedAt: event.at, ...(reason === undefined ? {} : { reason }) };
    }
  }
}

type Of<Type extends ContactEvent['type']> = Extract<ContactEvent, { type: Type }>;

function intend(state: ContactState, event: Of<'attempt.intended'>): ContactState {
  if (openAttempt(state) !== null) throw illegal(state, event);
  const { key, channel, assistant, from, prompt, text, scheduled_at } = event.data;
  const attempt: Attempt = {
    n: event.attempt,
    key,
    channel,
    phase: 'intended',
    scheduledAt: Date.parse(scheduled_at),
    assistant,
    from,
    prompt,
    released: false,
    ...(text === undefined ? {} : { text }),
  };
  return { ...state, status: 'placed', attempts: [...state.attempts, attempt], intents: state.intents + 1 };
}

function progress(state: ContactState, event: Of<'attempt.progressed'>): ContactState {
  const { status, conversation, released } = event.data;
  const waits = status === 'pending';
  const change: Partial<Attempt> = {
    phase: waits ? 'placed' : 'open',
    ...(waits ? { rang: true } : {}),
    ...(conversation === undefined ? {} : { conversation }),
    ...(released ? { released: true } : {}),
    ...(status === 'delivered' ? { deliveredAt: event.at } : {}),
  };
  return { ...changeAttempt(state, event, change), status: waits ? 'placed' : 'open' };
}

function endAttempt(state: ContactState, event: Of<'attempt.ended'>): ContactState {
  const { outcome, duration_s, conversation, text, reason, cost, unsettled } = event.data;
  const change: Partial<Attempt> = {
    phase: 'ended',
    outcome,
    cost,
    endedAt: event.at,
    released: true,
    ...(duration_s === undefined ? {} : { durationS: duration_s }),
    ...(conversation === undefined ? {} : { conversation }),
    ...(text === undefined ? {} : { reply: text }),
    ...(reason === undefined ? {} : { reason }),
    ...(unsettled === undefined ? {} : { unsettled }),
  };
  return { ...changeAttempt(state, event, change), status: 'reading' };
}

/** The attempt never rang: it leaves the list, and the contact queues again (or ends, as decide says). */
function dropAttempt(state: ContactState, event: Of<'attempt.withdrawn'>): ContactState {
  changeAttempt(state, event, {});
  const attempts = state.attempts.slice(0, -1);
  const isListed = state.attempts.at(-1)?.ref !== undefined;
  const askFrom = event.data.not_before === undefined ? undefined : Date.parse(event.data.not_before);
  return {
    ...state,
    attempts,
    ...(askFrom === undefined ? {} : { askFrom }),
    status: attempts.length === 0 ? 'queued' : 'retrying',
    // A redial that never rang is due when it was, and keeps its place in line. What the service still lists as taken back
    // keeps its instant to itself: a listing without metadata is matched by it.
    notBefore: Math.max(state.notBefore, askFrom ?? 0, isListed ? Date.parse(event.data.scheduled_at) + secondMs : 0),
  };
}

function receiveInsight(state: ContactState, event: Of<'insight.received'>): ContactState {
  const { summary, transcript, none } = event.data;
  const insight = { summary, ...(transcript ? { transcript } : {}), ...(none ? { none } : {}) };
  return {
    ...state,
    insight,
    ...(event.data.collected ? collectedPart({ ...event.data, collected: event.data.collected }) : {}),
  };
}

function collectedPart({ collected, incomplete = [], failed }: Of<'insight.extracted'>['data']): Partial<ContactState> {
  if (incomplete.length === 0) return { collected };
  return { collected, incomplete, ...(failed === undefined ? {} : { unread: failed }) };
}

function changeAttempt(
  state: ContactState,
  event: ContactEvent & { readonly attempt: number },
  change: Partial<Attempt>,
): ContactState {
  const last = openAttempt(state);
  if (last === null || last.n !== event.attempt) throw illegal(state, event);
  return { ...state, attempts: [...state.attempts.slice(0, -1), { ...last, ...change }] };
}

function illegal(state: ContactState, event: ContactEvent): Error {
  return new Error(`illegal event ${event.type} for contact ${state.id} in ${state.status}`);
}
