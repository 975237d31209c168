/** The parts of a target that are checked by themselves: kind, zone, consent, typed cells. */
import { didYouMean } from '../lib/suggest.ts';
import { readBoolean, readNumber } from './cell.ts';
import type { Fields, Target, TargetKind, Value } from './spec.ts';
import type { Problem } from './target-problems.ts';
import type { RowFields } from './target-rows.ts';
import { isZone, nearestZone } from './zone.ts';

export type CellType = 'string' | 'number' | 'integer' | 'boolean';

const kinds: readonly string[] = ['automated', 'service', 'professional', 'person'] satisfies readonly TargetKind[];

/** What is wrong with defaults for all rows; null: nothing. Every other default is a field like any other. */
export function defaultProblem(name: string, value: Value): Problem | null {
  if (name === 'kind') return isKind(value) ? null : kindProblem(value);
  if (name === 'timezone') return isZone(textOf(value) ?? '') ? null : zoneProblem(textOf(value) ?? '');
  return null;
}

export function isKind(value: Value): value is TargetKind {
  return typeof value === 'string' && kinds.includes(value);
}

export function kindProblem(given: Value): Problem {
  const help = didYouMean(shown(given), kinds) ?? `One of ${kinds.join(', ')}.`;
  return { code: 'bad-kind', message: `There is no kind \`${shown(given)}\`.`, help };
}

export function zoneProblem(name: string): Problem {
  const help = (): string => {
    const near = nearestZone(name);
    return near === undefined ? 'Write an IANA zone, such as America/Chicago.' : `Did you mean ${near}?`;
  };
  return { code: 'bad-timezone', message: `There is no time zone \`${shown(name)}\`.`, help };
}

/**
 * What a row says of consent: a group with `type`, or in a CSV the columns consent (or consent.type), consent.source and
 * consent.at. Null: nothing.
 */
export function readConsent(fields: RowFields): NonNullable<Target['consent']> | Problem | null {
  const group = fields.consent;
  if (group === undefined && fields['consent.type'] === undefined && fields['consent.source'] === undefined)
    return null;
  const parts = typeof group === 'object' && !Array.isArray(group) ? (group as Fields) : {};
  const part = (name: string): string | undefined => textOf(parts[name]) ?? textOf(fields[`consent.${name}`]);
  const type = part('type') ?? textOf(group);
  const [source, at] = [part('source'), part('at')];
  if (type === undefined) {
    return { code: 'bad-consent', message: 'Consent needs a `type`.', help: 'Say what was agreed to, and how.' };
  }
  if (at !== undefined && !/^\d{4}-\d\d-\d\d(T.*)?$/.test(at)) {
    return { code: 'bad-consent', message: `\`${shown(at)}\` is no date.`, help: 'Write it like 2026-11-23.' };
  }
  return { type, ...(source === undefined ? {} : { source }), ...(at === undefined ? {} : { at }) };
}

export const typeWords: Readonly<Record<CellType, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
};

/** Null: it is not of the type. */
export function convertCell(given: Value, type: CellType): Value | null {
  if (type === 'string') return textOf(given) ?? null;
  if (type === 'boolean') return typeof given === 'boolean' ? given : readBoolean(textOf(given) ?? '');
  const number = typeof given === 'string' ? readNumber(given) : given;
  if (typeof number !== 'number' || !Number.isFinite(number)) return null;
  return type === 'integer' && !Number.isInteger(number) ? null : number;
}

export function textOf(value: Value | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Looked at first: replacing makes a new text even of one that needs no change, a million times. */
export function oneLine(text: string): string {
  return /[\p{Cc}\u2028\u2029]|\s{2}|[^\S ]|^ | $/u.test(text) ? text.replace(/[\p{Cc}\s]+/gu, ' ').trim() : text;
}

const shownCharsMax = 60;

/** In a message, on one line. */
export function shown(value: Value): string {
  const text = oneLine(textOf(value) ?? JSON.stringify(value));
  return text.length > shownCharsMax ? `${text.slice(0, shownCharsMax)}…` : text;
}
