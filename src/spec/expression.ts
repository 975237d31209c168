/** Expressions of a mission file: CEL over plain data. Compiled once, evaluated often; never throws for data. */
import { EvaluationError } from '@marcbachmann/cel-js';
import { ok, type Result } from '../lib/result.ts';
import { expressionEnvironment } from './expression-functions.ts';
import { type Reference, referencesOf } from './expression-references.ts';
import { type ExpressionProblem, type Node, parseExpression, partEvaluator } from './expression-tree.ts';

export type { ExpressionProblem } from './expression-tree.ts';

export interface Expression {
  readonly source: string;
  /** Dotted paths that may be read: ['collected', 'price']; any element of a list is '*'. */
  readonly references: readonly (readonly string[])[];
  /** `names` are JSON-like; whole numbers come as JS numbers. */
  evaluate(names: Names): Evaluated;
}

/** absent: a field was read that is not there, or null. type: a value is of the wrong type, or the result is no number. */
export type Evaluated =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: 'absent' | 'type'; readonly message: string };

type Names = Readonly<Record<string, unknown>>;

const environment = expressionEnvironment({ open: true });

/** Parses `source`. What compiles may still read names that do not exist: see `checkExpression`. */
export function compileExpression(source: string): Result<Expression, ExpressionProblem> {
  const parsed = parseExpression(source, environment);
  if (!parsed.ok) return parsed;
  const evaluate = evaluator(parsed.value.ast);
  return ok({ source, references: distinct(referencesOf(parsed.value.ast)), evaluate });
}

function distinct(references: readonly Reference[]): readonly (readonly string[])[] {
  return [...new Map(references.map(({ path }) => [path.join('\0'), path])).values()];
}

type Evaluate = Expression['evaluate'];

/**
 * `&&` and `||` are taken apart here, with CEL's own rule (one side may decide alone, whatever is wrong with the other).
 * So each part can look up first what it reads in any case: an absent field is common (a contact that did not say), and an
 * error thrown by the library costs a hundred times as much.
 */
function evaluator(node: Node): Evaluate {
  if (node.op !== '&&' && node.op !== '||') return leaf(node);
  const decisive = node.op === '||';
  const [left, right] = [evaluator(node.args[0]), evaluator(node.args[1])];
  return (names) => {
    const first = left(names);
    if (first.ok && first.value === decisive) return first;
    const second = right(names);
    if (second.ok && second.value === decisive) return second;
    return truth(first) ?? truth(second) ?? { ok: true, value: !decisive };
  };
}

/** What is wrong with one side of `&&` or `||`; null: nothing. */
function truth(side: Evaluated): Evaluated | null {
  if (!side.ok) return side;
  return typeof side.value === 'boolean' ? null : notA('condition');
}

function leaf(node: Node): Evaluate {
  const references = referencesOf(node);
  const always = distinct(references.filter((reference) => reference.always));
  const paths = distinct(references);
  const evaluate = partEvaluator(node, environment);
  return (names) => {
    for (const path of always) {
      const value = lookUp(names, path);
      if (value === undefined || value === null) return absent(path.join('.'));
    }
    return run(evaluate, holdsNull(names, paths) ? withoutNulls(names) : names);
  };
}

function run(evaluate: (names: Names) => unknown, names: Names): Evaluated {
  try {
    const value = evaluate(names);
    return typeof value === 'number' && Number.isNaN(value) ? notA('number') : { ok: true, value };
  } catch (error) {
    if (!(error instanceof EvaluationError)) return notA('value that can be used here');
    switch (error.code) {
      case 'no_such_key':
      case 'unknown_variable':
      case 'index_out_of_bounds':
        return absent(textAt(error));
      default:
        return { ok: false, code: 'type', message: `${error.summary} in \`${textAt(error)}\`` };
    }
  }
}

function textAt(error: EvaluationError): string {
  const { node } = error;
  return node?.input?.slice(node.start, node.end) ?? '';
}

function absent(what: string): Evaluated {
  return { ok: false, code: 'absent', message: `${what} is absent` };
}

function notA(what: string): Evaluated {
  return { ok: false, code: 'type', message: `the result is not a ${what}` };
}

/** Own properties only; undefined where the path ends in nothing. */
function lookUp(names: Names, path: readonly string[]): unknown {
  let value: unknown = names;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** Whether what may be read holds a null anywhere. Deeper than data ever is counts as none. */
function holdsNull(names: Names, paths: readonly (readonly string[])[]): boolean {
  return paths.some((path) => {
    const list = path.indexOf('*');
    return hasNull(lookUp(names, list < 0 ? path : path.slice(0, list)), depthMax);
  });
}

const depthMax = 20;

function hasNull(value: unknown, depth: number): boolean {
  if (value === null) return true;
  if (typeof value !== 'object' || depth === 0) return false;
  return Object.values(value).some((inner) => hasNull(inner, depth - 1));
}

/** A null is an absent field. */
function withoutNulls(names: Names): Names {
  return strip(names, depthMax) as Names;
}

function strip(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth === 0) return value;
  if (Array.isArray(value)) return value.map((item) => strip(item, depth - 1));
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (inner === null ? [] : [[name, strip(inner, depth - 1)]])),
  );
}
