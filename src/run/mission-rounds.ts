/** Rounds and the standing of a mission's state, for whoever folds events into it or asks after it. */
import type { MissionState, RoundState } from './state.ts';

export function roundState(state: MissionState, id: string): RoundState {
  const round = state.rounds.find((one) => one.id === id);
  if (round === undefined) throw new Error(`no such round ${id}`);
  return round;
}

export function finishedCount(round: RoundState): number {
  const { reached, unreached, failed, skipped } = round.finished;
  return reached + unreached + failed + skipped;
}

/** The round of a contact's id: `demo/acme` is of demo, where there is such a round. */
export function roundOf(state: Pick<MissionState, 'rounds'>, contact: string): string {
  const slash = contact.indexOf('/');
  const prefix = slash === -1 ? '' : contact.slice(0, slash);
  return prefix !== '' && state.rounds.some((round) => round.id === prefix) ? prefix : '';
}

export function changeRound(state: MissionState, id: string, change: Partial<RoundState>): MissionState {
  return { ...state, rounds: state.rounds.map((round) => (round.id === id ? { ...round, ...change } : round)) };
}

/** Any activity ends a wait. */
export function running(state: MissionState): MissionState {
  if (state.status !== 'waiting') return state;
  const { waiting: _, ...rest } = state;
  return { ...rest, status: 'running' };
}
