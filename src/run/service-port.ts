/**
 * What the store keeps for a service across a network, beside the runs: part of the store's port, see ports.ts. None of it is the
 * truth about a run: that is the journal.
 */
import type { Instant } from '../lib/time.ts';
import type { Value } from '../spec/spec.ts';
import type { Push } from './provider-port.ts';

/** How far a run has been told to the service. */
export interface MirrorCursor {
  /** The last event of the journal that the service has, or was found not to take. */
  readonly seq: number;
  /** True: nothing is left to be told, ever. */
  readonly done: boolean;
  /** What the mirror keeps for itself. It holds no phone numbers. */
  readonly state: Value;
}

/** A push that the process with the socket heard. */
export interface Heard {
  /** Grows with every one, over all accounts. */
  readonly id: number;
  readonly at: Instant;
  readonly push: Push;
}

export interface ServiceStore {
  /** Null: nothing was mirrored yet. */
  mirrored(run: string): MirrorCursor | null;
  /** Durable when it returns. Throws StoreError. */
  saveMirrored(run: string, cursor: MirrorCursor): void;
  /** Names of the runs at the service, simulated servers included, whose mirror is not done; oldest first. */
  unmirrored(): readonly string[];
  /** For the other processes of the workspace; a hint may be lost, so nothing waits for it. `account`: what stands for a key. */
  hear(account: string, heard: Omit<Heard, 'id'>): void;
  /** What was heard after an id, oldest first; those of the last day at least. */
  heard(account: string, after: number): readonly Heard[];
  /** The newest id; 0 where nothing was heard. */
  heardLast(account: string): number;
}
