/** What is answered to a request, and the ways in which the service says no. */
import type { AccountDoc, Json } from './documents.ts';

export interface Reply {
  readonly status: number;
  /** Absent: no body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request, its key known. */
export interface Call {
  readonly account: AccountDoc;
  readonly params: Readonly<Record<string, string>>;
  /** {} where there was none. */
  readonly body: Json;
  /** A leading space is read as `+`: clients send `contact=+1…` unencoded. */
  readonly query: (name: string) => string | undefined;
  readonly header: (name: string) => string | undefined;
  /** The client knows the server's clock; else it knows the wall's alone. */
  readonly knowsClock: boolean;
  /** Aborted when whoever asked has gone. */
  readonly gone: AbortSignal;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/v1`, or from the root for the server's own. */
  readonly path: string;
  readonly answer: (call: Call) => Reply | Promise<Reply>;
}

export const ok = (body: unknown): Reply => ({ status: 200, body });
export const created = (body: unknown): Reply => ({ status: 201, body });
export const noContent: Reply = { status: 204 };

export function no(status: number, code: string, message: string): Reply {
  return { status, body: { error: { code, message } } };
}

export const notFound = (what: string): Reply => no(404, 'not_found', `${what} not found`);
export const missingField = (...names: readonly string[]): Reply =>
  no(400, 'missing_field', `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} required`);
export const badField = (message: string): Reply => no(400, 'invalid_field', message);
export const quotaExceeded = (message: string): Reply => no(402, 'quota_exceeded', message);

export interface InnerError {
  readonly code: '10004' | '10015';
  readonly detail?: string;
  readonly pointer?: string;
}

const titles = { '10004': 'Missing required parameter', '10015': 'Bad Request' } as const;
const details = {
  '10004': 'A required parameter was missing.',
  '10015': 'The request failed because it was not well-formed.',
} as const;

/** A refusal by the telephony layer: 500, and its own JSON inside the message. `what`: which of its operations failed. */
export function telephonyRefusal(errors: readonly InnerError[], what = 'API error'): Reply {
  const inner = {
    errors: errors.map(({ code, detail, pointer }) => ({
      code,
      title: titles[code],
      detail: detail ?? details[code],
      meta: { url: `https://developers.telnyx.com/docs/overview/errors/${code}` },
      ...(pointer === undefined ? {} : { source: { pointer } }),
    })),
  };
  return no(500, 'internal', `Telnyx ${what} (400): ${JSON.stringify(inner, null, 2)}`);
}

export const badRequest = (detail?: string): Reply =>
  telephonyRefusal([{ code: '10015', ...(detail === undefined ? {} : { detail }) }]);

/** A member that is text and says something. */
export function textOf(body: Json, name: string): string | undefined {
  const value = body[name];
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

export function objectOf(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

/** The names among these that the body has no text for. */
export function missing(body: Json, names: readonly string[]): readonly string[] {
  return names.filter((name) => textOf(body, name) === undefined);
}
