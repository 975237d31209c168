/** What a run keeps of its plan besides the spec: enough to go on from the store alone. */
import type { Value } from '../spec/spec.ts';
import type { HolidayDates } from './hours.ts';
import type { Plan } from './plan.ts';

export interface StoredPlan {
  readonly hash: string;
  readonly contacts: number;
  readonly attempts: number;
  readonly minutes: number;
  /** With its currency, `12.5 USD`. */
  readonly cost: string;
  readonly holidays: HolidayDates;
  /** How many contacts of the first round are automated systems. */
  readonly automated: number;
}

export function storePlan(plan: Plan): Value {
  const { attempts, minutes, cost } = plan.forecast;
  return {
    hash: plan.hash,
    contacts: plan.included.length,
    attempts: attempts.expected,
    minutes: minutes.expected,
    cost: `${cost.expected.toFixed(2)} ${cost.currency}`,
    holidays: plan.holidays,
    automated: plan.kinds.automated,
  };
}

export function readStoredPlan(value: Value): StoredPlan {
  return value as unknown as StoredPlan;
}
