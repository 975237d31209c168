/**
 * A spec: the mission file, parsed and checked, with every default filled in and every duration in milliseconds.
 * `spec/` makes it; `plan/` and `run/` read nothing else of what the user wrote.
 *
 * All classes share one shape: a list of rounds. Every class but `multi-round` has exactly one, with the id ''.
 * The action of `gather-then-act` is a round of one contact as well, with the id 'act'.
 */
import type { Instant } from '../lib/time.ts';
import type { ContactRule, Purpose } from './contact-rule.ts';

export type { Purpose };

export type MissionClass =
  | 'parallel-sweep'
  | 'parallel-screening'
  | 'sequential-negotiation'
  | 'multi-round'
  | 'gather-then-act';
export type Channel = 'call' | 'sms';
export type TargetKind = 'automated' | 'service' | 'professional' | 'person';
/** JSON-like data: what cells, params and collected fields hold. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
export type Fields = Readonly<Record<string, Value>>;

export interface Spec {
  readonly version: 1;
  readonly name: string;
  /** The name in lower case, one hyphen for every run of other characters, none at the ends. */
  readonly slug: string;
  readonly class: MissionClass;
  readonly purpose: Purpose;
  /** Resolved: defaults, overlaid by the command line. */
  readonly params: Readonly<Record<string, string | number | boolean>>;
  /** Names of the params that no prompt, message or question may show. */
  readonly secretParams: readonly string[];
  /** CEL over target and params; a target for which it is not true is left out under the rule `where`. */
  readonly where?: string;
  readonly rounds: readonly [RoundSpec, ...RoundSpec[]];
  readonly act?: RoundSpec;
  /** gather-then-act: CEL over collected, target, params. */
  readonly goal?: string;
  readonly negotiate?: NegotiateSpec;
  readonly limits: LimitsSpec;
  /** In the order of the file; implicit gates of rounds included. */
  readonly gates: readonly GateSpec[];
  readonly againAfterMs: number;
  /** Contact rules that are loosened, and why. */
  readonly rules?: { readonly override: readonly string[]; readonly because: string };
  /** The contact rules of the purpose, the program's and the workspace's; those that are loosened too. */
  readonly contactRules: readonly ContactRule[];
  readonly provider: 'clawdtalk' | 'simulator';
  readonly results: {
    readonly formats: readonly ('yaml' | 'csv')[];
    readonly transcripts: boolean;
    readonly phones: 'masked' | 'clear' | 'hashed';
  };
  readonly simulate: SimulateSpec;
  /** Which of the targets are automated systems, for which `detect: auto` is off. Absent: none. */
  readonly automated?: 'some' | 'all';
  readonly rates: RatesSpec;
}

export interface RoundSpec {
  /** '' in missions of one round, 'act' for the action. */
  readonly id: string;
  readonly targets:
    | { readonly kind: 'all' }
    | { readonly kind: 'top'; readonly count: number }
    | { readonly kind: 'where'; readonly expression: string };
  readonly channel: Channel;
  /** Calls have one; texts may. */
  readonly assistant?: AssistantSpec;
  /** Texts: a template. */
  readonly message?: string;
  /** Texts: how long an answer counts. */
  readonly reply?: { readonly withinMs: number };
  readonly collect: Readonly<Record<string, CollectField>>;
  readonly rubric?: RubricSpec;
  readonly schedule: ScheduleSpec;
  readonly retry: RetrySpec;
}

export interface AssistantSpec {
  readonly name: string;
  /** Handlebars template. */
  readonly greeting: string;
  /** Handlebars template. */
  readonly instructions: string;
  readonly model: string;
  readonly voice?: string;
  readonly tools: readonly string[];
  readonly voicemail: {
    readonly detect: 'auto' | 'on' | 'off';
    readonly action: 'hang_up' | 'leave_message';
    /** Handlebars template. */
    readonly message?: string;
  };
  readonly record?: boolean;
}

export interface CollectField {
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'enum' | 'array';
  readonly enum?: readonly string[];
  readonly items?: Omit<CollectField, 'required' | 'description'>;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly unit?: string;
  readonly description?: string;
  readonly required: boolean;
}

export interface RubricSpec {
  /** CEL; each must be true or the contact is disqualified. */
  readonly require: readonly string[];
  readonly criteria: readonly Criterion[];
  /** `EXPR asc|desc`, parsed; instead of criteria. */
  readonly rank?: { readonly expression: string; readonly direction: 'asc' | 'desc' };
  readonly shortlist?: number;
}

export type Criterion =
  | { readonly id: string; readonly weight: number; readonly kind: 'score'; readonly score: string }
  | {
      readonly id: string;
      readonly weight: number;
      readonly kind: 'judge';
      readonly judge: string;
      readonly scale: number;
    };

export interface ScheduleSpec {
  /** Null: now. */
  readonly start: Instant | null;
  /** Minutes since local midnight; `to` is exclusive, at most 1440. */
  readonly hours: { readonly from: number; readonly to: number };
  /** ISO weekdays, 1 is Monday. */
  readonly days: readonly number[];
  /** 'target', or an IANA zone that must be open as well. */
  readonly timezone: string;
  /** Country codes (`US`) whose public holidays are left out. */
  readonly holidays: readonly string[];
  readonly pace?: PaceSpec;
  readonly lookaheadMs: number;
  readonly deadline: { readonly afterMs: number } | { readonly at: Instant };
}

/** At most `batch` attempts are scheduled in any `everyMs`. */
export interface PaceSpec {
  readonly batch: number;
  readonly everyMs: number;
}

export type RetryOutcome = 'no-answer' | 'busy' | 'failed' | 'voicemail' | 'undelivered';

/** When to redial: after a random while, on the next business day, or in the next window. */
export type RetryAfter =
  | { readonly kind: 'range'; readonly minMs: number; readonly maxMs: number }
  | { readonly kind: 'next-business-day' }
  | { readonly kind: 'next-window' };

export interface RetrySpec {
  /** Null: by the target's kind. `none`: no redials but those adjusted below. */
  readonly base: TargetKind | 'none' | null;
  /** All redials of a contact together; absent: the preset's. */
  readonly total?: number;
  readonly adjust: Readonly<Partial<Record<RetryOutcome, { readonly times?: number; readonly after?: RetryAfter }>>>;
}

export interface LimitsSpec {
  readonly concurrency: number;
  readonly attemptsTotal?: number;
  readonly attemptsPerNumberPerDay: number;
  readonly callMinutes: number;
  readonly minutesTotal?: number;
  readonly costTotal?: Money;
}

export interface Money {
  readonly amount: number;
  readonly currency: string;
}

export interface GateSpec {
  readonly id: string;
  /** The step it stands before: `calls`, `ROUND/calls`, `rank` or `act`. */
  readonly before: string;
  /** Handlebars template. */
  readonly ask: string;
  readonly via: readonly ('push' | 'terminal')[];
  readonly biometric: boolean;
  readonly timeoutMs: number;
  readonly onTimeout: 'deny' | 'wait';
}

export interface NegotiateSpec {
  readonly direction: 'minimize' | 'maximize';
  /** CEL of the objective, `collected.price`. */
  readonly expression: string;
  /** CEL key; smaller first. Absent: list order. */
  readonly order?: string;
  readonly stop?: string;
  readonly floor?: number;
  readonly ceiling?: number;
}

/** One attempt as the simulated telephone world plays it. */
export interface PersonaLine {
  readonly outcome:
    | 'answered'
    | 'voicemail'
    | 'no-answer'
    | 'busy'
    | 'failed'
    | 'delivered'
    | 'undelivered'
    | 'replied';
  readonly durationMs?: number;
  readonly collected?: Fields;
  readonly transcript?: readonly string[];
  /** What a text is answered with, and how long after its delivery. */
  readonly reply?: string;
  readonly afterMs?: number;
}

export interface ApproverLine {
  readonly answer: 'approved' | 'denied' | 'silent' | 'no_devices';
  readonly afterMs: number;
}

export interface SimulateSpec {
  readonly seed: number;
  readonly from?: Instant;
  /** Shares of outcomes, summing to 1 or less; the rest is `failed`. */
  readonly default: Readonly<Record<string, number>>;
  readonly personas: Readonly<Record<string, readonly PersonaLine[]>>;
  readonly approver: Readonly<Record<string, ApproverLine>>;
}

/** What a minute and a text cost; used by the forecast and the cost limit. */
export interface RatesSpec {
  readonly callMinute: number;
  readonly sms: number;
  readonly currency: string;
}

/** A row of the target file or list, checked. */
export interface Target {
  readonly id: string;
  readonly name: string;
  /** E.164. */
  readonly phone: string;
  /** IANA zones; several where only the number tells: all must be open. */
  readonly zones: readonly string[];
  /** States of the US that it may be in, where a contact rule asks for them: all their rules hold. None: not known. */
  readonly states?: readonly string[];
  readonly kind: TargetKind;
  readonly consent?: { readonly type: string; readonly source?: string; readonly at?: string };
  /** Every column, name and phone included: what templates and expressions see as `target`. */
  readonly fields: Fields;
}

/** A target that never becomes a contact, with the rule that left it out (`invalid: skip`, `duplicates: first`). */
export interface LeftOut {
  readonly target: string;
  readonly rule: string;
  readonly reason: string;
}
