/**
 * What an expression may call. A closed list, because `matches()` has no guard against patterns that never end, `split`,
 * `join` and `cel.bind` can multiply a short text into gigabytes, and some date functions read the machine's time zone.
 */
import { Environment } from '@marcbachmann/cel-js';

/** No expression that a person writes comes near these; they bound what a hostile one can cost. */
const nodesMax = 500;
const depthMax = 50;

/** Collection macros and how many arguments they take; the first names the variable. */
export const comprehensions = new Map([
  ['all', [2]],
  ['exists', [2]],
  ['exists_one', [2]],
  ['filter', [2]],
  ['map', [2, 3]],
]);

/**
 * The functions that may be called, and the name of the variant that really is: numbers go in and come out as doubles.
 * Same name: CEL's own.
 */
export const functions = new Map([
  ['has', 'has'],
  ['size', 'sizeOf'],
  ['double', 'double'],
  ['int', 'wholeOf'],
  ['string', 'string'],
  ['bool', 'bool'],
  ['timestamp', 'instantOf'],
  ['duration', 'duration'],
  ['dyn', 'dyn'],
]);
export const methods = new Map([
  ['size', 'sizeOf'],
  ['contains', 'contains'],
  ['startsWith', 'startsWith'],
  ['endsWith', 'endsWith'],
  ['lowerAscii', 'lowerAscii'],
  ['upperAscii', 'upperAscii'],
  ['trim', 'trim'],
  ['indexOf', 'indexIn'],
  ['substring', 'part'],
  ['getFullYear', 'yearOf'],
  ['getMonth', 'monthOf'],
  ['getDate', 'dateOf'],
  ['getDayOfMonth', 'dayOfMonthOf'],
  ['getDayOfWeek', 'dayOfWeekOf'],
  ['getHours', 'hoursOf'],
  ['getMinutes', 'minutesOf'],
  ['getSeconds', 'secondsOf'],
  ...[...comprehensions.keys()].map((name) => [name, name] as const),
]);
export const callable = [...new Set([...functions.keys(), ...methods.keys()])];

function withFunctions(options: { readonly unlistedVariablesAreDyn: boolean }): Environment {
  const environment = new Environment({
    ...options,
    homogeneousAggregateLiterals: true,
    limits: { maxAstNodes: nodesMax, maxDepth: depthMax },
  });
  // Without `async: false` the library takes every call for one that may have to be awaited.
  const add = (signature: string, handler: (...args: never[]) => unknown): void => {
    environment.registerFunction(signature, { handler, async: false });
  };
  environment.registerOperator('double % double', (a: number, b: number) => a % b);
  const size = (value: string | readonly unknown[] | object): number =>
    typeof value === 'string' ? [...value].length : Array.isArray(value) ? value.length : Object.keys(value).length;
  for (const type of ['string', 'list', 'map']) {
    add(`sizeOf(${type}): double`, size);
    add(`${type}.sizeOf(): double`, size);
  }
  add('wholeOf(double): double', (value: number) => finite(Math.trunc(value)));
  add('wholeOf(string): double', (value: string) => finite(/^[+-]?\d{1,15}$/.test(value) ? Number(value) : Number.NaN));
  add('string.indexIn(string): double', (text: string, part: string) => text.indexOf(part));
  add('string.part(double): string', (text: string, from: number) => text.slice(Math.max(0, from)));
  add('string.part(double, double): string', (text: string, from: number, to: number) =>
    text.slice(Math.max(0, from), Math.max(0, to)),
  );
  addDates(add);
  return environment;
}

const timestampType = 'google.protobuf.Timestamp';
const durationType = 'google.protobuf.Duration';

/** Dates in UTC only: the machine's own zone must not change an answer. */
function addDates(add: (signature: string, handler: (...args: never[]) => unknown) => void): void {
  add(`instantOf(string): ${timestampType}`, (text: string) => {
    const zoned = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/.test(text);
    const at = new Date(zoned ? text : Number.NaN);
    finite(at.getTime());
    return at;
  });
  const parts: readonly (readonly [string, (at: Date) => number])[] = [
    ['yearOf', (at) => at.getUTCFullYear()],
    ['monthOf', (at) => at.getUTCMonth()],
    ['dateOf', (at) => at.getUTCDate()],
    ['dayOfMonthOf', (at) => at.getUTCDate() - 1],
    ['dayOfWeekOf', (at) => at.getUTCDay()],
    ['hoursOf', (at) => at.getUTCHours()],
    ['minutesOf', (at) => at.getUTCMinutes()],
    ['secondsOf', (at) => at.getUTCSeconds()],
  ];
  for (const [name, read] of parts) add(`${timestampType}.${name}(): double`, read);
  const spans = [
    ['hoursOf', 3_600_000],
    ['minutesOf', 60_000],
    ['secondsOf', 1_000],
  ] as const;
  for (const [name, unitMs] of spans) {
    add(`${durationType}.${name}(): double`, (span: { valueOf(): number }) => Math.trunc(span.valueOf() / unitMs));
  }
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new RangeError('not a number');
  return value;
}

const openEnvironment = withFunctions({ unlistedVariablesAreDyn: true });
const closedEnvironment = withFunctions({ unlistedVariablesAreDyn: false });

/** A CEL environment with the functions above; `open` treats every name as known and of any type. */
export function expressionEnvironment(options: { readonly open: boolean }): Environment {
  return (options.open ? openEnvironment : closedEnvironment).clone();
}
