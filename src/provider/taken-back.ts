/**
 * What became of events that were to be taken back.
 *
 * 1. That a list lacks one says nothing: it may lag behind, and not show yet what was placed a moment ago. The event itself is asked for.
 * 2. A service may say yes to a withdrawal while it hands the call to the line: only one that is gone, or canceled, was taken back.
 */
import type { Reading } from '../run/ports.ts';
import { segment } from '../wire/client.ts';
import { inside } from '../wire/fields.ts';
import { type ScheduledEvent, scheduledEvent } from './scheduled-event.ts';
import { type Asked, isGone, type Service, unreadable } from './service.ts';

/** Null: the service has none such. */
export async function shownEvent(
  service: Service,
  { assistant, ref }: { readonly assistant: string; readonly ref: string },
): Promise<Asked<ScheduledEvent | null>> {
  const path = `/assistants/${segment(assistant)}/events/${segment(ref)}`;
  const asked = await service.ask({ method: 'GET', path });
  if (!asked.ok) return isGone(asked) ? { ok: true, value: null, serviceAt: asked.serviceAt ?? 0 } : asked;
  const event = scheduledEvent(inside(asked.value, 'event'));
  return event?.ref === ref ? { ...asked, value: event } : unreadable('event that was asked for', asked.serviceAt);
}

/** Readings of those that a list no longer shows. Of what cannot be read nothing is said. */
export async function readingsOfTakenBack(
  service: Service,
  { assistant, refs }: { readonly assistant: string; readonly refs: readonly string[] },
): Promise<readonly Reading[]> {
  const shown = await Promise.all(
    refs.map(async (ref) => ({ ref, asked: await shownEvent(service, { assistant, ref }) })),
  );
  return shown.flatMap(({ ref, asked }): readonly Reading[] => {
    if (!asked.ok) return [];
    if (asked.value === null) return [{ ref, status: 'completed', call: 'canceled' }];
    return asked.value.reading === undefined ? [] : [asked.value.reading];
  });
}
