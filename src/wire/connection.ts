/**
 * One connection to the service's socket: it says who it is, hears that the other side lives, and goes once.
 *
 * Owns: the connection and its alarms. What is heard is handed on unread but for its being an object with a type.
 *
 * 1. The key is sent to the account's own server alone, once, and no redirect is followed.
 * 2. After it has gone, or was closed, nothing is heard of it any more.
 * 3. The key is taken out of what is heard before it is handed on.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { WebSocket } from 'ws';
import { minuteMs, secondMs } from '../lib/time.ts';
import type { Timers } from '../lib/timers.ts';
import { type Account, socketUrl } from './account.ts';
import { parsed } from './http.ts';
import { keyHider } from './own-key.ts';

/** Something that the service said; all but its type is to be checked by whoever uses it. */
export interface SocketMessage {
  readonly type: string;
  readonly [name: string]: unknown;
}

/** Who connects. */
export interface SocketParty {
  readonly account: Account;
  /** Told when connecting: `mission/0.1.0`. */
  readonly version: string;
  readonly ownerName?: string | undefined;
  readonly agentName?: string | undefined;
}

/** How a connection has gone. */
export interface Gone {
  /** Of the WebSocket; 0: it was given up. */
  readonly code: number;
  readonly why: string;
  /** How long the server wants to be left alone. */
  readonly askedMs: number;
}

export interface ConnectionEvents {
  /** The service took the key. */
  ready(): void;
  /** The service does not take the key. */
  refused(message: string): void;
  message(message: SocketMessage): void;
  /** It answered a ping. */
  alive(): void;
  /** What came was no message. */
  garbage(why: string): void;
  gone(how: Gone): void;
}

const handshakeTimeoutMs = 10 * secondMs;
const pingEveryMs = 30 * secondMs;
const pongTimeoutMs = 10 * secondMs;
const goodbyeMs = secondMs;
/** Where the service says 429 without saying for how long. */
const throttledMs = minuteMs;
/** However long a server asks to be left alone. */
const retryAfterMaxMs = 60 * minuteMs;
const messageBytesMax = 4 * 1_048_576;
/** What may wait to be sent; a server that takes nothing any more is given up. */
const unsentBytesMax = 8 * 1_048_576;

export class Connection {
  readonly #party: SocketParty;
  readonly #events: ConnectionEvents;
  readonly #timers: Timers;
  readonly #socket: WebSocket;
  readonly #withoutKey: (text: string) => string;
  #isReady = false;
  #isOver = false;
  /** What the server asked for as it refused the handshake. */
  #askedMs = 0;
  #why = '';
  #cancelPing: () => void = () => undefined;
  #cancelDeadline: () => void = () => undefined;

  /** Connects at once. */
  constructor(party: SocketParty, { events, timers }: { readonly events: ConnectionEvents; readonly timers: Timers }) {
    this.#party = party;
    this.#events = events;
    this.#timers = timers;
    this.#withoutKey = keyHider(party.account.apiKey);
    this.#socket = new WebSocket(socketUrl(party.account.apiUrl), {
      followRedirects: false,
      perMessageDeflate: false,
      maxPayload: messageBytesMax,
      headers: { 'user-agent': party.version },
    });
    this.#deadline({ ms: handshakeTimeoutMs, why: 'it did not answer in time' });
    this.#socket.on('open', () => this.#opened());
    this.#socket.on('message', (data, isBinary) => this.#heard(isBinary ? null : String(data)));
    this.#socket.on('pong', () => this.#alive());
    this.#socket.on('unexpected-response', (_, { statusCode = 0, headers }) => {
      this.#askedMs = askedMs(statusCode, headers);
      this.#give(`it answered ${statusCode}`);
    });
    this.#socket.on('error', (error) => {
      // The listener stays for good: what an abandoned connection still complains of is nobody's business.
      if (this.#why === '') this.#why = 'code' in error ? String(error.code) : error.message;
    });
    this.#socket.on('close', (code) => this.#gone(code));
  }

  /** Whether what is sent now has somebody to go to. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** False: it was not sent. */
  send(message: SocketMessage): boolean {
    if (!this.#isReady || this.#socket.readyState !== WebSocket.OPEN) return false;
    if (this.#socket.bufferedAmount > unsentBytesMax) {
      this.#give('it takes nothing any more');
      return false;
    }
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Says goodbye; that it has gone is not told. */
  close(): void {
    if (this.#isOver) return;
    this.#end();
    const socket = this.#socket;
    if (socket.readyState === WebSocket.OPEN) socket.close(1000);
    else socket.terminate();
    // A server that never says goodbye would hold the process for half a minute.
    socket.once(
      'close',
      this.#timers.after(goodbyeMs, () => socket.terminate()),
    );
  }

  #opened(): void {
    if (this.#isOver) return;
    const { account, version, ownerName, agentName } = this.#party;
    this.#deadline({ ms: handshakeTimeoutMs, why: 'it said nothing to the key' });
    this.#socket.send(
      JSON.stringify({
        type: 'auth',
        api_key: account.apiKey,
        client_version: version,
        ...(ownerName === undefined ? {} : { owner_name: ownerName }),
        ...(agentName === undefined ? {} : { agent_name: agentName }),
      }),
    );
  }

  #heard(text: string | null): void {
    if (this.#isOver) return;
    const message = text === null ? null : readMessage(this.#withoutKey(text));
    if (message === null) {
      this.#events.garbage(text === null ? 'binary data' : `${text.length} characters`);
      return;
    }
    if (message.type === 'auth_error') {
      this.#events.refused(typeof message.message === 'string' ? message.message.slice(0, 500) : '');
      return;
    }
    if (this.#isReady) {
      // A server that greets twice has nothing new to say.
      if (message.type !== 'auth_ok') this.#events.message(message);
      return;
    }
    if (message.type === 'auth_ok') this.#ready();
  }

  #ready(): void {
    this.#isReady = true;
    this.#cancelDeadline();
    this.#pingLater();
    this.#events.ready();
  }

  #pingLater(): void {
    this.#cancelPing();
    this.#cancelPing = this.#timers.after(pingEveryMs, () => {
      if (this.#socket.readyState !== WebSocket.OPEN) return;
      this.#deadline({ ms: pongTimeoutMs, why: 'it did not answer a ping' });
      this.#socket.ping();
      this.#pingLater();
    });
  }

  #alive(): void {
    if (!this.#isReady) return;
    this.#cancelDeadline();
    this.#events.alive();
  }

  /** Gives the connection up unless something comes first. */
  #deadline(of: { readonly ms: number; readonly why: string }): void {
    this.#cancelDeadline();
    this.#cancelDeadline = this.#timers.after(of.ms, () => this.#give(of.why));
  }

  #give(why: string): void {
    if (this.#isOver) return;
    this.#why = why;
    this.#socket.terminate();
    this.#gone(0);
  }

  #gone(code: number): void {
    if (this.#isOver) return;
    this.#end();
    const why = this.#why === '' ? `it closed the connection (${code})` : this.#why;
    this.#events.gone({ code, why, askedMs: this.#askedMs });
  }

  /** What it still says is not heard. */
  #end(): void {
    this.#isOver = true;
    this.#isReady = false;
    this.#cancelPing();
    this.#cancelDeadline();
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
