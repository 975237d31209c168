/**
 * What goes wrong on purpose, drawn by the seed, the request and how often it was made, so that it goes wrong again the same way
 * whatever else is asked at the same time.
 */
import { draw, drawBetween } from '../../lib/prng.ts';
import type { Faults } from './options.ts';
import { no, type Reply } from './reply.ts';

export interface Fault {
  /** Answered instead of doing anything. */
  readonly before: Reply | null;
  /** Answered though it was done. */
  readonly after: Reply | null;
  /** It was done, and no answer is sent. */
  readonly isLost: boolean;
  readonly delayMs: number;
  readonly dropsSockets: boolean;
}

export const noFault: Fault = { before: null, after: null, isLost: false, delayMs: 0, dropsSockets: false };

const slow = { min: 200, max: 2_000 };
const retryAfterS = 1;

export class FaultPlan {
  readonly #faults: Faults;
  readonly #seed: number;
  readonly #requests = new Map<string, number>();

  constructor(faults: Faults, seed: number) {
    this.#faults = faults;
    this.#seed = seed;
  }

  next(request: string): Fault {
    const count = (this.#requests.get(request) ?? 0) + 1;
    this.#requests.set(request, count);
    const of = (kind: keyof Faults) => `${this.#seed} fault ${kind} ${count} ${request}`;
    const has = (kind: keyof Faults) => draw(of(kind)) < (this.#faults[kind] ?? 0);
    const before = has('throttled') ? throttled : has('failedBefore') ? unavailable : null;
    return {
      before,
      after: before === null && has('failedAfter') ? failed : null,
      isLost: before === null && has('lost'),
      delayMs: has('slow') ? Math.round(drawBetween(of('slow'), slow)) : 0,
      dropsSockets: has('dropped'),
    };
  }
}

const throttled: Reply = {
  ...no(429, 'rate_limited', 'Too many requests'),
  headers: { 'retry-after': String(retryAfterS) },
};
const unavailable = no(503, 'unavailable', 'The service is not available');
const failed = no(500, 'internal', 'Something went wrong');
