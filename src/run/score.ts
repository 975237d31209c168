/** The rubric: requirements, criteria, the score of one contact. */
import type { Fields } from '../spec/spec.ts';
import type { ContactContext } from './contact-machine.ts';
import type { ContactEvent } from './events.ts';
import type { ContactState } from './state.ts';

type Scoring = Pick<ContactContext, 'mission' | 'target' | 'round'>;

/** The first requirement that is not met; an absent field counts as not met. */
export function requirementMissed(context: Scoring, collected: Fields): string | null {
  const names = scoringNames(context, collected);
  const missed = context.round.require.find(({ expression }) => {
    const evaluated = expression.evaluate(names);
    return !evaluated.ok || evaluated.value !== true;
  });
  return missed === undefined ? null : missed.source;
}

/** The bound of the negotiation that an offer lies beyond; null: none, or no offer at all. */
export function boundMissed(context: Scoring, collected: Fields): 'negotiate.floor' | 'negotiate.ceiling' | null {
  const { negotiate } = context.mission.spec;
  const offer = context.mission.objective?.evaluate({ collected, params: context.mission.spec.params });
  if (negotiate === undefined || offer?.ok !== true || typeof offer.value !== 'number') return null;
  if (negotiate.floor !== undefined && offer.value < negotiate.floor) return 'negotiate.floor';
  return negotiate.ceiling !== undefined && offer.value > negotiate.ceiling ? 'negotiate.ceiling' : null;
}

/** Judged criteria that the model has yet to answer. */
export function unjudged(context: Scoring, state: Pick<ContactState, 'judged'>) {
  const criteria = context.round.spec.rubric?.criteria ?? [];
  return criteria.flatMap((criterion) =>
    criterion.kind === 'judge' && !Object.hasOwn(state.judged, criterion.id) ? [criterion] : [],
  );
}

/**
 * The weighted mean of the criteria, each clamped to 0..1; a criterion that reads an absent field scores 0 and is named.
 * Null where there are no criteria (ordered by a value instead).
 */
export function scoreContact(
  context: Scoring,
  state: Pick<ContactState, 'collected' | 'judged'>,
): Extract<ContactEvent, { type: 'contact.scored' }>['data'] {
  const names = scoringNames(context, state.collected ?? {});
  const specs = context.round.spec.rubric?.criteria ?? [];
  const criteria: Record<string, number> = {};
  const absent: string[] = [];
  let sum = 0;
  let weights = 0;
  for (const criterion of specs) {
    const value = criterion.kind === 'judge' ? state.judged[criterion.id] : numberOf(context, criterion.id, names);
    if (value === undefined) absent.push(criterion.id);
    const score = round4(Math.min(1, Math.max(0, value ?? 0)));
    criteria[criterion.id] = score;
    sum += score * criterion.weight;
    weights += criterion.weight;
  }
  const score = weights === 0 ? null : round4(sum / weights);
  return { score, criteria, ...(absent.length > 0 ? { absent } : {}) };
}

function numberOf(context: Scoring, id: string, names: Record<string, unknown>): number | undefined {
  const evaluated = context.round.scores.get(id)?.evaluate(names);
  if (evaluated === undefined || !evaluated.ok) return undefined;
  if (typeof evaluated.value === 'boolean') return evaluated.value ? 1 : 0;
  return typeof evaluated.value === 'number' && Number.isFinite(evaluated.value) ? evaluated.value : undefined;
}

function scoringNames(context: Scoring, collected: Fields): Record<string, unknown> {
  return { collected, target: context.target.fields, params: context.mission.spec.params };
}

/** Four decimals: enough to order by, and stable in a git diff. */
function round4(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
