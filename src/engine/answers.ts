/**
 * What earlier contacts came to, for prompts and bargaining.
 *
 * Owns: the answers of a negotiation so far, and the rankings of rounds that are over. Talks to: the session, for what the
 * store holds.
 * 1. An answer is added when its contact finishes, so that no call reads all contacts again.
 * 2. A ranking is kept only once its round is over: it changes no more.
 */
import type { Names } from '../run/contact-machine.ts';
import { contactId } from '../run/contact-state.ts';
import { finishedCount, roundState } from '../run/mission-rounds.ts';
import type { Ranked } from '../run/rank.ts';
import type { ContactState } from '../run/state.ts';
import type { Fields } from '../spec/spec.ts';
import { fieldsOf, ranksOf } from './queries.ts';
import type { Session } from './session.ts';

export class Answers {
  readonly #session: Session;
  #given: Names[] | null = null;
  readonly #ranks = new Map<string, ReadonlyMap<string, Ranked>>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** Of the reached contacts of a negotiation, in the order in which they answered. */
  get given(): readonly Names[] {
    this.#given ??= this.#read();
    return this.#given;
  }

  #read(): Names[] {
    const reached: ContactState[] = [];
    for (const state of this.#session.states(this.#session.compiled.rounds[0]?.id ?? ''))
      if (state.status === 'reached') reached.push(state);
    reached.sort((a, b) => (a.finishedAt ?? 0) - (b.finishedAt ?? 0));
    return reached.map((state) => this.#answerOf(state));
  }

  /** A contact has finished. */
  note(state: ContactState): void {
    if (state.status === 'reached') this.#given?.push(this.#answerOf(state));
  }

  /** What `negotiate.stop` may ask of, when a contact has finished: read only where it asks. */
  around(event: { readonly contact: string }): {
    readonly answers: readonly Names[];
    readonly target: Fields;
    readonly bestTarget: Fields;
  } {
    const { compiled, mission } = this.#session;
    const asks = (name: string): boolean =>
      compiled.stop?.references.some((reference) => reference[0] === name) === true;
    const best = asks('best') ? mission.best : undefined;
    return {
      answers: asks('answers') ? this.given : [],
      target: asks('best') ? fieldsOf(this.#session, event.contact) : {},
      bestTarget: best === undefined ? {} : fieldsOf(this.#session, contactId('', best.target)),
    };
  }

  #answerOf(state: ContactState): Names {
    return { ...state.collected, target: fieldsOf(this.#session, state.id) };
  }

  /** By contact. */
  ranks(round: string): ReadonlyMap<string, Ranked> {
    const known = this.#ranks.get(round);
    if (known !== undefined) return known;
    const ranks = ranksOf(this.#session, round);
    const { contacts, ...rest } = roundState(this.#session.mission, round);
    if (contacts !== null && finishedCount({ contacts, ...rest }) === contacts) this.#ranks.set(round, ranks);
    return ranks;
  }
}
