/**
 * What the service pushes, for every process of a workspace: one of them holds the socket, for the service knows one client per key.
 *
 * Owns: the lock, the socket, and what was handed on last. Talks to: the service's socket, the store.
 * 1. The process that has the lock holds the socket, and stores what it hears; the others read it there. The operating system
 *    frees the lock when its process dies, and another takes over.
 * 2. After a gap (a lost connection, a takeover) everyone is told that something may have been missed.
 * 3. Where the service refuses the key, or another client took the socket over (4000), nobody of this workspace connects again while
 *    the process lives: the lock is kept, and polling does it all.
 * 4. While a voice gateway of this machine speaks for the key, nobody here connects or stays connected: the service would close the
 *    line of one of them. The lock is free meanwhile, and looked for as by any other. A takeover by a voice gateway is not for good.
 * 5. A hint that cannot be stored, or read, is lost like any other. Nothing waits for one.
 */
import { type FileLock, isFileLocked, takeFileLock } from '../lib/file-lock.ts';
import { fileTrouble } from '../lib/file-trouble.ts';
import type { Instant } from '../lib/time.ts';
import { machineTimers, type Timers } from '../lib/timers.ts';
import type { Push } from '../run/ports.ts';
import type { ServiceStore } from '../run/service-port.ts';
import { StoreError } from '../run/store-error.ts';
import { type Account, keyHash } from '../wire/account.ts';
import { type SocketChange, WireSocket } from '../wire/socket.ts';
import { isVoiceTaken, voiceLookEveryMs } from '../wire/voice-lock.ts';
import { pushOf } from './push-messages.ts';
import type { PushSource } from './push-source.ts';

export interface PushHubOptions {
  readonly account: Account;
  /** Told when connecting: `mission/0.1.0`. */
  readonly version: string;
  readonly store: Pick<ServiceStore, 'hear' | 'heard' | 'heardLast'>;
  /** Of this workspace and key. */
  readonly lockFile: string;
  /** Whether a voice gateway has the key; the machine's own lock is looked at unless given. */
  readonly isElsewhere?: (account: Account) => boolean;
  readonly timers?: Timers;
  /** How the socket fares. */
  readonly onChange?: (change: SocketChange) => void;
  /** A hint could not be stored or read, or the lock not be tried. */
  readonly onTrouble?: (error: Error) => void;
}

/** How often what another process heard is looked for, or, with the socket, whether a voice gateway wants it. */
const lookEveryMs = voiceLookEveryMs;
/** How often the lock is tried by those that do not have it: in looks. */
const tryEveryLooks = 5;

const heldBack: SocketChange = { kind: 'ended', end: { reason: 'held-back' } };

export function openPushHub(options: PushHubOptions): PushSource {
  return new PushHub(options).start();
}

class PushHub implements PushSource {
  readonly #options: PushHubOptions;
  readonly #account: string;
  readonly #timers: Timers;
  readonly #listeners = new Set<(push: Push) => void>();
  #lock: FileLock | null = null;
  #socket: WireSocket | null = null;
  /** True: somebody else had the socket before, and what came between was perhaps not heard. */
  #tookOver = false;
  #last = 0;
  #looks = 0;
  #cancelLook: () => void = () => {};
  #closed = false;

  constructor(options: PushHubOptions) {
    this.#options = options;
    this.#account = keyHash(options.account.apiKey);
    this.#timers = options.timers ?? machineTimers;
  }

  start(): this {
    this.#last = this.#tried(() => this.#options.store.heardLast(this.#account)) ?? 0;
    this.#takeLock();
    this.#lookLater();
    return this;
  }

  listen(listener: (push: Push) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Who reads what another process hears cannot tell whether that one hears anything. */
  isLive(): boolean {
    return this.#socket?.isReady === true;
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#cancelLook();
    this.#listeners.clear();
    this.#socket?.close();
    this.#lock?.release();
    return Promise.resolve();
  }

  #isElsewhere(): boolean {
    const { account, isElsewhere = isVoiceTaken } = this.#options;
    return this.#tried(() => isElsewhere(account)) === true;
  }

  /** Nothing is taken where another process has it, or a voice gateway has the key. */
  #takeLock(): void {
    const { account, version, lockFile } = this.#options;
    if (this.#isElsewhere()) return;
    // Looked at first: taking outwaits a look, which would hold this process up each time.
    this.#lock = this.#tried(() => (isFileLocked(lockFile) ? null : takeFileLock(lockFile))) ?? null;
    if (this.#lock === null) return;
    this.#socket = new WireSocket({
      account,
      version,
      timers: this.#timers,
      mayConnect: () => !this.#isElsewhere(),
      onMessage: (message) => {
        const push = pushOf(message);
        if (push !== null) this.#heard(push);
      },
      onChange: (change) => this.#changed(change),
    });
    this.#socket.start();
  }

  #changed(told: SocketChange): void {
    if (this.#closed && told.kind !== 'ended') return;
    const change = this.#isVoices(told) ? heldBack : told;
    if (change.kind === 'ready') {
      const hasGap = change.again || this.#tookOver;
      this.#tookOver = false;
      if (hasGap) this.#heard({ kind: 'missed' });
    }
    this.#options.onChange?.(change);
    if (change.kind === 'ended' && change.end.reason === 'held-back') this.#stepBack();
  }

  /** It was quicker than our look at its lock. */
  #isVoices(change: SocketChange): boolean {
    return change.kind === 'ended' && change.end.reason === 'taken-over' && this.#isElsewhere();
  }

  /** A voice gateway has the key now. What this process stored for the others it has heard itself. */
  #stepBack(): void {
    this.#socket = null;
    this.#lock?.release();
    this.#lock = null;
    this.#last = this.#tried(() => this.#options.store.heardLast(this.#account)) ?? this.#last;
  }

  /** From the socket: for this process, and for the others. */
  #heard(push: Push): void {
    const at: Instant = this.#timers.now();
    this.#tried(() => this.#options.store.hear(this.#account, { at, push }));
    this.#tell(push);
  }

  #tell(push: Push): void {
    for (const listener of [...this.#listeners]) listener(push);
  }

  #lookLater(): void {
    this.#cancelLook();
    this.#cancelLook = this.#timers.after(lookEveryMs, () => this.#look());
  }

  #look(): void {
    if (this.#lock === null) this.#lookForOthers();
    else if (this.#socket?.end === null && this.#isElsewhere()) this.#socket.holdBack();
    if (!this.#closed && !this.#isOver()) this.#lookLater();
  }

  /** Nothing is to be looked for any more: refused, or taken over. */
  #isOver(): boolean {
    return this.#lock !== null && this.#socket?.end !== null;
  }

  #lookForOthers(): void {
    this.#looks += 1;
    for (const { id, push } of this.#tried(() => this.#options.store.heard(this.#account, this.#last)) ?? []) {
      this.#last = id;
      this.#tell(push);
    }
    if (this.#closed) return;
    this.#tookOver = this.#looks % tryEveryLooks === 0;
    if (this.#tookOver) this.#takeLock();
  }

  #tried<Value>(act: () => Value): Value | undefined {
    try {
      return act();
    } catch (thrown) {
      const isTrouble = thrown instanceof StoreError || fileTrouble(thrown) !== null;
      if (!isTrouble || !(thrown instanceof Error)) throw thrown;
      this.#options.onTrouble?.(thrown);
      return undefined;
    }
  }
}
