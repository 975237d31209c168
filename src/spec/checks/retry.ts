/** Retries and limits: ranges that run forward, and numbers that can be met. */
import { parseDurationRange } from '../../lib/duration.ts';
import { dayMs } from '../../lib/time.ts';
import { attemptsPerDay } from '../contact-rule.ts';
import type { MissionDraft } from '../draft.ts';
import type { Inspection } from '../inspection.ts';
import type { TargetKind } from '../spec.ts';

/** All redials of a contact that a preset allows. */
const presetRedials: Readonly<Record<TargetKind | 'none', number>> = {
  automated: 3,
  service: 2,
  professional: 1,
  person: 2,
  none: 0,
};

const outcomes = ['no-answer', 'busy', 'failed', 'voicemail', 'undelivered'] as const;

export function checkRetry(inspection: Inspection): void {
  const { draft, add } = inspection;
  const { retry } = draft;
  if (typeof retry === 'object') {
    for (const outcome of outcomes) {
      const after = retry[outcome]?.after;
      if (after === undefined || after.startsWith('next-') || parseDurationRange(after) !== null) continue;
      const path = ['retry', outcome, 'after'];
      add({
        code: 'bad-duration',
        path,
        message: 'This range runs backwards.',
        help: 'Write the shorter time first, like 30m-2h.',
      });
    }
  }
  checkTotal(inspection);
  checkDailyCap(inspection);
}

/** More redials after one outcome than there are in all. */
function checkTotal({ draft, add }: Inspection): void {
  const { retry } = draft;
  const total = triesAtMost(retry);
  if (typeof retry !== 'object' || total === null) return;
  for (const outcome of outcomes) {
    const times = retry[outcome]?.times ?? 0;
    if (times <= total) continue;
    add({
      code: 'never-holds',
      severity: 'warning',
      path: ['retry', outcome, 'times'],
      message: `${times} redials after ${outcome} are wanted, and a contact is redialled at most ${total} times in all.`,
      help: `Set \`total: ${times}\` as well.`,
    });
  }
}

/** More tries than a number may get in a day: the rest waits for the next one. */
function checkDailyCap({ draft, rules, add }: Inspection): void {
  const { retry } = draft;
  const cap = attemptsPerDay(rules, draft.limits?.attempts_per_number_per_day);
  const tries = (triesAtMost(retry) ?? 0) + 1;
  if (tries <= cap || !isWithinADay(retry)) return;
  const capped = draft.limits?.attempts_per_number_per_day !== undefined;
  const message = `Up to ${tries} tries are wanted, and a number gets at most ${cap} in 24 hours.`;
  const path = retry === undefined || capped ? ['limits', 'attempts_per_number_per_day'] : ['retry'];
  add({
    code: 'more-tries-than-allowed',
    severity: 'warning',
    path,
    message,
    help: 'The later tries wait for the next day; or take fewer.',
  });
}

/** Null: by the target's kind. */
function triesAtMost(retry: MissionDraft['retry']): number | null {
  if (retry === undefined) return null;
  if (typeof retry === 'string') return presetRedials[retry];
  if (retry.total !== undefined) return retry.total;
  const adjusted = outcomes.reduce((sum, outcome) => sum + (retry[outcome]?.times ?? 0), 0);
  if (retry.base === undefined) return adjusted;
  return retry.base === 'none' ? adjusted : presetRedials[retry.base];
}

/** False where every redial waits for another day anyway. */
function isWithinADay(retry: MissionDraft['retry']): boolean {
  if (retry === 'professional') return false;
  if (typeof retry !== 'object') return true;
  if (retry.base === 'professional') return false;
  return outcomes.some((outcome) => {
    const after = retry[outcome]?.after;
    if (after === undefined) return retry.base !== 'none' || retry[outcome] !== undefined;
    return (parseDurationRange(after)?.minMs ?? dayMs) < dayMs;
  });
}

export function checkLimits(inspection: Inspection): void {
  const { draft, add, rounds } = inspection;
  const { call_minutes: callMinutes = 15, minutes_total: minutesTotal, cost_total: costTotal } = draft.limits ?? {};
  const calls = rounds.some((round) => round.channel.value === 'call');
  if (minutesTotal !== undefined && calls && minutesTotal < callMinutes) {
    const message = `No call is ever made: one may last ${callMinutes} minutes, and all together ${minutesTotal}.`;
    const help = 'Raise minutes_total, or lower call_minutes.';
    add({ code: 'never-holds', severity: 'warning', path: ['limits', 'minutes_total'], message, help });
  }
  if (costTotal !== undefined) checkCost(inspection, { costTotal, callMinutes: calls ? callMinutes : 0 });
  checkBounds(inspection);
}

function checkCost(
  { add, config }: Inspection,
  of: { readonly costTotal: string; readonly callMinutes: number },
): void {
  const [amount = '', currency = ''] = of.costTotal.split(' ');
  const path = ['limits', 'cost_total'];
  const { rates } = config;
  if (currency !== rates.currency) {
    const message = `The limit is in ${currency}, and costs are reckoned in ${rates.currency}.`;
    add({
      code: 'currency-mismatch',
      path,
      message,
      help: `Write it in ${rates.currency}, or set \`rates\` in mission.config.yaml.`,
    });
    return;
  }
  const worst = of.callMinutes * rates.callMinute;
  if (Number(amount) < worst) {
    const message = `No call is ever made: one may cost ${Number(worst.toFixed(4))} ${currency}.`;
    add({ code: 'never-holds', severity: 'warning', path, message, help: 'Raise cost_total, or lower call_minutes.' });
  }
}

function checkBounds({ draft, add }: Inspection): void {
  const { floor, ceiling } = draft.negotiate ?? {};
  if (floor === undefined || ceiling === undefined || floor <= ceiling) return;
  const message = `No offer lies between ${floor} and ${ceiling}.`;
  add({ code: 'empty-range', path: ['negotiate', 'ceiling'], message, help: 'Swap floor and ceiling.' });
}
