/**
 * Waits for what a person says to a request for approval, by asking the service again and again.
 *
 * 1. Only `approved` from the service is a yes (`wire/approval.ts`).
 * 2. A question that got no answer is asked again; one that was refused, or answered with what is no status, ends the waiting.
 * 3. When the time is up the service is asked once more: what was said in the last moment counts.
 */
import { orAborted } from '../lib/abortable.ts';
import { fail, ok, type Result } from '../lib/result.ts';
import { secondMs } from '../lib/time.ts';
import type { Timers } from '../lib/timers.ts';
import { type ApprovalWord, approvalIn } from '../wire/approval.ts';
import type { WireFailure } from '../wire/failure.ts';
import { isPassing } from '../wire/repeat.ts';

const pollEveryMs = 2 * secondMs;
const throttledMs = 10 * secondMs;

export interface ApprovalWait {
  /** One `GET /approvals/:id`. */
  readonly read: () => Promise<Result<unknown, WireFailure>>;
  readonly timers: Timers;
  readonly timeoutMs: number;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Only a yes that was verified by biometrics is one. */
  readonly biometric: boolean;
}

/** Null: it was interrupted. */
export async function waitForApproval(
  of: ApprovalWait,
): Promise<Result<{ readonly word: Exclude<ApprovalWord, 'pending'>; readonly answer: unknown } | null, WireFailure>> {
  const { read, timers, timeoutMs, signal } = of;
  const until = timers.now() + timeoutMs;
  for (;;) {
    if (signal.aborted) return ok(null);
    const isLast = timers.now() >= until;
    const answer = await orAborted(read(), signal);
    if (answer === null) return ok(null);
    let pause = pollEveryMs;
    if (answer.ok) {
      const word = approvalIn(answer.value, { biometric: of.biometric });
      if (word === null) return fail(unexpected());
      if (word !== 'pending') return ok({ word, answer: answer.value });
    } else {
      if (!isPassing(answer.error) && answer.error.code !== 'throttled') return answer;
      if (answer.error.code === 'throttled') pause = Math.max(pause, answer.error.retryAfterMs ?? throttledMs);
    }
    if (isLast) return ok({ word: 'timeout', answer: answer.ok ? answer.value : null });
    await sleep(timers, { ms: Math.min(pause, until - timers.now()), signal });
  }
}

function unexpected(): WireFailure {
  const message = 'The service says of the request what nobody knows; it is no yes.';
  return { code: 'unreadable', message, help: 'Look at `mission approval status`.' };
}

function sleep(timers: Timers, { ms, signal }: { readonly ms: number; readonly signal: AbortSignal }): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = timers.after(Math.max(0, ms), end);
    signal.addEventListener('abort', end);
  });
}
