/**
 * The socket to the service: it connects, comes back when it was lost, and knows when that is over.
 *
 * Owns: one connection at a time (connection.ts), and the alarm for the next.
 *
 * 1. A key that is refused, and another client that took over (4000), are the end: it never comes back from there.
 * 2. Any other loss is followed by a new connection: after 5 s, twice as long each time it fails again, at most 180 s.
 * 3. It connects only while it may, which is asked before each connection, the first and any other; a no, or being held back, is the end.
 * 4. After the end, and after `close`, nothing is heard, sent or tried any more.
 */
import { minuteMs, secondMs } from '../lib/time.ts';
import { machineTimers, type Timers } from '../lib/timers.ts';
import { socketUrl } from './account.ts';
import { Connection, type Gone, type SocketMessage, type SocketParty } from './connection.ts';

/** refused: the service does not take the key; taken-over: another client uses it now; held-back: it may not connect, or gave the line up; closed: by `close`. */
export type SocketEnd =
  | { readonly reason: 'refused'; readonly message: string }
  | { readonly reason: 'taken-over' }
  | { readonly reason: 'held-back' }
  | { readonly reason: 'closed' };

export type SocketChange =
  | { readonly kind: 'connecting'; readonly url: string }
  /** The service took the key. `again`: not for the first time; what was said meanwhile was missed. */
  | { readonly kind: 'ready'; readonly again: boolean }
  | { readonly kind: 'lost'; readonly why: string; readonly retryInMs: number }
  /** The other side was heard: it answered a ping. */
  | { readonly kind: 'alive' }
  /** What came was no message. */
  | { readonly kind: 'garbage'; readonly why: string }
  | { readonly kind: 'ended'; readonly end: SocketEnd };

export interface SocketOptions extends SocketParty {
  readonly timers?: Timers;
  /** Asked before each connection; it may unless told otherwise. */
  mayConnect?(): boolean;
  onMessage(message: SocketMessage): void;
  onChange?(change: SocketChange): void;
}

const retryMinMs = 5 * secondMs;
const retryMaxMs = 3 * minuteMs;
const takenOverCode = 4000;

export class WireSocket {
  readonly #options: SocketOptions;
  readonly #timers: Timers;
  #connection: Connection | null = null;
  #wasReady = false;
  #end: SocketEnd | null = null;
  #retryMs = retryMinMs;
  #cancelRetry: () => void = () => undefined;

  constructor(options: SocketOptions) {
    this.#options = options;
    this.#timers = options.timers ?? machineTimers;
  }

  /** Connects, and stays connected until the end. To be called once. */
  start(): this {
    this.#connect();
    return this;
  }

  /** Whether what is sent now has somebody to go to. */
  get isReady(): boolean {
    return this.#connection?.isReady === true;
  }

  /** Null: it goes on. */
  get end(): SocketEnd | null {
    return this.#end;
  }

  /** False: it was not sent, for nobody is connected. */
  send(message: SocketMessage): boolean {
    return this.#connection?.send(message) === true;
  }

  /** May be called again. */
  close(): void {
    this.#finish({ reason: 'closed' });
  }

  /** Gives the line up for somebody else, as where it may not connect. */
  holdBack(): void {
    this.#finish({ reason: 'held-back' });
  }

  #connect(): void {
    if (this.#end !== null) return;
    const options = this.#options;
    if (options.mayConnect?.() === false) {
      this.#finish({ reason: 'held-back' });
      return;
    }
    this.#tell({ kind: 'connecting', url: socketUrl(options.account.apiUrl) });
    this.#connection = new Connection(options, {
      timers: this.#timers,
      events: {
        ready: () => this.#ready(),
        refused: (message) => this.#finish({ reason: 'refused', message }),
        message: (message) => options.onMessage(message),
        alive: () => this.#tell({ kind: 'alive' }),
        garbage: (why) => this.#tell({ kind: 'garbage', why }),
        gone: (how) => this.#gone(how),
      },
    });
  }

  #ready(): void {
    const again = this.#wasReady;
    this.#wasReady = true;
    this.#retryMs = retryMinMs;
    this.#tell({ kind: 'ready', again });
  }

  #gone({ code, why, askedMs }: Gone): void {
    this.#connection = null;
    if (code === takenOverCode) {
      this.#finish({ reason: 'taken-over' });
      return;
    }
    const retryInMs = Math.max(this.#retryMs, askedMs);
    this.#retryMs = Math.min(this.#retryMs * 2, retryMaxMs);
    this.#cancelRetry = this.#timers.after(retryInMs, () => this.#connect());
    this.#tell({ kind: 'lost', why, retryInMs });
  }

  #finish(end: SocketEnd): void {
    if (this.#end !== null) return;
    this.#end = end;
    this.#cancelRetry();
    this.#connection?.close();
    this.#connection = null;
    this.#tell({ kind: 'ended', end });
  }

  #tell(change: SocketChange): void {
    this.#options.onChange?.(change);
  }
}
