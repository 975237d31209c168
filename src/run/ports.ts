/**
 * The five ports of the core: provider (in a file of its own), model, store, clock, engine. Owned here, implemented elsewhere;
 * every adapter of a port passes that port's contract suite in test/contract/.
 */
import type { Result } from '../lib/result.ts';
import type { Instant } from '../lib/time.ts';
import type { CollectField, Fields, LeftOut, Spec, Target, Value } from '../spec/spec.ts';
import type { JournalEvent, RunStatus, WaitReason } from './events.ts';
import type { NumberStore } from './number-port.ts';
import type { Answer } from './provider-port.ts';
import type { ServiceStore } from './service-port.ts';
import type { ContactState, MissionState } from './state.ts';

// ── clock ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Clock {
  /** True where time is the simulated world's: waiting takes no time. */
  readonly virtual: boolean;
  now(): Instant;
  /**
   * Waits until `until` (null: for ever), until the world delivers something, or until `wake()`.
   * A virtual clock advances to whichever comes first, `until` or the world's next happening, and returns at once.
   * 'never': virtual, `until` is null and nothing will ever happen in the world; nothing was waited for.
   */
  wait(until: Instant | null): Promise<'due' | 'woken' | 'never'>;
  /** Ends a `wait` that is under way. */
  wake(): void;
  /** Virtual: when the world's next happening is due; null where there is none or time is real. */
  nextHappening(): Instant | null;
}

export type {
  Answer,
  Approval,
  AskRequest,
  InboundText,
  Insight,
  ListedEvent,
  Listing,
  PlaceRequest,
  Prepared,
  PrepareRequest,
  PrepareRound,
  PromptRequest,
  Provider,
  ProviderError,
  Push,
  Reading,
} from './provider-port.ts';

// ── model ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Who reads and judges a conversation. */
export interface Model {
  readonly name: string;
  /** Values for the fields of `collect`, unchecked. */
  extract(request: ExtractRequest): Promise<Answer<Fields>>;
  /** 0..1. */
  judge(request: JudgeRequest): Promise<Answer<number>>;
}

interface Conversation {
  /** The attempt's key: the same question has the same one. */
  readonly key: string;
  readonly target: string;
  /** The insight, or the text of a reply. */
  readonly summary: string;
  readonly transcript?: readonly string[];
}

export interface ExtractRequest extends Conversation {
  readonly collect: Readonly<Record<string, CollectField>>;
}

export interface JudgeRequest extends Conversation {
  readonly criterion: { readonly id: string; readonly question: string; readonly scale: number };
  readonly collected: Fields;
}

// ── store ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Where runs live: embedded, so its calls are synchronous; a call either happened durably or returns a failure (or, for a
 * read, throws StoreError, which main turns into exit 5).
 */
export interface Store extends NumberStore {
  /** What is kept for a service across a network. */
  readonly service: ServiceStore;

  // runs
  /** Makes the run with its copy of everything it will read; names it `<slug>-<n>`. One transaction. */
  createRun(run: NewRun): RunRecord;
  /** The same, but null where a run of that slug and file is unfinished: of several that begin at once, one does. */
  beginRun(run: NewRun): RunRecord | null;
  run(name: string): RunRecord | null;
  /** Newest last, in the store's order. */
  runs(filter?: { readonly slug?: string }): readonly RunRecord[];
  source(run: string): RunSource;
  mission(run: string): MissionState | null;
  targetCount(run: string): number;
  target(run: string, index: number): Target;
  targets(run: string): IterableIterator<Target>;
  /** Ids of targets from one index up to another, in order: all that it takes to make contacts. */
  targetIds(run: string, range: { readonly from: number; readonly to: number }): readonly string[];
  leftOut(run: string): IterableIterator<LeftOut>;

  // driving
  /** Takes the exclusive lock that the operating system frees, and a new epoch. Fails with who drives it now. */
  drive(run: string, driver: Driver): Result<Lease, StoreFailure>;
  /** Whether a process holds the run's lock, this one included. */
  isDriven(run: string): boolean;
  commit(commit: Commit): Result<null, StoreFailure>;

  // contacts
  contact(run: string, index: number): ContactState | null;
  /** In index order; `open` only those not final; `round` only that one's. */
  contacts(run: string, filter?: { readonly open?: boolean; readonly round?: string }): IterableIterator<ContactRow>;
  contactIndex(run: string, id: string): number | null;
  contactCounts(run: string): Readonly<Record<string, number>>;

  // journal
  events(
    run: string,
    range?: { readonly after?: number; readonly limit?: number; readonly contact?: string },
  ): IterableIterator<JournalEvent>;

  // signals, from other processes
  signal(run: string, signal: Signal): void;
  /** Not yet taken, oldest first. */
  signals(run: string): readonly (Signal & { readonly id: number })[];

  // ledger
  /** Attempts reserved or made for the number in (after, until], by the instant of the call, in this world; oldest first. */
  attempts(query: {
    readonly number: string;
    readonly world: string;
    readonly after: Instant;
    readonly until: Instant;
  }): readonly Instant[];
  /** The run's last contact that an attempt to the number was made for; null: none. */
  contactWithNumber(run: string, number: string): number | null;
  /** Numbers that an earlier run of the mission reached at or after `since` in the world. */
  reachedSince(query: { readonly slug: string; readonly world: string; readonly since: Instant }): ReadonlySet<string>;

  close(): void;
}

export interface NewRun {
  readonly slug: string;
  /** Absolute path of the mission file. */
  readonly file: string;
  readonly source: RunSource;
  readonly targets: Iterable<Target>;
  /** `number`: E.164, where it is known; of it the store keeps a keyed hash alone. */
  readonly leftOut: Iterable<LeftOut & { readonly number?: string }>;
  /** 128 bits, hex; in simulation a hash of seed and run name (given the name). */
  readonly id: (name: string) => string;
  readonly world: (name: string) => string;
  readonly createdAt: Instant;
  readonly mission: MissionState;
}

/** The run's copy of everything it was made from; no source file is read for it again. */
export interface RunSource {
  /** The mission file's text, as it was. */
  readonly text: string;
  readonly specHash: string;
  readonly planHash: string;
  readonly spec: Spec;
  readonly plan: Value;
  readonly seed: number | null;
  /** Gates approved beforehand with `--approve`. */
  readonly approve: readonly string[];
}

export interface RunRecord {
  /** `<slug>-<n>`. */
  readonly name: string;
  readonly slug: string;
  readonly n: number;
  readonly id: string;
  readonly world: string;
  readonly file: string;
  readonly provider: 'clawdtalk' | 'simulator';
  readonly class: string;
  readonly missionName: string;
  readonly planHash: string;
  readonly status: RunStatus;
  readonly reason: WaitReason | null;
  readonly step: string | null;
  readonly startedAt: Instant;
  /** The last event's instant. */
  readonly at: Instant;
  readonly finishedAt: Instant | null;
  readonly wakeAt: Instant | null;
  /** The last event's number. */
  readonly seq: number;
  /** Who drives it now, or did last. */
  readonly driver: Driver | null;
}

export interface Driver {
  readonly pid: number;
  readonly host: string;
  readonly since: Instant;
}

export interface Lease {
  readonly epoch: number;
  /** False: another process has taken over; whatever is committed now fails with `superseded`. */
  isCurrent(): boolean;
  release(): void;
}

export interface StoreFailure {
  /**
   * driven: another process drives the run; superseded: it took over; conflict: another run has changed the ledger under
   * what this commit reserves, deciding again is all it takes; clock: the machine's clock cannot be right; the rest is local
   * trouble.
   */
  readonly code:
    | 'driven'
    | 'superseded'
    | 'conflict'
    | 'clock'
    | 'locked'
    | 'full'
    | 'read-only'
    | 'corrupt'
    | 'newer'
    | 'io';
  readonly message: string;
  readonly help?: string;
}

export interface ContactRow {
  readonly index: number;
  readonly targetIndex: number;
  readonly wakeAt: Instant | null;
  readonly state: ContactState;
}

/** One durable step: all of it or nothing. */
export interface Commit {
  readonly run: string;
  readonly epoch: number;
  /** Contiguous, following the last stored. */
  readonly events: readonly JournalEvent[];
  /** New and changed contacts. A new one's state may be null: exactly `freshContact`. */
  readonly contacts: readonly CommitContact[];
  readonly mission?: MissionState;
  readonly wakeAt?: Instant | null;
  readonly ledger: readonly LedgerEntry[];
  readonly optOuts: readonly {
    readonly number: string;
    readonly world: string;
    readonly at: Instant;
    readonly reason: string;
    /** Absent: a text. */
    readonly source?: 'reply' | 'conversation';
  }[];
  /** Signals that this commit makes part of the run. */
  readonly taken: readonly number[];
}

export interface CommitContact {
  readonly index: number;
  readonly targetIndex: number;
  readonly id: string;
  readonly round: string;
  readonly final: boolean;
  readonly status: string;
  readonly wakeAt: Instant | null;
  readonly state: ContactState | null;
}

/** An attempt in the ledger, by key: inserted with its intent at worst case, settled with its end. */
export interface LedgerEntry {
  readonly key: string;
  readonly run: string;
  readonly slug: string;
  readonly contact: string;
  readonly number: string;
  readonly world: string;
  /** The instant of the call. */
  readonly at: Instant;
  /** void: it never rang and counts for nothing. */
  readonly status: 'reserved' | 'settled' | 'void';
  /** True once the contact was reached by it. */
  readonly reached: boolean;
  readonly minutes: number;
  readonly cost: number;
}

export type Signal =
  | {
      readonly kind: 'approve' | 'deny';
      readonly gate: string;
      readonly hash: string;
      readonly by: 'terminal' | 'command';
    }
  | { readonly kind: 'pause' | 'cancel' | 'resume' };

// ── engine ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** How a run survives: drives it until it ends, waits for what it may not wait for, or is interrupted. */
export interface Engine {
  drive(run: string, options: DriveOptions): Promise<Result<Drove, StoreFailure>>;
}

export interface DriveOptions {
  /** Stop instead of waiting for a person or, in real time and without `until`, longer than this. Absent: wait. */
  readonly waitMaxMs?: number;
  /** Do only what is due before, however long that takes; then stop (tick). */
  readonly until?: Instant;
  /** Take back what is scheduled for numbers that may not be contacted, and do nothing else. */
  readonly only?: 'refused';
  /** Ends the drive cleanly: nothing new is begun, what was asked is recorded. */
  readonly interrupt?: AbortSignal;
  /** Called while the run stands still for a person, again and again. */
  readonly onPerson?: (gate: string) => void;
  /** Called after each commit with its events. */
  readonly onEvents?: (events: readonly JournalEvent[], mission: MissionState) => void;
}

export interface Drove {
  readonly end: 'finished' | 'waiting' | 'interrupted';
  readonly wakeAt: Instant | null;
}
