/** Whether the account may still do what a mission needs at least. Asked before the first call. Pure. */
import type { Instant } from '../lib/time.ts';
import type { ProviderError } from '../run/ports.ts';
import { field, instantOf, numberOf } from '../wire/fields.ts';

/** What has to be possible for a mission to be worth beginning. */
export interface Needs {
  readonly calls: number;
  readonly texts: number;
}

interface Quota {
  readonly of: string;
  readonly limit: number | undefined;
  readonly used: number;
  readonly needed: number;
  readonly next: string;
}

const upgrade = 'Wait for the new month, or take a larger plan.';
const tomorrow = 'Go on tomorrow, or take a larger plan.';

/** Null: it suffices, as far as the service says. `missions`: those of this month, without the one that is to be made. */
export function quotaMissing(
  me: unknown,
  of: { readonly needs: Needs; readonly missions: number; readonly isNew: boolean },
): ProviderError | null {
  const limit = (name: string): number | undefined => limitOf(field(me, 'quota'), name);
  const today = (name: string): number => numberOf(field(me, 'usage_today'), name) ?? 0;
  const month = (name: string): number => numberOf(field(me, 'usage_this_month'), name) ?? 0;
  const { calls, texts } = of.needs;
  const call = Math.min(1, calls);
  const quotas: readonly Quota[] = [
    {
      of: 'missions a month',
      limit: limit('monthly_missions_limit'),
      used: of.missions,
      needed: of.isNew ? 1 : 0,
      next: upgrade,
    },
    {
      of: 'calls and texts of missions a month',
      limit: limit('monthly_mission_events_limit'),
      used: month('mission_events'),
      needed: calls + texts,
      next: upgrade,
    },
    // A day's or a second's worth is not planned for: what must be possible is one call.
    { of: 'calls a day', limit: limit('daily_calls_limit'), used: today('calls'), needed: call, next: tomorrow },
    {
      of: 'seconds of calls a day',
      limit: limit('daily_call_seconds_limit'),
      used: today('call_seconds'),
      needed: call,
      next: tomorrow,
    },
    {
      of: 'seconds of calls a month',
      limit: limit('monthly_call_seconds_limit'),
      used: month('call_seconds'),
      needed: call,
      next: upgrade,
    },
    {
      of: 'texts a month',
      limit: limit('monthly_messages_limit'),
      used: month('messages'),
      needed: texts,
      next: upgrade,
    },
  ];
  const short = quotas.find(({ limit, used, needed }) => limit !== undefined && needed > 0 && limit - used < needed);
  return short === undefined ? null : { code: 'quota', message: messageOf(short) };
}

function messageOf({ of, limit = 0, used, needed, next }: Quota): string {
  const left = Math.max(0, limit - used);
  const isNone = limit === 0;
  const has = isNone
    ? `The account's plan allows no ${of}.`
    : `The account's quota of ${limit} ${of} leaves ${left}, and ${needed === 1 ? 'one is' : `at least ${needed} are`} needed.`;
  return `${has} ${isNone ? 'Take a plan that does.' : next}`;
}

/** A negative limit, or none, is no limit. */
function limitOf(quota: unknown, name: string): number | undefined {
  const limit = numberOf(quota, name);
  return limit === undefined || limit < 0 ? undefined : limit;
}

/** How many of the missions were made in the month of `now`, in UTC. */
export function missionsThisMonth(missions: readonly unknown[], now: Instant): number {
  const month = new Date(now).toISOString().slice(0, 7);
  return missions.filter((mission) => {
    const at = instantOf(mission, 'created_at');
    return at !== undefined && new Date(at).toISOString().slice(0, 7) === month;
  }).length;
}
