/** Errors of the schema's validator in plain words. By keyword; the validator's own sentences are for programmers. */
import { didYouMean } from '../lib/suggest.ts';
import type { SchemaError } from './generated/validate-mission.js';
import type { Path } from './source.ts';

/** What there is to know of each field, by its path: `rubric.criteria[].score`, `collect.*.type`. */
export type Fields = Readonly<Record<string, { readonly description: string; readonly example: string }>>;

export interface Words {
  readonly code: string;
  readonly message: string;
  readonly help: string;
}

export interface Fault {
  readonly error: SchemaError;
  readonly path: Path;
  readonly value: unknown;
  /** As it stands in the file: `+13125550101`, where the value is a number. */
  readonly written: string;
  readonly fields: Fields;
}

/** Null: the error only repeats one that says more. */
export function wordsOfError(fault: Fault): Words | null {
  const { error, value } = fault;
  const { errorMessage, errorCode } = error.parentSchema;
  switch (error.keyword) {
    case 'type':
      return wrongType(fault);
    case 'enum':
      return notOneOf(fault, error.params.allowedValues as readonly string[]);
    case 'const':
      return notOneOf(fault, [String(error.params.allowedValue)]);
    case 'additionalProperties':
      return unknownKey(fault, String(error.params.additionalProperty));
    case 'required':
      return missingKey(fault, String(error.params.missingProperty));
    case 'propertyNames':
      return badName(String(error.params.propertyName));
    case 'not':
      return { code: 'misplaced-key', message: errorMessage ?? 'This key does not belong here.', help: 'Take it out.' };
    case 'pattern':
      if (error.propertyName !== undefined) return null;
      return {
        code: errorCode ?? 'bad-format',
        message: errorMessage ?? `${quoted(value)} is not of the right form.`,
        help: exampleOf(fault),
      };
    case 'minItems':
    case 'minLength':
    case 'minProperties':
      return { code: 'empty', message: `${nameOf(fault)} is empty.`, help: exampleOf(fault) };
    case 'maxItems':
    case 'maxLength':
    case 'maxProperties':
      return {
        code: 'too-long',
        message: `${nameOf(fault)} is longer than ${String(error.params.limit)} ${error.keyword === 'maxLength' ? 'characters' : 'parts'}.`,
        help: 'Make it shorter.',
      };
    case 'uniqueItems':
      return { code: 'duplicate', message: `${nameOf(fault)} names the same thing twice.`, help: 'Keep one of them.' };
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return outOfRange(fault);
    default:
      return null;
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  null: 'nothing',
};

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return kinds[typeof value] ?? 'nothing';
}

function wrongType(fault: Fault): Words {
  const { error, value, written } = fault;
  const wanted = [error.params.type].flat().map(String);
  const expected = wanted.map((kind) => kinds[kind] ?? kind).join(' or ');
  const message = `Expected ${expected}, found ${typeof value === 'boolean' ? written || String(value) : kindOf(value)}.`;
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  if (wanted.length === 1 && wanted[0] === 'string' && scalar) {
    const text = written === '' ? String(value) : written;
    const why = written.startsWith('+') ? ' Without quotes YAML reads a number and loses the +.' : '';
    return { code: 'wrong-type', message, help: `Put it in quotes: "${text}".${why}` };
  }
  if (typeof value === 'string' && value !== '' && (wanted.includes('number') || wanted.includes('integer'))) {
    const help = Number.isFinite(Number(value)) ? 'Take the quotes off.' : exampleOf(fault);
    return { code: 'wrong-type', message, help };
  }
  if (typeof value === 'number' && wanted.includes('integer')) {
    return { code: 'wrong-type', message: 'Expected a whole number, found a fraction.', help: exampleOf(fault) };
  }
  return { code: 'wrong-type', message, help: exampleOf(fault) };
}

function notOneOf(fault: Fault, allowed: readonly string[]): Words {
  const { value, error } = fault;
  const { errorHelp } = error.parentSchema;
  const one = errorHelp ?? (allowed.length === 1 ? `It must be ${allowed[0]}.` : `One of: ${allowed.join(', ')}.`);
  if (typeof value !== 'string') {
    const found = value === null || typeof value === 'object' ? kindOf(value) : String(value);
    const expected = allowed.length === 1 ? String(allowed[0]) : 'one of a few words';
    return { code: 'wrong-value', message: `Expected ${expected}, found ${found}.`, help: one };
  }
  const near = didYouMean(value, allowed);
  return {
    code: 'wrong-value',
    message: `${quoted(value)} is not known here.`,
    help: near === undefined ? one : `${near} ${one}`,
  };
}

function unknownKey({ path, fields }: Fault, key: string): Words {
  const message = `There is no key ${key} here.`;
  const parent = patternOf(path, fields);
  const siblings = childrenOf(parent, fields);
  const near = didYouMean(key, siblings);
  if (near !== undefined) return { code: 'unknown-key', message, help: near };
  const elsewhere = homeOf(key, { parent, fields });
  if (elsewhere !== null) return { code: 'unknown-key', message, help: `It belongs to: ${elsewhere}.` };
  const help = siblings.length === 0 ? 'Take it out.' : `There is: ${listed(siblings)}.`;
  return { code: 'unknown-key', message, help };
}

/** Where a key belongs: below the place where it stands, if it may, then the same under what is around that, and so on. */
function homeOf(key: string, { parent, fields }: { readonly parent: string; readonly fields: Fields }): string | null {
  const homes = Object.keys(fields).filter((pattern) => pattern.split('.').at(-1) === key);
  for (let around = parent; ; around = around.slice(0, Math.max(0, around.lastIndexOf('.')))) {
    const prefix = around === '' ? '' : `${around}.`;
    // Names and elements of other lists are not this file's.
    const home = homes.find((pattern) => pattern.startsWith(prefix) && !/[*[]/.test(pattern.slice(prefix.length)));
    if (home !== undefined) return home;
    if (around === '') return null;
  }
}

const keysShownMax = 12;

function listed(keys: readonly string[]): string {
  const shown = keys.slice(0, keysShownMax).join(', ');
  return keys.length > keysShownMax ? `${shown} and ${keys.length - keysShownMax} more` : shown;
}

function missingKey({ error, path, fields }: Fault, key: string): Words {
  const { errorMessage } = error.parentSchema;
  const parent = patternOf(path, fields);
  const field = fields[parent === '' ? key : `${parent}.${key}`];
  const help = field === undefined ? 'Add it.' : `Add \`${key}: ${field.example}\`. ${field.description}`;
  return { code: 'missing-key', message: errorMessage ?? `The key ${key} is missing.`, help };
}

function badName(name: string): Words {
  return {
    code: 'bad-name',
    message: `${quoted(name)} cannot be used as a name in expressions and templates.`,
    help: 'Use letters, digits and `_`, and begin with a letter.',
  };
}

function outOfRange(fault: Fault): Words {
  const { comparison, limit } = fault.error.params;
  const signs: Readonly<Record<string, string>> = {
    '>=': 'at least',
    '<=': 'at most',
    '>': 'more than',
    '<': 'less than',
  };
  const message = `It must be ${signs[String(comparison)] ?? ''} ${String(limit)}.`;
  return { code: 'out-of-range', message, help: exampleOf(fault) };
}

function exampleOf({ path, fields }: Fault): string {
  const field = fields[patternOf(path, fields)];
  if (field === undefined) return 'Look it up with `mission schema`.';
  const example = field.example === '' || field.example === '""' ? '' : ` For example: ${field.example}`;
  return `${field.description}${example}`;
}

function nameOf({ path }: Fault): string {
  const last = path.at(-1);
  return typeof last === 'string' ? last : 'This';
}

function quoted(value: unknown): string {
  const text = String(value);
  return `\`${text.length > 60 ? `${text.slice(0, 60)}…` : text}\``;
}

/** The path as the table of fields has it: any element is `[]`, any name that is the user's own `*`. */
export function patternOf(path: Path, fields: Fields): string {
  let pattern = '';
  for (const step of path) {
    if (typeof step === 'number') {
      pattern += '[]';
      continue;
    }
    const named = pattern === '' ? step : `${pattern}.${step}`;
    pattern = Object.hasOwn(fields, named) ? named : `${pattern}.*`;
  }
  return pattern;
}

function childrenOf(parent: string, fields: Fields): readonly string[] {
  const prefix = parent === '' ? '' : `${parent}.`;
  return Object.keys(fields)
    .filter((pattern) => pattern.startsWith(prefix))
    .map((pattern) => pattern.slice(prefix.length))
    .filter((key) => key !== '' && key !== '*' && !/[.[]/.test(key));
}
