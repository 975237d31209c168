/** One contact as the results tell of it. */
import { isoInstant } from '../lib/time.ts';
import type { ContactStatus, Outcome } from '../run/events.ts';
import type { Attempt, ContactState } from '../run/state.ts';
import type { Fields, RoundSpec } from '../spec/spec.ts';
import type { Contact, ResultsInput } from './input.ts';
import { showPhone, showPhonesIn } from './phones.ts';

export interface ContactEntry {
  readonly target: string;
  readonly name: string;
  readonly phone: string;
  readonly status: ContactStatus;
  readonly reason?: string;
  /** Required fields that are missing or invalid. */
  readonly incomplete?: readonly string[];
  /** Why they were not read: whether they were told nobody knows. */
  readonly unread?: string;
  /** The requirement that was not met. */
  readonly disqualified?: string;
  /** Criteria that read an absent field, and so score 0. */
  readonly absent?: readonly string[];
  readonly opted_out?: true;
  readonly attempts: readonly AttemptEntry[];
  readonly collected?: Fields;
  /** Only with `results.transcripts`. */
  readonly insight?: string;
  readonly transcript?: readonly string[];
}

export interface AttemptEntry {
  readonly n: number;
  /** The instant of the call or text. */
  readonly at: string;
  /** Absent while it is under way. */
  readonly outcome?: Outcome;
  /** `95s`. */
  readonly duration?: string;
  readonly reason?: string;
  /** True: nobody knows what became of it; it counts as placed. */
  readonly unsettled?: true;
  /** What was written back; only with `results.transcripts`. */
  readonly reply?: string;
}

export function contactEntry(
  contact: Contact,
  of: { readonly input: ResultsInput; readonly round: RoundSpec },
): ContactEntry {
  const { state } = contact;
  const { input, round } = of;
  const { results } = input.source.spec;
  const target = contact.target();
  const show = phonesShown(input);
  return {
    target: state.target,
    name: show(target.name),
    phone: showPhone(target.phone, { style: results.phones, salt: input.salt }),
    status: state.status,
    ...(state.reason === undefined ? {} : { reason: show(state.reason) }),
    ...(state.incomplete === undefined ? {} : { incomplete: state.incomplete, ...unreadPart(state) }),
    ...(state.disqualified === undefined ? {} : { disqualified: state.disqualified }),
    ...(state.absent === undefined ? {} : { absent: state.absent }),
    ...(state.optedOut === true ? { opted_out: true } : {}),
    attempts: state.attempts.map((attempt) => attemptEntry(attempt, { transcripts: results.transcripts, show })),
    ...(state.collected === undefined ? {} : { collected: ordered(state.collected, round) }),
    ...(results.transcripts ? wordsOf(state, show) : {}),
  };
}

function unreadPart({ unread, insight }: ContactState): Pick<ContactEntry, 'unread'> {
  if (unread !== undefined) return { unread };
  return insight?.none === true ? { unread: 'the service had nothing to tell of the conversation' } : {};
}

/** How texts of a run's results show the phone numbers in them. */
export function phonesShown({ source, salt }: Pick<ResultsInput, 'source' | 'salt'>): (text: string) => string {
  const { phones: style } = source.spec.results;
  return (text) => showPhonesIn(text, { style, salt });
}

export function attemptEntry(
  attempt: Attempt,
  of: { readonly transcripts: boolean; readonly show: (text: string) => string },
): AttemptEntry {
  const { transcripts, show } = of;
  const { n, scheduledAt, outcome, durationS, reason, unsettled, reply } = attempt;
  return {
    n,
    at: isoInstant(scheduledAt),
    ...(outcome === undefined ? {} : { outcome }),
    ...(durationS === undefined ? {} : { duration: `${durationS}s` }),
    ...(reason === undefined ? {} : { reason: show(reason) }),
    ...(unsettled === undefined ? {} : { unsettled }),
    ...(transcripts && reply !== undefined ? { reply: show(reply) } : {}),
  };
}

/** Collected fields in the order of `collect`, whatever order they came in. */
export function ordered(collected: Fields, round: RoundSpec): Fields {
  const names = Object.keys(round.collect);
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = collected[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function wordsOf(state: ContactState, show: (text: string) => string): Pick<ContactEntry, 'insight' | 'transcript'> {
  const { insight } = state;
  if (insight === undefined || insight.none === true) return {};
  const said = insight.transcript === undefined ? {} : { transcript: insight.transcript.map(show) };
  return { insight: show(insight.summary), ...said };
}
