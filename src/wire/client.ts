/**
 * One request to the service and what came of it. The only place that sends the key over HTTP.
 *
 * 1. The key goes to the account's own origin alone: no redirect is followed, and a path cannot name another host.
 * 2. No request is repeated here; a caller repeats what is safe to repeat (repeat.ts).
 * 3. An answer is read up to a limit of bytes and of time; what is larger or slower is no answer.
 * 4. The key is taken out of every answer before it is read: nobody who asks here can pass on one that a server quotes.
 */
import { Agent } from 'undici';
import { fail, ok, type Result } from '../lib/result.ts';
import { secondMs } from '../lib/time.ts';
import type { Account } from './account.ts';
import { isDefinite, isRedirect, serviceErrorOf, type WireFailure } from './failure.ts';
import { type Came, clockOf, exchange, parsed, retryAfterMs } from './http.ts';
import { keyHider } from './own-key.ts';

export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/v1`, with the query if there is one: `/missions?page[size]=20`. Ids in it are encoded by `segment`. */
  readonly path: string;
  /** Sent as JSON; absent: no body. */
  readonly body?: unknown;
  /** Sent in the place of `body`, as it is: JSON whose numbers keep their digits. */
  readonly bodyText?: string;
  readonly timeoutMs?: number;
}

export interface WireAnswer {
  readonly status: number;
  /** Parsed; undefined where there was no body. */
  readonly body: unknown;
  /** The same as it came; absent where there was no body. */
  readonly text?: string;
  /** The service's clock when it answered, ms; null where it did not say. */
  readonly serviceAt: number | null;
}

export interface ClientOptions {
  readonly account: Account;
  /** Told with every request: `mission/0.1.0`. */
  readonly version: string;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Called for each request that was sent, with what came of it. */
  readonly onRequest?: (sent: WireRequest, status: number | null) => void;
  /** Called with the headers of every answer, before whoever asked gets it. */
  readonly onHeaders?: (headers: Readonly<Record<string, string | string[] | undefined>>) => void;
}

const timeoutDefaultMs = 30 * secondMs;
const connectTimeoutMs = 10 * secondMs;
export const bodyBytesMax = 32 * 1_048_576;
const connectionsMax = 16;

export class WireClient {
  readonly account: Account;
  readonly #options: ClientOptions;
  readonly #origin: string;
  readonly #agent: Agent;
  readonly #withoutKey: (text: string) => string;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.account = options.account;
    this.#origin = new URL(options.account.apiUrl).origin;
    this.#withoutKey = keyHider(options.account.apiKey);
    this.#agent = new Agent({
      connections: connectionsMax,
      connect: { timeout: connectTimeoutMs },
      keepAliveTimeout: 10 * secondMs,
      maxHeaderSize: 32_768,
    });
  }

  /** Never throws for what a service or a network can do. */
  request(asked: WireRequest): Promise<Result<WireAnswer, WireFailure>> {
    return this.#send(`${this.account.apiUrl}${asked.path}`, asked);
  }

  /** Beside `/v1`: the simulator server's own endpoints. */
  requestBeside(asked: WireRequest): Promise<Result<WireAnswer, WireFailure>> {
    return this.#send(`${this.#origin}${asked.path}`, asked);
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #send(url: string, asked: WireRequest): Promise<Result<WireAnswer, WireFailure>> {
    if (!asked.path.startsWith('/') || new URL(url).origin !== this.#origin)
      throw new Error(`not a path of the service: ${asked.path}`);
    const came = await exchange({
      url,
      method: asked.method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${this.account.apiKey}`,
        'x-client-version': this.#options.version,
        ...this.#options.headers,
      },
      sent: asked.bodyText ?? (asked.body === undefined ? undefined : JSON.stringify(asked.body)),
      agent: this.#agent,
      timeoutMs: asked.timeoutMs ?? timeoutDefaultMs,
      bytesMax: bodyBytesMax,
    });
    this.#options.onRequest?.(asked, came.ok ? came.value.status : null);
    if (!came.ok) return came;
    this.#options.onHeaders?.(came.value.headers);
    const { text, reason } = came.value;
    const clean = { text: text === null ? null : this.#withoutKey(text), reason: this.#withoutKey(reason) };
    return answered({ ...came.value, ...clean });
  }
}

/** One part of a path: an id that came from outside is data, not a path. */
export const segment = (id: string): string => {
  if (id === '' || id === '.' || id === '..') throw new Error('an empty id cannot stand in a path');
  return encodeURIComponent(id);
};

function answered(came: Came): Result<WireAnswer, WireFailure> {
  const { status, text } = came;
  const serviceAt = clockOf(came.headers);
  if (text === null) return fail(tooLarge(status));
  const body = parsed(text);
  const at = serviceAt === null ? {} : { serviceAt };
  if (status >= 200 && status < 300) {
    if (body.ok) return ok({ status, body: body.value, ...(text === '' ? {} : { text }), serviceAt });
    const message = 'The service answered with something that is no JSON, or is nested too deeply.';
    return fail({ code: 'unreadable', message, status, text, ...at, help: helpUnreadable });
  }
  return fail({ ...refusal({ ...came, text }, body.ok ? body.value : undefined), ...at });
}

const helpUnreadable = 'Check the address of the service: it should end in /v1. `mission doctor` looks at all of it.';

function refusal(came: Came & { readonly text: string }, body: unknown): WireFailure {
  const { status, reason, text } = came;
  const said = serviceErrorOf(body);
  const common = {
    status,
    reason,
    text,
    ...(body === undefined ? {} : { body }),
    ...(said.code === undefined ? {} : { serviceCode: said.code }),
    ...(said.inner.length === 0 ? {} : { inner: said.inner }),
  };
  const message =
    said.message === '' ? `The service answered ${status}${reason === '' ? '' : ` ${reason}`}.` : said.message;
  if (status === 401 || status === 403)
    return {
      ...common,
      code: 'unauthorized',
      message: `The service does not accept the API key: ${message}`,
      help: 'Check CLAWDTALK_API_KEY, or run `mission setup`; `mission doctor` tells which key is used.',
    };
  if (status === 429 || said.innerStatus === 429) {
    const wait = retryAfterMs(came.headers);
    return { ...common, code: 'throttled', message, ...(wait === null ? {} : { retryAfterMs: wait }) };
  }
  // No definite no: the request may have been carried out before somebody pointed elsewhere.
  if (isRedirect(status))
    return {
      ...common,
      code: 'lost',
      message: `The service answered ${status}, a redirect, which is not followed: the key is for one host alone.`,
      help: 'Set CLAWDTALK_API_URL to where the service really is.',
    };
  return { ...common, code: isDefinite(status, said) ? 'refused' : 'lost', message };
}

function tooLarge(status: number): WireFailure {
  const message = `The service answered with more than ${bodyBytesMax / 1_048_576} MiB, which was not read.`;
  return { code: 'unreadable', message, status, help: helpUnreadable };
}
