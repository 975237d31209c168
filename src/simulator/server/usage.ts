/** What an account has used of its quota. */
import { dayMs, type Instant, secondMs } from '../../lib/time.ts';
import { durationS } from '../event.ts';
import type { AccountDoc, VoiceCallDoc } from './documents.ts';
import type { Service } from './service.ts';

export interface Usage {
  readonly callSecondsToday: number;
  readonly callsToday: number;
  readonly callSecondsThisMonth: number;
  readonly missionEventsThisMonth: number;
  readonly messagesThisMonth: number;
  readonly missionsThisMonth: number;
}

/** Days and months are UTC's. */
export function usageOf(service: Service, account: AccountDoc): Usage {
  const now = service.now();
  const day = Math.floor(now / dayMs) * dayMs;
  const month = monthOf(now);
  const usage = { callsToday: 0, callSecondsToday: 0, callSecondsThisMonth: 0, missionEventsThisMonth: 0 };
  for (const scheduled of service.scheduledOfAccount(account.id)) {
    if (scheduled.createdAt >= month && scheduled.mission !== null) usage.missionEventsThisMonth += 1;
    const event = service.eventOf(scheduled);
    const dialled = event?.channel === 'call' ? event.dialled : null;
    if (dialled != null && dialled.at >= month)
      add(usage, { at: dialled.at, day, seconds: dialled.endedAt <= now ? durationS(dialled) : 0 });
  }
  for (const call of service.shelf.of('call', account.id)) {
    if (call.createdAt < month) continue;
    add(usage, { at: call.createdAt, day, seconds: call.end === null ? 0 : voiceDurationS(call, call.end.at) });
  }
  const since = (documents: readonly { readonly createdAt: Instant }[]) =>
    documents.filter(({ createdAt }) => createdAt >= month).length;
  return {
    ...usage,
    messagesThisMonth: since(
      service.shelf.of('message', account.id).filter(({ direction }) => direction === 'outbound'),
    ),
    missionsThisMonth: since(service.shelf.of('mission', account.id)),
  };
}

/** Seconds of conversation up to an instant. */
export function voiceDurationS(call: VoiceCallDoc, until: Instant): number {
  return call.answersAt === null ? 0 : Math.max(0, Math.floor((until - call.answersAt) / secondMs));
}

function add(
  usage: { callsToday: number; callSecondsToday: number; callSecondsThisMonth: number },
  call: { readonly at: Instant; readonly day: Instant; readonly seconds: number },
): void {
  usage.callSecondsThisMonth += call.seconds;
  if (call.at < call.day) return;
  usage.callsToday += 1;
  usage.callSecondsToday += call.seconds;
}

function monthOf(now: Instant): Instant {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}
