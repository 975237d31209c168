/**
 * The contact machine's language: what it is told, what it asks for, and what it may look at.
 *
 * Actions are of two sorts. Deeds (prompt, place, withdraw) follow from a fresh event and are asked once; a takeover
 * settles what became of them. Questions (want, read, list, insight, inbox, extract, judge) are derived from state and time
 * and may be asked again at no harm.
 */
import type { Instant } from '../lib/time.ts';
import type { CompiledMission, CompiledRound } from '../plan/compile.ts';
import type { Fields, Target } from '../spec/spec.ts';
import type { ContactEvent } from './events.ts';
import type {
  ExtractRequest,
  Insight,
  JudgeRequest,
  Listing,
  PlaceRequest,
  PromptRequest,
  ProviderError,
  Reading,
} from './ports.ts';

/** What the decisions about one contact depend on, besides its state: all of it fixed for the run. */
export interface ContactContext {
  readonly run: { readonly id: string; readonly name: string };
  readonly mission: CompiledMission;
  readonly round: CompiledRound;
  readonly target: Target;
  /** No attempt is scheduled before and after. */
  readonly start: Instant;
  readonly deadline: Instant;
  /** The service's id of the mission. */
  readonly service: string;
}

export type ContactObservation =
  /** Another process drove the run before. */
  | {
      readonly kind: 'restarted';
      /** True: nothing that it asked for can still be on its way. */
      readonly settled?: boolean;
    }
  /** The mission: make no further attempt. */
  | { readonly kind: 'stop'; readonly reason: string }
  /** The mission: take back what has not rung; the contact goes on later. */
  | { readonly kind: 'recall'; readonly reason: string }
  | { readonly kind: 'prompted'; readonly attempt: number; readonly prompt: PromptRequest }
  | { readonly kind: 'placed'; readonly attempt: number; readonly ref: string }
  /** Updating the prompt or placing failed. */
  | {
      readonly kind: 'refused';
      readonly attempt: number;
      readonly error: ProviderError;
      readonly deed: 'prompt' | 'place';
      /** The service's clock when it said so. */
      readonly serviceAt?: Instant;
    }
  | { readonly kind: 'reading'; readonly attempt: number; readonly reading: Reading }
  | { readonly kind: 'listing'; readonly attempt: number; readonly listing: Listing; readonly serviceAt: Instant }
  | { readonly kind: 'insight'; readonly attempt: number; readonly insight: Insight | null }
  | { readonly kind: 'text'; readonly text: string; readonly at: Instant }
  /** Every text that came before `until` has been told. */
  | { readonly kind: 'silence'; readonly attempt: number; readonly until: Instant }
  | { readonly kind: 'extracted'; readonly attempt: number; readonly fields: Fields | null; readonly message?: string }
  | { readonly kind: 'judged'; readonly criterion: string; readonly score: number | null; readonly message?: string };

export type ContactAction =
  | { readonly kind: 'want'; readonly attempt: number; readonly earliest: Instant; readonly latest: Instant }
  | { readonly kind: 'prompt'; readonly attempt: number; readonly request: PromptRequest }
  | { readonly kind: 'place'; readonly attempt: number; readonly request: PlaceRequest }
  | { readonly kind: 'read'; readonly attempt: number; readonly assistant: string; readonly ref: string }
  | { readonly kind: 'list'; readonly attempt: number; readonly assistant: string; readonly mission: string }
  /** Takes the call back and then reads it: only the reading tells what became of it. */
  | { readonly kind: 'withdraw'; readonly attempt: number; readonly assistant: string; readonly ref: string }
  | { readonly kind: 'insight'; readonly attempt: number; readonly conversation: string }
  | { readonly kind: 'inbox'; readonly attempt: number; readonly since: Instant }
  | { readonly kind: 'extract'; readonly attempt: number; readonly request: ExtractRequest }
  | { readonly kind: 'judge'; readonly criterion: string; readonly request: JudgeRequest };

/** What a prompt, a message or a question may name. */
export type Names = Readonly<Record<string, unknown>>;

/** The mission's leave for one attempt, the ledger's reservation included: usable in this turn only, like `now`. */
export interface Grant {
  readonly scheduledAt: Instant;
  readonly assistant: string;
  readonly from: string;
  /** best, previous, answers, rounds, found. */
  readonly names: Names;
}

export interface ContactInput {
  readonly now: Instant;
  /** Events of this turn, already applied. */
  readonly fresh: readonly ContactEvent[];
  /** True where the wake time has come, or something hints at news: questions are asked. */
  readonly due: boolean;
  /** True: only the machine's own clock says `now`. No doubt is given up by it. */
  readonly unsure?: boolean;
  readonly grant?: Grant;
  /** A want was answered with `later`: no attempt is wanted before. */
  readonly notBefore?: Instant;
}

export interface Decision<Event, Action> {
  readonly events: readonly Event[];
  readonly actions: readonly Action[];
  readonly wakeAt: Instant | null;
}
