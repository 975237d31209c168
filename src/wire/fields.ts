/** Reading what came over the wire: a value of the right type, or that there is none. Nothing here throws. */
import type { Instant } from '../lib/time.ts';
import { field } from './failure.ts';

export { field };

/** Text that says something; an id may come as a number. */
export function textOf(of: unknown, name: string): string | undefined {
  const value = field(of, name);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** An id that can stand in a path. */
export function idOf(of: unknown, name = 'id'): string | undefined {
  const id = textOf(of, name);
  return id === '.' || id === '..' ? undefined : id;
}

/** A number, or digits: some counts come as text. */
export function numberOf(of: unknown, name: string): number | undefined {
  const value = field(of, name);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** As the service writes instants: `2026-03-09T16:39:27.132341Z`. Without a zone it is UTC. */
const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*(Z|[+-]\d\d:?\d\d)?$/;

export function instantOf(of: unknown, name: string): Instant | undefined {
  const text = field(of, name);
  const match = typeof text === 'string' ? iso.exec(text) : null;
  if (match === null) return undefined;
  const at = Date.parse(match[1] === undefined ? `${match[0]}Z` : match[0]);
  return Number.isNaN(at) ? undefined : at;
}

/** Null: there is no list of that name. */
export function listOf(of: unknown, name: string): readonly unknown[] | null {
  const value = field(of, name);
  return Array.isArray(value) ? value : null;
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is inside: `{assistant: {…}}`, `{data: {…}}` or the thing itself. */
export function inside(body: unknown, name: string): unknown {
  const found = field(body, name);
  return isObject(found) ? found : body;
}

/** One spelling of a status: `in_progress` and `In Progress` are `in-progress`. */
export function spelled(word: string | undefined): string | undefined {
  return word
    ?.trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
}
