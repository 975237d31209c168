/** The totals of a run: how many targets came to what, and what it took. */

import { isFinal } from '../run/contact-state.ts';
import type { FinalContactStatus } from '../run/events.ts';
import type { Money } from '../spec/spec.ts';
import type { ResultsInput } from './input.ts';
import { readsContacts } from './size.ts';

type Counts = Readonly<Record<FinalContactStatus, number>>;

export interface TotalsEntry extends Counts {
  readonly targets: number;
  readonly attempts: number;
  /** Attempts of which nobody knows what became; absent where there are none. */
  readonly unsettled?: number;
  /** Of conversation, one decimal. */
  readonly minutes: number;
  /** `1.74 USD`. */
  readonly cost: string;
}

export function totalsOf(input: ResultsInput): TotalsEntry {
  const { mission, source, targets } = input;
  const { reached, unreached, failed, skipped } = statusCounts(input);
  const { attempts, minutes, cost, unsettled } = mission.totals;
  const money = { amount: cost, currency: source.spec.rates.currency };
  return {
    targets,
    reached,
    unreached,
    failed,
    skipped,
    attempts,
    ...(unsettled === undefined ? {} : { unsettled }),
    minutes: Math.round(minutes * 10) / 10,
    cost: moneyText(money),
  };
}

export function moneyText({ amount, currency }: Money): string {
  return `${(Math.round(amount * 100) / 100).toFixed(2)} ${currency}`;
}

/** Each target once. The action of gather-then-act has an entry of its own and does not count here. */
function statusCounts(input: ResultsInput): Counts {
  const rounds = input.mission.rounds.filter((round) => round.id !== 'act');
  const [first] = rounds;
  const none: Counts = { reached: 0, unreached: 0, failed: 0, skipped: 0 };
  if (first === undefined) return none;
  if (rounds.length === 1 || !readsContacts(input.mission)) return first.finished;
  return countTargets(input);
}

/** Over several rounds a target counts as reached when one of them reached it, else by the last that it took part in. */
function countTargets(input: ResultsInput): Counts {
  const status = new Map<string, FinalContactStatus>();
  for (const round of input.source.spec.rounds) {
    for (const { state } of input.contacts(round.id)) {
      if (isFinal(state.status) && status.get(state.target) !== 'reached') status.set(state.target, state.status);
    }
  }
  const counts = { reached: 0, unreached: 0, failed: 0, skipped: 0 };
  for (const one of status.values()) counts[one] += 1;
  return counts;
}
