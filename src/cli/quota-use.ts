/** How much of an account's quota is used, as `GET /me` tells it. Pure. */
import { isNumber } from '../lib/exact-json.ts';
import { field } from '../wire/failure.ts';

export interface QuotaUse {
  /** What is counted: `calls a day`. */
  readonly of: string;
  readonly most: number;
  readonly spent: number;
}

const limits: readonly { readonly of: string; readonly limit: string; readonly used: readonly [string, string] }[] = [
  { of: 'calls a day', limit: 'daily_calls_limit', used: ['usage_today', 'calls'] },
  { of: 'seconds of calls a day', limit: 'daily_call_seconds_limit', used: ['usage_today', 'call_seconds'] },
  { of: 'seconds of calls a month', limit: 'monthly_call_seconds_limit', used: ['usage_this_month', 'call_seconds'] },
  {
    of: 'calls and texts of missions a month',
    limit: 'monthly_mission_events_limit',
    used: ['usage_this_month', 'mission_events'],
  },
];

/** Those that the service tells both of. A negative limit is none. */
export function quotaUse(me: unknown): readonly QuotaUse[] {
  return limits.flatMap(({ of, limit, used: [period, name] }) => {
    const most = numberOf(field(field(me, 'quota'), limit));
    const spent = numberOf(field(field(me, period), name));
    return most !== null && spent !== null && most >= 0 ? [{ of, most, spent }] : [];
  });
}

function numberOf(value: unknown): number | null {
  return isNumber(value) ? Number(value) : null;
}
