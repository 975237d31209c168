/**
 * What the service says when it says no. A refusal by the telephony layer behind it comes through as a 500 whose message holds that
 * layer's own JSON: unwrapped here, so that nobody matches on texts.
 */
import type { Failure } from '../lib/result.ts';

/**
 * refused: a definite no, 4xx or a 5xx that wraps one; throttled: 429; unauthorized: 401, 403; lost: no answer came, or one that says
 * nothing, and what was asked may have happened; unreached: the request never left; unreadable: an answer that is none.
 */
export type WireCode = 'refused' | 'throttled' | 'unauthorized' | 'lost' | 'unreached' | 'unreadable';

export interface WireFailure extends Failure<WireCode> {
  /** Absent where no answer came. */
  readonly status?: number;
  /** HTTP's own words for the status, as they came. */
  readonly reason?: string;
  /** The service's own code: `not_found`, `missing_field`, `quota_exceeded`, … */
  readonly serviceCode?: string;
  /** The telephony layer's: `10015`, … */
  readonly inner?: readonly InnerError[];
  readonly retryAfterMs?: number;
  /** The system's or undici's, where no answer came: `ECONNREFUSED`. */
  readonly systemCode?: string;
  /** The body as it came, where it is JSON. */
  readonly body?: unknown;
  readonly text?: string;
  /** The service's clock, ms. */
  readonly serviceAt?: number;
}

export interface InnerError {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** Like `/body/steps[0]/step_id`. */
  readonly pointer?: string;
}

export interface ServiceError {
  readonly code?: string;
  readonly message: string;
  /** The status of the layer behind, where the message wraps one. */
  readonly innerStatus?: number;
  readonly inner: readonly InnerError[];
}

const messageCharsMax = 500;

/** Reads `{error: {code, message}}`; whatever else came is described. */
export function serviceErrorOf(body: unknown): ServiceError {
  const error = field(body, 'error');
  const message = textOf(field(error, 'message')) ?? textOf(error) ?? textOf(field(body, 'message'));
  const code = textOf(field(error, 'code'));
  if (message === undefined) return { ...(code === undefined ? {} : { code }), message: code ?? '', inner: [] };
  return { ...(code === undefined ? {} : { code }), ...unwrapped(message) };
}

/** `Telnyx API error (400): {"errors": […]}` → the errors. */
function unwrapped(message: string): Omit<ServiceError, 'code'> {
  const match = /^([^{]*?)\((\d{3})\):\s*(\{[\s\S]*\})\s*$/.exec(message);
  if (match === null) return { message: shortened(message), inner: [] };
  const inner = innerErrors(match[3] ?? '');
  const told = inner.map(
    ({ detail, title, pointer }) => `${detail || title}${pointer === undefined ? '' : ` (${pointer})`}`,
  );
  return {
    message: shortened(told.length === 0 ? message : told.join(' ')),
    innerStatus: Number(match[2]),
    inner,
  };
}

function innerErrors(json: string): readonly InnerError[] {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch {
    // A message that only looks like JSON is shown as it is.
    return [];
  }
  const errors = field(data, 'errors');
  if (!Array.isArray(errors)) return [];
  return errors.map((error: unknown) => {
    const pointer = textOf(field(field(error, 'source'), 'pointer'));
    return {
      code: textOf(field(error, 'code')) ?? '',
      title: textOf(field(error, 'title')) ?? '',
      detail: textOf(field(error, 'detail')) ?? '',
      ...(pointer === undefined ? {} : { pointer }),
    };
  });
}

/** A definite no, whoever said it: 4xx, or a 5xx that wraps one. */
export function isDefinite(status: number, error: ServiceError): boolean {
  const said = status >= 500 ? (error.innerStatus ?? status) : status;
  return said >= 400 && said < 500 && said !== 408 && said !== 429;
}

export function isRedirect(status: number | undefined): boolean {
  return status !== undefined && status >= 300 && status < 400;
}

export function field(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null && Object.hasOwn(of, name) ? Reflect.get(of, name) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;
}

function shortened(text: string): string {
  return text.length > messageCharsMax ? `${text.slice(0, messageCharsMax)}…` : text;
}
