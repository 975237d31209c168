/** Checks data against its schema, and takes out what is wrong, so that the rest can be checked further. */
import type { SchemaError, Validator } from './generated/validate-mission.js';
import type { Report } from './report.ts';
import { type Fault, type Fields, wordsOfError } from './schema-words.ts';
import { type Path, pathText } from './source.ts';
import type { YamlPlaces } from './yaml-places.ts';

export interface SchemaCheck {
  readonly data: unknown;
  readonly validate: Validator;
  readonly fields: Fields;
  readonly places: YamlPlaces;
  readonly report: Report;
  /** Parts that could not be read: what is wrong with them was said already. */
  readonly broken: readonly Path[];
  /** Keys may be missing that stand in the file. */
  readonly partial: boolean;
}

export interface Checked {
  /** The data without the parts that are wrong; elements of lists keep their index. */
  readonly data: unknown;
  /** Those of before, and the parts taken out. */
  readonly broken: readonly Path[];
}

/** More errors than these are not put into words: the first ones are mended first. */
const errorsMax = 1_000;

export function checkSchema(check: SchemaCheck): Checked {
  const { data, validate, report, places } = check;
  if (validate(data)) return { data, broken: check.broken };
  const removed: Path[] = [];
  const known = new BrokenParts(check.broken);
  const said = new Set<string>();
  for (const [count, error] of (validate.errors ?? []).entries()) {
    const path = parsePointer(error.instancePath, data);
    if (check.partial && error.keyword === 'required' && path.length === 0) continue;
    const place = placeOf(error, path);
    if (count >= errorsMax) {
      if (place.removes !== null && !isRule(error)) removed.push(place.removes);
      continue;
    }
    const fault: Fault = {
      error,
      path,
      value: valueAt(data, path),
      written: places.written(path),
      fields: check.fields,
    };
    const words = wordsOfError(fault);
    if (words === null) continue;
    if (place.removes !== null) removed.push(place.removes);
    if (known.has(place.concerns)) continue;
    const key = place.once;
    if (said.has(key)) continue;
    said.add(key);
    report.add({ ...words, path: place.concerns, range: places[place.mark](place.at) });
  }
  return { data: without(data, removed), broken: [...check.broken, ...removed] };
}

/** Only repeats what the errors inside of it say. */
function isRule({ keyword }: SchemaError): boolean {
  return keyword === 'if' || keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'allOf';
}

interface ErrorPlace {
  readonly mark: 'value' | 'key' | 'firstLine';
  readonly at: Path;
  /** What the diagnostic is about. */
  readonly concerns: Path;
  /** What cannot be used any more. */
  readonly removes: Path | null;
  /** One diagnostic for each. */
  readonly once: string;
}

function placeOf(error: SchemaError, path: Path): ErrorPlace {
  switch (error.keyword) {
    case 'additionalProperties':
    case 'propertyNames': {
      const key = String(error.params.additionalProperty ?? error.params.propertyName);
      const at = [...path, key];
      return { mark: 'key', at, concerns: at, removes: at, once: `key ${pathText(at)}` };
    }
    case 'required': {
      const concerns = [...path, String(error.params.missingProperty)];
      const { demandedBy } = error.parentSchema;
      const once = `missing ${pathText(concerns)}`;
      if (demandedBy === undefined) return { mark: 'firstLine', at: path, concerns, removes: null, once };
      return { mark: 'key', at: [...path, demandedBy], concerns, removes: null, once };
    }
    case 'not':
      return { mark: 'key', at: path, concerns: path, removes: null, once: `key ${pathText(path)}` };
    default:
      return { mark: 'value', at: path, concerns: path, removes: path, once: `value ${pathText(path)}` };
  }
}

/** A JSON pointer; whether a step is an index, only the data knows. */
function parsePointer(pointer: string, data: unknown): Path {
  const path: (string | number)[] = [];
  let value = data;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(value) ? Number(name) : name);
    value = valueAt(value, [path.at(-1) ?? '']);
  }
  return path;
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/** A copy of the data in which the parts are undefined; what no path touches is shared. */
function without(data: unknown, paths: readonly Path[]): unknown {
  if (paths.some((path) => path.length === 0)) return undefined;
  if (paths.length === 0 || typeof data !== 'object' || data === null) return data;
  const byStep = new Map<string | number, Path[]>();
  for (const [step = '', ...rest] of paths) {
    const found = byStep.get(step);
    if (found === undefined) byStep.set(step, [rest]);
    else found.push(rest);
  }
  const copy = (Array.isArray(data) ? [...data] : { ...data }) as Record<string | number, unknown>;
  for (const [step, rest] of byStep) if (Object.hasOwn(copy, step)) copy[step] = without(copy[step], rest);
  return copy;
}

/** Answers whether a path lies in a part that could not be read. */
export class BrokenParts {
  readonly #texts: ReadonlySet<string>;

  constructor(paths: readonly Path[]) {
    this.#texts = new Set(paths.map(pathText));
  }

  has(path: Path): boolean {
    if (this.#texts.size === 0) return false;
    for (let length = path.length; length >= 0; length -= 1) {
      if (this.#texts.has(pathText(path.slice(0, length)))) return true;
    }
    return false;
  }

  /** Whether anything at or below the path could not be read, or the path lies in such a part. */
  touches(path: Path): boolean {
    if (this.has(path)) return true;
    const text = pathText(path);
    for (const broken of this.#texts) {
      if (broken.startsWith(`${text}.`) || broken.startsWith(`${text}[`)) return true;
    }
    return false;
  }
}
