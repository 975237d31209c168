/**
 * Numbers that may no longer be contacted, whoever has stored it: this run, another one, a command.
 *
 * Owns: up to where the store's opt-outs have been heard of. Talks to: the store, the contacts' turns.
 * 1. Whatever is open with such a number is stopped in the turn that hears of it; what was stored while nobody drove the run
 *    is heard of first of all (invariant 4).
 * 2. A no that comes as a text counts whatever it answers: an attempt, a contact that is finished, another run's text.
 */
import type { Instant } from '../lib/time.ts';
import { isFinal } from '../run/contact-state.ts';
import { isRunFinal } from '../run/mission-state.ts';
import { isOptOut } from '../run/opt-out.ts';
import { contactTurn, restartedIn, type Turns } from './contact-turns.ts';
import type { Told } from './deeds.ts';
import { rebuild } from './rebuild.ts';

/** How far back the first drive of a workspace looks for texts. */
const firstLookMs = 3_600_000;

export class Refusals {
  readonly #turns: Turns;
  #last: number | null = null;
  readonly #heard = new Set<string>();

  constructor(turns: Turns) {
    this.#turns = turns;
  }

  /** Stops what is open with numbers that may no longer be contacted. Costs next to nothing where nothing is new. */
  stopRefused(now: Instant): void {
    const { store, run } = this.#turns.session;
    const { last, numbers } = store.optOutNews(this.#last ?? 0);
    if (last === this.#last) return;
    const isFirst = this.#last === null;
    this.#last = last;
    if (isFirst || numbers === null) {
      this.#stopAll(store.refusedOpen(run.name), now);
      return;
    }
    this.#stopAll(
      numbers.flatMap((number) => store.contactWithNumber(run.name, number) ?? []),
      now,
    );
  }

  /** Of a run that nobody drives: what is open with such numbers, and nothing else. */
  takeBack(now: Instant): void {
    const { store, run } = this.#turns.session;
    rebuild(this.#turns, now);
    const indexes = store.refusedOpen(run.name);
    this.#stopAll(indexes, now);
    for (const index of indexes)
      contactTurn(this.#turns, index, { now, due: true, observation: restartedIn(this.#turns) });
  }

  #stopAll(indexes: readonly number[], now: Instant): void {
    const { session } = this.#turns;
    for (const index of indexes) {
      const reason = isFinal(session.state(index).status) ? null : session.refusal(session.target(index).phone);
      if (reason !== null) contactTurn(this.#turns, index, { now, due: false, observation: { kind: 'stop', reason } });
    }
  }

  /** A text, first to the contact that waits for one. */
  hear({ message }: Extract<Told, { to: 'text' }>, now: Instant): void {
    const { from, text, at } = message;
    const { session, references } = this.#turns;
    const observation = { kind: 'text', text, at } as const;
    const waiting = references.byNumbers(message);
    if (waiting !== null) contactTurn(this.#turns, waiting, { now, due: false, observation });
    const said = `${from} ${at}`;
    if (this.#heard.has(said) || !isOptOut(text)) return;
    this.#heard.add(said);
    if (session.refusal(from) === 'opt-out') return;
    // Nothing follows the end in a run's journal.
    const ended = isRunFinal(session.mission.status);
    const index = ended ? null : session.store.contactWithNumber(session.run.name, from);
    if (index !== null) contactTurn(this.#turns, index, { now, due: false, observation });
    if (session.refusal(from) === 'opt-out') return;
    session.optOut({ number: from, world: session.run.world, at, reason: 'replied to a text', source: 'reply' });
  }

  /** Since when nobody may have listened for texts: the last event of any run in this world. */
  unheardSince(now: Instant): Instant {
    const { store, run } = this.#turns.session;
    const heard = store.runs().filter(({ world, seq }) => world === run.world && seq > 0);
    return heard.reduce((latest, { at }) => Math.max(latest, at), now - firstLookMs);
  }
}
