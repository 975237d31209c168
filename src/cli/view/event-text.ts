/**
 * A sentence for every event of the journal: what `logs` and `show` print and what the live view tells. One switch, closed
 * over the union, so that a new event does not compile until it has words.
 */
import { maskPhones } from '../../lib/phone-text.ts';
import { unreachable } from '../../lib/result.ts';
import type { Event, GateChannel, Outcome } from '../../run/events.ts';
import { durationText } from './time-text.ts';
import { oneLine } from './width.ts';

/**
 * One line, without the instant; what people said is cleaned of control characters. `show`: how phone numbers in it are
 * shown, masked unless the mission says otherwise.
 */
export function eventText(event: Event, show: ShowText = maskPhones): string {
  return show(oneLine('contact' in event ? contactText(event) : missionText(event)));
}

export type ShowText = (text: string) => string;

type ContactEvent = Extract<Event, { contact: string }>;
type MissionEvent = Exclude<Event, ContactEvent>;

function contactText(event: ContactEvent): string {
  const { contact } = event;
  switch (event.type) {
    case 'contact.queued':
      return `${contact}: queued`;
    case 'contact.retrying':
      return `${contact}: tried again from ${event.data.not_before} (${outcomeText(event.data.after)})`;
    case 'contact.stopped':
      return `${contact}: no further attempt (${event.data.reason})`;
    case 'attempt.intended':
      return `${contact}: ${event.data.channel === 'sms' ? 'text' : 'call'} ${event.attempt} due ${event.data.scheduled_at}`;
    case 'assistant.updated':
      return `${contact}: the assistant has its prompt for attempt ${event.attempt}`;
    case 'attempt.placed':
      return `${contact}: attempt ${event.attempt} is scheduled for ${event.data.scheduled_at}`;
    case 'attempt.doubted':
      return `${contact}: attempt ${event.attempt} is in doubt (${event.data.reason})`;
    case 'attempt.progressed':
      return `${contact}: attempt ${event.attempt} is ${progressText[event.data.status]}`;
    case 'attempt.ended':
      return `${contact}: ${endedText(event.data)}`;
    case 'attempt.withdrawing':
      return `${contact}: attempt ${event.attempt} is being withdrawn (${event.data.reason})`;
    case 'attempt.withdrawn':
      return `${contact}: attempt ${event.attempt} was withdrawn (${event.data.reason})`;
    case 'insight.received':
      return event.data.none === true
        ? `${contact}: no insight came in time`
        : `${contact}: insight: ${event.data.summary}`;
    case 'insight.extracted':
      return `${contact}: ${event.data.failed ?? `the model read ${Object.keys(event.data.collected).length} fields`}`;
    case 'criterion.judged':
      return `${contact}: ${event.data.criterion} judged ${event.data.score}${because(event.data.failed)}`;
    case 'contact.scored':
      return `${contact}: ${scoredText(event.data)}`;
    case 'number.opted-out':
      return `${contact}: opted out (${event.data.how}); the number is never contacted again`;
    case 'rule.breached':
      return `${contact}: rule ${event.data.rule} was breached: ${event.data.detail}`;
    case 'contact.finished':
      return `${contact}: ${event.data.status}${because(event.data.reason)}${event.data.goal === true ? ', meets the goal' : ''}`;
    default:
      return unreachable(event);
  }
}

function missionText(event: MissionEvent): string {
  switch (event.type) {
    case 'run.started':
      return `the run starts (provider ${event.data.provider}${event.data.seed === undefined ? '' : `, seed ${event.data.seed}`})`;
    case 'run.waiting':
      return `waits for ${waitText(event.data)}`;
    case 'run.resumed':
      return `goes on (${event.data.reason})`;
    case 'run.paused':
      return 'paused';
    case 'run.stopping':
      return `ends early: ${event.data.reason}`;
    case 'run.finished':
      return `${event.data.status}: ${event.data.summary}`;
    case 'step.started':
      return `step ${event.step} starts`;
    case 'step.completed':
      return `step ${event.step} is completed: ${event.data.summary}`;
    case 'step.failed':
      return `step ${event.step} failed: ${event.data.reason}`;
    case 'step.skipped':
      return `step ${event.step} is skipped: ${event.data.reason}`;
    case 'service.prepared':
      return `the service is prepared (mission ${event.data.mission})`;
    case 'round.chosen':
      return `${roundName(event.data.round)} has ${counted(event.data.contacts, 'contact')}${refusedText(event.data.refused)}`;
    case 'round.ranked':
      return `${roundName(event.data.round)}: ${counted(event.data.ranked, 'contact')} ranked${firstOf(event.data.top)}`;
    case 'gate.asked':
      return `gate ${event.gate} asks: ${event.data.question} (until ${event.data.expires_at})`;
    case 'gate.pushed':
      return `gate ${event.gate}: the phone was asked`;
    case 'gate.unanswered':
      return event.data.again_at === undefined
        ? `gate ${event.gate}: no answer by ${event.data.via} (${event.data.reason})`
        : `gate ${event.gate}: the phone could not be asked (${event.data.reason}); again at ${event.data.again_at}`;
    case 'gate.approved':
      return `gate ${event.gate} was approved ${byText(event.data.by)}`;
    case 'gate.denied':
      return `gate ${event.gate} was denied ${byText(event.data.by)}${because(event.data.reason)}`;
    case 'gate.expired':
      return `gate ${event.gate} expired without an answer`;
    case 'offer.best':
      return `${event.data.target} makes the best offer so far: ${event.data.value}`;
    case 'limit.reached':
      return `limit ${event.data.limit} is reached: ${event.data.detail}`;
    case 'provider.throttled':
      return `the service asks for patience until ${event.data.retry_at}`;
    case 'provider.failed':
      return `the service failed during ${event.data.during}: ${event.data.message} (${event.data.code})`;
    default:
      return unreachable(event);
  }
}

const progressText = {
  pending: "back in the service's queue",
  'in-progress': 'under way',
  delivered: 'delivered',
} as const;

/** How an attempt ended, as a person would say it. */
export function outcomeText(outcome: Outcome): string {
  switch (outcome) {
    case 'no-answer':
      return 'no answer';
    case 'opted-out':
      return 'opted out';
    case 'answered':
    case 'voicemail':
    case 'busy':
    case 'failed':
    case 'canceled':
    case 'replied':
    case 'delivered':
    case 'undelivered':
      return outcome;
    default:
      return unreachable(outcome);
  }
}

function endedText(data: Extract<ContactEvent, { type: 'attempt.ended' }>['data']): string {
  const talked = data.duration_s === undefined ? '' : ` for ${durationText(data.duration_s * 1_000)}`;
  const doubt = data.unsettled === true ? '; nobody knows whether it rang' : '';
  const said = data.text === undefined ? '' : `: ${data.text}`;
  return `${outcomeText(data.outcome)}${talked}${said}${because(data.reason)}${doubt}`;
}

function scoredText(data: Extract<ContactEvent, { type: 'contact.scored' }>['data']): string {
  if (data.disqualified !== undefined) return `disqualified by ${data.disqualified}`;
  const absent = data.absent === undefined ? '' : ` (not told: ${data.absent.join(', ')})`;
  return data.score === null ? `ordered by value${absent}` : `scores ${data.score}${absent}`;
}

/** What a run waits for. */
export function waitText(data: Extract<MissionEvent, { type: 'run.waiting' }>['data']): string {
  const until = data.until === undefined ? '' : `, until ${data.until}`;
  switch (data.reason) {
    case 'gate':
      return `an answer to gate ${data.gate ?? ''}${until}`;
    case 'window':
      return `the next calling hours${until}`;
    case 'retry':
      return `the next try${until}`;
    case 'paused':
      return '`mission resume`: it is paused';
    default:
      return unreachable(data.reason);
  }
}

/** By which way an answer came. */
export function byText(by: GateChannel): string {
  switch (by) {
    case 'push':
      return 'on the phone';
    case 'terminal':
      return 'at the terminal';
    case 'command':
      return 'by command';
    case 'beforehand':
      return 'beforehand';
    case 'timeout':
      return 'by timeout';
    default:
      return unreachable(by);
  }
}

function firstOf(top: readonly { readonly target: string }[]): string {
  const [first] = top;
  return first === undefined ? '' : `, ${first.target} first`;
}

function refusedText(refused: readonly string[] = []): string {
  return refused.length === 0 ? '' : `; ${refused.length} more may no longer be contacted`;
}

function because(reason: string | undefined): string {
  return reason === undefined ? '' : ` (${reason})`;
}

function roundName(round: string): string {
  if (round === 'act') return 'the action';
  return round === '' ? 'the mission' : `round ${round}`;
}

/** `1 contact`, `3 contacts`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
