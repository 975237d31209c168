/** The mission machine's language: what it is told, what it asks for, and what it may look at. */
import type { Instant } from '../lib/time.ts';
import type { CompiledMission } from '../plan/compile.ts';
import type { PlanStep } from '../plan/steps.ts';
import type { Fields } from '../spec/spec.ts';
import type { Names } from './contact-machine.ts';
import type { ContactEvent, GateChannel, TopContact } from './events.ts';
import type { Approval, Prepared, PrepareRequest, ProviderError } from './ports.ts';

export interface MissionContext {
  readonly run: { readonly id: string; readonly name: string };
  readonly mission: CompiledMission;
  readonly steps: readonly PlanStep[];
  readonly plan: {
    readonly hash: string;
    /** Of the first round. */
    readonly contacts: number;
    readonly attempts: number;
    readonly minutes: number;
    readonly cost: string;
  };
  /** Hash of every prompt template: part of what a gate asks. */
  readonly templates: string;
  /** Gates approved before the run. */
  readonly approve: readonly string[];
  readonly provider: 'clawdtalk' | 'simulator';
  readonly seed: number | null;
}

export type MissionObservation =
  | { readonly kind: 'start' }
  | { readonly kind: 'restarted' }
  | { readonly kind: 'prepared'; readonly prepared: Prepared }
  | { readonly kind: 'provider'; readonly error: ProviderError; readonly during: string }
  | {
      readonly kind: 'chosen';
      readonly round: string;
      readonly contacts: number;
      readonly hash: string;
      readonly refused?: readonly string[];
    }
  | {
      readonly kind: 'ranked';
      readonly round: string;
      readonly ranked: number;
      readonly hash: string;
      readonly top: readonly TopContact[];
    }
  | { readonly kind: 'verified'; readonly unfinished: number; readonly incomplete: number }
  /** `passing`: the service could not be asked now, which says nothing of the phone. */
  | {
      readonly kind: 'pushed';
      readonly gate: string;
      readonly request: string | null;
      readonly reason?: string;
      readonly passing?: { readonly retryAfterMs?: number };
    }
  /** What became of the request; an answer about an earlier one may come late. */
  | { readonly kind: 'approval'; readonly gate: string; readonly request: string; readonly approval: Approval }
  | {
      readonly kind: 'answered';
      readonly gate: string;
      readonly decision: 'approve' | 'deny';
      readonly hash: string;
      readonly by: GateChannel;
    }
  /** A contact finished. `answers` so far; fields of its target, and of the target of the best offer before. */
  | {
      readonly kind: 'contact';
      readonly event: ContactEvent;
      readonly answers: readonly Names[];
      readonly target: Fields;
      readonly bestTarget: Fields;
    }
  | { readonly kind: 'limit'; readonly limit: string; readonly detail: string }
  | { readonly kind: 'idle'; readonly reason: 'window' | 'retry'; readonly until: Instant }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'cancel' };

export type MissionAction =
  | { readonly kind: 'prepare'; readonly request: PrepareRequest }
  /** Settle a round's contacts: a query over targets and stored contacts. */
  | { readonly kind: 'choose'; readonly round: string }
  /** Create contacts up to this many, in order. */
  | { readonly kind: 'open'; readonly round: string; readonly upTo: number }
  | {
      readonly kind: 'push';
      readonly gate: string;
      readonly question: string;
      readonly hash: string;
      readonly expiresAt: Instant;
      readonly biometric: boolean;
    }
  | { readonly kind: 'approval'; readonly gate: string; readonly request: string }
  | { readonly kind: 'rank'; readonly round: string }
  | { readonly kind: 'verify' }
  /** To every contact that is not final. */
  | { readonly kind: 'stop'; readonly reason: string }
  /** To every contact with something scheduled. */
  | { readonly kind: 'recall'; readonly reason: string };

export interface Want {
  readonly contact: string;
  readonly round: string;
  readonly earliest: Instant;
  readonly latest: Instant;
}

export type WantAnswer =
  | { readonly kind: 'granted'; readonly scheduledAt: Instant; readonly assistant: string; readonly from: string }
  /** No contact of the mission need ask before `askAt`; null: before a slot is given back. */
  | { readonly kind: 'later'; readonly askAt: Instant | null }
  /** This contact's call may not be before: its window will have shut when its turn comes. */
  | { readonly kind: 'beyond'; readonly notBefore: Instant }
  | { readonly kind: 'limit'; readonly limit: string; readonly detail: string };
