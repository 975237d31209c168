/** What names a person in texts: the number however it is written, the name, and whatever else only their row says. */
import { numberPattern } from '../lib/phone-text.ts';
import { forgottenText } from '../run/forget.ts';
import { nationalDigits } from '../spec/phone.ts';
import type { Target } from '../spec/spec.ts';

/** Shorter values are no one's own. */
const valueCharsMin = 3;
/** Columns that say nothing of a person. */
const plainColumns = new Set(['id', 'phone', 'timezone', 'kind']);

export interface PersonWords {
  readonly all: readonly string[];
  /** False where none of them stands in a text; cheap, and sure of nothing more. */
  concerns(text: string): boolean;
  clean(text: string): string;
  /** Ids too, each replaced by its new one. */
  cleanSentence(text: string): string;
}

export function personWords(of: {
  readonly number: string;
  readonly values: readonly string[];
  readonly ids: ReadonlyMap<string, string>;
}): PersonWords {
  const phone = numberPattern(of.number, nationalDigits(of.number));
  const values = of.values.toSorted((a, b) => b.length - a.length);
  const ids = [...of.ids.keys()].toSorted((a, b) => b.length - a.length);
  const needles = [...values, ...ids].map((word) => JSON.stringify(word).slice(1, -1).toLowerCase());
  const [valuePattern, idPattern] = [wordPattern(values), wordPattern(ids)];
  const clean = (text: string): string => {
    const numberless = text.replace(phone, forgottenText);
    return valuePattern === null ? numberless : numberless.replace(valuePattern, forgottenText);
  };
  return {
    all: [...values, ...ids],
    concerns(text) {
      phone.lastIndex = 0;
      if (phone.test(text)) return true;
      const low = needles.length === 0 ? '' : text.toLowerCase();
      return needles.some((needle) => low.includes(needle));
    },
    clean,
    cleanSentence(text) {
      const renamed = idPattern === null ? text : text.replace(idPattern, (id) => of.ids.get(id) ?? forgottenText);
      return clean(renamed);
    },
  };
}

/** Whole words only: nobody called Sun takes the Sundays away. */
function wordPattern(words: readonly string[]): RegExp | null {
  if (words.length === 0) return null;
  const escaped = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
}

/** A target as texts may name it. */
export type Row = Pick<Target, 'id' | 'name' | 'fields'>;

/** The values of a row that no other row of the run has. */
export function ownValues(rows: readonly Row[], others: Iterable<Row>): readonly string[] {
  const own = new Set(rows.flatMap(valuesOf));
  if (own.size === 0) return [];
  for (const other of others) {
    if (rows.some(({ id }) => id === other.id)) continue;
    for (const value of valuesOf(other)) own.delete(value);
    if (own.size === 0) break;
  }
  return [...own];
}

function valuesOf({ name, fields }: Row): readonly string[] {
  const cells = Object.entries(fields).flatMap(([column, value]) => {
    if (plainColumns.has(column)) return [];
    if (typeof value === 'string') return [value.trim()];
    // A long number is somebody's account; a short one is a count.
    return typeof value === 'number' && Math.abs(value) >= 10_000 ? [String(value)] : [];
  });
  return [name.trim(), ...cells].filter((value) => value.length >= valueCharsMin);
}
