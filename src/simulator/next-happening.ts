/** What happens to a dialled event, in order of time. Pure. */
import type { Instant } from '../lib/time.ts';
import type { Push } from '../run/ports.ts';
import { conversationOf, type Dialled, refOf, type SimEvent } from './event.ts';

/** What happened to an event: a call was answered, a call or text has ended, the insight is there, a reply came in. */
export type Happened = 'answered' | 'ended' | 'insight' | 'replied';

/** What happens to a dialled event next after an instant, and what is pushed then. */
export function nextOf(
  event: SimEvent,
  { dialled, after }: { readonly dialled: Dialled; readonly after: Instant },
): { readonly at: Instant; readonly what: Happened; readonly push: Push } | null {
  const { answeredAt, endedAt, insightAt, replyAt } = dialled;
  if (answeredAt !== null && answeredAt > after)
    return { at: answeredAt, what: 'answered', push: { kind: 'attempt', ref: refOf(event.number) } };
  if (endedAt > after) return { at: endedAt, what: 'ended', push: { kind: 'attempt', ref: refOf(event.number) } };
  if (insightAt !== null && insightAt > after) {
    return { at: insightAt, what: 'insight', push: { kind: 'insight', conversation: conversationOf(event.number) } };
  }
  return replyAt !== null && replyAt > after
    ? { at: replyAt, what: 'replied', push: { kind: 'text', from: event.to, to: event.from } }
    : null;
}
