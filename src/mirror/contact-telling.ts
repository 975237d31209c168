/** What the service is told of one contact's events. Pure. What people said is not in it: the service has heard it itself. */
import { maskPhones } from '../lib/phone-text.ts';
import { unreachable } from '../lib/result.ts';
import type { ContactEvent } from '../run/events.ts';
import type { Attempt, ContactState } from '../run/state.ts';
import type { Value } from '../spec/spec.ts';
import type { Facts, Note } from './told.ts';

/** Null: nothing is told of it. */
export function contactTold(event: ContactEvent, facts: Facts): Note | null {
  const { contact } = event;
  const step = facts.stepOf(contact);
  switch (event.type) {
    case 'contact.finished':
      return finishedTold(event, { step, state: facts.contact(contact) });
    case 'number.opted-out':
      return { type: 'message', step, summary: `${contact} wants no more contact`, payload: { contact } };
    case 'rule.breached': {
      const { rule, detail } = event.data;
      return {
        type: 'error',
        step,
        summary: `${contact}: rule ${rule} was breached: ${detail}`,
        payload: { contact, rule },
      };
    }
    default:
      return facts.large ? null : inFull(event, step);
  }
}

type Finished = Extract<ContactEvent, { type: 'contact.finished' }>;
type Other = Exclude<ContactEvent, Finished | { type: 'number.opted-out' } | { type: 'rule.breached' }>;

function inFull(event: Other, step: string): Note | null {
  const { contact } = event;
  const note = (type: Note['type'], summary: string, payload: Readonly<Record<string, Value>> = {}): Note => {
    const attempt = 'attempt' in event ? { attempt: event.attempt } : {};
    return { type, step, summary: `${contact}: ${summary}`, payload: { contact, ...attempt, ...payload } };
  };
  switch (event.type) {
    case 'attempt.placed': {
      const { scheduled_at, ref } = event.data;
      return note('tool_call', `attempt ${event.attempt} is scheduled for ${scheduled_at}`, {
        scheduled_at,
        event: ref,
      });
    }
    case 'attempt.doubted':
      return note('error', `attempt ${event.attempt} is in doubt: ${event.data.reason}`);
    case 'attempt.ended': {
      const { outcome, duration_s, unsettled, reason } = event.data;
      const why = reason === undefined ? '' : ` (${reason})`;
      const doubt = unsettled === true ? '; nobody knows whether it rang' : '';
      const talked = duration_s === undefined ? {} : { duration_s };
      return note('custom', `attempt ${event.attempt}: ${outcome}${why}${doubt}`, { outcome, ...talked });
    }
    case 'attempt.withdrawn':
      return note('custom', `attempt ${event.attempt} was withdrawn: ${event.data.reason}`);
    case 'contact.retrying': {
      const { after, not_before } = event.data;
      return note('custom', `is tried again from ${not_before} (${after})`, { not_before });
    }
    case 'insight.received':
      return event.data.none === true ? note('custom', 'no insight came in time') : null;
    case 'insight.extracted':
      return event.data.failed === undefined ? null : note('error', `the answer was not read: ${event.data.failed}`);
    case 'criterion.judged': {
      const { criterion, failed } = event.data;
      return failed === undefined ? null : note('error', `${criterion} was not judged: ${failed}`);
    }
    case 'contact.scored':
    case 'contact.queued':
    case 'contact.stopped':
    case 'attempt.intended':
    case 'assistant.updated':
    case 'attempt.progressed':
    case 'attempt.withdrawing':
      return null;
    default:
      return unreachable(event);
  }
}

function finishedTold(
  { contact, data }: Finished,
  of: { readonly step: string; readonly state: ContactState | null },
): Note {
  const { step, state } = of;
  const why = data.reason === undefined ? '' : ` (${data.reason})`;
  const attempts = state?.attempts ?? [];
  const tries =
    attempts.length === 0 ? '' : ` after ${attempts.length} ${attempts.length === 1 ? 'attempt' : 'attempts'}`;
  const payload: Record<string, Value> = { contact, status: data.status, attempts: attempts.length };
  if (data.reason !== undefined) payload.reason = maskPhones(data.reason);
  if (attempts.length > 0) payload.outcomes = outcomes(attempts);
  const seconds = attempts.reduce((sum, { durationS = 0 }) => sum + durationS, 0);
  if (seconds > 0) payload.duration_s = Math.round(seconds * 10) / 10;
  if (state?.collected !== undefined) payload.collected = state.collected;
  if (typeof state?.score === 'number') payload.score = state.score;
  if (data.goal === true) payload.goal = true;
  return { type: 'custom', step, summary: `${contact}: ${data.status}${tries}${why}`, payload };
}

function outcomes(attempts: readonly Attempt[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { outcome = 'unknown' } of attempts) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
