/** The journal as `mission logs` and `mission show` print it. */
import { isoInstant } from '../lib/time.ts';
import { showPhonesIn } from '../results/phones.ts';
import type { JournalEvent } from '../run/events.ts';
import type { Store } from '../run/ports.ts';
import { eventText, type ShowText } from './view/event-text.ts';
import { instantText } from './view/time-text.ts';

/** `{seq, at, type, contact?, attempt?, step?, gate?, data}`, always in this order, the instant as ISO text. */
export function journalEntry(event: JournalEvent, show: ShowText): Readonly<Record<string, unknown>> {
  const { seq, at, type, data } = event;
  return {
    seq,
    at: isoInstant(at),
    type,
    ...('contact' in event ? { contact: event.contact } : {}),
    ...('attempt' in event ? { attempt: event.attempt } : {}),
    ...('step' in event ? { step: event.step } : {}),
    ...('gate' in event ? { gate: event.gate } : {}),
    data: shown(data, show),
  };
}

/** Every text in it, however deep. */
function shown(value: unknown, show: ShowText): unknown {
  if (typeof value === 'string') return show(value);
  if (Array.isArray(value)) return value.map((one) => shown(one, show));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shown(member, show)]));
}

/** How the run's mission shows phone numbers (`results.phones`): in the journal and the live view as in the results. */
export function showTextOf(store: Pick<Store, 'source' | 'salt'>, run: string): ShowText {
  const { phones: style } = store.source(run).spec.results;
  const salt = store.salt();
  return (text) => showPhonesIn(text, { style, salt });
}

/** `2026-11-23 15:02:30Z  acme: no answer` */
export function journalLine(event: JournalEvent, show: ShowText): string {
  return `${instantText(event.at)}  ${eventText(event, show)}`;
}
