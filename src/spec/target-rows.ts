/** Where rows of targets come from: a CSV, JSONL or YAML file, or the mission file's own list. */

import type { Value } from './spec.ts';
import type { Place, Problem } from './target-problems.ts';

/** A fresh object for each row; who visits it may keep and change it. */
export type RowFields = Record<string, Value>;

export interface RowSource {
  /** All the names that rows may have, where that is known before: a CSV's header. Null: each row names its own. */
  readonly header: readonly string[] | null;
  /** The header as it stands in the file, before `columns` gives its names ours. */
  readonly written: readonly string[];
  /** Visits the rows in order until the visitor returns false. */
  each(visit: (fields: RowFields) => boolean): void;
  /** The place of the row at hand or of one of its fields; one that it lacks: of the row. */
  place(field: string | null): Place;
  /** What to remember the row at hand by. */
  readonly mark: number;
  /** The line, from 1, of a row that was at hand. */
  lineOf(mark: number): number;
}

/** What a source reports besides rows: rows that cannot be read. */
export type ReportProblem = (problem: Problem, place: () => Place) => void;

export const rowsMax = 2_000_000;
export const columnsMax = 200;
const columnNameCharsMax = 100;
export const cellCharsMax = 10_000;
/** Lists and groups inside of a cell. */
const cellDepthMax = 5;

const forbiddenColumns = new Set(['__proto__', 'constructor', 'prototype']);

/** What is wrong with a column's name; null: nothing. */
export function columnProblem(name: string): Problem | null {
  if (forbiddenColumns.has(name)) {
    return {
      code: 'forbidden-column',
      message: `A column may not be called \`${name}\`.`,
      help: 'Give it another name.',
    };
  }
  if (name.length > columnNameCharsMax) {
    const message = `A column’s name has at most ${columnNameCharsMax} characters.`;
    return { code: 'long-column', message, help: 'Is the first line the header?' };
  }
  return null;
}

export const tooManyRows: Problem = {
  code: 'too-many-targets',
  message: `A mission has at most ${rowsMax} targets.`,
  help: 'Make several missions of it.',
};

export function tooManyColumns(count: number | string): Problem {
  const message = `There are ${count} columns; at most ${columnsMax} are read.`;
  return { code: 'too-many-columns', message, help: 'Leave out the columns that the mission does not use.' };
}

export function longCell(name: string): Problem {
  const message = `\`${name}\` has more than ${cellCharsMax} characters.`;
  return { code: 'long-cell', message, help: 'Shorten it. In a CSV: is a quote open?' };
}

/** Columns of ours by their name in the source: what `targets.columns` says, turned around. */
export type Renames = ReadonlyMap<string, string>;

/**
 * The fields of a row that was read as JSON or YAML, renamed. Null values are absent. The first problem, if any, is given
 * to `report` and the row is null.
 */
export function fieldsOf(
  row: unknown,
  options: { readonly renames: Renames; readonly report: (problem: Problem, field: string | null) => void },
): RowFields | null {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    options.report(
      { code: 'bad-row', message: 'A target is a group of fields.', help: 'Write `name: …` and `phone: …`.' },
      null,
    );
    return null;
  }
  const entries = Object.entries(row);
  if (entries.length > columnsMax) {
    options.report(tooManyColumns(entries.length), null);
    return null;
  }
  const fields: RowFields = {};
  const renamed = new Set(options.renames.values());
  for (const [key, value] of entries) {
    const ours = options.renames.get(key);
    // A column of this name that another one is renamed to is hidden by it.
    if (
      ours === undefined &&
      renamed.has(key) &&
      [...options.renames].some(([from, to]) => to === key && Object.hasOwn(row, from))
    ) {
      continue;
    }
    const problem =
      columnProblem(key) ?? (typeof value === 'string' && value.length > cellCharsMax ? longCell(key) : null);
    if (problem !== null) {
      options.report(problem, key);
      return null;
    }
    const kept = plainValue(value, cellDepthMax);
    if (kept !== undefined) fields[ours ?? key] = kept;
  }
  return fields;
}

/** JSON-like data only; undefined for null and for what is nested too deeply. */
function plainValue(value: unknown, depth: number): Value | undefined {
  switch (typeof value) {
    case 'string':
      return value.trim() === '' ? undefined : value;
    case 'number':
      return Number.isFinite(value) ? value : undefined;
    case 'bigint':
      return Number(value);
    case 'boolean':
      return value;
    default:
  }
  if (typeof value !== 'object' || value === null || depth === 0) return undefined;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.flatMap((item) => plainValue(item, depth - 1) ?? []);
  const kept = Object.entries(value).flatMap(([key, inner]) => {
    const plain = forbiddenColumns.has(key) ? undefined : plainValue(inner, depth - 1);
    return plain === undefined ? [] : [[key, plain] as const];
  });
  return Object.fromEntries(kept);
}
