/** What the observations about a contact make facts with: an attempt's events, and what a no means for one that is open. */
import type { Instant } from '../lib/time.ts';
import { isoInstant } from '../lib/time.ts';
import type { ContactContext } from './contact-machine.ts';
import { openAttempt } from './contact-state.ts';
import type { ContactEvent, EndedData } from './events.ts';
import type { RefusalRule } from './number-port.ts';
import type { Attempt, ContactState } from './state.ts';

export interface Here {
  readonly state: ContactState;
  readonly context: ContactContext;
  readonly at: Instant;
}

/** The attempt that an observation is about, if it is still the open one. */
export function about(here: Here, attempt: number): Attempt | null {
  const open = openAttempt(here.state);
  return open !== null && open.n === attempt ? open : null;
}

/** The end of an attempt, with its cost: a call by its minutes, a text once it is handed over. */
export function ended(here: Here, open: Attempt, data: Omit<EndedData, 'cost' | 'released'>): ContactEvent {
  const { rates, limits } = here.context.mission.spec;
  const worst = data.unsettled === true;
  const sent = worst || (open.ref !== undefined && data.outcome !== 'undelivered');
  const minutes = worst ? limits.callMinutes : (data.duration_s ?? 0) / 60;
  const cost = open.channel === 'sms' ? (sent ? rates.sms : 0) : minutes * rates.callMinute;
  return attemptEvent(here, open, 'attempt.ended', {
    ...data,
    cost: Math.round(cost * 1e6) / 1e6,
    released: !open.released,
  });
}

/** Nobody knows what became of it: it counts as placed, at worst case. */
export function unsettled(here: Here, open: Attempt, reason: string): ContactEvent {
  return ended(here, open, { outcome: 'failed', reason, unsettled: true });
}

/** The attempt never rang. */
export function dropped(
  here: { readonly state: ContactState; readonly at: Instant },
  open: Attempt,
  data: { readonly reason: string; readonly not_before?: string; readonly unsure_until?: string },
): ContactEvent {
  return attemptEvent(here, open, 'attempt.withdrawn', {
    ...data,
    key: open.key,
    scheduled_at: isoInstant(open.scheduledAt),
  });
}

type AttemptEvent = Extract<ContactEvent, { attempt: number }>;

export function attemptEvent<Type extends AttemptEvent['type']>(
  here: { readonly state: ContactState; readonly at: Instant },
  attempt: Attempt,
  type: Type,
  data: Extract<AttemptEvent, { type: Type }>['data'],
): ContactEvent {
  return { type, contact: here.state.id, attempt: attempt.n, at: here.at, data } as ContactEvent;
}

export function breached(here: Here, data: { readonly rule: string; readonly detail: string }): ContactEvent {
  return { type: 'rule.breached', contact: here.state.id, at: here.at, data };
}

/** Told once: what had gone out when a no was heard of cannot be taken back (invariant 4). */
export function underWay(here: Here, open: Attempt): readonly ContactEvent[] {
  const rule = here.state.stopped;
  return isRefusal(rule) && open.phase !== 'open' ? [wentOut(here, { open, rule })] : [];
}

/** No further attempt; what cannot be taken back any more is told where somebody said no. */
export function stopped(here: Here, reason: string): readonly ContactEvent[] {
  const { state, at } = here;
  if (state.stopped !== undefined) return [];
  const event: ContactEvent = { type: 'contact.stopped', contact: state.id, at, data: { reason } };
  const open = openAttempt(state);
  const rings = open !== null && open.phase === 'open' && open.deliveredAt === undefined;
  return rings && isRefusal(reason) ? [event, wentOut(here, { open, rule: reason })] : [event];
}

function wentOut(here: Here, of: { readonly open: Attempt; readonly rule: RefusalRule }): ContactEvent {
  const what = of.open.channel === 'sms' ? 'a text had already gone out' : 'a call was already under way';
  return breached(here, { rule: of.rule, detail: `${what} and could not be taken back` });
}

/** Why a contact was stopped, where its number may no longer be contacted. */
function isRefusal(reason: string | undefined): reason is RefusalRule {
  return reason === 'opt-out' || reason === 'do-not-contact';
}
