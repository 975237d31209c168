/**
 * Asking the service: a few requests at a time, repeated where that is safe, and what came as an answer of the port.
 *
 * 1. `once` is never repeated, whatever came of it.
 * 2. An answer that cannot be read is no answer: the request may have been carried out.
 */
import { setMaxListeners } from 'node:events';
import PQueue from 'p-queue';
import type { Result } from '../lib/result.ts';
import type { Instant } from '../lib/time.ts';
import type { Answer, ProviderError } from '../run/ports.ts';
import type { WireAnswer, WireClient, WireRequest } from '../wire/client.ts';
import type { WireFailure } from '../wire/failure.ts';
import { type RepeatOptions, repeated } from '../wire/repeat.ts';

/** Requests under way at once. */
const requestsMax = 8;

export type Failed = Extract<Answer<never>, { ok: false }> & {
  /** What the service said, for whoever has to tell one no from another. */
  readonly wire?: WireFailure;
};
export type Asked<Value> = Extract<Answer<Value>, { ok: true }> | Failed;

const closed: Failed = { ok: false, error: { code: 'unavailable', message: 'This process asks nothing any more.' } };

export interface ServiceOptions {
  readonly client: WireClient;
  /** The time where the service does not say its own. */
  readonly now: () => Instant;
  /** How what is safe to repeat is repeated. */
  readonly repeat?: RepeatOptions;
}

export class Service {
  readonly #options: ServiceOptions;
  readonly #queue = new PQueue({ concurrency: requestsMax });
  readonly #closing = new AbortController();

  constructor(options: ServiceOptions) {
    this.#options = options;
    // Every request that pauses before it is repeated listens: with many, Node.js would warn of a leak.
    setMaxListeners(0, this.#closing.signal);
  }

  /** A question, or a deed that does the same however often it is asked. */
  async ask(request: WireRequest): Promise<Asked<unknown>> {
    const { signal } = this.#closing;
    if (signal.aborted) return closed;
    return this.#answer(await repeated(() => this.#send(request), { ...this.#options.repeat, signal }));
  }

  /** A deed that a second request would do twice. */
  async once(request: WireRequest): Promise<Asked<unknown>> {
    return this.#closing.signal.aborted ? closed : this.#answer(await this.#send(request));
  }

  /** Nothing is asked again; what is under way is awaited. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#queue.onIdle();
  }

  #send(request: WireRequest): Promise<Result<WireAnswer, WireFailure>> {
    return this.#queue.add(() => this.#options.client.request(request));
  }

  #answer(came: Result<WireAnswer, WireFailure>): Asked<unknown> {
    if (!came.ok) return failed(came.error);
    const { body, serviceAt } = came.value;
    return { ok: true, value: body, serviceAt: serviceAt ?? this.#options.now() };
  }
}

export function failed(wire: WireFailure): Failed {
  const { serviceAt } = wire;
  return { ok: false, error: errorOf(wire), wire, ...(serviceAt === undefined ? {} : { serviceAt }) };
}

/** What came, but not what was asked for. */
export function unreadable(what: string, serviceAt: Instant): Failed {
  const message = `The service answered, but its answer holds no ${what}.`;
  return { ok: false, error: { code: 'lost', message }, serviceAt };
}

export function refusedWith(error: ProviderError, serviceAt: Instant): Failed {
  return { ok: false, error, serviceAt };
}

const quotaCode = 'quota_exceeded';

export function errorOf(wire: WireFailure): ProviderError {
  const { message, retryAfterMs } = wire;
  if (wire.serviceCode === quotaCode) return { code: 'quota', message: `The account's quota is used up: ${message}` };
  switch (wire.code) {
    case 'unauthorized':
      return { code: 'unauthorized', message: wire.help === undefined ? message : `${message} ${wire.help}` };
    case 'throttled':
      return { code: 'throttled', message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    case 'unreached':
      return { code: 'unavailable', message };
    case 'refused':
      return { code: 'refused', message };
    case 'lost':
    case 'unreadable':
      return { code: 'lost', message };
  }
}

export function isGone(asked: Failed): boolean {
  return asked.wire?.status === 404 && asked.error.code === 'refused';
}

/** As the port has it: without what only this folder knows, and fit to stand in the middle of a sentence. */
export function answer({ error, serviceAt }: Failed) {
  const message = error.message.replace(/\.$/, '');
  return { ok: false, error: { ...error, message }, ...(serviceAt === undefined ? {} : { serviceAt }) } as const;
}

/** What was asked first was not asked for yet: nothing of it can have happened. */
export function neverSent(failed: Failed) {
  const { error } = failed;
  const isPassing = error.code === 'lost' || error.code === 'refused';
  return answer({ ...failed, error: isPassing ? { ...error, code: 'unavailable' } : error });
}

/** The prompt was changed, or was not: whoever cannot read it back does not know. */
export function lostUnless(failed: Failed) {
  const { error } = failed;
  const isBeyondRepair = error.code === 'unauthorized' || error.code === 'quota';
  return answer({ ...failed, error: isBeyondRepair ? error : { ...error, code: 'lost' } });
}
