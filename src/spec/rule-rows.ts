/** From the rows of a rules file to contact rules: durations in milliseconds, hours in minutes, days as numbers. */
import { parseDuration } from '../lib/duration.ts';
import { compact } from './compact.ts';
import type { ContactRule, HoursRule, MinutesRange, Purpose, RuleValue } from './contact-rule.ts';
import type { Draft } from './draft.ts';
import type { RulesFile } from './generated/rules-file.ts';
import { parseDays, parseHours, weekdayOf } from './hours.ts';

export type RuleDraft = NonNullable<NonNullable<Draft<RulesFile>['rules']>[number]>;

const purposes: readonly Purpose[] = ['inquiry', 'informational', 'solicitation'];

/** Of a row without errors. */
export function ruleOf(row: RuleDraft, from: ContactRule['from']): ContactRule {
  const { id = '', source = '', date = '', description = '', fixed, value } = row;
  return compact({
    id,
    purposes: row.purposes === 'all' || row.purposes === undefined ? purposes : kept(row.purposes),
    value: value === undefined ? undefined : demandOf(value),
    source,
    date,
    description,
    fixed,
    from,
  });
}

function demandOf(value: NonNullable<RuleDraft['value']>): RuleValue {
  const { hours, default_hours: usual, attempts, consent, disclosure, recording, voicemails } = value;
  return compact({
    hours: hours === undefined ? undefined : kept(hours).map(hoursOf),
    defaultHours:
      usual === undefined ? undefined : { between: rangeOf(usual.between ?? '00:00-24:00'), days: daysOf(usual.days) },
    attempts: attempts === undefined ? undefined : compact({ default: attempts.default, most: attempts.most }),
    consent: consent === undefined ? undefined : kept(consent),
    disclosure,
    recording,
    voicemails,
    againAfterMs: value.again_after === undefined ? undefined : (parseDuration(value.again_after) ?? undefined),
  });
}

type HoursDraft = NonNullable<NonNullable<NonNullable<RuleDraft['value']>['hours']>[number]>;

function hoursOf({ states, days, between, closed }: HoursDraft): HoursRule {
  return compact({
    states: states === undefined || states === 'unknown' ? states : kept(states),
    days: daysOf(days),
    between: between === undefined ? undefined : rangeOf(between),
    closed: kept(closed ?? []).map(weekdayOf),
  });
}

function daysOf(days: HoursDraft['days']): readonly number[] {
  return parseDays(days === undefined ? 'all' : typeof days === 'string' ? days : kept(days));
}

/** Its form is the schema's business. */
function rangeOf(text: string): MinutesRange {
  const range = parseHours(text);
  if (range === null) throw new Error(`unchecked hours ${text}`);
  return range;
}

function kept<Item>(items: readonly (Item | undefined)[]): readonly Item[] {
  return items.filter((item) => item !== undefined);
}
