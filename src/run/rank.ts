/**
 * The order of a round's contacts, best first. Pure: the same contacts, in list order, give the same ranking.
 *
 * Who is ranked: contacts that were reached and not disqualified; in a negotiation only those with an acceptable offer.
 * The ranking is never cut. Equals keep the order of the list.
 */
import { sha256 } from '../lib/hash.ts';
import { compileExpression, type Expression } from '../spec/expression.ts';
import type { NegotiateSpec, RubricSpec, Spec, Target, Value } from '../spec/spec.ts';
import type { TopContact } from './events.ts';
import type { ContactState } from './state.ts';

export interface Ranked {
  /** From 1. */
  readonly rank: number;
  readonly target: string;
  /** The contact's id. */
  readonly contact: string;
  /** 0..1; null where the order is by a value, or by the list alone. */
  readonly score: number | null;
  readonly criteria: Readonly<Record<string, number>>;
  /** What the order goes by where it is a value: `rubric.rank` or the objective. Null: an absent field. */
  readonly value?: Comparable | null;
  readonly shortlisted: boolean;
}

export interface Ranking {
  readonly ranking: readonly Ranked[];
  /** Of the contacts' ids in order: what a gate or a later round refers to. */
  readonly hash: string;
}

export interface RankOptions {
  readonly rubric?: RubricSpec | undefined;
  readonly negotiate?: NegotiateSpec | undefined;
  /** Of one round, in list order. */
  readonly contacts: Iterable<ContactState>;
  /** Asked only where the order's expression reads `target`, and only for the contact at hand. */
  readonly target: (id: string) => Pick<Target, 'fields'>;
  readonly params: Spec['params'];
}

type Comparable = string | number | boolean;

interface Candidate {
  readonly state: ContactState;
  /** Undefined: the order is by score. */
  readonly value: Comparable | null | undefined;
}

/** Ranks contacts by the negotiation's objective, else by `rubric.rank`, else by score. */
export function rankContacts(options: RankOptions): Ranking {
  const { negotiate, rubric } = options;
  const order = negotiate ?? rubric?.rank;
  const readValue = order === undefined ? () => undefined : valueReader(options, order.expression);
  const candidates: Candidate[] = [];
  for (const state of options.contacts) {
    if (state.status !== 'reached' || state.disqualified !== undefined) continue;
    const value = readValue(state);
    if (negotiate !== undefined && !isAcceptable(value, negotiate)) continue;
    candidates.push({ state, value });
  }
  candidates.sort(comparison(order?.direction));
  const shortlist = rubric?.shortlist ?? 0;
  const ranking = candidates.map((candidate, at) => ranked(candidate, { rank: at + 1, shortlist }));
  return { ranking, hash: sha256(ranking.map((one) => one.contact).join('\n')) };
}

/** How many of a ranking's head a question, or the summary, can name. */
export const topMax = 20;

/** As questions and the summary name it. */
export function topContact({ rank, target, score, shortlisted }: Ranked): TopContact {
  return { rank, target, score, ...(shortlisted ? { shortlisted } : {}) };
}

function ranked({ state, value }: Candidate, at: { readonly rank: number; readonly shortlist: number }): Ranked {
  return {
    rank: at.rank,
    target: state.target,
    contact: state.id,
    score: value === undefined ? (state.score ?? null) : null,
    criteria: state.criteria ?? {},
    ...(value === undefined ? {} : { value }),
    shortlisted: at.rank <= at.shortlist && value !== null,
  };
}

function valueReader(options: RankOptions, source: string): (state: ContactState) => Comparable | null {
  const expression = compiled(source);
  const readsTarget = expression.references.some((reference) => reference[0] === 'target');
  return (state) => {
    const names = {
      collected: state.collected ?? {},
      params: options.params,
      ...(readsTarget ? { target: options.target(state.target).fields } : {}),
    };
    const evaluated = expression.evaluate(names);
    return evaluated.ok ? comparable(evaluated.value) : null;
  };
}

/** What does not compile was refused long before: here it is a bug. */
function compiled(source: string): Expression {
  const result = compileExpression(source);
  if (!result.ok) throw new Error(`unchecked expression: ${result.error.message}`);
  return result.value;
}

function comparable(value: unknown): Comparable | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

/** Offers outside floor and ceiling never count. */
function isAcceptable(
  value: Value | undefined,
  bounds: { readonly floor?: number; readonly ceiling?: number },
): boolean {
  if (typeof value !== 'number') return false;
  return value >= (bounds.floor ?? Number.NEGATIVE_INFINITY) && value <= (bounds.ceiling ?? Number.POSITIVE_INFINITY);
}

type Direction = 'asc' | 'desc' | 'minimize' | 'maximize';

/** Sorting is stable, so equals keep the order of the list. A contact without a value comes last, whatever the direction. */
function comparison(direction: Direction | undefined): (a: Candidate, b: Candidate) => number {
  if (direction === undefined) return (a, b) => (b.state.score ?? 0) - (a.state.score ?? 0);
  const sign = direction === 'asc' || direction === 'minimize' ? 1 : -1;
  return (a, b) => {
    const [left, right] = [a.value ?? null, b.value ?? null];
    if (left === null || right === null) return (left === null ? 1 : 0) - (right === null ? 1 : 0);
    return sign * compareValues(left, right);
  };
}

/** Numbers before texts before truths; texts by code unit, which no locale changes. */
function compareValues(a: Comparable, b: Comparable): number {
  if (typeof a !== typeof b) return kindOrder(a) - kindOrder(b);
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function kindOrder(value: Comparable): number {
  if (typeof value === 'number') return 0;
  return typeof value === 'string' ? 1 : 2;
}
