/**
 * Where a run stands, folded from its events: what the live view and the plain lines are drawn from. Pure.
 *
 * Only contacts that are neither untouched nor final are kept one by one, so that a million targets take no room.
 */
import type { Instant } from '../../lib/time.ts';
import type { JournalEvent } from '../../run/events.ts';
import type { ContactState, MissionState } from '../../run/state.ts';
import { counted, eventText, outcomeText, type ShowText } from './event-text.ts';
import { durationText } from './time-text.ts';
import { oneLine } from './width.ts';

/** How many of the last outcomes are kept. */
const lastMax = 50;

/** What a run is, apart from where it stands. */
export interface RunFacts {
  readonly mission: string;
  readonly run: string;
  readonly simulated: boolean;
  /** Time is the simulated world's. */
  readonly virtual: boolean;
  readonly currency: string;
  readonly steps: readonly { readonly id: string; readonly title: string }[];
  /** How phone numbers in texts are shown; masked unless given. */
  readonly show?: ShowText;
}

type Phase = 'open' | 'retrying' | 'reading';

export interface LastOutcome {
  readonly at: Instant;
  readonly text: string;
  readonly good: boolean;
}

export interface Progress {
  readonly at: Instant;
  readonly mission: MissionState;
  readonly phases: ReadonlyMap<string, Phase>;
  /** Newest last. */
  readonly last: readonly LastOutcome[];
}

/** `open`: the contacts under way when the run was taken up again. */
export function startProgress(mission: MissionState, open: Iterable<ContactState> = []): Progress {
  const phases = new Map<string, Phase>();
  for (const contact of open) {
    const phase = phaseOf(contact.status);
    if (phase !== null) phases.set(contact.id, phase);
  }
  return { at: mission.startedAt ?? 0, mission, phases, last: [] };
}

function phaseOf(status: ContactState['status']): Phase | null {
  if (status === 'placed' || status === 'open') return 'open';
  return status === 'retrying' || status === 'reading' ? status : null;
}

/** After a commit. The map of phases is carried on and changed in place: it belongs to the newest progress alone. */
export function advance(
  progress: Progress,
  told: {
    readonly events: readonly JournalEvent[];
    readonly mission: MissionState;
    readonly show?: ShowText | undefined;
  },
): Progress {
  const phases = progress.phases as Map<string, Phase>;
  const fresh: LastOutcome[] = [];
  let { at } = progress;
  for (const event of told.events) {
    at = Math.max(at, event.at);
    movePhase(phases, event);
    const outcome = outcomeOf(event, told.show);
    if (outcome !== null) fresh.push(outcome);
  }
  return { at, mission: told.mission, phases, last: [...progress.last, ...fresh].slice(-lastMax) };
}

function movePhase(phases: Map<string, Phase>, event: JournalEvent): void {
  switch (event.type) {
    case 'attempt.intended':
      phases.set(event.contact, 'open');
      break;
    case 'attempt.ended':
      phases.set(event.contact, 'reading');
      break;
    case 'contact.retrying':
      phases.set(event.contact, 'retrying');
      break;
    case 'attempt.withdrawn':
      if (event.attempt > 1) phases.set(event.contact, 'retrying');
      else phases.delete(event.contact);
      break;
    case 'contact.finished':
      phases.delete(event.contact);
      break;
    default:
  }
}

function outcomeOf(event: JournalEvent, show: ShowText | undefined): LastOutcome | null {
  const { at } = event;
  switch (event.type) {
    case 'attempt.ended': {
      const { outcome, duration_s } = event.data;
      const talked = duration_s === undefined ? '' : ` after ${durationText(duration_s * 1_000)}`;
      const good = outcome === 'answered' || outcome === 'replied' || outcome === 'delivered';
      return { at, text: oneLine(`${event.contact}: ${outcomeText(outcome)}${talked}`), good };
    }
    case 'number.opted-out':
    case 'rule.breached':
    case 'limit.reached':
    case 'provider.failed':
      return { at, text: eventText(event, show), good: false };
    case 'offer.best':
    case 'gate.approved':
      return { at, text: eventText(event, show), good: true };
    default:
      return null;
  }
}

export interface Counts {
  readonly contacts: number;
  readonly done: number;
  readonly reached: number;
  readonly unreached: number;
  readonly failed: number;
  readonly skipped: number;
  readonly open: number;
  readonly retrying: number;
  readonly reading: number;
  readonly queued: number;
}

/** Of the round that is under way, or was last. */
export function countsOf(progress: Progress): Counts {
  const { mission, phases } = progress;
  const round = mission.rounds.findLast((one) => one.contacts !== null);
  const { reached = 0, unreached = 0, failed = 0, skipped = 0 } = round?.finished ?? {};
  const under = { open: 0, retrying: 0, reading: 0 };
  for (const phase of phases.values()) under[phase] += 1;
  const done = reached + unreached + failed + skipped;
  const contacts = round?.contacts ?? 0;
  const queued = Math.max(0, contacts - done - phases.size);
  return { contacts, done, reached, unreached, failed, skipped, ...under, queued };
}

/** `5 reached, 1 unreached, 2 in conversation, …`; what is zero is left out. */
export function countsText(counts: Counts, channel: 'call' | 'sms' | null = null): string {
  const parts: readonly (readonly [number, string])[] = [
    [counts.reached, 'reached'],
    [counts.unreached, 'unreached'],
    [counts.failed, 'failed'],
    [counts.skipped, 'skipped'],
    [counts.open, channel === 'sms' ? 'sent or due' : 'ringing or due'],
    [counts.reading, 'being read'],
    [counts.retrying, 'to try again'],
    [counts.queued, 'queued'],
  ];
  const some = parts.filter(([count]) => count > 0).map(([count, name]) => `${count} ${name}`);
  return some.length === 0 ? counted(0, 'contact') : some.join(', ');
}
