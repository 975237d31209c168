/** Plain lines about a run for where there is no terminal: one per notable event, however many contacts there are. Pure. */
import type { Event, JournalEvent } from '../../run/events.ts';
import type { MissionState } from '../../run/state.ts';
import { eventText } from './event-text.ts';
import { advance, countsOf, countsText, type Progress, type RunFacts, startProgress } from './progress.ts';
import { instantText } from './time-text.ts';

/** Up to this many contacts in a round every one gets a line when it is done; with more, every tenth of the way does. */
const contactLinesMax = 50;
const tenths = 10;

export interface PlainView {
  /** The lines for a commit's events; none for most. */
  tell(events: readonly JournalEvent[], mission: MissionState): readonly string[];
}

/** `facts` only for what a line cannot know by itself. */
export function plainView(facts: Pick<RunFacts, 'simulated' | 'run' | 'show'>, mission: MissionState): PlainView {
  let progress: Progress = startProgress(mission);
  let told = { round: '', tenth: 0 };
  return {
    tell(events, next) {
      progress = advance(progress, { events, mission: next });
      const counts = countsOf(progress);
      const round = next.rounds.findLast((one) => one.contacts !== null)?.id ?? '';
      if (round !== told.round) told = { round, tenth: 0 };
      const large = counts.contacts > contactLinesMax;
      const lines = events.filter((event) => isNotable(event, large)).map((event) => plainLine(event, facts));
      const tenth = counts.contacts === 0 ? 0 : Math.floor((tenths * counts.done) / counts.contacts);
      if (!large || tenth <= told.tenth) return lines;
      told = { round, tenth };
      return [
        ...lines,
        `${instantText(progress.at)}  ${counts.done} of ${counts.contacts} done: ${countsText(counts)}`,
      ];
    },
  };
}

function plainLine(event: JournalEvent, facts: Pick<RunFacts, 'simulated' | 'run' | 'show'>): string {
  const head = event.type === 'run.started' ? `${facts.simulated ? 'SIMULATED: ' : ''}${facts.run}: ` : '';
  return `${instantText(event.at)}  ${head}${eventText(event, facts.show)}`;
}

/** What somebody who reads a log wants to have been told. */
function isNotable(event: Event, large: boolean): boolean {
  switch (event.type) {
    case 'attempt.ended':
    case 'contact.finished':
    case 'contact.retrying':
      return !large;
    case 'number.opted-out':
    case 'rule.breached':
    case 'offer.best':
    case 'limit.reached':
    case 'provider.throttled':
    case 'provider.failed':
    case 'step.failed':
    case 'step.completed':
    case 'step.skipped':
    case 'round.chosen':
    case 'gate.asked':
    case 'gate.unanswered':
    case 'gate.approved':
    case 'gate.denied':
    case 'gate.expired':
    case 'run.started':
    case 'run.waiting':
    case 'run.resumed':
    case 'run.paused':
    case 'run.stopping':
    case 'run.finished':
      return true;
    default:
      return false;
  }
}
