/**
 * A person in the text of a mission file that lists its targets itself: their row, and how the simulated world plays them. The
 * rest of the text stays as it was written, comments too.
 */
import { isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import { slugOf } from '../lib/slug.ts';
import { forgottenText } from '../run/forget.ts';
import { parsePhone } from '../spec/phone.ts';
import type { Fields } from '../spec/spec.ts';
import type { Row } from './person-words.ts';

interface Written {
  readonly rows: readonly Row[];
  /** Where they stand, as offsets; the end is exclusive. */
  readonly ranges: readonly (readonly [from: number, to: number])[];
}

const nobody: Written = { rows: [], ranges: [] };

/** Nothing where the text is no YAML, or the targets come from a file. */
export function writtenPerson(text: string, number: string): Written {
  const { contents } = parseDocument(text, { logLevel: 'silent', uniqueKeys: false });
  if (!isMap(contents)) return nobody;
  const targets = contents.get('targets', true);
  if (!isSeq(targets)) return nobody;
  const found = targets.items.flatMap((item) => (isMap(item) ? [{ item, row: rowOf(item.toJSON(), number) }] : []));
  const own = found.flatMap(({ item, row }) => (row === null ? [] : [{ item, row }]));
  const personas = own.flatMap(({ row }) => personaOf(contents.getIn(['simulate', 'personas'], true), row.id));
  return { rows: own.map(({ row }) => row), ranges: [...own.map(({ item }) => item), ...personas].flatMap(rangeOf) };
}

function rowOf(value: unknown, number: string): Row | null {
  const fields = value as Fields;
  const parsed = parsePhone(String(fields.phone ?? ''));
  if (!parsed.ok || parsed.value.e164 !== number) return null;
  const name = String(fields.name ?? '');
  return { id: String(fields.id ?? slugOf(name)), name, fields };
}

function personaOf(personas: unknown, id: string): readonly Node[] {
  if (!isMap(personas)) return [];
  const pair = personas.items.find(({ key }) => isScalar(key) && String(key.value) === id);
  return pair?.value === undefined || pair.value === null ? [] : [pair.value as Node];
}

function rangeOf({ range }: Node): readonly (readonly [number, number])[] {
  return range == null ? [] : [[range[0], range[1]]];
}

/** The text with something else in their place. */
export function withoutWritten(text: string, { ranges }: Pick<Written, 'ranges'>): string {
  return ranges
    .toSorted((a, b) => b[0] - a[0])
    .reduce((left, [from, to]) => `${left.slice(0, from)}${forgottenText}${left.slice(to)}`, text);
}
