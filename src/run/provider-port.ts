/** The provider port: who places the calls. See ports.ts for the other four. */
import type { Instant } from '../lib/time.ts';
import type { CollectField } from '../spec/spec.ts';

/** Who places the calls. No method throws for what a service can do; no method repeats a `place` by itself. */
export interface Provider {
  readonly name: 'clawdtalk' | 'simulator';
  /** Where attempts are real: the ledger's rows carry it. */
  readonly world: string;
  /** True: nothing that another process asked of it can still be on its way. No service across a network can say so. */
  readonly alone?: boolean;
  /** Finds or creates what a mission needs at the service. Safe to repeat: keyed by run. */
  prepare(request: PrepareRequest): Promise<Answer<Prepared>>;
  /** Changes an assistant's prompt. Never repeated by the adapter: a change that was lost may arrive after the next one. */
  update(request: PromptRequest): Promise<Answer<null>>;
  /** Schedules one call or text. Never repeated by the adapter. */
  place(request: PlaceRequest): Promise<Answer<{ readonly ref: string }>>;
  /** Reads scheduled events of one assistant: one request for all of them. Unknown refs are left out. */
  read(request: {
    readonly assistant: string;
    readonly refs: readonly string[];
    /** True: only news matters. What is under way, and would have been told of its end, may be left out. */
    readonly news?: boolean;
  }): Promise<Answer<readonly Reading[]>>;
  /** Everything the service holds for one assistant of this mission; settles doubt. */
  list(request: { readonly assistant: string; readonly mission: string }): Promise<Answer<Listing>>;
  /** Takes a scheduled event back. `withdrawn` false: too late, it is under way or over. Safe to repeat. */
  withdraw(request: {
    readonly assistant: string;
    readonly ref: string;
  }): Promise<Answer<{ readonly withdrawn: boolean }>>;
  /** Null: not there yet. */
  insight(request: { readonly conversation: string }): Promise<Answer<Insight | null>>;
  /** Texts received at or after `since`, oldest first. */
  inbox(request: { readonly since: Instant }): Promise<Answer<readonly InboundText[]>>;
  /** Asks for approval by push. `id` null: no phone could be asked. */
  ask(
    request: AskRequest,
  ): Promise<Answer<{ readonly id: string | null; readonly reason?: 'no_devices' | 'no_devices_reached' }>>;
  /** `biometric`: it was asked for, so a yes that was not verified by it is none. */
  approval(request: { readonly id: string; readonly biometric?: boolean }): Promise<Answer<Approval>>;
  /** Hints to read, never facts. Returns how to stop listening. */
  onPush(listener: (push: Push) => void): () => void;
  close(): Promise<void>;
}

/** `serviceAt` is the service's own clock when it answered; an error has none where no answer came. */
export type Answer<Value> =
  | { readonly ok: true; readonly value: Value; readonly serviceAt: Instant }
  | { readonly ok: false; readonly error: ProviderError; readonly serviceAt?: Instant };

export interface ProviderError {
  /**
   * refused: a definite no (4xx, or a 5xx that wraps one); throttled: 429; lost: no answer, it may have happened;
   * unavailable: definitely not carried out, worth another try; unauthorized, no-number, quota: beyond repair.
   */
  readonly code: 'refused' | 'throttled' | 'lost' | 'unavailable' | 'unauthorized' | 'no-number' | 'quota';
  readonly message: string;
  readonly retryAfterMs?: number;
}

export interface PrepareRequest {
  readonly run: string;
  readonly mission: string;
  readonly steps: readonly { readonly id: string; readonly title: string }[];
  readonly rounds: readonly PrepareRound[];
  /** How many calls and texts the mission takes at least: an account that may not make so many is of no use. */
  readonly needs: { readonly calls: number; readonly texts: number };
}

export interface PrepareRound {
  readonly id: string;
  readonly channel: 'call' | 'sms';
  /** How many assistants: one where all targets hear the same prompt. */
  readonly assistants: number;
  readonly name: string;
  /** The prompt where it is the same for all; else '' until `update`. */
  readonly instructions: string;
  readonly greeting: string;
  readonly model?: string;
  readonly voice?: string;
  readonly tools: readonly string[];
  readonly voicemail?: { readonly detect: boolean; readonly message?: string };
  readonly collect: Readonly<Record<string, CollectField>>;
}

export interface Prepared {
  /** The service's id of the mission. */
  readonly mission: string;
  /** The service's id of the mission's run, where a service has such. */
  readonly run?: string;
  /** Whose it is, where the service says so: a run goes on with this account alone, whatever its key is by then. */
  readonly account?: string;
  readonly assistants: Readonly<Record<string, readonly { readonly id: string; readonly from: string }[]>>;
}

export interface PromptRequest {
  readonly assistant: string;
  readonly instructions: string;
  readonly greeting: string;
  /** Whether an answering machine is listened for. Absent: it is. */
  readonly detect?: boolean;
  /** What is left on an answering machine, where the mission leaves a message. */
  readonly voicemail?: string;
}

export interface PlaceRequest {
  readonly assistant: string;
  readonly mission: string;
  readonly channel: 'call' | 'sms';
  /** E.164. */
  readonly to: string;
  readonly from: string;
  readonly scheduledAt: Instant;
  readonly text?: string;
  /** `contact` is the contact's id; the simulated world plays personas by its target. */
  readonly metadata: { readonly key: string; readonly run: string; readonly contact: string; readonly target: string };
}

export interface Reading {
  readonly ref: string;
  readonly status: 'pending' | 'in_progress' | 'completed' | 'failed';
  readonly call?:
    | 'ringing'
    | 'in-progress'
    | 'answered'
    | 'voicemail'
    | 'no-answer'
    | 'busy'
    | 'canceled'
    | 'failed'
    | 'delivered'
    | 'undelivered';
  readonly durationS?: number;
  readonly conversation?: string;
  /** Redials that the service made by itself. */
  readonly redials?: number;
}

export interface Listing {
  /** True: every page was read, of the assistant's events and of the mission's. */
  readonly complete: boolean;
  /**
   * True: whatever was asked of the service before this answer is in it, or will never arrive. No service across a network can
   * say so; absent there.
   */
  readonly final?: boolean;
  readonly events: readonly ListedEvent[];
}

export interface ListedEvent {
  readonly ref: string;
  readonly key?: string;
  readonly to: string;
  readonly channel: 'call' | 'sms';
  readonly scheduledAt: Instant;
  readonly status: Reading['status'];
  /** True: it was taken back before it rang. */
  readonly withdrawn?: boolean;
}

export interface Insight {
  /** Text, or JSON as text. */
  readonly text: string;
  readonly transcript?: readonly string[];
}

export interface InboundText {
  readonly id: string;
  /** E.164. */
  readonly from: string;
  /** Our number that it was sent to: two runs may text the same person. */
  readonly to: string;
  readonly text: string;
  readonly at: Instant;
}

export interface AskRequest {
  readonly run: string;
  readonly gate: string;
  readonly question: string;
  readonly details: string;
  readonly biometric: boolean;
  readonly expiresAt: Instant;
}

export interface Approval {
  readonly status: 'pending' | 'approved' | 'denied' | 'expired';
}

export type Push =
  | { readonly kind: 'attempt'; readonly ref: string }
  /** About the attempt at a number, of the mission with this id at the service: not every service names its events. */
  | { readonly kind: 'number'; readonly mission: string; readonly to: string }
  /** The same, and all that happened is that somebody picked up: no reason to look. */
  | { readonly kind: 'under-way'; readonly mission: string; readonly to: string }
  | { readonly kind: 'insight'; readonly conversation: string }
  | { readonly kind: 'text'; readonly from: string; readonly to: string }
  | { readonly kind: 'approval'; readonly id: string }
  /** For a while nothing could be heard: whatever is open may have changed, and texts may have come. */
  | { readonly kind: 'missed' };
