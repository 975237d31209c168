/** How large a run is, and what of it the document still holds. */
import { isRunFinal } from '../run/mission-state.ts';
import type { MissionState } from '../run/state.ts';

/** With more contacts than this the rows go to the CSV, and the document keeps totals, ranking and failures. */
export const rowsMax = 10_000;

/** Whether the rows stand in the document itself. */
export function hasRows(mission: MissionState): boolean {
  return mission.rounds.reduce((sum, round) => sum + (round.contacts ?? 0), 0) <= rowsMax;
}

/** Whether contacts are read at all: of a large run under way only what the mission itself counts is told. */
export function readsContacts(mission: MissionState): boolean {
  return hasRows(mission) || isRunFinal(mission.status);
}
