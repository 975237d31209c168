/** The live view as lines: what a person at a terminal sees of a run under way. Pure. */
import pc from 'picocolors';
import { maskPhones } from '../../lib/phone-text.ts';
import { unreachable } from '../../lib/result.ts';
import type { Instant } from '../../lib/time.ts';
import type { MissionState } from '../../run/state.ts';
import { counted } from './event-text.ts';
import { type Counts, countsOf, countsText, type Progress, type RunFacts } from './progress.ts';
import { durationText, instantText } from './time-text.ts';
import { cut, oneLine, wrap } from './width.ts';

export interface Screen {
  readonly columns: number;
  readonly rows: number;
  readonly colour: boolean;
}

/** Two rows stay free: the cursor's, and one to breathe. */
const rowsSpare = 2;
const outcomesMax = 8;
const barCellsMax = 40;
const columnsMin = 20;

/** At most `rows - 2` lines, none wider than the screen. `now` is the run's time. */
export function liveLines(
  facts: RunFacts,
  progress: Progress,
  on: Screen & { readonly now: Instant },
): readonly string[] {
  const columns = Math.max(columnsMin, on.columns - 1);
  const colours = pc.createColors(on.colour);
  const fitted = (text: string): string => cut(oneLine(text), columns);
  const head = [
    colours.bold(fitted(`${facts.simulated ? 'SIMULATED  ' : ''}${facts.mission}`)),
    colours.dim(fitted(`${facts.run}  ${timeText(facts, progress, on.now)}`)),
    fitted(stepText(facts, progress.mission)),
  ];
  const counts = countsOf(progress);
  const middle =
    counts.contacts === 0 ? [] : [barLine(counts, { columns, colours }), ...wrap(countsText(counts), columns)];
  const waiting = waitingLine(progress.mission, on.now);
  const { show = maskPhones } = facts;
  const foot = [
    fitted(spentText(facts, progress.mission)),
    ...(waiting === null ? [] : wrap(show(oneLine(waiting)), columns).map((line) => colours.yellow(line))),
  ];
  const lines = [...head, ...middle, ...foot];
  const room = Math.max(0, Math.min(outcomesMax, on.rows - rowsSpare - lines.length));
  const outcomes = room === 0 ? [] : progress.last.slice(-room);
  const last = outcomes.map(({ at, text, good }) => {
    const line = fitted(`${instantText(at).slice(5, 16)}  ${text}`);
    return good ? colours.green(line) : colours.dim(line);
  });
  return [...lines, ...last].slice(0, Math.max(1, on.rows - rowsSpare));
}

function timeText(facts: RunFacts, progress: Progress, now: Instant): string {
  const since =
    progress.mission.startedAt === undefined ? '' : `, ${durationText(now - progress.mission.startedAt)} in`;
  return `${instantText(now)}${since}${facts.virtual ? ' (virtual time)' : ''}`;
}

/** `Step 3 of 7: Make the calls`. */
function stepText(facts: RunFacts, mission: MissionState): string {
  const at = mission.steps.findIndex((step) => step.status === 'in_progress');
  const next = mission.steps.findIndex((step) => step.status === 'pending');
  const shown = at !== -1 ? at : next;
  if (shown === -1) return `All ${counted(mission.steps.length, 'step')} done`;
  return `Step ${shown + 1} of ${mission.steps.length}: ${facts.steps[shown]?.title ?? mission.steps[shown]?.id ?? ''}`;
}

function barLine(
  counts: Counts,
  on: { readonly columns: number; readonly colours: ReturnType<typeof pc.createColors> },
): string {
  const { contacts, done } = counts;
  const text = ` ${done}/${contacts} ${Math.floor((100 * done) / contacts)}%`;
  const cells = Math.max(0, Math.min(barCellsMax, on.columns - text.length));
  const full = Math.floor((cells * done) / contacts);
  return `${on.colours.green('█'.repeat(full))}${on.colours.dim('░'.repeat(cells - full))}${cut(text, on.columns)}`;
}

function spentText(facts: RunFacts, mission: MissionState): string {
  const { attempts, minutes, cost } = mission.totals;
  return `${counted(attempts, 'attempt')}, ${minutes.toFixed(1)} min, ${cost.toFixed(2)} ${facts.currency}`;
}

function waitingLine(mission: MissionState, now: Instant): string | null {
  const { waiting } = mission;
  if (mission.stopping !== undefined) return `Ends early: ${mission.stopping.reason}`;
  if (waiting === undefined) return null;
  const until =
    waiting.until === undefined ? '' : `, ${durationText(waiting.until - now)} to go (${instantText(waiting.until)})`;
  switch (waiting.reason) {
    case 'gate':
      return `Waits for a yes or no${until}: ${mission.gates[waiting.gate ?? '']?.question ?? waiting.gate ?? ''}`;
    case 'window':
      return `Waits for calling hours${until}`;
    case 'retry':
      return `Waits to try again${until}`;
    case 'paused':
      return 'Paused; `mission resume` goes on';
    default:
      return unreachable(waiting.reason);
  }
}
