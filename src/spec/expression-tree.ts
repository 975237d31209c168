/**
 * The tree of an expression: CEL, parsed within limits, with all numbers made doubles and only a closed list of functions.
 *
 * Why a closed list: `matches()` has no guard against patterns that never end, `split`, `join` and `cel.bind` can multiply
 * a short text into gigabytes, and some of the date functions read the machine's time zone.
 */
import { type ASTNode, Environment, ParseError } from '@marcbachmann/cel-js';
import { fail, ok, type Result } from '../lib/result.ts';
import { closest } from '../lib/suggest.ts';

export interface ExpressionProblem {
  readonly code:
    | 'syntax'
    | 'too-large'
    | 'matches'
    | 'unknown-function'
    | 'unsupported'
    | 'forbidden-name'
    | 'unknown-name'
    | 'type'
    | 'result-type'
    | 'constant';
  /** What is wrong, as a sentence. */
  readonly message: string;
  /** What to do, as a sentence. */
  readonly help?: string;
  /** Characters from the start of the source. */
  readonly offset: number;
  readonly length: number;
}

export type Node = ASTNode;

/** No expression that a person writes comes near these; they bound what a hostile one can cost. */
export const expressionCharsMax = 2_000;
const nodesMax = 500;
const depthMax = 50;
/** `exists`, `map` and their like, counted over the whole expression: each can repeat the work of the one inside. */
const comprehensionsMax = 3;

const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype']);

/** Collection macros and how many arguments they take; the first names the variable. */
const comprehensions = new Map([
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
const functions = new Map([
  ['has', 'has'],
  ['size', 'sizeOf'],
  ['double', 'double'],
  ['int', 'wholeOf'],
  ['string', 'string'],
  ['bool', 'bool'],
  ['timestamp', 'instantOf'],
  ['duration', 'duration'],
]);
const methods = new Map([
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
const callable = [...new Set([...functions.keys(), ...methods.keys()])];

/** A CEL environment with the functions above; `open` treats every name as known and of any type. */
export function expressionEnvironment(options: { readonly open: boolean }): Environment {
  return (options.open ? openEnvironment : closedEnvironment).clone();
}

const openEnvironment = withFunctions({ unlistedVariablesAreDyn: true });
const closedEnvironment = withFunctions({ unlistedVariablesAreDyn: false });

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

type Parsed = ReturnType<Environment['parse']>;

/** Parses within the limits and makes the tree ready: doubles everywhere, nothing outside the closed list. */
export function parseExpression(source: string, environment: Environment): Result<Parsed, ExpressionProblem> {
  if (source.length > expressionCharsMax) {
    const message = `An expression has at most ${expressionCharsMax} characters, this one has ${source.length}.`;
    return fail({ code: 'too-large', message, offset: expressionCharsMax, length: 1 });
  }
  try {
    const parsed = environment.parse(source);
    const problem = makeReady(parsed.ast, environment);
    return problem === null ? ok(parsed) : fail(problem);
  } catch (error) {
    if (error instanceof ParseError) return fail(syntaxProblem(source, error));
    throw error;
  }
}

function syntaxProblem(source: string, error: ParseError): ExpressionProblem {
  const start = Math.min(error.range?.start ?? 0, source.length);
  const end = Math.min(error.range?.end ?? start, source.length);
  const place = { offset: start, length: Math.max(1, end - start) };
  if (error.code === 'limit_exceeded') {
    return { code: 'too-large', message: 'The expression is nested too deeply or has too many parts.', ...place };
  }
  if (source.trim() === '') return { code: 'syntax', message: 'The expression is empty.', ...place };
  const help = syntaxHelp(source, start);
  const message = start >= source.trimEnd().length ? 'The expression ends too early.' : `${sentence(error.summary)}.`;
  return { code: 'syntax', message, ...place, ...(help === null ? {} : { help }) };
}

/** What people write who come from another language. */
function syntaxHelp(source: string, at: number): string | null {
  const rest = source.slice(Math.max(0, at - 1));
  if (/^.?=[^=]/.test(rest)) return 'Compare with `==`.';
  const word = /^\s*([A-Za-z]+)/.exec(source.slice(at))?.[1]?.toLowerCase();
  if (word === 'and') return 'Write `&&` for and.';
  if (word === 'or') return 'Write `||` for or.';
  if (word === 'not') return 'Write `!` for not.';
  if (word === 'is') return 'Compare with `==`.';
  if (/^.?[“”‘’]/.test(rest)) return 'Use straight quotes.';
  if (/^.?[&|]/.test(rest)) return 'Write `&&` for and, `||` for or.';
  return null;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Walks every node once. Null: nothing to object to. */
function makeReady(root: Node, environment: Environment): ExpressionProblem | null {
  const stack: Node[] = [root];
  let loops = 0;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const problem = objection(node);
    if (problem !== null) return problem;
    if (isComprehension(node)) loops += 1;
    if (loops > comprehensionsMax) {
      const message = `At most ${comprehensionsMax} of ${[...comprehensions.keys()].join(', ')} in one expression.`;
      return { code: 'too-large', message, ...placeOf(node) };
    }
    toDoubles(node, environment);
    stack.push(...childrenOf(node));
  }
  return null;
}

function objection(node: Node): ExpressionProblem | null {
  if (node.op === 'id' && forbiddenNames.has(node.args)) return forbidden(node, node.args);
  if (node.op === '.' && forbiddenNames.has(node.args[1])) return forbidden(node, node.args[1]);
  if (node.op === 'value' && node.args instanceof Uint8Array) {
    return { code: 'unsupported', message: 'Bytes are not supported; use text.', ...placeOf(node) };
  }
  if (node.op !== 'call' && node.op !== 'rcall') return null;
  const name = node.args[0];
  if (name === 'matches') {
    const message = '`matches` is not supported: a pattern could run for ever.';
    const help = 'Use `==`, `in`, `contains`, `startsWith` or `endsWith`.';
    return { code: 'matches', message, help, ...nameOf(node, name) };
  }
  const known = node.op === 'call' ? functions : methods;
  if (known.has(name) && (!comprehensions.has(name) || isComprehension(node))) return null;
  if (comprehensions.has(name) && node.op === 'rcall') {
    const message = `\`${name}\` takes a variable and an expression, as in \`answers.${name}(a, a.price < 400.0)\`.`;
    return { code: 'syntax', message, ...placeOf(node) };
  }
  const near = closest(name, callable);
  const help = near === undefined ? `There are ${callable.join(', ')}.` : `Did you mean ${near}?`;
  return { code: 'unknown-function', message: `There is no function \`${name}\`.`, help, ...nameOf(node, name) };
}

function forbidden(node: Node, name: string): ExpressionProblem {
  return { code: 'forbidden-name', message: `\`${name}\` cannot be read.`, ...placeOf(node) };
}

/** The tree is the library's; its values are changed in place, because its macros hold on to the same nodes. */
function toDoubles(node: Node, environment: Environment): void {
  if (node.op === 'value') {
    const { args } = node;
    if (typeof args === 'bigint') setArgs(node, Number(args));
    else if (typeof args === 'object' && args !== null && !(args instanceof Uint8Array)) setArgs(node, Number(args));
  } else if (node.op === '[]') {
    const index = node.args[1];
    const text = index.op === 'value' && typeof index.args === 'string';
    if (!text) setArgs(node, [node.args[0], asAny(index, environment)]);
  } else if (node.op === 'call') {
    setArgs(node, [functions.get(node.args[0]) ?? node.args[0], node.args[1]]);
  } else if (node.op === 'rcall' && !isComprehension(node)) {
    setArgs(node, [methods.get(node.args[0]) ?? node.args[0], node.args[1], node.args[2]]);
  }
}

function setArgs(node: Node, args: unknown): void {
  (node as { args: unknown }).args = args;
}

/** `index` as `dyn(index)`: lists want whole numbers for an index and are content with any type that may be one. */
function asAny(index: Node, environment: Environment): Node {
  const { ast } = environment.parse('dyn(0)');
  setArgs(ast, ['dyn', [index]]);
  return Object.assign(ast, { pos: index.pos, start: index.start, end: index.end });
}

export function isComprehension(node: Node): node is Extract<Node, { op: 'rcall' }> {
  return node.op === 'rcall' && (comprehensions.get(node.args[0])?.includes(node.args[2].length) ?? false);
}

/** The nodes right below, in the order of the source. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'list':
      return node.args;
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}

export function placeOf(node: Node): { readonly offset: number; readonly length: number } {
  return { offset: node.start, length: Math.max(1, node.end - node.start) };
}

/** Where a call's name stands. */
function nameOf(node: Node, name: string): { readonly offset: number; readonly length: number } {
  const from = node.op === 'rcall' ? node.args[1].end : node.start;
  const offset = node.input.indexOf(name, from);
  return offset < 0 ? placeOf(node) : { offset, length: name.length };
}
