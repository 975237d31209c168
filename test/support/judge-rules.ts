/**
 * What the contact rules say of one call that was dialled: a reading of the shipped file that shares nothing with the
 * program's. It knows the area codes that random missions use, and nothing of how the program looks states up.
 */

import { readFileSync } from 'node:fs';
import { DateTime } from 'luxon';
import { parse } from 'yaml';
import { packageFile } from '../../src/lib/package-root.ts';
import type { Spec, Target } from '../../src/spec/spec.ts';

interface Row {
  readonly id: string;
  readonly purposes: 'all' | readonly string[];
  readonly value?: {
    readonly hours?: readonly {
      readonly states?: 'unknown' | readonly string[];
      readonly days?: readonly string[];
      readonly between?: string;
      readonly closed?: readonly string[];
    }[];
    readonly attempts?: { readonly most?: number };
    readonly consent?: readonly string[];
  };
}

const file = packageFile('rules/contact-rules.yaml');
const rows: readonly Row[] = parse(readFileSync(file, 'utf8')).rules;
const stateOfArea = new Map([
  ['312', 'IL'],
  ['305', 'FL'],
  ['713', 'TX'],
  ['206', 'WA'],
  ['410', 'MD'],
  ['405', 'OK'],
  ['212', 'NY'],
]);

function rowsFor(spec: Spec): readonly Row[] {
  const loosened = spec.rules?.override ?? [];
  return rows.filter(
    ({ id, purposes }) => (purposes === 'all' || purposes.includes(spec.purpose)) && !loosened.includes(id),
  );
}

/** Ids of the rules that an attempt dialled at this instant breaks. */
export function brokenRules(call: {
  readonly spec: Spec;
  readonly target: Target;
  readonly at: number;
  readonly channel: 'call' | 'sms';
}): readonly string[] {
  const { spec, target, at, channel } = call;
  const states = [stateOfArea.get(target.phone.slice(2, 5)), target.fields.state].filter((one) => one !== undefined);
  return rowsFor(spec).flatMap(({ id, value }) => {
    const { hours = [], consent } = value ?? {};
    if (
      hours.some((line) =>
        target.zones.some((zone) => shuts(line, { states, local: DateTime.fromMillis(at, { zone }) })),
      )
    )
      return [id];
    if (consent === undefined || channel !== 'call') return [];
    const { type = '', source, at: given } = target.consent ?? {};
    return consent.includes(type) && source !== undefined && given !== undefined ? [] : [id];
  });
}

type Line = NonNullable<NonNullable<Row['value']>['hours']>[number];

function shuts(
  { states, days, between = '00:00-24:00', closed = [] }: Line,
  of: { readonly states: readonly unknown[]; readonly local: DateTime },
): boolean {
  const concerned =
    states === undefined ||
    (states === 'unknown' ? of.states.length === 0 : of.states.some((one) => states.includes(String(one))));
  if (!concerned) return false;
  const day = of.local.setLocale('en').toFormat('ccc').toLowerCase();
  if (closed.includes(day)) return true;
  const [from = '', to = ''] = between.split('-');
  const time = of.local.toFormat('HH:mm');
  return (days === undefined || days.includes(day)) && (time < from || time >= to);
}

/** The most attempts per number and day that any mission of the purpose may make. */
export function attemptsAllowed(spec: Spec): number {
  return Math.min(...rowsFor(spec).flatMap(({ value }) => value?.attempts?.most ?? []));
}
