/** Numbers that a service or a model gives: what cannot be is taken for not said, so that the journal holds facts alone. */
import { hourMs } from '../lib/time.ts';

/** However long a service wants to be left alone: it is asked again then. */
const pauseMaxMs = hourMs;

/** How long to wait before the next request. */
export function pauseMs(retryAfterMs: number | undefined, otherwiseMs: number): number {
  if (retryAfterMs === undefined || Number.isNaN(retryAfterMs)) return otherwiseMs;
  return Math.ceil(Math.min(pauseMaxMs, Math.max(0, retryAfterMs)));
}

/** Longer than any call may last. */
const durationMaxS = 86_400;

/** Seconds of a conversation; undefined: not said. */
export function plausibleDuration(seconds: number | undefined): number | undefined {
  return seconds !== undefined && seconds >= 0 && seconds <= durationMaxS ? seconds + 0 : undefined;
}

/** 0..1; null: no score. */
export function plausibleScore(score: number | null): number | null {
  return score === null || Number.isNaN(score) ? null : Math.min(1, Math.max(0, score)) + 0;
}
