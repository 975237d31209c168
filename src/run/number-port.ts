/**
 * What the store knows of numbers that may not be contacted: part of the store's port, see ports.ts.
 *
 * Two rules, both for ever until somebody takes one back with a reason. `opt-out`: the person said so, in a text or in a
 * conversation. `do-not-contact`: the workspace says so, by `mission optout add` or by the list of its configuration. What
 * the workspace says binds every world; what a person says in a simulated world binds that world alone.
 */
import type { Result } from '../lib/result.ts';
import type { Instant } from '../lib/time.ts';

export type RefusalRule = 'opt-out' | 'do-not-contact';

/** How it came to be known: a text, a conversation, `mission optout add`, `mission optout import`, the configuration. */
export type OptOutSource = 'reply' | 'conversation' | 'command' | 'import' | 'list';

export interface OptOut {
  /** E.164; null where the person has been forgotten and only a keyed hash of the number is left. */
  readonly number: string | null;
  readonly world: string;
  readonly source: OptOutSource;
  readonly at: Instant;
  readonly reason: string;
}

/** What is said of a number outside every run. */
export type SaidOptOut = {
  readonly number: string;
  /** For a person's own word: when the text came. */
  readonly at: Instant;
  readonly reason: string;
} & (
  | { readonly source: 'command' | 'import' }
  /** The person's own word, in the world where it was said: it stands beside what the workspace says, and outlives its taking back. */
  | { readonly source: 'reply'; readonly world: string }
);

/** One line of the history, oldest first. */
export interface OptOutChange extends OptOut {
  readonly change: 'added' | 'removed';
}

export interface RemoveOptOut {
  readonly number: string;
  readonly at: Instant;
  readonly reason: string;
  /** True: a person's own word too. */
  readonly ownWord: boolean;
}

export interface Removed {
  /** What was in force and is no more. */
  readonly removed: readonly OptOut[];
  /** What stays: a person's own word, and what the configuration's list says. */
  readonly kept: readonly OptOut[];
}

/** What was removed of a person, as counts, and where else something may stand. */
export interface Forgotten {
  /** Runs that the number took part in. */
  readonly runs: readonly string[];
  readonly targets: number;
  readonly contacts: number;
  /** Events of the journals that were rewritten. */
  readonly events: number;
  readonly leftOut: number;
  /** Attempts and opt-outs that hold on by the hash. */
  readonly attempts: number;
  readonly optOuts: number;
  /** Other runs that mentioned the number, and do not any more. */
  readonly mentioned: readonly string[];
  /** Unfinished runs of others that mention the number, and were left as they are. */
  readonly unfinished: readonly string[];
  /** The person had been forgotten before: somebody may not have come to the end of it. */
  readonly known: boolean;
  /** What named the person: for whoever looks through files. */
  readonly words: readonly string[];
  /** False: another process keeps old pages of the file alive; the same command finishes the work later. */
  readonly erased: boolean;
}

export interface ForgetFailure {
  /** active: runs with the number have not ended; driven: another process has one of them in hand. */
  readonly code: 'active' | 'driven';
  readonly runs: readonly string[];
}

export interface NumberStore {
  /** True: nothing may be sent to the number in this world. */
  optedOut(query: { readonly number: string; readonly world: string }): boolean;
  /** The same with the rule that says so; a person's own word goes first. */
  refusal(query: { readonly number: string; readonly world: string }): RefusalRule | null;
  /**
   * What the workspace says, and what a person said in a text to nobody's run. Returns how many were not known before: a person's own
   * word that was taken back after its instant is. One transaction.
   */
  addOptOuts(entries: readonly SaidOptOut[]): number;
  /** Takes back what binds the number really, and keeps it in the history. Simulated opt-outs stay: they bind nobody else. */
  removeOptOut(removal: RemoveOptOut): Removed;
  /** Makes the configuration's list what it says now. One transaction; nothing is written where nothing changed. */
  replaceList(
    numbers: ReadonlySet<string>,
    at: Instant,
  ): {
    readonly added: number;
    readonly removed: number;
  };
  /** What is in force, oldest first. */
  optOuts(): readonly OptOut[];
  optOutHistory(): readonly OptOutChange[];
  /**
   * Whether opt-outs were stored after `last`, by any process; cheap enough to be asked in every turn. `numbers` is null where
   * there are too many to be named.
   */
  optOutNews(last: number): { readonly last: number; readonly numbers: readonly string[] | null };
  /** Indexes of the run's contacts that have something scheduled or under way and whose number may not be contacted. */
  refusedOpen(run: string): readonly number[];
  /**
   * Removes what the store has of the person with the number, in one transaction, and leaves tombstones: a replay still gives
   * the stored states, and opt-outs and counts of attempts hold on by a keyed hash. Refused while a run that the number takes
   * part in has not ended. `dryRun`: counts only. A promise, because its code is loaded when it is asked for.
   */
  forget(request: {
    readonly number: string;
    readonly at: Instant;
    readonly dryRun: boolean;
  }): Promise<Result<Forgotten, ForgetFailure>>;
  /** A random text of this workspace's own, for hashes that mean nothing elsewhere. */
  salt(): string;
}
