/** `/messages`: texts, apart from those that assistants send at a time. */

import { isE164 } from '../../../lib/phone-text.ts';
import { draw } from '../../../lib/prng.ts';
import { secondMs } from '../../../lib/time.ts';
import type { MessageDoc } from '../documents.ts';
import { milli } from '../ids.ts';
import { putMessage } from '../messages.ts';
import { pageOf } from '../paging.ts';
import {
  badField,
  badRequest,
  type Call,
  missing,
  missingField,
  ok,
  quotaExceeded,
  type Reply,
  type Route,
  textOf,
} from '../reply.ts';
import type { Service } from '../service.ts';
import { usageOf } from '../usage.ts';

const messagesPerPage = 20;
const deliveryMs = { min: 2 * secondMs, max: 15 * secondMs };

export function messageRoutes(service: Service): readonly Route[] {
  return [
    { method: 'POST', path: '/messages/send', answer: (call) => send(service, call) },
    { method: 'GET', path: '/messages', answer: (call) => list(service, call) },
    {
      method: 'GET',
      path: '/messages/conversations',
      answer: (call) => ok({ conversations: conversations(service.shelf.of('message', call.account.id)) }),
    },
  ];
}

function send(service: Service, { account, body }: Call): Reply {
  const lacks = missing(body, ['to', 'message']);
  if (lacks.length > 0) return missingField(...lacks);
  const to = textOf(body, 'to') ?? '';
  if (!isE164(to)) return badRequest(`${to} is not a valid phone number`);
  const media = body.media_urls;
  if (media != null && !(Array.isArray(media) && media.every((url) => typeof url === 'string')))
    return badField('media_urls must be a list of URLs');
  const from = service.shelf.of('phone', account.id)[0]?.phone;
  if (from === undefined) return badRequest('the account has no number to send from');
  if (usageOf(service, account).messagesThisMonth >= account.quota.monthly_messages_limit)
    return quotaExceeded('Monthly messages limit reached');
  const message = putMessage(service, {
    account: account.id,
    direction: 'outbound',
    from,
    to,
    body: textOf(body, 'message') ?? '',
    at: service.now(),
    status: 'queued',
    deliveredAt: null,
    error: null,
    ...(Array.isArray(media) ? { media: media as string[] } : {}),
  });
  deliverLater(service, message);
  return ok({ id: message.id, telnyx_message_id: message.telnyxId, status: message.status, from, to });
}

/** Also for those that were under way when an earlier process ended. */
export function deliverLater(service: Service, message: MessageDoc): void {
  const { min, max } = deliveryMs;
  const at = message.createdAt + Math.round(min + draw(`${message.id} delivery`) * (max - min));
  const perform = () => {
    service.shelf.put('message', { ...message, status: 'delivered', deliveredAt: at });
  };
  service.time.schedule({ at, number: service.world.nextNumber(), perform });
}

function list(service: Service, call: Call): Reply {
  const [contact, direction] = [call.query('contact'), call.query('direction')];
  const all = service.shelf
    .of('message', call.account.id)
    .filter((each) => contact === undefined || contactOf(each) === contact)
    .filter((each) => direction === undefined || each.direction === direction)
    .toReversed();
  const { items, meta } = pageOf(all, { call, number: ['page'], size: ['limit'], usual: messagesPerPage });
  const { page_number: page, page_size: limit, total_results: total, total_pages: pages } = meta;
  return ok({ messages: items.map(shown), pagination: { page, limit, total, pages } });
}

const contactOf = (message: MessageDoc): string => (message.direction === 'inbound' ? message.from : message.to);

function shown(message: MessageDoc): Record<string, unknown> {
  return {
    id: message.id,
    direction: message.direction,
    from: message.from,
    to: message.to,
    body: message.body,
    media_urls: message.media,
    status: message.status,
    type: message.media === null ? 'sms' : 'mms',
    created_at: milli(message.createdAt),
    delivered_at: message.deliveredAt === null ? null : milli(message.deliveredAt),
    error: message.error,
  };
}

/** Newest first; unread is what came in since the last text went out. */
function conversations(messages: readonly MessageDoc[]): readonly object[] {
  const byContact = new Map<string, { last: MessageDoc; unread: number }>();
  for (const message of messages) {
    const contact = contactOf(message);
    const unread = message.direction === 'inbound' ? (byContact.get(contact)?.unread ?? 0) + 1 : 0;
    byContact.delete(contact);
    byContact.set(contact, { last: message, unread });
  }
  return [...byContact].toReversed().map(([contact, { last, unread }]) => ({
    contact,
    last_message: last.body,
    last_message_at: milli(last.createdAt),
    unread_count: unread,
  }));
}
