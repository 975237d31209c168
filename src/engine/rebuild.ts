/** Taking a run over: what is still open is loaded from the store; what is done stays there. */
import type { Instant } from '../lib/time.ts';
import { roundState } from '../run/mission-rounds.ts';
import type { Turns } from './contact-turns.ts';
import { chooseRound } from './queries.ts';

/** Fills the heaps; returns the contacts with something open, whose turn comes first. */
export function rebuild(turns: Turns, now: Instant): readonly number[] {
  const { session } = turns;
  const { store, run } = session;
  for (const round of session.mission.rounds) {
    if (round.contacts === null) continue;
    const { targets } = chooseRound(session, round.id);
    if (targets.length !== roundState(session.mission, round.id).contacts)
      throw new Error(`round ${round.id} is not what was chosen`);
    session.blocks.add(round.id, targets);
  }
  for (const [round, count] of Object.entries(openedByRound(turns))) turns.opened.set(round, count);
  const open: number[] = [];
  for (const row of store.contacts(run.name, { open: true })) {
    const { status } = row.state;
    if (status === 'queued' || status === 'retrying') turns.wants.set(row.index, { at: now, state: row.state });
    else open.push(row.index);
  }
  for (const index of open) {
    const state = session.state(index);
    session.keep(index, state);
    turns.references.note(index, { state, session });
  }
  return open;
}

/** Contacts of a round are created in order: how many there are says where creation goes on. */
function openedByRound(turns: Turns): Record<string, number> {
  const { session } = turns;
  const counts: Record<string, number> = {};
  for (const round of session.mission.rounds) {
    if (!session.blocks.has(round.id)) continue;
    const { base, targets } = session.blocks.block(round.id);
    counts[round.id] = countExisting({
      base,
      size: targets.length,
      exists: (index) => session.store.contact(session.run.name, index) !== null,
    });
  }
  return counts;
}

function countExisting(of: {
  readonly base: number;
  readonly size: number;
  readonly exists: (index: number) => boolean;
}): number {
  let low = 0;
  let high = of.size;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of.exists(of.base + middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
