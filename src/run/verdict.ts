/** How a run ends, once every step has: its status, and the sentence that says so. */
import type { FinalRunStatus } from './events.ts';
import type { MissionContext } from './mission-machine.ts';
import { topMax } from './rank.ts';
import type { MissionState, RoundState } from './state.ts';

interface Verdict {
  readonly status: FinalRunStatus;
  readonly summary: string;
}

export function verdict(state: MissionState, context: MissionContext): Verdict {
  const counted = `${countLine(state)}${unsettledText(state)}`;
  const { stopping } = state;
  const say = (status: FinalRunStatus, why: string): Verdict => ({ status, summary: `${counted}; ${why}.` });
  if (stopping?.outcome === 'canceled') return say('canceled', stopping.reason);
  const failed = state.steps.find((step) => step.status === 'failed');
  if (failed !== undefined) return say('failed', `step ${failed.id} failed: ${failed.note ?? 'no reason known'}`);
  if (stopping?.outcome === 'failed') return say('failed', `stopped early: ${stopping.reason}`);
  if (reachedCount(state) === 0) return say('failed', 'nobody was reached');
  const { spec } = context.mission;
  if (spec.goal !== undefined && state.found === undefined) return say('failed', 'nobody met the goal');
  if (spec.negotiate !== undefined && state.best === undefined) return say('failed', 'no offer was acceptable');
  const best = bestLine(state);
  return { status: 'succeeded', summary: best === null ? `${counted}.` : `${counted}; ${best}.` };
}

/** Somebody has to look: the service was asked and could not say. */
function unsettledText({ totals }: MissionState): string {
  const count = totals.unsettled ?? 0;
  if (count === 0) return '';
  return count === 1
    ? '; 1 attempt is in doubt and counts as placed'
    : `; ${count} attempts are in doubt and count as placed`;
}

function reachedCount(state: MissionState): number {
  return state.rounds.reduce((sum, round) => sum + (round.id === 'act' ? 0 : round.finished.reached), 0);
}

/** Of the last round that was carried out, the action aside. */
function countLine(state: MissionState): string {
  const carried = state.rounds.filter((round) => round.id !== 'act' && (round.contacts ?? 0) > 0);
  const last = carried.at(-1);
  if (last === undefined) return 'nobody was contacted';
  const line = `${last.finished.reached} of ${last.contacts} reached`;
  return `${last.id === '' ? line : `${line} in round ${last.id}`}${skippedLine(last)}`;
}

/** Who was never tried, and why: a run is not carried through by leaving them out silently. */
function skippedLine({ finished, skippedBy = {} }: RoundState): string {
  if (finished.skipped === 0) return '';
  const reasons = Object.keys(skippedBy).filter((reason) => reason !== '');
  return `; ${finished.skipped} skipped${reasons.length === 0 ? '' : ` (${reasons.join(', ')})`}`;
}

function bestLine(state: MissionState): string | null {
  if (state.found !== undefined) return `${state.found.target} met the goal`;
  if (state.best !== undefined) return `${state.best.target} made the best offer, ${state.best.value}`;
  const first = state.top[0];
  if (first === undefined) return null;
  const line =
    first.score === null ? `${first.target} is first` : `${first.target} is first with a score of ${first.score}`;
  const shortlist = state.top.filter(({ shortlisted }) => shortlisted === true).map(({ target }) => target);
  if (shortlist.length < 2) return line;
  // The head that is kept may be shorter than the list.
  const more = shortlist.length === state.top.length && shortlist.length === topMax ? ', …' : '';
  return `${line}; shortlisted: ${shortlist.join(', ')}${more}`;
}
