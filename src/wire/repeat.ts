/** Repeating what is safe to repeat: questions, and deeds that do the same however often they are asked. Never a placing. */
import pRetry from 'p-retry';
import type { Result } from '../lib/result.ts';
import { secondMs } from '../lib/time.ts';
import type { WireFailure } from './failure.ts';

export interface RepeatOptions {
  /** After the first. */
  readonly retriesMax?: number;
  readonly minMs?: number;
  readonly maxMs?: number;
  readonly signal?: AbortSignal;
}

const defaults = { retriesMax: 3, minMs: 500, maxMs: 10 * secondMs };

/** What another try may change. A 429 is not repeated here: whoever asks is told, and asks less. */
export function isPassing(failure: WireFailure): boolean {
  return failure.code === 'lost' || failure.code === 'unreached';
}

/** A failure on its way through p-retry, which knows errors alone. */
class Failed extends Error {
  readonly failure: WireFailure;

  constructor(failure: WireFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The first answer that is one, else the last failure. */
export async function repeated<Value>(
  ask: () => Promise<Result<Value, WireFailure>>,
  options: RepeatOptions = {},
): Promise<Result<Value, WireFailure>> {
  const { retriesMax, minMs, maxMs } = { ...defaults, ...options };
  let last: WireFailure | null = null;
  const attempt = async (): Promise<Result<Value, WireFailure>> => {
    const answer = await ask();
    if (answer.ok) return answer;
    last = answer.error;
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
    if (last !== null && (thrown instanceof Failed || options.signal?.aborted === true))
      return { ok: false, error: last };
    throw thrown;
  }
}
