/** From what was told about a contact to facts. Late, duplicate and foreign observations yield none. */
import { type Instant, isoInstant, minuteMs, secondMs } from '../lib/time.ts';
import { lateDiallingMs } from '../plan/windows.ts';
import {
  about,
  attemptEvent,
  breached,
  dropped,
  ended,
  type Here,
  stopped,
  underWay,
  unsettled,
} from './contact-facts.ts';
import { extracted, insight, judged, lateText, silence, text } from './contact-heard.ts';
import type { ContactContext, ContactObservation } from './contact-machine.ts';
import { isFinal, openAttempt } from './contact-state.ts';
import type { ContactEvent, Outcome } from './events.ts';
import { pauseMs, plausibleDuration } from './plausible.ts';
import type { ListedEvent, Listing, ProviderError, Reading } from './ports.ts';
import type { Attempt, ContactState } from './state.ts';

/** How long before `scheduled_at` the service stops accepting it, and how much its clock may be off. */
export const noticeMs = minuteMs;
export const doubtMarginMs = 30 * secondMs;
/** How long after its answer was lost a request may still get to the service. */
const strayMs = 10 * minuteMs;
const throttledPauseMs = 30 * secondMs;
const unavailablePauseMs = minuteMs;

type Told<Kind extends ContactObservation['kind']> = Extract<ContactObservation, { kind: Kind }>;

export function observeContact(
  state: ContactState,
  observation: ContactObservation,
  where: { readonly context: ContactContext; readonly at: Instant },
): readonly ContactEvent[] {
  const here: Here = { state, ...where };
  if (isFinal(state.status)) return observation.kind === 'text' ? lateText(here, observation) : [];
  switch (observation.kind) {
    case 'restarted':
      return restarted(here, observation.settled === true);
    case 'stop':
      return stopped(here, observation.reason);
    case 'recall':
      return recall(here, observation.reason);
    case 'prompted':
      return prompted(here, observation);
    case 'placed':
      return placed(here, observation);
    case 'refused':
      return refused(here, observation);
    case 'reading':
      return reading(here, observation);
    case 'listing':
      return listing(here, observation);
    case 'insight':
      return insight(here, observation);
    case 'text':
      return text(here, observation);
    case 'silence':
      return silence(here, observation);
    case 'extracted':
      return extracted(here, observation);
    case 'judged':
      return judged(here, observation);
  }
}

/**
 * An intent without an answer is in doubt. Where the prompt had yet to be confirmed the call was never asked for: the
 * confirmation is stored before placing.
 */
function restarted(here: Here, settled: boolean): readonly ContactEvent[] {
  const open = openAttempt(here.state);
  if (open === null) return [];
  if (open.phase === 'intended' && open.prompt)
    return [dropped(here, open, { reason: 'restarted', ...(settled ? {} : unsure(here)) })];
  if (open.phase !== 'intended' && open.phase !== 'prompted') return [];
  return [attemptEvent(here, open, 'attempt.doubted', { reason: 'restarted' })];
}

/** Only what has a ref and has not rung can be taken back; what is in doubt is settled first. */
function recall(here: Here, reason: string): readonly ContactEvent[] {
  const open = openAttempt(here.state);
  if (open === null || open.phase !== 'placed' || open.withdrawing !== undefined) return [];
  return [attemptEvent(here, open, 'attempt.withdrawing', { reason })];
}

function prompted(here: Here, told: Told<'prompted'>): readonly ContactEvent[] {
  const open = about(here, told.attempt);
  if (open === null || open.phase !== 'intended' || !open.prompt) return [];
  const { assistant, instructions, greeting } = told.prompt;
  return [attemptEvent(here, open, 'assistant.updated', { assistant, instructions, greeting })];
}

function placed(here: Here, told: Told<'placed'>): readonly ContactEvent[] {
  const open = about(here, told.attempt);
  if (open === null || open.ref !== undefined) return [];
  return [attemptEvent(here, open, 'attempt.placed', { scheduled_at: isoInstant(open.scheduledAt), ref: told.ref })];
}

function refused(here: Here, told: Told<'refused'>): readonly ContactEvent[] {
  const open = about(here, told.attempt);
  if (open === null || open.ref !== undefined || open.phase === 'doubted') return [];
  const { error, deed } = told;
  if (error.code === 'lost' && deed === 'place')
    return [attemptEvent(here, open, 'attempt.doubted', { reason: error.message })];
  // A request that came too late is not refused for what it is: it was held up, or a clock is off.
  const late = Math.max(here.at, told.serviceAt ?? 0) > open.scheduledAt - noticeMs;
  if (error.code === 'refused' && deed === 'place' && !late)
    return [ended(here, open, { outcome: 'failed', reason: error.message })];
  const notBefore = isoInstant(here.at + pauseAfter(error));
  const lost = error.code === 'lost' ? unsure(here) : {};
  return [dropped(here, open, { reason: error.code, not_before: notBefore, ...lost })];
}

/** The prompt may have been changed, or may yet be: the assistant is given to nobody else in the meantime (invariant 12). */
function unsure({ at }: Here): { readonly unsure_until: string } {
  return { unsure_until: isoInstant(at + strayMs) };
}

function pauseAfter(error: ProviderError): number {
  return pauseMs(error.retryAfterMs, error.code === 'throttled' ? throttledPauseMs : unavailablePauseMs);
}

function reading(here: Here, told: Told<'reading'>): readonly ContactEvent[] {
  const open = about(here, told.attempt);
  if (open === null || (open.phase !== 'placed' && open.phase !== 'open' && open.phase !== 'doubted')) return [];
  const { reading } = told;
  // Another intent of the same attempt had an event of its own; what became of that says nothing of this one.
  if (open.ref !== reading.ref) return [];
  if (reading.status === 'pending') return open.phase === 'open' ? [requeued(here, open)] : overdue(here, open);
  if (reading.status === 'in_progress') return open.phase === 'placed' ? progressed(here, open, reading) : [];
  return closed(here, open, reading);
}

/** Still waiting five minutes after its time: it may no longer be dialled (invariant 3). */
function overdue(here: Here, open: Attempt): readonly ContactEvent[] {
  if (here.at <= open.scheduledAt + lateDiallingMs || open.withdrawing !== undefined) return [];
  return [attemptEvent(here, open, 'attempt.withdrawing', { reason: 'overdue' })];
}

/** The service has put the call back into its queue by itself: it may be taken back again. */
function requeued(here: Here, open: Attempt): ContactEvent {
  return attemptEvent(here, open, 'attempt.progressed', { status: 'pending', released: false });
}

function progressed(here: Here, open: Attempt, reading: Reading): readonly ContactEvent[] {
  const conversation = reading.conversation === undefined ? {} : { conversation: reading.conversation };
  const data = { status: 'in-progress', released: false, ...conversation } as const;
  return [...underWay(here, open), attemptEvent(here, open, 'attempt.progressed', data)];
}

function closed(here: Here, open: Attempt, reading: Reading): readonly ContactEvent[] {
  const end = outcomeOf(reading);
  const isTakenBack = end === 'canceled' && open.withdrawing !== undefined;
  const rang = open.rang === true || open.phase === 'open';
  if (isTakenBack && !rang) return [dropped(here, open, { reason: open.withdrawing })];
  // What was taken back after it had rung and was put back is a call that nobody answered: it counts (invariant 5).
  const outcome = isTakenBack && open.channel === 'call' ? 'no-answer' : end;
  const awaitsReply = outcome === 'delivered' && here.context.round.spec.reply !== undefined;
  if (awaitsReply) {
    if (open.deliveredAt !== undefined) return [];
    const data = { status: 'delivered', released: !open.released } as const;
    return [...underWay(here, open), attemptEvent(here, open, 'attempt.progressed', data)];
  }
  const { conversation, redials } = reading;
  const durationS = plausibleDuration(reading.durationS);
  const event = ended(here, open, {
    outcome,
    ...(durationS === undefined ? {} : { duration_s: durationS }),
    ...(conversation === undefined ? {} : { conversation }),
  });
  const before = end === 'canceled' ? [] : underWay(here, open);
  if (redials === undefined || !(redials > 0)) return [...before, event];
  const detail = `the service redialled ${redials} times by itself`;
  return [...before, breached(here, { rule: 'attempts-day', detail }), event];
}

function outcomeOf(reading: Reading): Outcome {
  switch (reading.call) {
    case 'answered':
    case 'voicemail':
    case 'no-answer':
    case 'busy':
    case 'canceled':
    case 'delivered':
    case 'undelivered':
      return reading.call;
    default:
      return 'failed';
  }
}

/**
 * Settles doubt: a match is placed; none in a complete listing, read when it could no longer be accepted or when nothing could
 * be on its way any more, is not.
 */
function listing(here: Here, told: Told<'listing'>): readonly ContactEvent[] {
  const open = about(here, told.attempt);
  if (open === null || open.phase !== 'doubted') return [];
  if (open.ref !== undefined) return neverEnding(here, { open, listing: told.listing });
  const match = told.listing.events.find((event) => matches(here, open, event));
  // Who could not store that it was placed took it back; it never rang.
  if (match?.withdrawn === true) return [dropped(here, open, { reason: 'taken back' })];
  if (match !== undefined) {
    return [attemptEvent(here, open, 'attempt.placed', { scheduled_at: isoInstant(open.scheduledAt), ref: match.ref })];
  }
  const tooLateToAccept = told.serviceAt > open.scheduledAt - noticeMs + doubtMarginMs;
  if (!told.listing.complete || !(tooLateToAccept || told.listing.final === true)) return [];
  return [dropped(here, open, { reason: 'not placed' })];
}

/** A call that should have ended long ago: what the service lists settles it; one that ended is read as usual. */
function neverEnding(
  here: Here,
  about: { readonly open: Attempt; readonly listing: Listing },
): readonly ContactEvent[] {
  const { open, listing } = about;
  const match = listing.events.find((event) => event.ref === open.ref);
  if (match === undefined) return listing.complete ? [unsettled(here, open, 'gone from the service')] : [];
  if (match.status === 'in_progress') return [unsettled(here, open, 'still open after two hours')];
  if (match.status === 'pending') return overdue(here, open);
  return [];
}

function matches(here: Here, open: Attempt, event: ListedEvent): boolean {
  if (event.key !== undefined) return event.key === open.key;
  return (
    event.to === here.context.target.phone && event.channel === open.channel && event.scheduledAt === open.scheduledAt
  );
}
