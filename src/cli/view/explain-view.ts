/** What the contact rules say of a target, for people and as JSON. Pure. */
import pc from 'picocolors';
import { isoInstant } from '../../lib/time.ts';
import type { Explanation, RuleAnswer, Verdict } from '../../plan/explain.ts';
import type { LeftOut, Purpose, Target } from '../../spec/spec.ts';
import { localText } from './local-text.ts';
import { instantText } from './time-text.ts';
import { oneLine, padTo, wrap } from './width.ts';

export interface Explained {
  readonly target: Pick<Target, 'id' | 'name' | 'zones' | 'states'>;
  /** Where a number was asked about. */
  readonly number?: string;
  /** Left out while the targets were read: there are no rounds then. */
  readonly leftOut?: LeftOut;
  readonly now: number;
  readonly rounds: readonly (Explanation & { readonly purpose: Purpose })[];
}

const columnsMin = 40;
const indent = '  ';

export function explainLines(
  explained: Explained,
  on: { readonly columns: number; readonly colour: boolean },
): readonly string[] {
  const columns = Math.max(columnsMin, on.columns);
  const { bold } = pc.createColors(on.colour);
  const { target, leftOut, number, now } = explained;
  const wrapped = (text: string): readonly string[] => wrap(oneLine(text), columns);
  const named = target.name === target.id ? target.id : `${target.name} (${target.id})`;
  const who = number === undefined || number === target.id ? named : `${named}, ${number}`;
  if (leftOut !== undefined) return wrapped(`${who} is left out by ${leftOut.rule}: ${leftOut.reason}`);
  return [
    bold(wrapped(who).join('\n')),
    ...wrapped(whereText(target, now)),
    ...explained.rounds.flatMap((round) => ['', ...roundLines({ explained, round }, { columns, colour: on.colour })]),
  ];
}

const zonesShownMax = 4;

function whereText({ zones, states = [] }: Explained['target'], now: number): string {
  const [zone] = zones;
  if (zone === undefined) return `No time zone is known; it is ${instantText(now)}.`;
  const more = zones.length > zonesShownMax ? ` and ${zones.length - zonesShownMax} more` : '';
  const place = states.length === 0 ? '' : ` (${states.join(', ')})`;
  return `${zones.slice(0, zonesShownMax).join(' or ')}${more}${place}; in ${zone} it is ${localText(now, zone)}.`;
}

interface Told {
  readonly explained: Explained;
  readonly round: Explained['rounds'][number];
}

function roundLines(of: Told, on: { readonly columns: number; readonly colour: boolean }): readonly string[] {
  const colours = pc.createColors(on.colour);
  const { round } = of;
  const widest = Math.max(...round.answers.map(({ rule }) => rule.id.length));
  return [
    ...wrap(oneLine(headline(of)), on.columns).map((line) => colours.bold(line)),
    ...round.answers.flatMap((answer) => {
      const { rule, verdict } = answer;
      const paint = colourOf(verdict, colours);
      const text = `${padTo(verdict, 8)} ${padTo(rule.id, widest)}  ${oneLine(answerText(answer, of))}`.trimEnd();
      const origin = rule.from === 'workspace' ? ' (this workspace)' : '';
      const source = `${rule.source}, ${rule.date}${origin}`;
      return [
        ...wrap(text, on.columns).map((line, at) => (at === 0 ? paint(line) : `${indent}${line}`)),
        ...wrap(oneLine(source), on.columns - 2 * indent.length).map((line) =>
          colours.dim(`${indent}${indent}${line}`),
        ),
      ];
    }),
  ];
}

/** `A call (inquiry): from Tue 24 Nov 09:00, by attempts-day` */
function headline({ explained, round }: Told): string {
  const what = `${round.channel === 'call' ? 'A call' : 'A text'}${round.round === '' ? '' : ` of ${round.round}`}`;
  const by = round.by.join(', ');
  if (round.next === null) return `${what} (${round.purpose}): never, by ${by}`;
  const from = placeTime(round.next, explained);
  return by === ''
    ? `${what} (${round.purpose}): now, from ${from}`
    : `${what} (${round.purpose}): from ${from}, by ${by}`;
}

function answerText({ verdict, because, until, next }: RuleAnswer, { explained }: Told): string {
  const when =
    verdict === 'later' && next !== null
      ? `from ${placeTime(next, explained)}`
      : until !== undefined
        ? `until ${placeTime(until, explained)}`
        : '';
  return [because ?? '', when].filter((part) => part !== '').join(', ');
}

function placeTime(at: number, { target }: Explained): string {
  const [zone] = target.zones;
  return zone === undefined ? instantText(at) : localText(at, zone);
}

function colourOf(verdict: Verdict, colours: ReturnType<typeof pc.createColors>): (text: string) => string {
  switch (verdict) {
    case 'allows':
      return colours.green;
    case 'later':
    case 'warns':
    case 'loosened':
      return colours.yellow;
    case 'never':
      return colours.red;
    case 'silent':
      return colours.dim;
  }
}

export function explainDocument(explained: Explained): Readonly<Record<string, unknown>> {
  const { target, number, leftOut, now, rounds } = explained;
  const { id, name, zones, states } = target;
  const instant = (at: number | null): string | null => (at === null ? null : isoInstant(at));
  return {
    target: { id, name, zones, ...(states === undefined ? {} : { states }) },
    ...(number === undefined ? {} : { number }),
    now: isoInstant(now),
    ...(leftOut === undefined ? {} : { excluded: leftOut }),
    rounds: rounds.map(({ round, channel, purpose, next, by, answers }) => ({
      round,
      channel,
      purpose,
      next: instant(next),
      by,
      rules: answers.map(({ rule, verdict, because, until, next: alone }) => ({
        rule: rule.id,
        from: rule.from,
        verdict,
        ...(because === undefined ? {} : { because }),
        ...(until === undefined ? {} : { until: isoInstant(until) }),
        next: instant(alone),
        source: rule.source,
        date: rule.date,
        description: rule.description,
      })),
    })),
  };
}
