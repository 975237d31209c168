/**
 * The live view: draws a run under way on a terminal, over itself, about ten times a second at most.
 *
 * It owns the stream while it draws and nothing else. In virtual time a run gives no turn to timers, so a drawing is also
 * done on being told, when the last one is long enough ago.
 */
import { createLogUpdate } from 'log-update';
import type { Instant } from '../../lib/time.ts';
import type { JournalEvent } from '../../run/events.ts';
import type { ContactState, MissionState } from '../../run/state.ts';
import { liveLines } from './live-lines.ts';
import { advance, type RunFacts, startProgress } from './progress.ts';

const drawEveryMs = 100;
const columnsDefault = 80;
const rowsDefault = 24;

export interface LiveView {
  /** After each commit. */
  tell(events: readonly JournalEvent[], mission: MissionState): void;
  /** Takes the view off the screen for as long as something else needs it (a prompt). */
  hide(): void;
  show(): void;
  /** Takes it off for good. */
  close(): void;
}

export interface LiveOptions {
  readonly stream: NodeJS.WriteStream;
  readonly facts: RunFacts;
  readonly colour: boolean;
  /** The run's time. */
  readonly now: () => Instant;
  /** Milliseconds that only grow; `performance.now`. */
  readonly elapsedMs: () => number;
  readonly mission: MissionState;
  /** Contacts under way, where a run is taken up again. */
  readonly open?: Iterable<ContactState>;
}

export function openLiveView(options: LiveOptions): LiveView {
  const { stream, facts, colour, elapsedMs } = options;
  const log = createLogUpdate(stream);
  let progress = startProgress(options.mission, options.open);
  let drawnAt = Number.NEGATIVE_INFINITY;
  let hidden = false;
  let closed = false;
  const draw = (): void => {
    if (hidden || closed) return;
    drawnAt = elapsedMs();
    const screen = { columns: stream.columns ?? columnsDefault, rows: stream.rows ?? rowsDefault, colour };
    log(liveLines(facts, progress, { ...screen, now: Math.max(progress.at, options.now()) }).join('\n'));
  };
  // Time passes while nothing happens: what is waited for comes nearer.
  const timer = setInterval(draw, 10 * drawEveryMs);
  timer.unref();
  draw();
  return {
    tell(events, mission) {
      progress = advance(progress, { events, mission, show: facts.show });
      if (elapsedMs() - drawnAt >= drawEveryMs) draw();
    },
    hide() {
      hidden = true;
      log.clear();
    },
    show() {
      hidden = false;
      draw();
    },
    close() {
      closed = true;
      clearInterval(timer);
      log.clear();
      log.done();
    },
  };
}
