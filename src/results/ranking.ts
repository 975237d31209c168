/** The ranking of one round as the results show it. */
import { type Ranked, rankContacts } from '../run/rank.ts';
import type { RoundSpec, Target } from '../spec/spec.ts';
import type { Contact, ResultsInput } from './input.ts';

export interface RankEntry {
  readonly rank: number;
  readonly target: string;
  /** Where the order is by score. */
  readonly score?: number;
  readonly criteria?: Readonly<Record<string, number>>;
  /** Where the order is by a value; null: the contact did not tell. */
  readonly value?: string | number | boolean | null;
  readonly shortlisted?: true;
}

/** Undefined: this round has nothing to order by. */
export function rankRound(input: ResultsInput, round: RoundSpec): readonly Ranked[] | undefined {
  const { spec } = input.source;
  const { negotiate, params } = spec;
  const { rubric } = round;
  if (rubric === undefined && negotiate === undefined) return undefined;
  let current: Contact | null = null;
  const states = function* () {
    for (const contact of input.contacts(round.id)) {
      current = contact;
      yield contact.state;
    }
  };
  // The ranking asks for the target of the contact at hand only, so none is searched for.
  const target = (id: string): Target => {
    if (current?.state.target !== id) throw new Error(`not the contact at hand: ${id}`);
    return current.target();
  };
  return rankContacts({ rubric, negotiate, contacts: states(), target, params }).ranking;
}

export function rankEntry(ranked: Ranked): RankEntry {
  const { rank, target, score, criteria, value, shortlisted } = ranked;
  return {
    rank,
    target,
    ...(score === null ? {} : { score }),
    ...(Object.keys(criteria).length === 0 ? {} : { criteria }),
    ...(value === undefined ? {} : { value }),
    ...(shortlisted ? { shortlisted: true } : {}),
  };
}
