/** What a contact's prompt or message may name besides its target and the params. */
import type { Names } from '../run/contact-machine.ts';
import { contactId } from '../run/contact-state.ts';
import type { Fields } from '../spec/spec.ts';
import type { Answers } from './answers.ts';
import { earlier, fieldsOf } from './queries.ts';
import type { Session } from './session.ts';

/** Computed only where a template asks for it. */
export function promptNames(
  session: Session,
  of: {
    readonly target: string;
    readonly round: string;
    readonly answers: Answers;
    readonly uses: ReadonlySet<string>;
  },
): Names {
  const { mission, compiled } = session;
  const names: Record<string, unknown> = {};
  const { best, previous, found } = mission;
  // A name that stands for nothing yet is left out: an empty object would be true in a template.
  const put = (
    name: 'best' | 'previous',
    answer: { readonly target: string; readonly collected: Fields } | undefined,
  ): void => {
    if (answer === undefined || !of.uses.has(name)) return;
    names[name] = { ...answer.collected, target: fieldsOf(session, contactId('', answer.target)) };
  };
  put('best', best);
  put('previous', previous);
  if (of.uses.has('answers')) names.answers = of.answers.given;
  if (of.uses.has('found') && found !== undefined) {
    const index = session.store.contactIndex(session.run.name, found.contact);
    const state = index === null ? null : session.state(index);
    names.found = { ...state?.collected, target: fieldsOf(session, found.contact) };
  }
  if (of.uses.has('rounds')) {
    const at = compiled.rounds.findIndex((round) => round.id === of.round);
    const before = at === -1 ? compiled.rounds : compiled.rounds.slice(0, at);
    const rounds = before
      .filter((round) => session.blocks.has(round.id))
      .map(({ id }) => ({ id, ranks: of.answers.ranks(id) }));
    names.rounds = earlier(session, { target: of.target, rounds });
  }
  return names;
}
