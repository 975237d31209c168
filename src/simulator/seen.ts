/** What the simulated service saw, for whoever judges a run by it instead of by the run's own words. */
import type { Instant } from '../lib/time.ts';
import type { Reading } from '../run/ports.ts';
import { type Dialled, durationS, readingOf, refOf, type SimEvent } from './event.ts';
import type { WorldRecord } from './record.ts';

export interface SeenEvent {
  readonly ref: string;
  readonly key: string;
  readonly contact: string;
  readonly target: string;
  readonly assistant: string;
  readonly channel: 'call' | 'sms';
  readonly to: string;
  readonly from: string;
  readonly text: string | null;
  readonly placedAt: Instant;
  readonly scheduledAt: Instant;
  readonly dialledAt: Instant | null;
  /** Null where it has not ended by now. */
  readonly endedAt: Instant | null;
  /** The prompt that the call really used: its assistant's when it was dialled. */
  readonly instructions: string | null;
  readonly status: Reading['status'];
  /** Null where it has not ended by now. */
  readonly outcome: NonNullable<Reading['call']> | null;
  readonly withdrawnAt: Instant | null;
  /** Seconds of conversation; 0 where nobody picked up. */
  readonly durationS: number;
  /** What was written back by now. */
  readonly reply: { readonly text: string; readonly at: Instant } | null;
}

export function seenEvents(record: WorldRecord, now: Instant): readonly SeenEvent[] {
  const prompts = new Map(record.all('prompt').map((row) => [Number(row.number), String(row.instructions)]));
  return Array.from(record.events(), (event) => seenEvent(event, { prompts, now }));
}

function seenEvent(
  event: SimEvent,
  by: { readonly prompts: ReadonlyMap<number, string>; readonly now: Instant },
): SeenEvent {
  const {
    number,
    key,
    contact,
    target,
    assistant,
    channel,
    to,
    from,
    text,
    placedAt,
    scheduledAt,
    dialled,
    withdrawnAt,
  } = event;
  const { status, call } = readingOf(event, by.now);
  const over = status === 'completed' || status === 'failed';
  return {
    ref: refOf(number),
    key,
    contact,
    target,
    assistant: `asst_${assistant}`,
    channel,
    to,
    from,
    text,
    placedAt,
    scheduledAt,
    dialledAt: dialled?.at ?? null,
    endedAt: dialled !== null && over ? dialled.endedAt : null,
    instructions: dialled === null ? null : (by.prompts.get(dialled.prompt) ?? null),
    status,
    outcome: over ? (call ?? null) : null,
    withdrawnAt,
    durationS: dialled === null ? 0 : durationS(dialled),
    reply: replyBy(dialled, by.now),
  };
}

function replyBy(dialled: Dialled | null, now: Instant): SeenEvent['reply'] {
  if (dialled === null || dialled.reply === null || dialled.replyAt === null || dialled.replyAt > now) return null;
  return { text: dialled.reply, at: dialled.replyAt };
}
