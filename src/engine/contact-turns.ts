/**
 * A contact's turn: observe, apply, decide, and take the outcome into the batch. A want is answered at once: the mission's
 * leave and the ledger's reservation belong to the same transaction as the intent.
 */
import { ok } from '../lib/result.ts';
import { dayMs, type Instant } from '../lib/time.ts';
import type { CompiledRound } from '../plan/compile.ts';
import { freeFrom } from '../plan/daily-cap.ts';
import { decideContact } from '../run/contact-decide.ts';
import { saidInConversation } from '../run/contact-heard.ts';
import type { ContactAction, ContactObservation, Grant } from '../run/contact-machine.ts';
import { observeContact } from '../run/contact-observe.ts';
import { applyContact, isFinal } from '../run/contact-state.ts';
import type { ContactEvent } from '../run/events.ts';
import { answerWant } from '../run/grant.ts';
import type { RefusalRule } from '../run/number-port.ts';
import type { StoreFailure } from '../run/ports.ts';
import type { ContactState } from '../run/state.ts';
import type { Answers } from './answers.ts';
import type { WakeHeap } from './heap.ts';
import { promptNames } from './prompt-names.ts';
import type { References } from './references.ts';
import type { Session } from './session.ts';
import type { WantQueue } from './want-queue.ts';

export interface Turns {
  readonly session: Session;
  /** Nothing that an earlier drive asked of the service can still be on its way. */
  readonly settled: boolean;
  /** Whether the time is more than what a machine's clock says (timekeeper.ts). */
  readonly isSure: () => boolean;
  /** Contacts that wait to be called, and contacts with something open. */
  readonly wants: WantQueue;
  readonly timers: WakeHeap;
  /** Deeds and questions, carried out after the commit. */
  readonly actions: { readonly index: number; readonly action: ContactAction }[];
  /** No want is served before: the pace, or a throttled service. */
  heldUntil: Instant;
  /** No want is served before a slot is given back. */
  full: boolean;
  /** Calls that may not be before, by contact: the daily cap, a pace beyond the window. */
  readonly notBefore: Map<number, Instant>;
  /** The mission has to decide on these: contacts that finished. */
  readonly finished: Finished[];
  readonly answers: Answers;
  /** Whose news a push is; told of every change. */
  readonly references: References;
  /** How many contacts of a round exist. */
  readonly opened: Map<string, number>;
  onLimit(limit: string, detail: string): void;
  onFailure(failure: StoreFailure): void;
}

export type Finished = Extract<ContactEvent, { type: 'contact.finished' }>;

export interface Turn {
  readonly now: Instant;
  readonly due: boolean;
  readonly observation?: ContactObservation;
}

type Want = Extract<ContactAction, { kind: 'want' }>;

export function contactTurn(turns: Turns, index: number, turn: Turn): void {
  const { session } = turns;
  const before = session.state(index);
  if (isFinal(before.status) && turn.observation?.kind !== 'text') return;
  const context = session.contact(index);
  const { now, due, observation } = turn;
  const wasWaiting = waitsForLeave(before);
  const observed = observation === undefined ? [] : observeContact(before, observation, { context, at: now });
  const state = observed.reduce(applyContact, before);
  const notBefore = turns.notBefore.get(index);
  const decided = decideContact(state, context, {
    now,
    fresh: observed,
    due,
    ...(turns.isSure() ? {} : { unsure: true }),
    ...(notBefore === undefined ? {} : { notBefore }),
  });
  const events = [...observed, ...decided.events];
  const after = decided.events.reduce(applyContact, state);
  settle(turns, index, { state: after, events, ...(observation?.kind === 'text' ? { saidAt: observation.at } : {}) });
  const want = decided.actions.find((action) => action.kind === 'want');
  if (want !== undefined) {
    ask(turns, index, { want, now });
    return;
  }
  if (wasWaiting) turns.wants.delete(index);
  schedule(turns, index, { state: after, wakeAt: decided.wakeAt, actions: decided.actions });
}

function waitsForLeave({ status }: ContactState): boolean {
  return status === 'queued' || status === 'retrying';
}

function settle(
  turns: Turns,
  index: number,
  turn: { readonly state: ContactState; readonly events: readonly ContactEvent[]; readonly saidAt?: Instant },
): void {
  const { session } = turns;
  if (turn.events.length === 0) return;
  session.put(index, turn);
  turns.references.note(index, { state: turn.state, session });
  for (const event of turn.events) {
    if (event.type === 'number.opted-out') {
      session.optOut({
        number: session.target(index).phone,
        world: session.run.world,
        at: turn.saidAt ?? event.at,
        reason: event.data.how,
        source: event.data.how === saidInConversation ? 'conversation' : 'reply',
      });
    }
    if (givesBack(event)) turns.full = false;
    if (event.type !== 'contact.finished') continue;
    turns.finished.push(event);
    turns.answers.note(turn.state);
  }
}

function givesBack(event: ContactEvent): boolean {
  return (
    event.type === 'attempt.withdrawn' ||
    ((event.type === 'attempt.ended' || event.type === 'attempt.progressed') && event.data.released)
  );
}

function schedule(
  turns: Turns,
  index: number,
  next: { readonly state: ContactState; readonly wakeAt: Instant | null; readonly actions: readonly ContactAction[] },
): void {
  const { wakeAt, state, actions } = next;
  for (const action of actions) turns.actions.push({ index, action });
  if (waitsForLeave(state)) {
    turns.timers.delete(index);
    if (wakeAt !== null) turns.wants.set(index, { at: wakeAt, state });
  } else if (wakeAt !== null) turns.timers.set(index, wakeAt);
  else turns.timers.delete(index);
  if (isFinal(state.status)) turns.notBefore.delete(index);
}

/** The want's way: mission, then ledger, then back as a grant; or the contact waits. */
function ask(turns: Turns, index: number, of: { readonly want: Want; readonly now: Instant }): void {
  const { session } = turns;
  const { want, now } = of;
  const context = session.contact(index);
  const { round, target } = context;
  const state = session.state(index);
  const { id } = state;
  const answer = answerWant(
    session.mission,
    { contact: id, round: round.id, ...want },
    { context: session.context, now },
  );
  switch (answer.kind) {
    case 'later':
      turns.wants.set(index, { at: now, state });
      if (answer.askAt === null) turns.full = true;
      else turns.heldUntil = Math.max(turns.heldUntil, answer.askAt);
      return;
    case 'limit':
      turns.wants.set(index, { at: now, state });
      turns.onLimit(answer.limit, answer.detail);
      return;
    case 'beyond':
      postpone(turns, index, { notBefore: answer.notBefore, now });
      return;
    case 'granted': {
      const stored = session.givesBack(target.phone) ? session.commit() : ok(null);
      if (!stored.ok) {
        turns.onFailure(stored.error);
        return;
      }
      const refused = refusedByLedger(session, index, answer.scheduledAt);
      if (typeof refused === 'string') {
        contactTurn(turns, index, { now, due: false, observation: { kind: 'stop', reason: refused } });
        return;
      }
      if (refused !== null) {
        postpone(turns, index, { notBefore: refused, now });
        return;
      }
      const names = promptNames(session, {
        target: target.id,
        round: round.id,
        answers: turns.answers,
        uses: usesOf(round),
      });
      intend(turns, index, {
        now,
        grant: { scheduledAt: answer.scheduledAt, assistant: answer.assistant, from: answer.from, names },
      });
    }
  }
}

/** The contact looks for its next window after `notBefore`; ever later, so this ends. */
function postpone(turns: Turns, index: number, of: { readonly notBefore: Instant; readonly now: Instant }): void {
  turns.notBefore.set(index, of.notBefore);
  const { session } = turns;
  const state = session.state(index);
  const decided = decideContact(state, session.contact(index), {
    now: of.now,
    fresh: [],
    due: false,
    notBefore: of.notBefore,
  });
  const after = decided.events.reduce(applyContact, state);
  settle(turns, index, { state: after, events: decided.events });
  const wakeAt = decided.actions.some((action) => action.kind === 'want') ? of.now : decided.wakeAt;
  turns.wants.delete(index);
  schedule(turns, index, { state: after, wakeAt, actions: [] });
}

function intend(turns: Turns, index: number, of: { readonly now: Instant; readonly grant: Grant }): void {
  const { session } = turns;
  const state = session.state(index);
  const decided = decideContact(state, session.contact(index), { now: of.now, fresh: [], due: false, grant: of.grant });
  const after = decided.events.reduce(applyContact, state);
  turns.notBefore.delete(index);
  turns.wants.delete(index);
  settle(turns, index, { state: after, events: decided.events });
  const actions = decided.actions.filter((action) => action.kind !== 'want');
  const wakeAt = actions.length < decided.actions.length ? of.now + 1000 : decided.wakeAt;
  schedule(turns, index, { state: after, wakeAt, actions });
}

/** Attempts per number in any 24 h, over all missions of the workspace (invariant 5), and opt-outs (invariant 4). */
function refusedByLedger(session: Session, index: number, at: Instant): RefusalRule | Instant | null {
  const { phone } = session.target(index);
  const { world } = session.run;
  const refusal = session.refusal(phone);
  if (refusal !== null) return refusal;
  const cap = session.compiled.spec.limits.attemptsPerNumberPerDay;
  const attempts = session.store.attempts({ number: phone, world, after: at - dayMs, until: at + dayMs });
  const free = freeFrom(attempts, { at, cap });
  return free === at ? null : free;
}

/** The first words of everything that the round's prompt or message reads. */
const known = new WeakMap<CompiledRound, ReadonlySet<string>>();

function usesOf(round: CompiledRound): ReadonlySet<string> {
  const found = known.get(round);
  if (found !== undefined) return found;
  const templates = [round.instructions, round.greeting, round.voicemail, round.message];
  const uses = new Set(
    templates.flatMap((template) => template?.references.map((reference) => reference[0] ?? '') ?? []),
  );
  known.set(round, uses);
  return uses;
}

/** What every contact with something open is told when a drive takes the run over. */
export function restartedIn({ settled }: Pick<Turns, 'settled'>): ContactObservation {
  return { kind: 'restarted', ...(settled ? { settled } : {}) };
}
