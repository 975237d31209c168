/** What the service refuses. Source: the service's contract, `POST /assistants/:a/events`. */
import { isE164 } from '../lib/phone-text.ts';
import { type Instant, minuteMs } from '../lib/time.ts';
import type { PlaceRequest } from '../run/ports.ts';
import { type Assistant, accountPhone, type Mission } from './assistants.ts';

/** `scheduled_at` must lie at least this far ahead of the service's clock. */
const noticeMs = minuteMs;

/** Why the service refuses to place this; null: it doesn't. */
export function refusalOf(
  request: PlaceRequest,
  service: { readonly assistant: Assistant | undefined; readonly mission: Mission | undefined; readonly now: Instant },
): string | null {
  const { assistant, mission, now } = service;
  if (assistant === undefined) return `there is no assistant ${request.assistant}`;
  if (mission === undefined || assistant.mission !== mission.number)
    return `assistant ${request.assistant} is not linked to mission ${request.mission}`;
  if (!Number.isSafeInteger(request.scheduledAt)) return 'scheduled_at is not an instant';
  if (request.scheduledAt < now + noticeMs) return 'scheduled_at must lie at least a minute ahead';
  if (request.from !== assistant.phone && request.from !== accountPhone)
    return "from must be the assistant's number or the account's";
  if (!isE164(request.to)) return 'to is not a phone number in E.164 form';
  if (request.channel === 'sms' && (request.text ?? '') === '') return 'text_body is missing';
  return null;
}
