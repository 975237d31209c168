/** What a mirror needs, and what whoever opens one gets. */
import type { Timers } from '../lib/timers.ts';
import type { Store } from '../run/ports.ts';
import type { WireClient } from '../wire/client.ts';

export type MirrorStore = Pick<
  Store,
  'service' | 'run' | 'runs' | 'source' | 'mission' | 'targetCount' | 'contactIndex' | 'contact' | 'contacts' | 'events'
>;

export interface MirrorLog {
  info(of: object, message: string): void;
  warn(of: object, message: string): void;
  error(of: object, message: string): void;
}

export interface MirrorOptions {
  readonly store: MirrorStore;
  /** The run's name. */
  readonly run: string;
  readonly client: Pick<WireClient, 'request' | 'account'>;
  /** Where `.missions_state.json` stands, absolute. */
  readonly stateFolder: string;
  /** For the instants in the memory file. */
  readonly now: () => number;
  readonly log: MirrorLog;
  readonly timers?: Timers;
}

export interface MirrorEnd {
  /** Events of the journal that the service has not heard of; the next command sends them. */
  readonly unsent: number;
  /** What kept them, where something did. */
  readonly trouble: string | null;
  /** What the service refused and was left out, all told; the first of it in words. */
  readonly refused: { readonly count: number; readonly first: readonly string[] };
}

export interface Mirror {
  /** There is something new in the journal, perhaps. Returns at once. */
  nudge(): void;
  /** Goes on for at most `lingerMs`, then leaves the rest. To be called once nobody prepares the run any more. */
  close(of: { readonly lingerMs: number }): Promise<MirrorEnd>;
}
