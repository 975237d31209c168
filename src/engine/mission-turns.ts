/** The mission's turn, and carrying out what it asks for: queries over the contacts, messages to them, approvals. */
import type { Instant } from '../lib/time.ts';
import { isFinal } from '../run/contact-state.ts';
import type { MissionEvent } from '../run/events.ts';
import { decideMission } from '../run/mission-decide.ts';
import type { MissionAction, MissionObservation } from '../run/mission-machine.ts';
import { observeMission } from '../run/mission-observe.ts';
import { isRunFinal } from '../run/mission-state.ts';
import type { Provider } from '../run/ports.ts';
import { contactTurn, type Finished, type Turns } from './contact-turns.ts';
import type { Deeds, Told } from './deeds.ts';
import { chooseRound, rankRound, verifyContacts } from './queries.ts';
import { runningRound } from './serving.ts';

/** Contacts created in one transaction. */
const openChunk = 2000;

export interface MissionTurn {
  readonly now: Instant;
  readonly due: boolean;
  readonly observation?: MissionObservation;
  /** Contacts that finished since the last turn. */
  readonly finished?: readonly Finished[];
}

/** The actions are carried out after the commit. */
export function missionTurn(turns: Turns, turn: MissionTurn): readonly MissionAction[] {
  const { session } = turns;
  const { now, due, observation, finished = [] } = turn;
  const where = { context: session.context, at: now };
  const fresh: (MissionEvent | Finished)[] = [...finished];
  const observe = (told: MissionObservation): void => {
    const events = observeMission(session.mission, told, where);
    fresh.push(...events);
    session.putMission(events);
  };
  if (observation !== undefined) observe(observation);
  for (const event of finished) {
    observe({ kind: 'contact', event, ...turns.answers.around(event) });
  }
  const decided = decideMission(session.mission, session.context, { now, fresh, due });
  session.putMission(decided.events);
  session.wakeAt = decided.wakeAt;
  return decided.actions;
}

export interface MissionDeeds {
  readonly turns: Turns;
  readonly deeds: Deeds;
  readonly provider: Provider;
  readonly tell: (told: Told) => void;
  /** Contacts still to be created, by round. */
  readonly opening: Map<string, number>;
}

export function carryOutMission(with_: MissionDeeds, actions: readonly MissionAction[], now: Instant): void {
  for (const action of actions) carryOutOne(with_, action, now);
}

function carryOutOne(with_: MissionDeeds, action: MissionAction, now: Instant): void {
  const { turns, deeds, provider, tell } = with_;
  const { session } = turns;
  const observe = (observation: MissionObservation): void => tell({ to: 'mission', observation });
  switch (action.kind) {
    case 'prepare':
      deeds.prepare(action.request, (prepared) => observe({ kind: 'prepared', prepared }));
      return;
    case 'choose': {
      const { targets, hash, refused } = chooseRound(session, action.round);
      observe({ kind: 'chosen', round: action.round, contacts: targets.length, hash, refused });
      return;
    }
    case 'open':
      with_.opening.set(action.round, Math.max(with_.opening.get(action.round) ?? 0, action.upTo));
      return;
    case 'push':
      push(with_, action);
      return;
    case 'approval':
      deeds.ask(provider.approval({ id: action.request, biometric: session.compiled.gate(action.gate).biometric }), {
        during: 'approval',
        onAnswer: (approval) => observe({ ...action, approval }),
      });
      return;
    case 'rank':
      observe({ kind: 'ranked', round: action.round, ...countRanked(turns, action.round) });
      return;
    case 'verify':
      observe({ kind: 'verified', ...verifyContacts(session) });
      return;
    case 'stop':
      stopAll(turns, { reason: action.reason, now });
      return;
    case 'recall':
      for (const index of [...session.hot()]) {
        contactTurn(turns, index, { now, due: false, observation: { kind: 'recall', reason: action.reason } });
      }
      return;
  }
}

function countRanked(turns: Turns, round: string) {
  const { ranking, hash, top } = rankRound(turns.session, round);
  return { ranked: ranking.length, hash, top };
}

function push({ deeds, provider, tell, turns }: MissionDeeds, action: Extract<MissionAction, { kind: 'push' }>): void {
  const { gate, question, hash, biometric, expiresAt } = action;
  const request = { run: turns.session.run.name, gate, question, details: hash, biometric, expiresAt };
  deeds.ask(provider.ask(request), {
    during: 'approval',
    onAnswer: ({ id, reason }) => {
      const why = reason === undefined ? {} : { reason };
      tell({ to: 'mission', observation: { kind: 'pushed', gate, request: id, ...why } });
    },
    orElse: ({ code, message, retryAfterMs }) => {
      const passes = code === 'throttled' || code === 'lost' || code === 'unavailable';
      const passing = passes ? { passing: retryAfterMs === undefined ? {} : { retryAfterMs } } : {};
      tell({ to: 'mission', observation: { kind: 'pushed', gate, request: null, reason: message, ...passing } });
    },
  });
}

/** The next few contacts of a round that is being opened. True while there are more. */
export function openMore(
  with_: MissionDeeds,
  now: Instant,
): 'more' | 'done' | { readonly failed: ReturnType<Turns['session']['open']> } {
  const { turns, opening } = with_;
  const { session } = turns;
  const [entry] = opening;
  if (entry === undefined) return 'done';
  const [round, upTo] = entry;
  if (!session.blocks.has(round)) session.blocks.add(round, chooseRound(session, round).targets);
  const block = session.blocks.block(round);
  const from = turns.opened.get(round) ?? 0;
  const to = Math.min(upTo, block.targets.length, from + openChunk);
  if (to > from) {
    const opened = session.open(round, { from, to, at: now });
    if (!opened.ok) return { failed: opened };
    for (let place = from; place < to; place += 1)
      turns.wants.set(block.base + place, { at: now, state: { status: 'queued', notBefore: 0 } });
    turns.opened.set(round, to);
    const { stopping } = session.mission;
    const stopped = stopping !== undefined && (round !== 'act' || stopping.outcome !== null);
    if (stopped)
      for (let place = from; place < to; place += 1)
        stopOne(turns, block.base + place, { reason: stopping.reason, now });
  }
  if (to >= Math.min(upTo, block.targets.length)) opening.delete(round);
  return opening.size > 0 ? 'more' : 'done';
}

/**
 * After a takeover: whoever has not heard of the stop hears it before anything else, so that nobody finishes for another
 * reason, or asks for one more call.
 */
export function stopAgain({ turns }: MissionDeeds, now: Instant): void {
  const { stopping, status } = turns.session.mission;
  if (stopping === undefined || isRunFinal(status)) return;
  const { reason, outcome } = stopping;
  if (runningRound(turns.session) !== 'act' || outcome !== null) stopAll(turns, { reason, now });
}

function stopAll(turns: Turns, of: { readonly reason: string; readonly now: Instant }): void {
  const { session } = turns;
  const open = [...session.hot()];
  for (const index of open) stopOne(turns, index, of);
  const known = new Set(open);
  const rows: number[] = [];
  for (const row of session.store.contacts(session.run.name, { open: true }))
    if (!known.has(row.index)) rows.push(row.index);
  for (const index of rows) stopOne(turns, index, of);
}

function stopOne(turns: Turns, index: number, of: { readonly reason: string; readonly now: Instant }): void {
  if (isFinal(turns.session.state(index).status)) return;
  contactTurn(turns, index, { now: of.now, due: false, observation: { kind: 'stop', reason: of.reason } });
}
