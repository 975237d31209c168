/** Texts that went out and came in. */
import type { Instant } from '../../lib/time.ts';
import type { MessageDoc } from './documents.ts';
import type { Service } from './service.ts';

export interface NewMessage {
  readonly account: string;
  readonly direction: MessageDoc['direction'];
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly at: Instant;
  readonly status: string;
  readonly deliveredAt: Instant | null;
  readonly error: MessageDoc['error'];
  readonly media?: readonly string[];
}

export function putMessage(service: Service, message: NewMessage): MessageDoc {
  const { at, media = null, ...rest } = message;
  const number = service.shelf.next('message');
  return service.shelf.put('message', {
    id: service.ids.uuid(`message ${number}`),
    number,
    telnyxId: service.ids.uuid(`telnyx message ${number}`),
    createdAt: at,
    media,
    ...rest,
  });
}
