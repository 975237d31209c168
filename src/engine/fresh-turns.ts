/** What the turns of a drive work with, before anything is loaded or decided. */
import { Answers } from './answers.ts';
import type { Turns } from './contact-turns.ts';
import { WakeHeap } from './heap.ts';
import { References } from './references.ts';
import type { Session } from './session.ts';
import { WantQueue } from './want-queue.ts';

export function freshTurns(session: Session, on: Pick<Turns, 'settled' | 'isSure' | 'onLimit' | 'onFailure'>): Turns {
  return {
    session,
    wants: new WantQueue(),
    timers: new WakeHeap(),
    actions: [],
    heldUntil: 0,
    full: false,
    notBefore: new Map(),
    finished: [],
    answers: new Answers(session),
    references: new References(),
    opened: new Map(),
    ...on,
  };
}
