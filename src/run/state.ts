/**
 * The states of the two machines, as plain data: stored as JSON after every commit, and what a replay of the journal gives.
 */
import type { Instant } from '../lib/time.ts';
import type { Fields } from '../spec/spec.ts';
import type {
  ContactStatus,
  FinalRunStatus,
  GateChannel,
  Outcome,
  PreparedData,
  RunStatus,
  StepStatus,
  TopContact,
  WaitReason,
} from './events.ts';

export interface ContactState {
  /** `acme`; in a multi-round mission `demo/acme`; of the action `act/acme`. */
  readonly id: string;
  /** The target's id. */
  readonly target: string;
  /** The round's id, '' where there is one only. */
  readonly round: string;
  readonly status: ContactStatus;
  readonly reason?: string;
  /** The next attempt is not due before. */
  readonly notBefore: Instant;
  /** After a failure: leave is not asked for before, however soon the attempt is due. */
  readonly askFrom?: Instant;
  readonly attempts: readonly Attempt[];
  /** How many intents there were, those that never became an attempt included; part of the next key. */
  readonly intents: number;
  /** Asked to end: no further attempt. */
  readonly stopped?: string;
  readonly insight?: { readonly summary: string; readonly transcript?: readonly string[]; readonly none?: boolean };
  readonly collected?: Fields;
  readonly incomplete?: readonly string[];
  /** Why what is missing was not read: nobody knows whether it was told. */
  readonly unread?: string;
  readonly judged: Readonly<Record<string, number>>;
  readonly score?: number | null;
  readonly criteria?: Readonly<Record<string, number>>;
  readonly absent?: readonly string[];
  readonly disqualified?: string;
  readonly optedOut?: boolean;
  readonly finishedAt?: Instant;
}

export type AttemptPhase = 'intended' | 'prompted' | 'doubted' | 'placed' | 'open' | 'ended';

export interface Attempt {
  /** From 1. */
  readonly n: number;
  readonly key: string;
  readonly channel: 'call' | 'sms';
  readonly phase: AttemptPhase;
  readonly scheduledAt: Instant;
  readonly assistant: string;
  readonly from: string;
  /** Its assistant's prompt is brought up to date before placing. */
  readonly prompt: boolean;
  /** sms: what is sent, until it is placed. */
  readonly text?: string;
  /** The service's id of the scheduled event. */
  readonly ref?: string;
  readonly conversation?: string;
  /** A withdrawal was asked for; why. */
  readonly withdrawing?: string;
  readonly doubtedAt?: Instant;
  /** It rang, and the service put it back into its queue. */
  readonly rang?: true;
  /** The slot was given back. */
  readonly released: boolean;
  /** sms: when it was delivered. */
  readonly deliveredAt?: Instant;
  readonly endedAt?: Instant;
  readonly outcome?: Outcome;
  readonly durationS?: number;
  readonly cost?: number;
  readonly reply?: string;
  readonly reason?: string;
  /** Nobody knows what became of it: it counts as placed. */
  readonly unsettled?: true;
}

export interface StepState {
  readonly id: string;
  readonly status: StepStatus;
  /** What came of it, or why it failed or was skipped. */
  readonly note?: string;
  readonly startedAt?: Instant;
  readonly endedAt?: Instant;
}

export interface GateState {
  readonly status: 'shut' | 'asked' | 'approved' | 'denied' | 'expired';
  readonly question?: string;
  readonly hash?: string;
  readonly askedAt?: Instant;
  /** The push request, once a phone was asked. */
  readonly request?: string;
  /** When a phone is asked again; absent: it was asked, or cannot be. */
  readonly pushAgainAt?: Instant;
  readonly expiresAt?: Instant;
  readonly by?: GateChannel;
  readonly answeredAt?: Instant;
}

export interface RoundState {
  readonly id: string;
  /** Null until its contacts are chosen. */
  readonly contacts: number | null;
  /** Hash of the chosen ids in order. */
  readonly hash?: string;
  /** Targets that would have been among them, but could no longer be contacted. */
  readonly refused?: readonly string[];
  /** How many contacts stand in each final status. */
  readonly finished: {
    readonly reached: number;
    readonly unreached: number;
    readonly failed: number;
    readonly skipped: number;
  };
  /** Why contacts were skipped, and how many. Absent: none were. */
  readonly skippedBy?: Readonly<Record<string, number>>;
  readonly ranked: boolean;
}

export interface Totals {
  /** Attempts placed (an intent that never rang is not one). */
  readonly attempts: number;
  readonly minutes: number;
  readonly cost: number;
  /** Attempts of which nobody knows what became; absent where there are none. */
  readonly unsettled?: number;
}

export interface MissionState {
  readonly status: RunStatus;
  readonly waiting?: { readonly reason: WaitReason; readonly gate?: string; readonly until?: Instant };
  readonly startedAt?: Instant;
  readonly finishedAt?: Instant;
  readonly summary?: string;
  readonly steps: readonly StepState[];
  readonly gates: Readonly<Record<string, GateState>>;
  readonly rounds: readonly RoundState[];
  readonly prepared?: PreparedData;
  /** Slots taken: attempts between their intent and their end. */
  readonly open: number;
  /** Who holds which assistant of the running round, by contact id; null is free. Empty where one serves all. */
  readonly pool: readonly (string | null)[];
  /** Assistants whose prompt may yet be changed by a request that is still on its way, by id: free again from then on. */
  readonly unsure?: Readonly<Record<string, Instant>>;
  /** Instants of attempts that still count for the pace, earliest first. Empty without one. */
  readonly paced: readonly Instant[];
  /** When the last pulse of attempts began: those intended within `pulseLastsMs` are one. */
  readonly pulseAt?: Instant;
  readonly totals: Totals;
  /** No attempt is granted before (429). */
  readonly throttledUntil?: Instant;
  /** Consecutive failures of the current step at the provider, since when, and when the last was (patience.ts). */
  readonly failures: number;
  readonly failingSince?: Instant;
  readonly failedAt?: Instant;
  /** Early end of the calls: why, and what the run comes to in the end (null: decided as usual). */
  readonly stopping?: { readonly reason: string; readonly outcome: FinalRunStatus | null; readonly fault: boolean };
  readonly paused?: boolean;
  /** Negotiation: the best offer so far and the answers' count; `best` and `previous` as prompts see them. */
  readonly best?: { readonly target: string; readonly value: number; readonly collected: Fields };
  readonly previous?: { readonly target: string; readonly collected: Fields };
  /** gather-then-act: the contact that met the goal. */
  readonly found?: { readonly contact: string; readonly target: string; readonly collected: Fields };
  /** The head of the last ranking, for questions and the summary. */
  readonly top: readonly TopContact[];
}
