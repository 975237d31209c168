/** The one sentence about a run. */

import { unreachable } from '../lib/result.ts';
import { isRunFinal } from '../run/mission-state.ts';
import type { MissionState } from '../run/state.ts';
import { saidIn } from '../run/world.ts';
import type { ResultsInput } from './input.ts';

export function summaryText({ run, mission }: Pick<ResultsInput, 'run' | 'mission'>): string {
  const text = isRunFinal(mission.status) && mission.summary !== undefined ? mission.summary : progressText(mission);
  return saidIn(run.world, text);
}

function progressText(mission: MissionState): string {
  const { reached, all } = countsSoFar(mission);
  const waiting = waitingText(mission);
  return `${reached} of ${all} reached so far${waiting === null ? '' : `; ${waiting}`}.`;
}

function countsSoFar(mission: MissionState): { readonly reached: number; readonly all: number } {
  const begun = mission.rounds.filter((round) => round.id !== 'act' && round.contacts !== null);
  const last = begun.at(-1);
  return { reached: last?.finished.reached ?? 0, all: last?.contacts ?? 0 };
}

function waitingText({ waiting }: MissionState): string | null {
  if (waiting === undefined) return null;
  switch (waiting.reason) {
    case 'gate':
      return `waiting for the answer to gate ${waiting.gate ?? ''}`.trimEnd();
    case 'window':
      return 'waiting until somebody may be called';
    case 'retry':
      return 'waiting to try again';
    case 'paused':
      return 'paused';
    default:
      return unreachable(waiting.reason);
  }
}
