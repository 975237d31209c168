/** Repeating what is safe to repeat: questions, and deeds that do the same however often they are asked. Never a placing. */
import pRetry from 'p-retry';
import type { Result } from '../lib/result.ts';
import { secondMs } from '../lib/time.ts';
import { isRedirect, type WireFailure } from './failure.ts';

export interface RepeatOptions {
  /** After the first. */
  readonly retriesMax?: number;
  readonly minMs?: number;
  readonly maxMs?: number;
  readonly signal?: AbortSignal;
}

const defaults = { retriesMax: 3, minMs: 500, maxMs: 10 * secondMs };

/** What another try may change; a redirect stands. A 429 is not repeated here: whoever asks is told, and asks less. */
export function isPassing({ code, status }: WireFailure): boolean {
  return (code === 'lost' && !isRedirect(status)) || code === 'unreached';
}

/** A failure on its way through p-retry, which knows errors alone. */
class Failed extends Error {
  readonly failure: WireFailure;

  constructor(failure: WireFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

const neverAsked: WireFailure = { code: 'unreached', message: 'The request was called off before it was sent.' };

/** The first answer that is one, else the last failure; called off, it is whatever the request under way came to. */
export async function repeated<Value>(
  ask: () => Promise<Result<Value, WireFailure>>,
  options: RepeatOptions = {},
): Promise<Result<Value, WireFailure>> {
  const { retriesMax, minMs, maxMs } = { ...defaults, ...options };
  let last: Result<Value, WireFailure> | null = null;
  const attempt = async (): Promise<Result<Value, WireFailure>> => {
    const answer = await ask();
    last = answer;
    if (answer.ok) return answer;
    throw new Failed(answer.error);
  };
  try {
    return await pRetry(attempt, {
      retries: retriesMax,
      minTimeout: minMs,
      maxTimeout: maxMs,
      randomize: true,
      shouldRetry: ({ error }) => error instanceof Failed && isPassing(error.failure),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (thrown) {
    const isOver = options.signal?.aborted === true && thrown === options.signal.reason;
    if (!isOver && !(thrown instanceof Failed)) throw thrown;
    return last ?? { ok: false, error: neverAsked };
  }
}
