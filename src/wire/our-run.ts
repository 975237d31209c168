/** How a run's own mission and run are found among those of the account: by our own id of it, which they were made with. */
import { segment } from './client.ts';
import { field, idOf } from './fields.ts';
import type { Pages } from './pages.ts';

/** Under it our id stands in a mission's `metadata`, a run's `input` and what an event is told with. */
export const runMarker = 'mission_run';
const pageSize = 100;

export const missionPages: Pages = {
  path: (page) => `/missions?page[size]=${pageSize}&page[number]=${page}`,
  names: ['missions', 'data'],
  size: pageSize,
};

export function runPages(mission: string): Pages {
  return {
    path: (page) => `/missions/${segment(mission)}/runs?page_number=${page}&page_size=${pageSize}`,
    names: ['data'],
    size: pageSize,
  };
}

export function isMissionOf(run: string): (mission: unknown) => boolean {
  return (mission) => idOf(mission) !== undefined && field(field(mission, 'metadata'), runMarker) === run;
}

export function isRunOf(run: string): (one: unknown) => boolean {
  return (one) => idOf(one, 'run_id') !== undefined && field(field(one, 'input'), runMarker) === run;
}
