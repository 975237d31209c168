/**
 * What the service is told of a journal's event: requests, in order. Pure, so that telling it again tells the same.
 *
 * Small runs are told in full. Of a large one (`isLarge`) each contact is told once, when it finishes, with its attempts summed;
 * what concerns the whole mission, and what a person must know of (an opt-out, a breached rule), is told of both.
 */
import { maskPhones } from '../lib/phone-text.ts';
import { isoInstant } from '../lib/time.ts';
import type { ContactEvent, Event, FinalRunStatus, JournalEvent } from '../run/events.ts';
import { saidIn } from '../run/world.ts';
import { runMarker } from '../wire/our-run.ts';
import { contactTold } from './contact-telling.ts';
import { missionTold } from './mission-telling.ts';
import type { Facts, ServiceRunStatus, Telling } from './told.ts';

/** With more targets than that, a contact is told once. */
export const fullTargetsMax = 100;
const summaryCharsMax = 500;
/** By this an event is found again on the service's list: the number of the journal's event. */
export const markerField = 'mission_seq';

export function tellings(event: JournalEvent, facts: Facts): readonly Telling[] {
  return [...statusBefore(event), ...noted(event, facts), ...statusAfter(event, facts)];
}

/** A step is under way before it is said that it is. */
function statusBefore(event: Event): readonly Telling[] {
  switch (event.type) {
    case 'run.started':
      return [{ kind: 'run', status: 'running' }];
    case 'step.started':
      return [{ kind: 'step', step: event.step, status: 'in_progress' }];
    case 'step.completed':
      return [{ kind: 'step', step: event.step, status: 'completed' }];
    case 'step.failed':
      return [{ kind: 'step', step: event.step, status: 'failed' }];
    case 'step.skipped':
      return [{ kind: 'step', step: event.step, status: 'skipped' }];
    default:
      return [];
  }
}

/** The end comes last: a server may take nothing more after it. */
function statusAfter(event: Event, { world }: Facts): readonly Telling[] {
  if (event.type !== 'run.finished') return [];
  const status = statusAtService[event.data.status];
  const end: Telling = { kind: 'end', status, summary: shortened(saidIn(world, event.data.summary)) };
  return status === 'cancelled' ? [end, { kind: 'cancel' }] : [end];
}

const statusAtService = {
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'cancelled',
} as const satisfies Record<FinalRunStatus, ServiceRunStatus>;

function noted(event: JournalEvent, facts: Facts): readonly Telling[] {
  const note = isContacts(event) ? contactTold(event, facts) : missionTold(event, facts);
  if (note === null) return [];
  const { payload, ...rest } = note;
  // When it happened: the mirror may be far behind.
  const marked = { ...payload, at: isoInstant(event.at), [markerField]: event.seq, [runMarker]: facts.run };
  return [{ kind: 'event', ...rest, summary: shortened(note.summary), payload: marked }];
}

function isContacts(event: Event): event is ContactEvent {
  return 'contact' in event;
}

function shortened(text: string): string {
  const line = maskPhones(text.replace(/\s+/g, ' ').trim());
  return line.length > summaryCharsMax ? `${line.slice(0, summaryCharsMax - 1)}…` : line;
}
