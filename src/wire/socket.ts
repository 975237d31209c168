/**
 * The socket to the service: it connects, says who it is, hears that the other side lives, and comes back when it was lost.
 *
 * Owns: one connection at a time, and its alarms. What is heard is handed on unread but for its being an object with a type.
 *
 * 1. The key is sent to the account's own server alone, once per connection, and no redirect is followed.
 * 2. A key that is refused, and another client that took over (4000), are the end: it never comes back from there.
 * 3. Any other loss is followed by a new connection: after 5 s, twice as long each time it fails again, at most 180 s.
 * 4. It connects only while it may, which is asked before each connection, the first and any other; a no, or being held back, is the end.
 * 5. After the end, and after `close`, nothing is heard, sent or tried any more.
 * 6. The key is taken out of what is heard before it is handed on.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { WebSocket } from 'ws';
import { minuteMs, secondMs } from '../lib/time.ts';
import { machineTimers, type Timers } from '../lib/timers.ts';
import { type Account, socketUrl } from './account.ts';
import { parsed } from './http.ts';
import { keyHider } from './own-key.ts';

/** Something that the service said; all but its type is to be checked by whoever uses it. */
export interface SocketMessage {
  readonly type: string;
  readonly [name: string]: unknown;
}

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

export interface SocketOptions {
  readonly account: Account;
  /** Told when connecting: `mission/0.1.0`. */
  readonly version: string;
  readonly ownerName?: string | undefined;
  readonly agentName?: string | undefined;
  readonly timers?: Timers;
  /** Asked before each connection; it may unless told otherwise. */
  mayConnect?(): boolean;
  onMessage(message: SocketMessage): void;
  onChange?(change: SocketChange): void;
}

const handshakeTimeoutMs = 10 * secondMs;
const pingEveryMs = 30 * secondMs;
const pongTimeoutMs = 10 * secondMs;
const goodbyeMs = secondMs;
const retryMinMs = 5 * secondMs;
const retryMaxMs = 3 * minuteMs;
/** Where the service says 429 without saying for how long. */
const throttledMs = minuteMs;
/** However long a server asks to be left alone. */
const retryAfterMaxMs = 60 * minuteMs;
const messageBytesMax = 4 * 1_048_576;
/** What may wait to be sent; a server that takes nothing any more is given up. */
const unsentBytesMax = 8 * 1_048_576;
const takenOverCode = 4000;

export class WireSocket {
  readonly #options: SocketOptions;
  readonly #timers: Timers;
  readonly #url: string;
  readonly #withoutKey: (text: string) => string;
  #socket: WebSocket | null = null;
  #isReady = false;
  #wasReady = false;
  #end: SocketEnd | null = null;
  #retryMs = retryMinMs;
  /** What the server asked for at the last handshake that it refused. */
  #askedMs = 0;
  #why = '';
  /** At most one of each: the next try, or what a connection waits for. */
  #cancelRetry: () => void = () => undefined;
  #cancelPing: () => void = () => undefined;
  #cancelDeadline: () => void = () => undefined;

  constructor(options: SocketOptions) {
    this.#options = options;
    this.#timers = options.timers ?? machineTimers;
    this.#url = socketUrl(options.account.apiUrl);
    this.#withoutKey = keyHider(options.account.apiKey);
  }

  /** Connects, and stays connected until the end. To be called once. */
  start(): this {
    this.#connect();
    return this;
  }

  /** Whether what is sent now has somebody to go to. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Null: it goes on. */
  get end(): SocketEnd | null {
    return this.#end;
  }

  /** False: it was not sent, for nobody is connected. */
  send(message: SocketMessage): boolean {
    const socket = this.#socket;
    if (socket === null || !this.#isReady || socket.readyState !== WebSocket.OPEN) return false;
    if (socket.bufferedAmount > unsentBytesMax) {
      this.#give(socket, 'it takes nothing any more');
      return false;
    }
    socket.send(JSON.stringify(message));
    return true;
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
    if (this.#options.mayConnect?.() === false) {
      this.#finish({ reason: 'held-back' });
      return;
    }
    this.#why = '';
    this.#askedMs = 0;
    this.#tell({ kind: 'connecting', url: this.#url });
    const socket = new WebSocket(this.#url, {
      followRedirects: false,
      perMessageDeflate: false,
      maxPayload: messageBytesMax,
      headers: { 'user-agent': this.#options.version },
    });
    this.#socket = socket;
    this.#deadline(socket, { ms: handshakeTimeoutMs, why: 'it did not answer in time' });
    socket.on('open', () => this.#opened(socket));
    socket.on('message', (data, isBinary) => this.#heard(socket, isBinary ? null : String(data)));
    socket.on('pong', () => this.#alive(socket));
    socket.on('unexpected-response', (_, { statusCode = 0, headers }) => {
      if (socket !== this.#socket) return;
      this.#askedMs = askedMs(statusCode, headers);
      this.#give(socket, `it answered ${statusCode}`);
    });
    socket.on('error', (error) => {
      // The listener stays for good: what an abandoned connection still complains of is nobody's business.
      if (socket === this.#socket && this.#why === '') this.#why = 'code' in error ? String(error.code) : error.message;
    });
    socket.on('close', (code) => this.#closed(socket, code));
  }

  #opened(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    const { account, version, ownerName, agentName } = this.#options;
    this.#deadline(socket, { ms: handshakeTimeoutMs, why: 'it said nothing to the key' });
    socket.send(
      JSON.stringify({
        type: 'auth',
        api_key: account.apiKey,
        client_version: version,
        ...(ownerName === undefined ? {} : { owner_name: ownerName }),
        ...(agentName === undefined ? {} : { agent_name: agentName }),
      }),
    );
  }

  #heard(socket: WebSocket, text: string | null): void {
    if (socket !== this.#socket) return;
    const message = text === null ? null : readMessage(this.#withoutKey(text));
    if (message === null) {
      this.#tell({ kind: 'garbage', why: text === null ? 'binary data' : `${text.length} characters` });
      return;
    }
    if (message.type === 'auth_error') {
      const said = typeof message.message === 'string' ? message.message.slice(0, 500) : '';
      this.#finish({ reason: 'refused', message: said });
      return;
    }
    if (this.#isReady) {
      // A server that greets twice has nothing new to say.
      if (message.type !== 'auth_ok') this.#options.onMessage(message);
      return;
    }
    if (message.type === 'auth_ok') this.#ready(socket);
  }

  #ready(socket: WebSocket): void {
    const again = this.#wasReady;
    this.#isReady = true;
    this.#wasReady = true;
    this.#retryMs = retryMinMs;
    this.#cancelDeadline();
    this.#pingLater(socket);
    this.#tell({ kind: 'ready', again });
  }

  #pingLater(socket: WebSocket): void {
    this.#cancelPing();
    this.#cancelPing = this.#timers.after(pingEveryMs, () => {
      if (socket !== this.#socket || socket.readyState !== WebSocket.OPEN) return;
      this.#deadline(socket, { ms: pongTimeoutMs, why: 'it did not answer a ping' });
      socket.ping();
      this.#pingLater(socket);
    });
  }

  #alive(socket: WebSocket): void {
    if (socket !== this.#socket || !this.#isReady) return;
    this.#cancelDeadline();
    this.#tell({ kind: 'alive' });
  }

  /** Gives the connection up unless something comes first. */
  #deadline(socket: WebSocket, of: { readonly ms: number; readonly why: string }): void {
    this.#cancelDeadline();
    this.#cancelDeadline = this.#timers.after(of.ms, () => this.#give(socket, of.why));
  }

  #give(socket: WebSocket, why: string): void {
    if (socket !== this.#socket) return;
    this.#why = why;
    socket.terminate();
    this.#closed(socket, 0);
  }

  #closed(socket: WebSocket, code: number): void {
    if (socket !== this.#socket || this.#end !== null) return;
    this.#drop();
    if (code === takenOverCode) {
      this.#finish({ reason: 'taken-over' });
      return;
    }
    const retryInMs = Math.max(this.#retryMs, this.#askedMs);
    this.#retryMs = Math.min(this.#retryMs * 2, retryMaxMs);
    this.#cancelRetry = this.#timers.after(retryInMs, () => this.#connect());
    const why = this.#why === '' ? `it closed the connection (${code})` : this.#why;
    this.#tell({ kind: 'lost', why, retryInMs });
  }

  #finish(end: SocketEnd): void {
    if (this.#end !== null) return;
    this.#end = end;
    const socket = this.#socket;
    this.#drop();
    this.#cancelRetry();
    if (socket !== null) {
      if (socket.readyState === WebSocket.OPEN) socket.close(1000);
      else socket.terminate();
      // A server that never says goodbye would hold the process for half a minute.
      socket.once(
        'close',
        this.#timers.after(goodbyeMs, () => socket.terminate()),
      );
    }
    this.#tell({ kind: 'ended', end });
  }

  /** Forgets the connection: what it still says is not heard. */
  #drop(): void {
    this.#socket = null;
    this.#isReady = false;
    this.#cancelPing();
    this.#cancelDeadline();
  }

  #tell(change: SocketChange): void {
    this.#options.onChange?.(change);
  }
}

function readMessage(text: string): SocketMessage | null {
  const json = parsed(text);
  const data = json.ok ? json.value : null;
  const isMessage = typeof data === 'object' && data !== null && 'type' in data && typeof data.type === 'string';
  return isMessage ? (data as SocketMessage) : null;
}

/** How long the server wants to be left alone: `Retry-After` in seconds or as a date; else a minute for 429; else not at all. */
function askedMs(status: number, headers: IncomingHttpHeaders): number {
  const text = headers['retry-after'] ?? '';
  const ms = /^\d+$/.test(text) ? Number(text) * secondMs : Date.parse(text) - Date.parse(headers.date ?? '');
  if (ms > 0) return Math.min(ms, retryAfterMaxMs);
  return status === 429 ? throttledMs : 0;
}
