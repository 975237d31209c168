/**
 * One exchange over HTTP and what came of it, whoever it is with.
 *
 * 1. No redirect is followed.
 * 2. An answer is read up to a limit of bytes and of time; what is larger or slower is no answer.
 */
import { type Agent, request as send } from 'undici';
import { fail, ok, type Result } from '../lib/result.ts';
import { secondMs } from '../lib/time.ts';
import type { WireFailure } from './failure.ts';

export interface Exchange {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  /** JSON; absent: no body. */
  readonly sent?: string | undefined;
  readonly agent: Agent;
  readonly timeoutMs: number;
  readonly bytesMax: number;
}

export interface Came {
  readonly status: number;
  readonly reason: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Null: it was larger than what is read. */
  readonly text: string | null;
}

/** Never throws for what a service or a network can do. `text` is null: the body was larger than what is read. */
export async function exchange(asked: Exchange): Promise<Result<Came, WireFailure>> {
  const { url, method, headers, sent, agent, timeoutMs } = asked;
  try {
    const response = await send(url, {
      method,
      dispatcher: agent,
      headers: { ...(sent === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(sent === undefined ? {} : { body: sent }),
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const bytes = await readLimited(response.body, asked.bytesMax);
    const { statusCode: status, headers: came, statusText: reason = '' } = response;
    return ok({ status, headers: came, text: bytes === null ? null : bytes.toString('utf8'), reason });
  } catch (thrown) {
    return fail(withoutAnswer(thrown, new URL(url).origin));
  }
}

async function readLimited(
  body: AsyncIterable<Buffer> & { destroy(): unknown },
  bytesMax: number,
): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > bytesMax) {
      body.destroy();
      return null;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** No answer of a service is known to come near it; what is far deeper cannot even be written again. */
const nestingMax = 100;

/** Nothing at all is undefined; what is nested too deeply is no JSON. */
export function parsed(text: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  if (text.trim() === '') return { ok: true, value: undefined };
  if (isNestedTooDeeply(text)) return { ok: false };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    // No JSON: said by the caller, which knows the status.
    return { ok: false };
  }
}

/** Of text that is JSON; any other is refused by the parser. By hand: an expression's stack would end at a string of some megabytes. */
function isNestedTooDeeply(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') inString = !inString;
    else if (inString) at += char === '\\' ? 1 : 0;
    else if (char === '[' || char === '{') depth += 1;
    else if (char === ']' || char === '}') depth -= 1;
    if (depth > nestingMax) return true;
  }
  return false;
}

/** A simulator's own clock where it says it, else the `Date` of the answer, to the second. */
export function clockOf(headers: Came['headers']): number | null {
  const simulated = Number(one(headers['x-simulator-now']) ?? Number.NaN);
  if (Number.isSafeInteger(simulated)) return simulated;
  const date = Date.parse(one(headers.date) ?? '');
  return Number.isNaN(date) ? null : date;
}

/** Seconds, or a date; null where it is neither. Source: RFC 9110, 10.2.3. */
export function retryAfterMs(headers: Came['headers']): number | null {
  const text = one(headers['retry-after']);
  if (text === undefined) return null;
  if (/^\d+$/.test(text)) return Number(text) * secondMs;
  const until = Date.parse(text);
  const now = clockOf(headers);
  return Number.isNaN(until) || now === null ? null : Math.max(0, until - now);
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** Codes of undici and the system for a request of which no byte has reached a service. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const certificateCodes = /^(ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

function withoutAnswer(thrown: unknown, origin: string): WireFailure {
  const codes = codesOf(thrown);
  const help = 'Check the network and the address; `mission doctor` looks at both.';
  if (codes.some((code) => certificateCodes.test(code)))
    return { code: 'unreached', message: `${origin} has no certificate that can be trusted.`, help };
  const [systemCode = 'no answer'] = codes;
  if (codes.some((code) => neverSent.has(code)))
    return { code: 'unreached', message: `${origin} cannot be reached (${systemCode}).`, systemCode, help };
  if (codes.length === 0 && !isTimeout(thrown)) throw thrown;
  const timedOut = isTimeout(thrown);
  const why = timedOut ? 'it took too long' : systemCode;
  return {
    code: 'lost',
    message: `No answer came from ${origin} (${why}).`,
    systemCode: timedOut ? 'ETIMEDOUT' : systemCode,
    help,
  };
}

function isTimeout(thrown: unknown): boolean {
  return thrown instanceof Error && (thrown.name === 'TimeoutError' || thrown.name === 'AbortError');
}

/** Of the error, its cause, and the errors that it gathers. */
function codesOf(thrown: unknown): string[] {
  if (!(thrown instanceof Error)) return [];
  const own = 'code' in thrown && typeof thrown.code === 'string' ? [thrown.code] : [];
  const gathered = thrown instanceof AggregateError ? thrown.errors.flatMap(codesOf) : [];
  return [...own, ...gathered, ...(thrown.cause === undefined ? [] : codesOf(thrown.cause))];
}
