/** How long a service that fails is borne with. Pure. */
import { hourMs, type Instant } from '../lib/time.ts';
import type { MissionState } from './state.ts';

/** It failed that often in a row, and for so long: beyond repair. */
const failuresMax = 20;
const failingMaxMs = hourMs;

export type Failing = Pick<MissionState, 'failures' | 'failingSince' | 'failedAt' | 'throttledUntil'>;

/** With one more failure at `at`. Where nobody asked for an hour, as between two processes of a run, the hour begins anew. */
export function failing<State extends Failing>(state: State, at: Instant): State {
  const since = state.failingSince;
  if (since === undefined || isStale(state, at)) return { ...state, failures: 1, failingSince: at, failedAt: at };
  return { ...state, failures: state.failures + 1, failedAt: at };
}

/** The service has answered: earlier failures count no more. */
export function workingAgain<State extends Failing>(state: State): State {
  if (state.failures === 0) return state;
  const { failingSince: _, failedAt: __, ...rest } = state;
  return { ...rest, failures: 0 } as State;
}

/** Whether one more failure at `at` makes an hour of them. */
export function isHourOver(state: Failing, at: Instant): boolean {
  const { failingSince: since } = failing(state, at);
  return since !== undefined && at - since >= failingMaxMs;
}

/** Whether one more failure at `at` is beyond repair. */
export function isBeyondRepair(state: Failing, at: Instant): boolean {
  return failing(state, at).failures >= failuresMax && isHourOver(state, at);
}

function isStale({ failedAt, failingSince, throttledUntil }: Failing, at: Instant): boolean {
  const asked = Math.max(failedAt ?? failingSince ?? at, throttledUntil ?? 0);
  return at - asked >= failingMaxMs;
}
