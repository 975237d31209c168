/**
 * The journal's events: past-tense facts, one closed union. `data` is written as users read it: snake_case, instants as
 * ISO strings, durations in seconds.
 *
 * A contact's events are made by the contact machine. The mission machine applies some of them too (a slot taken or given
 * back, a contact finished): one journal, two folds.
 */
import type { Instant } from '../lib/time.ts';
import type { Fields } from '../spec/spec.ts';

export type Outcome =
  | 'answered'
  | 'voicemail'
  | 'no-answer'
  | 'busy'
  | 'failed'
  | 'canceled'
  | 'opted-out'
  | 'replied'
  | 'delivered'
  | 'undelivered';

export type FinalContactStatus = 'reached' | 'unreached' | 'failed' | 'skipped';
export type ContactStatus = FinalContactStatus | 'queued' | 'placed' | 'open' | 'retrying' | 'reading';
export type FinalRunStatus = 'succeeded' | 'failed' | 'canceled';
export type RunStatus = FinalRunStatus | 'pending' | 'running' | 'waiting';
export type WaitReason = 'gate' | 'window' | 'retry' | 'paused';
export type StepStatus = 'pending' | 'in_progress' | 'completed' | 'failed' | 'skipped';
/** How a gate was answered: on the phone, at the prompt, by `mission approve`, or before the run by `--approve`. */
export type GateChannel = 'push' | 'terminal' | 'command' | 'beforehand' | 'timeout';

interface Fact<Type extends string, Data> {
  readonly type: Type;
  readonly at: Instant;
  readonly data: Data;
}
type None = Readonly<Record<never, never>>;

type ContactFact<Type extends string, Data> = Fact<Type, Data> & { readonly contact: string };
type AttemptFact<Type extends string, Data> = ContactFact<Type, Data> & { readonly attempt: number };
type StepFact<Type extends string, Data> = Fact<Type, Data> & { readonly step: string };
type GateFact<Type extends string, Data> = Fact<Type, Data> & { readonly gate: string };

export interface IntendedData {
  /** Travels in the service's metadata; the proof that a call is ours. */
  readonly key: string;
  readonly channel: 'call' | 'sms';
  readonly scheduled_at: string;
  readonly assistant: string;
  readonly from: string;
  /** True: the assistant's prompt is brought up to date before placing. */
  readonly prompt: boolean;
  /** sms: the rendered message. */
  readonly text?: string;
}

export interface EndedData {
  readonly outcome: Outcome;
  /** Seconds of conversation, one decimal; absent where nobody spoke. */
  readonly duration_s?: number;
  readonly conversation?: string;
  /** What the person wrote; replies only. */
  readonly text?: string;
  readonly reason?: string;
  /** In the rates' currency. */
  readonly cost: number;
  /** True: nobody knows what became of it. It counts as placed, at worst case, and a person has to look. */
  readonly unsettled?: true;
  /** True where this gives the slot back (not where an earlier event did). */
  readonly released: boolean;
}

export type ContactEvent =
  | ContactFact<'contact.queued', { readonly target: string; readonly round?: string }>
  | ContactFact<'contact.retrying', { readonly after: Outcome; readonly not_before: string }>
  | ContactFact<'contact.stopped', { readonly reason: string }>
  | AttemptFact<'attempt.intended', IntendedData>
  | AttemptFact<
      'assistant.updated',
      { readonly assistant: string; readonly instructions: string; readonly greeting: string }
    >
  | AttemptFact<'attempt.placed', { readonly scheduled_at: string; readonly ref: string }>
  | AttemptFact<'attempt.doubted', { readonly reason: string }>
  | AttemptFact<
      'attempt.progressed',
      {
        /** pending: the service has put it back into its queue. */
        readonly status: 'pending' | 'in-progress' | 'delivered';
        readonly conversation?: string;
        readonly released: boolean;
      }
    >
  | AttemptFact<'attempt.ended', EndedData>
  | AttemptFact<'attempt.withdrawing', { readonly reason: string }>
  /** Never rang: withdrawn at the service, or settled as never placed. */
  | AttemptFact<
      'attempt.withdrawn',
      {
        readonly reason: string;
        readonly key: string;
        readonly scheduled_at: string;
        readonly not_before?: string;
        /** A change of the prompt is still on its way: its assistant is nobody's until then. */
        readonly unsure_until?: string;
      }
    >
  | AttemptFact<
      'insight.received',
      {
        readonly summary: string;
        readonly transcript?: readonly string[];
        /** Checked against `collect`; absent while the model has yet to extract it. */
        readonly collected?: Fields;
        /** Required fields that are missing or invalid. */
        readonly incomplete?: readonly string[];
        /** True: none came in time. */
        readonly none?: boolean;
      }
    >
  | AttemptFact<
      'insight.extracted',
      { readonly collected: Fields; readonly incomplete?: readonly string[]; readonly failed?: string }
    >
  | ContactFact<'criterion.judged', { readonly criterion: string; readonly score: number; readonly failed?: string }>
  | ContactFact<
      'contact.scored',
      {
        /** 0..1; null where the contact is disqualified or ordered by a value only. */
        readonly score: number | null;
        readonly criteria: Readonly<Record<string, number>>;
        /** Criteria that read an absent field. */
        readonly absent?: readonly string[];
        /** The requirement that was not met. */
        readonly disqualified?: string;
      }
    >
  | ContactFact<'number.opted-out', { readonly how: string }>
  | ContactFact<'rule.breached', { readonly rule: string; readonly detail: string }>
  | ContactFact<
      'contact.finished',
      {
        readonly status: FinalContactStatus;
        readonly reason?: string;
        readonly incomplete?: boolean;
        /** A requirement of the rubric was not met: it becomes neither best nor found. */
        readonly disqualified?: boolean;
        /** gather-then-act: this contact meets the goal. */
        readonly goal?: boolean;
        /** What it answered, where others go by it: negotiations, and the contact that meets the goal. */
        readonly collected?: Fields;
      }
    >;

export type MissionEvent =
  | Fact<'run.started', { readonly plan: string; readonly provider: string; readonly seed?: number }>
  | Fact<'run.waiting', { readonly reason: WaitReason; readonly gate?: string; readonly until?: string }>
  | Fact<'run.resumed', { readonly reason: string }>
  | Fact<'run.paused', None>
  | Fact<'run.stopping', { readonly reason: string; readonly outcome: FinalRunStatus | null; readonly fault: boolean }>
  | Fact<'run.finished', { readonly status: FinalRunStatus; readonly summary: string }>
  | StepFact<'step.started', None>
  | StepFact<'step.completed', { readonly summary: string }>
  | StepFact<'step.failed', { readonly reason: string }>
  | StepFact<'step.skipped', { readonly reason: string }>
  | StepFact<'service.prepared', PreparedData>
  /** A round's contacts are settled: how many, the hash of their ids in order, and who is left out since they have said no. */
  | StepFact<
      'round.chosen',
      { readonly round: string; readonly contacts: number; readonly hash: string; readonly refused?: readonly string[] }
    >
  | StepFact<
      'round.ranked',
      { readonly round: string; readonly ranked: number; readonly hash: string; readonly top: readonly TopContact[] }
    >
  | GateFact<
      'gate.asked',
      { readonly question: string; readonly hash: string; readonly expires_at: string; readonly via: readonly string[] }
    >
  | GateFact<'gate.pushed', { readonly request: string }>
  /** `again_at`: the phone could not be asked now, and is asked again then. */
  | GateFact<'gate.unanswered', { readonly via: GateChannel; readonly reason: string; readonly again_at?: string }>
  | GateFact<'gate.approved', { readonly by: GateChannel; readonly hash: string }>
  | GateFact<'gate.denied', { readonly by: GateChannel; readonly hash: string; readonly reason?: string }>
  | GateFact<'gate.expired', { readonly hash: string }>
  | Fact<'offer.best', { readonly target: string; readonly value: number }>
  | Fact<'limit.reached', { readonly limit: string; readonly detail: string }>
  | Fact<'provider.throttled', { readonly retry_at: string }>
  | Fact<'provider.failed', { readonly code: string; readonly message: string; readonly during: string }>;

/** One line of a ranking's head, as questions name it. */
export interface TopContact {
  readonly rank: number;
  readonly target: string;
  readonly score: number | null;
  readonly shortlisted?: true;
}

export interface PreparedData {
  /** The service's id of the mission. */
  readonly mission: string;
  /** The service's id of the mission's run, where it has such: what is told of the run goes there. */
  readonly run?: string;
  /** The service's id of the account. */
  readonly account?: string;
  /** Assistants per round id, in pool order. */
  readonly assistants: Readonly<Record<string, readonly { readonly id: string; readonly from: string }[]>>;
}

export type Event = ContactEvent | MissionEvent;

/** An event as the store keeps it and `mission logs` prints it: contiguous `seq` from 1 within its run. */
export type JournalEvent = Event & { readonly seq: number };
