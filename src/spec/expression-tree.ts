/** The tree of an expression: CEL, parsed within limits, with all numbers made doubles and only a closed list of functions. */
import { type ASTNode, type Environment, ParseError } from '@marcbachmann/cel-js';
import { fail, ok, type Result } from '../lib/result.ts';
import { closest } from '../lib/suggest.ts';
import { callable, comprehensions, functions, methods } from './expression-functions.ts';

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
export type Parsed = ReturnType<Environment['parse']>;

export const expressionCharsMax = 2_000;
/** `exists`, `map` and their like, counted over the whole expression: each can repeat the work of the one inside. */
const comprehensionsMax = 3;

const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype']);

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
  // What is missing at the end is missing right after the last word, not lines further down.
  const written = source.trimEnd().length;
  const start = Math.min(error.range?.start ?? 0, written);
  const end = Math.min(error.range?.end ?? start, source.length);
  const place = { offset: start, length: Math.max(1, end - start) };
  if (source.trim() === '') return { code: 'syntax', message: 'The expression is empty.', ...place };
  if (error.code === 'limit_exceeded') {
    return { code: 'too-large', message: 'The expression is nested too deeply or has too many parts.', ...place };
  }
  const help = syntaxHelp(source, start);
  const message = syntaxMessage(error, source.slice(start, Math.max(end, start + 1)).trim());
  return { code: 'syntax', message, ...place, ...(help === null ? {} : { help }) };
}

function syntaxMessage(error: ParseError, found: string): string {
  switch (error.code) {
    case 'expected_token':
    case 'unexpected_token':
    case 'unexpected_character':
      return found === '' ? 'The expression ends too early.' : `\`${found}\` is not expected here.`;
    case 'invalid_macro_argument':
      return 'A variable is needed here, as in `answers.exists(a, a.price < 400)`.';
    case 'reserved_identifier':
      return `\`${found}\` is a reserved word.`;
    default:
      return `${error.summary}.`;
  }
}

/** What people write who come from another language. */
function syntaxHelp(source: string, at: number): string | null {
  const rest = source.slice(at);
  if (/^===|^!==/.test(source.slice(Math.max(0, at - 2)))) return 'Compare with `==` or `!=`.';
  if (/^=(?!=)/.test(rest)) return 'Compare with `==`.';
  if (/^[“”‘’]/.test(rest)) return 'Use straight quotes.';
  if (/^[&|]/.test(rest)) return 'Write `&&` for and, `||` for or.';
  switch (/^\s*([A-Za-z]+)/.exec(rest)?.[1]?.toLowerCase()) {
    case 'and':
      return 'Write `&&` for and.';
    case 'or':
      return 'Write `||` for or.';
    case 'is':
      return 'Compare with `==`.';
    default:
      return /\bnot\s+$/.test(source.slice(0, at)) ? 'Write `!` for not.' : null;
  }
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
      const message = `At most ${comprehensionsMax} of ${[...comprehensions.keys()].join(', ')} fit in one expression.`;
      return { code: 'too-large', message, ...placeOf(node) };
    }
    stack.push(...childrenOf(node));
    toDoubles(node, environment);
  }
  return null;
}

function objection(node: Node): ExpressionProblem | null {
  const read = node.op === 'id' ? node.args : keyOf(node);
  if (read !== null && forbiddenNames.has(read)) {
    return { code: 'forbidden-name', message: `\`${read}\` cannot be read.`, ...placeOf(node) };
  }
  if (node.op === 'value' && node.args instanceof Uint8Array) {
    return { code: 'unsupported', message: 'Bytes are not supported; use text.', ...placeOf(node) };
  }
  if (node.op === 'value' && node.args === null) {
    const help = 'Ask whether a field is there with `has(collected.price)`.';
    return { code: 'unsupported', message: 'Nothing is ever null.', help, ...placeOf(node) };
  }
  return node.op === 'call' || node.op === 'rcall' ? callObjection(node) : null;
}

function callObjection(node: Extract<Node, { op: 'call' | 'rcall' }>): ExpressionProblem | null {
  const name = node.args[0];
  if (name === 'matches') {
    const message = '`matches` is not supported: a pattern could run for ever.';
    const help = 'Use `==`, `in`, `contains`, `startsWith` or `endsWith`.';
    return { code: 'matches', message, help, ...nameOf(node, name) };
  }
  if (node.op === 'call' && name === 'has') {
    const [field] = node.args[1];
    if (node.args[1].length === 1 && field !== undefined && isPath(field)) return null;
    const message = '`has` takes a field, as in `has(collected.price)`.';
    return { code: 'syntax', message, ...placeOf(node) };
  }
  if (node.op === 'rcall' && comprehensions.has(name)) {
    if (isComprehension(node) && node.args[2][0]?.op === 'id') return null;
    const message = `\`${name}\` takes a variable and an expression, as in \`answers.${name}(a, a.price < 400)\`.`;
    return { code: 'syntax', message, ...placeOf(node) };
  }
  const known = node.op === 'call' ? functions : methods;
  if (known.has(name)) return null;
  const near = closest(name, callable);
  const help = near === undefined ? `There are ${callable.join(', ')}.` : `Did you mean ${near}?`;
  return { code: 'unknown-function', message: `There is no function \`${name}\`.`, help, ...nameOf(node, name) };
}

/** `a.b.c`: at least one field, names only. */
function isPath(node: Node): boolean {
  return node.op === '.' && (node.args[0].op === 'id' || isPath(node.args[0]));
}

/** The tree is the library's; its values are changed in place, because its macros hold on to the same nodes. */
function toDoubles(node: Node, environment: Environment): void {
  if (node.op === 'value') {
    const { args } = node;
    if (typeof args === 'bigint' || (typeof args === 'object' && args !== null)) setArgs(node, Number(args));
  } else if (node.op === '[]') {
    if (keyOf(node) === null) setArgs(node, [node.args[0], asAny(node.args[1], environment)]);
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

/** A part of a tree as the only element of a list that is parsed anew: the library runs and checks whole trees only. */
export function partOf(node: Node, environment: Environment): Parsed {
  const list = environment.parse('[true]');
  setArgs(list.ast, [node]);
  return list;
}

/** Evaluates one part of a tree; throws what the library throws. */
export function partEvaluator(node: Node, environment: Environment): (names: object) => unknown {
  const list = partOf(node, environment);
  return (names) => {
    const [value] = list(names) as readonly unknown[];
    return value;
  };
}

export function isComprehension(node: Node): boolean {
  return node.op === 'rcall' && (comprehensions.get(node.args[0])?.includes(node.args[2].length) ?? false);
}

/** The name that is read from what stands before: `b` of `a.b` and of `a["b"]`. Null: none, or not known. */
export function keyOf(node: Node): string | null {
  if (node.op === '.') return node.args[1];
  if (node.op !== '[]') return null;
  const index = node.args[1];
  return index.op === 'value' && typeof index.args === 'string' ? index.args : null;
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
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}

/** What the node was made of. */
export function textOf(node: Node): string {
  return node.input.slice(node.start, node.end);
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
