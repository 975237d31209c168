/** A text comes in: it is kept, and told as an answer to a mission where a mission has written to its sender. */
import type { Instant } from '../../lib/time.ts';
import type { Push } from '../../run/ports.ts';
import type { MessageDoc, ScheduledDoc } from './documents.ts';
import { milli } from './ids.ts';
import { putMessage } from './messages.ts';
import type { Service } from './service.ts';

const threadMax = 10;

export interface Received {
  readonly account: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly at: Instant;
  /** What it answers, where that is known. */
  readonly answers?: ScheduledDoc;
}

export function receive(service: Service, text: Received): MessageDoc {
  const { account, from, to, body, at } = text;
  const received = putMessage(service, {
    account,
    direction: 'inbound',
    from,
    to,
    body,
    at,
    status: 'received',
    deliveredAt: null,
    error: null,
  });
  const push: Push = { kind: 'text', from, to };
  const answers = text.answers ?? lastTo(service, text);
  const message_id = received.id;
  if (answers === undefined || answers.mission === null) {
    service.tell(account, { message: { type: 'event', event: 'sms.received', from, body, message_id }, push });
    return received;
  }
  const { mission: mission_id, step: step_id } = answers;
  const thread = service.shelf
    .of('message', account)
    .filter((each) => (each.from === from && each.to === to) || (each.from === to && each.to === from))
    .slice(-threadMax)
    .map(({ direction, ...each }) => {
      return { direction, from: each.from, to: each.to, text: each.body, timestamp: milli(each.createdAt) };
    });
  const told = { mission_id, step_id, from, to, text: body, message_id, thread_context: thread };
  service.tell(account, { message: { type: 'event', event: 'mission.sms_received', ...told }, push });
  return received;
}

/** The last text that a mission sent from the one number to the other. */
function lastTo(service: Service, { account, from, to }: Received): ScheduledDoc | undefined {
  return service
    .scheduledOfAccount(account)
    .filter((scheduled) => {
      const event = service.eventOf(scheduled);
      return event?.channel === 'sms' && event.dialled !== null && event.to === from && event.from === to;
    })
    .at(-1);
}
