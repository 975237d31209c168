/** How long to leave the service alone after trouble. Pure. */
import { hourMs, minuteMs, secondMs } from '../lib/time.ts';
import type { WireFailure } from '../wire/failure.ts';

const firstMs = secondMs;
const longestMs = minuteMs;
/** Who is told off waits for a person to mend the key, or for the minute to be over. */
const unauthorizedMs = 5 * minuteMs;
const throttledMs = 30 * secondMs;
const retryAfterMsMax = hourMs;

/** `failures`: how many there were in a row, this one included. */
export function pauseAfter(failure: Pick<WireFailure, 'code' | 'retryAfterMs'>, failures: number): number {
  if (failure.retryAfterMs !== undefined) return Math.min(retryAfterMsMax, Math.max(firstMs, failure.retryAfterMs));
  if (failure.code === 'throttled') return throttledMs;
  if (failure.code === 'unauthorized') return unauthorizedMs;
  return Math.min(longestMs, firstMs * 2 ** Math.min(16, Math.max(0, failures - 1)));
}
