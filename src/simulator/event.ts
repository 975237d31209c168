/** One call or text at the simulated service, and what it looks like at an instant. */
import type { Instant } from '../lib/time.ts';
import type { Reading } from '../run/ports.ts';
import type { Happening } from './clock.ts';

export type CallOutcome = 'answered' | 'voicemail' | 'no-answer' | 'busy' | 'failed';
export type TextOutcome = 'delivered' | 'undelivered';

/** What was asked for, and, later, what became of it. Only `withdrawnAt`, `dialled` and `next` change. */
export interface SimEvent {
  /** The request's number at the service; ties in time go by it. */
  readonly number: number;
  readonly assistant: number;
  readonly mission: number;
  readonly channel: 'call' | 'sms';
  readonly to: string;
  readonly from: string;
  readonly scheduledAt: Instant;
  readonly key: string;
  readonly contact: string;
  readonly target: string;
  readonly text: string | null;
  readonly placedAt: Instant;
  withdrawnAt: Instant | null;
  /** Null until its time has come. */
  dialled: Dialled | null;
  /** What it waits for in the clock; null in what was read from the record. */
  next: Happening | null;
}

/** All that becomes of a call or text, settled when it is dialled. Null: never. */
export interface Dialled {
  readonly at: Instant;
  /** From 1, per target over the whole run. */
  readonly attempt: number;
  /** The version of the assistant's prompt that it used. */
  readonly prompt: number;
  readonly outcome: CallOutcome | TextOutcome;
  /** Calls: when somebody, or a machine, picked up. */
  readonly answeredAt: Instant | null;
  /** Calls: hung up; texts: delivered, or given up. */
  readonly endedAt: Instant;
  readonly insightAt: Instant | null;
  /** The insight is prose instead of JSON. */
  readonly prose: boolean;
  readonly reply: string | null;
  readonly replyAt: Instant | null;
}

/** The last instant at which something happens to it. */
export function doneAt(dialled: Dialled): Instant {
  return Math.max(dialled.endedAt, dialled.insightAt ?? 0, dialled.replyAt ?? 0);
}

export const refOf = (number: number): string => `evt_${number}`;
export const conversationOf = (number: number): string => `conv_${number}`;

/** The number in an id such as `evt_12`; null where it is none of that kind. */
export function numberOf(id: string, prefix: string): number | null {
  if (!id.startsWith(prefix)) return null;
  const number = Number(id.slice(prefix.length));
  return Number.isSafeInteger(number) && number > 0 ? number : null;
}

export function readingOf(event: SimEvent, now: Instant): Reading {
  const ref = refOf(event.number);
  const { dialled } = event;
  if (event.withdrawnAt !== null) return { ref, status: 'completed', call: 'canceled' };
  if (dialled === null) return { ref, status: 'pending' };
  if (now < dialled.endedAt) return readingUnderWay(event, { dialled, now });
  const call = dialled.outcome;
  const status = call === 'failed' || call === 'undelivered' ? 'failed' : 'completed';
  if (dialled.answeredAt === null) return { ref, status, call };
  return { ref, status, call, durationS: durationS(dialled), conversation: conversationOf(event.number) };
}

function readingUnderWay(event: SimEvent, at: { readonly dialled: Dialled; readonly now: Instant }): Reading {
  const ref = refOf(event.number);
  if (event.channel === 'sms') return { ref, status: 'in_progress' };
  const { answeredAt } = at.dialled;
  if (answeredAt === null || at.now < answeredAt) return { ref, status: 'in_progress', call: 'ringing' };
  return { ref, status: 'in_progress', call: 'in-progress', conversation: conversationOf(event.number) };
}

/** Seconds of conversation; 0 where nobody picked up. */
export function durationS(dialled: Dialled): number {
  return dialled.answeredAt === null ? 0 : (dialled.endedAt - dialled.answeredAt) / 1000;
}
