/** Deeds that an answer in the same batch has made needless. */
import { openAttempt } from '../run/contact-state.ts';
import type { Asked } from './deeds.ts';
import type { Session } from './session.ts';

/** False: a call that is over is not taken back any more, and a run that has ended asks for nothing (invariant 8). */
export function isStillMeant(session: Pick<Session, 'state'>, { index, action }: Asked): boolean {
  return action.kind !== 'withdraw' || openAttempt(session.state(index))?.n === action.attempt;
}
