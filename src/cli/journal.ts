/** The journal as `mission logs` and `mission show` print it. */
import { isoInstant } from '../lib/time.ts';
import type { JournalEvent } from '../run/events.ts';
import { eventText } from './view/event-text.ts';
import { instantText } from './view/time-text.ts';

/** `{seq, at, type, contact?, attempt?, step?, gate?, data}`, always in this order, the instant as ISO text. */
export function journalEntry(event: JournalEvent): Readonly<Record<string, unknown>> {
  const { seq, at, type, data } = event;
  return {
    seq,
    at: isoInstant(at),
    type,
    ...('contact' in event ? { contact: event.contact } : {}),
    ...('attempt' in event ? { attempt: event.attempt } : {}),
    ...('step' in event ? { step: event.step } : {}),
    ...('gate' in event ? { gate: event.gate } : {}),
    data,
  };
}

/** `2026-11-23 15:02:30Z  acme: no answer` */
export function journalLine(event: JournalEvent): string {
  return `${instantText(event.at)}  ${eventText(event)}`;
}
