/** What a conversation yielded, checked against the mission's `collect`. The input is what a stranger or a model said. */
import { fail, ok, type Result } from '../lib/result.ts';
import { readBoolean, readNumber } from './cell.ts';
import type { CollectField, Fields, Value } from './spec.ts';

export interface CollectedProblem {
  readonly field: string;
  readonly problem: 'missing' | 'type' | 'range' | 'enum';
  readonly message: string;
}

export interface Collected {
  /** The valid ones, in the order of `collect`. */
  readonly values: Fields;
  readonly problems: readonly CollectedProblem[];
  /** Required fields that are missing or invalid. */
  readonly incomplete: readonly string[];
}

export const collectedTextCharsMax = 10_000;
export const collectedItemsMax = 1_000;

type Item = Omit<CollectField, 'required' | 'description'>;
type Checked = Result<Value, Omit<CollectedProblem, 'field'>>;

/** `raw` is anything; only its own properties are read. What is invalid is left out. */
export function checkCollected(collect: Readonly<Record<string, CollectField>>, raw: unknown): Collected {
  const values: [string, Value][] = [];
  const problems: CollectedProblem[] = [];
  const incomplete: string[] = [];
  for (const [field, rule] of Object.entries(collect)) {
    const given = ownValue(raw, field);
    if (isNothing(given)) {
      if (rule.required) problems.push({ field, problem: 'missing', message: `${field} is missing` });
    } else {
      const checked = checkValue(rule, given);
      if (checked.ok) values.push([field, checked.value]);
      else problems.push({ field, problem: checked.error.problem, message: `${field} ${checked.error.message}` });
    }
    if (rule.required && values.at(-1)?.[0] !== field) incomplete.push(field);
  }
  return { values: Object.fromEntries(values), problems, incomplete };
}

function ownValue(raw: unknown, field: string): unknown {
  if (typeof raw !== 'object' || raw === null || !Object.hasOwn(raw, field)) return undefined;
  return (raw as Record<string, unknown>)[field];
}

function isNothing(given: unknown): boolean {
  return given === undefined || given === null || (typeof given === 'string' && given.trim() === '');
}

function checkValue(rule: Item, given: unknown): Checked {
  switch (rule.type) {
    case 'string':
      return checkText(given);
    case 'number':
    case 'integer':
      return checkNumber(rule, given);
    case 'boolean':
      return checkBoolean(given);
    case 'enum':
      return checkChoice(rule, given);
    case 'array':
      return checkList(rule, given);
  }
}

function wrong(message: string): Checked {
  return fail({ problem: 'type', message });
}

function checkText(given: unknown): Checked {
  if (typeof given === 'number' || typeof given === 'boolean') return ok(String(given));
  if (typeof given !== 'string') return wrong('is not a text');
  const text = wellFormed(given.trim());
  return text.length > collectedTextCharsMax ? wrong(`has more than ${collectedTextCharsMax} characters`) : ok(text);
}

function checkNumber(rule: Item, given: unknown): Checked {
  const number = typeof given === 'string' ? readNumber(given, rule.unit) : given;
  if (typeof number !== 'number' || !Number.isFinite(number)) return wrong('is not a number');
  if (rule.type === 'integer' && !Number.isInteger(number)) return wrong('is not a whole number');
  const { minimum, maximum } = rule;
  if (minimum !== undefined && number < minimum) return fail({ problem: 'range', message: `is below ${minimum}` });
  if (maximum !== undefined && number > maximum) return fail({ problem: 'range', message: `is above ${maximum}` });
  return ok(number);
}

function checkBoolean(given: unknown): Checked {
  if (typeof given === 'boolean') return ok(given);
  const truth = typeof given === 'string' ? readBoolean(given) : null;
  return truth === null ? wrong('is neither true nor false') : ok(truth);
}

function checkChoice(rule: Item, given: unknown): Checked {
  const text = typeof given === 'string' ? given.trim() : typeof given === 'number' ? String(given) : null;
  if (text === null) return wrong('is not a text');
  const choices = rule.enum ?? [];
  const choice = choices.find((one) => one === text) ?? choices.find((one) => one.toLowerCase() === text.toLowerCase());
  return choice === undefined ? fail({ problem: 'enum', message: `is none of ${choices.join(', ')}` }) : ok(choice);
}

/** All or nothing: a list with one wrong element is wrong. Empty elements do not count. */
function checkList(rule: Item, given: unknown): Checked {
  if (!Array.isArray(given)) return wrong('is not a list');
  if (given.length > collectedItemsMax) return wrong(`has more than ${collectedItemsMax} elements`);
  const list: Value[] = [];
  for (const element of given) {
    if (isNothing(element)) continue;
    const checked = checkValue(rule.items ?? { type: 'string' }, element);
    if (!checked.ok) return fail({ ...checked.error, message: `has an element that ${checked.error.message}` });
    list.push(checked.value);
  }
  return ok(list);
}

export const insightCharsMax = 200_000;
const insightDepthMax = 20;

export interface InsightFailure {
  readonly code: 'too-large' | 'not-json' | 'not-an-object';
  readonly message: string;
}

/**
 * The JSON of an insight: bare, or in the first fenced block. Keys that could reach a prototype are dropped, numbers that
 * are none become null, halves of characters are replaced, and what is nested too deeply is null.
 */
export function parseInsightJson(text: string): Result<Readonly<Record<string, Value>>, InsightFailure> {
  if (text.length > insightCharsMax) {
    return fail({ code: 'too-large', message: `an insight has at most ${insightCharsMax} characters` });
  }
  const source = fenced(text) ?? text;
  let parsed: unknown;
  try {
    parsed = JSON.parse(source);
  } catch {
    return fail({ code: 'not-json', message: 'the insight holds no JSON' });
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return fail({ code: 'not-an-object', message: 'the insight’s JSON is not a group of fields' });
  }
  return ok(cleanRecord(parsed, insightDepthMax));
}

function fenced(text: string): string | null {
  const open = /^[ \t]*```[ \t]*(?:json|JSON)?[ \t]*\r?\n/m.exec(text);
  if (open === null) return null;
  const start = open.index + open[0].length;
  const end = text.indexOf('```', start);
  return end < 0 ? text.slice(start) : text.slice(start, end);
}

const droppedKeys = new Set(['__proto__', 'constructor', 'prototype']);

function cleanRecord(record: object, depth: number): Readonly<Record<string, Value>> {
  const kept = Object.entries(record).filter(([key]) => !droppedKeys.has(key));
  return Object.fromEntries(kept.map(([key, value]) => [wellFormed(key), cleanValue(value, depth - 1)]));
}

function cleanValue(value: unknown, depth: number): Value {
  switch (typeof value) {
    case 'string':
      return wellFormed(value);
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'boolean':
      return value;
    default:
      if (typeof value !== 'object' || value === null || depth <= 0) return null;
      return Array.isArray(value) ? value.map((item) => cleanValue(item, depth - 1)) : cleanRecord(value, depth);
  }
}

/** Half of a surrogate pair has no UTF-8 and would not survive the store. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
