/** What is wrong with rows of contact rules besides their form: rows that say nothing, twice, or less than what holds anyway. */
import { didYouMean } from '../lib/suggest.ts';
import type { ContactRule, RuleValue } from './contact-rule.ts';
import type { Report } from './report.ts';
import { loosens } from './rule-strictness.ts';
import type { Path } from './source.ts';
import { stateCodes } from './us-states.ts';
import type { YamlPlaces } from './yaml-places.ts';

export interface RowsCheck {
  readonly rows: readonly PlacedRule[];
  readonly from: ContactRule['from'];
  /** The program's rules, where the rows are a workspace's. */
  readonly builtIn: readonly ContactRule[];
  readonly places: YamlPlaces;
  readonly report: Report;
}

interface PlacedRule {
  /** Its place in the file's list. */
  readonly index: number;
  readonly rule: ContactRule;
}

/** The keys of `value` as the file has them. */
const keys: Readonly<Record<keyof RuleValue, string>> = {
  hours: 'hours',
  defaultHours: 'default_hours',
  attempts: 'attempts',
  consent: 'consent',
  disclosure: 'disclosure',
  recording: 'recording',
  voicemails: 'voicemails',
  againAfterMs: 'again_after',
};

export function checkRows(check: RowsCheck): void {
  for (const [at, { index, rule }] of check.rows.entries()) {
    const row: Row = { ...check, index, rule };
    checkTwice(row, check.rows.slice(0, at));
    checkValue(row);
    checkHours(row);
    if (check.from === 'workspace') checkAgainstBuiltIn(row);
  }
}

interface Row extends RowsCheck {
  readonly index: number;
  readonly rule: ContactRule;
}

function problem(
  { places, report, index }: Row,
  of: { readonly code: string; readonly path: Path; readonly message: string; readonly help: string },
): void {
  const path = ['rules', index, ...of.path];
  report.add({ ...of, path, range: places.value(path) });
}

/** Rows of one id share no purpose in one file: which of them holds, nobody could tell. */
function checkTwice(row: Row, before: readonly PlacedRule[]): void {
  const { id, purposes } = row.rule;
  const twice = before.some(
    ({ rule }) => rule.id === id && rule.purposes.some((purpose) => purposes.includes(purpose)),
  );
  if (!twice) return;
  const message = `There are two rules \`${id}\` for the same purpose.`;
  problem(row, { code: 'duplicate-rule', path: ['id'], message, help: 'Keep one of them, or give it another id.' });
}

function checkValue(row: Row): void {
  const found = Object.keys(row.rule.value ?? {}) as (keyof RuleValue)[];
  if (found.length > 1) {
    const message = `A rule demands one thing, and this one ${found.length}: ${found.map((key) => keys[key]).join(', ')}.`;
    problem(row, { code: 'two-values', path: ['value'], message, help: 'Make a rule of each.' });
  }
  if (found.length > 0 || row.from === 'program') return;
  const message = 'A rule of a workspace demands something.';
  const help = 'Give it a `value`, such as { hours: [{ between: "10:00-18:00" }] }.';
  problem(row, { code: 'missing-key', path: ['value'], message, help });
}

function checkHours(row: Row): void {
  const usual = row.rule.value?.defaultHours?.between;
  if (usual !== undefined && usual.from >= usual.to) backwards(row, ['value', 'default_hours', 'between']);
  for (const [at, hours] of (row.rule.value?.hours ?? []).entries()) {
    const path: Path = ['value', 'hours', at];
    const { between, closed, states } = hours;
    if (between !== undefined && between.from >= between.to) backwards(row, [...path, 'between']);
    if (between === undefined && closed.length === 0) {
      const message = 'This restricts nothing.';
      problem(row, {
        code: 'empty',
        path,
        message,
        help: 'Say `between` which hours, or on which days it is `closed`.',
      });
    }
    for (const [place, state] of (Array.isArray(states) ? states : []).entries()) {
      if (stateCodes().includes(state)) continue;
      const help = didYouMean(state, stateCodes()) ?? 'Write the two letters of a state of the US, like TX.';
      const message = `There is no state \`${state}\`.`;
      problem(row, { code: 'unknown-state', path: [...path, 'states', place], message, help });
    }
  }
}

function backwards(row: Row, path: Path): void {
  const message = 'These hours end before they begin.';
  problem(row, { code: 'bad-hours', path, message, help: 'Write the earlier time first, like "09:00-17:00".' });
}

/** A workspace may tighten a rule of the program, never loosen it. */
function checkAgainstBuiltIn(row: Row): void {
  const { rule, builtIn } = row;
  const namesakes = builtIn.filter(({ id }) => id === rule.id);
  const same = namesakes.filter(({ purposes }) => purposes.some((purpose) => rule.purposes.includes(purpose)));
  const [kind] = Object.keys(rule.value ?? {}) as (keyof RuleValue)[];
  if (kind === undefined || same.length === 0) return;
  const alike = same.filter((one) => one.value?.[kind] !== undefined);
  if (alike.length === 0) {
    const message = `\`${rule.id}\` is a rule of the program that is not about ${keys[kind].replace('_', ' ')}.`;
    problem(row, { code: 'other-rule', path: ['id'], message, help: 'Give this rule an id of its own.' });
    return;
  }
  if (!loosens(kind, { ours: rule, theirs: alike })) return;
  const message = `This is looser than \`${rule.id}\` of the program, so it changes nothing.`;
  const help = 'A workspace can only tighten rules; a mission loosens one with `rules.override` and a reason.';
  problem(row, { code: 'looser-rule', path: ['value'], message, help });
}
