/**
 * What an expression can come to at all, given the ranges and choices of the fields it reads. It finds conditions that can
 * never hold: `collected.stars > 5` where the field ends at 5, `price > 100 && price < 50`, a choice that there is not.
 * Approximate to one side: what it calls impossible is impossible.
 */

import { closest } from '../lib/suggest.ts';
import { pathOf } from './expression-references.ts';
import { childrenOf, type ExpressionProblem, isComprehension, type Node, placeOf, textOf } from './expression-tree.ts';
import { lookUpType, type ScopeNames, type ScopeType } from './scope.ts';

type Possible =
  | { readonly kind: 'any' }
  | { readonly kind: 'bool'; readonly yes: boolean; readonly no: boolean }
  /** From min to max, both included. */
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  /** Null: every text. */
  | { readonly kind: 'text'; readonly choices: ReadonlySet<string> | null };

type Bool = Extract<Possible, { kind: 'bool' }>;
type Range = Extract<Possible, { kind: 'number' }>;

/** What is known so far, by path: narrower than the type on the right of an `&&`. */
interface Known {
  readonly names: ScopeNames;
  readonly narrowed: ReadonlyMap<string, Possible>;
}

const either: Bool = { kind: 'bool', yes: true, no: true };
const anything: Possible = { kind: 'any' };
const noVariables = new Map<string, null>();

/** Comparisons that can never hold, else the whole expression where it never does. For expressions that pass the types. */
export function impossibilities(root: Node, names: ScopeNames): readonly ExpressionProblem[] {
  const known: Known = { names, narrowed: new Map() };
  const found = comparisonsOf(root).filter((node) => {
    const possible = possibilities(node, known);
    return possible.kind === 'bool' && !possible.yes && readsNames(node);
  });
  const nodes = found.length === 0 && isNever(possibilities(root, known)) ? [root] : found;
  return nodes.map((node) => {
    const help = choiceHelp(node, known);
    const message = `\`${textOf(node)}\` can never hold.`;
    return { code: 'constant', message, ...placeOf(node), ...(help === null ? {} : { help }) };
  });
}

function isNever(possible: Possible): boolean {
  return possible.kind === 'bool' && !possible.yes;
}

/** Comparisons outside of macros, whose variables stand for other things each time. */
function comparisonsOf(node: Node): readonly Node[] {
  if (isComprehension(node)) return [];
  const own = ['==', '<', '<=', '>', '>=', 'in'].includes(node.op) ? [node] : [];
  return [...own, ...childrenOf(node).flatMap(comparisonsOf)];
}

function readsNames(node: Node): boolean {
  return node.op === 'id' || childrenOf(node).some(readsNames);
}

function choiceHelp(node: Node, known: Known): string | null {
  if (node.op !== '==') return null;
  const sides = node.args.map((side) => possibilities(side, known));
  const [wanted] = sides.flatMap((side, at) => (node.args[at]?.op === 'value' && side.kind === 'text' ? [side] : []));
  const [offered] = sides.flatMap((side, at) => (node.args[at]?.op !== 'value' && side.kind === 'text' ? [side] : []));
  const choices = [...(offered?.choices ?? [])];
  const [word] = wanted?.choices ?? [];
  if (word === undefined || choices.length === 0) return null;
  const near = closest(word, choices);
  return near === undefined ? `It is one of ${choices.join(', ')}.` : `Did you mean "${near}"?`;
}

function possibilities(node: Node, known: Known): Possible {
  const path = pathOf(node, noVariables);
  if (path !== null) return known.narrowed.get(path.join('\0')) ?? ofPath(known.names, path);
  switch (node.op) {
    case 'value':
      return ofLiteral(node.args);
    case '&&': {
      const left = asBool(possibilities(node.args[0], known));
      const right = asBool(possibilities(node.args[1], { ...known, narrowed: narrow(node.args[0], known) }));
      return { kind: 'bool', yes: left.yes && right.yes, no: left.no || right.no };
    }
    case '||': {
      const [left, right] = [asBool(possibilities(node.args[0], known)), asBool(possibilities(node.args[1], known))];
      return { kind: 'bool', yes: left.yes || right.yes, no: left.no && right.no };
    }
    case '!_': {
      const inner = asBool(possibilities(node.args, known));
      return { kind: 'bool', yes: inner.no, no: inner.yes };
    }
    case '-_': {
      const inner = possibilities(node.args, known);
      return inner.kind === 'number' ? { kind: 'number', min: -inner.max, max: -inner.min } : anything;
    }
    case '==':
    case '!=': {
      const same = equality(possibilities(node.args[0], known), possibilities(node.args[1], known));
      return node.op === '==' ? same : { kind: 'bool', yes: same.no, no: same.yes };
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      return order(node.op, possibilities(node.args[0], known), possibilities(node.args[1], known));
    case '+':
    case '-':
    case '*':
      return arithmetic(node.op, possibilities(node.args[0], known), possibilities(node.args[1], known));
    case 'in':
      return membership(node, known);
    default:
      return anything;
  }
}

function ofPath(names: ScopeNames, path: readonly string[]): Possible {
  const looked = lookUpType(names, path);
  return looked.ok ? ofType(looked.type) : anything;
}

function ofType(type: ScopeType): Possible {
  switch (type.kind) {
    case 'double':
      return { kind: 'number', min: type.minimum ?? -Infinity, max: type.maximum ?? Infinity };
    case 'string':
      return { kind: 'text', choices: type.enum === undefined ? null : new Set(type.enum) };
    case 'bool':
      return either;
    default:
      return anything;
  }
}

function ofLiteral(value: unknown): Possible {
  if (typeof value === 'number') return { kind: 'number', min: value, max: value };
  if (typeof value === 'string') return { kind: 'text', choices: new Set([value]) };
  return typeof value === 'boolean' ? { kind: 'bool', yes: value, no: !value } : anything;
}

function asBool(possible: Possible): Bool {
  return possible.kind === 'bool' ? possible : either;
}

function equality(a: Possible, b: Possible): Bool {
  if (a.kind === 'number' && b.kind === 'number') {
    const single = a.min === a.max && b.min === b.max;
    return { kind: 'bool', yes: a.min <= b.max && b.min <= a.max, no: !(single && a.min === b.min) };
  }
  if (a.kind === 'text' && b.kind === 'text' && a.choices !== null && b.choices !== null) {
    const choices = b.choices;
    const common = [...a.choices].some((choice) => choices.has(choice));
    return { kind: 'bool', yes: common, no: !(common && a.choices.size === 1 && choices.size === 1) };
  }
  if (a.kind === 'bool' && b.kind === 'bool') {
    return { kind: 'bool', yes: (a.yes && b.yes) || (a.no && b.no), no: (a.yes && b.no) || (a.no && b.yes) };
  }
  return either;
}

function order(op: '<' | '<=' | '>' | '>=', a: Possible, b: Possible): Bool {
  if (a.kind !== 'number' || b.kind !== 'number') return either;
  if (op === '<') return { kind: 'bool', yes: a.min < b.max, no: a.max >= b.min };
  if (op === '<=') return { kind: 'bool', yes: a.min <= b.max, no: a.max > b.min };
  return order(op === '>' ? '<' : '<=', b, a);
}

function arithmetic(op: '+' | '-' | '*', a: Possible, b: Possible): Possible {
  if (a.kind !== 'number' || b.kind !== 'number') return anything;
  const compute = {
    '+': (x: number, y: number) => x + y,
    '-': (x: number, y: number) => x - y,
    '*': (x: number, y: number) => x * y,
  };
  const ends = [a.min, a.max].flatMap((x) => [b.min, b.max].map((y) => compute[op](x, y)));
  return ends.some(Number.isNaN) ? anything : { kind: 'number', min: Math.min(...ends), max: Math.max(...ends) };
}

function membership(node: Extract<Node, { op: 'in' }>, known: Known): Bool {
  const [item, list] = node.args;
  if (list.op !== 'list') return either;
  const wanted = possibilities(item, known);
  const matches = list.args.map((element) => equality(wanted, possibilities(element, known)));
  return { kind: 'bool', yes: matches.some(({ yes }) => yes), no: matches.every(({ no }) => no) };
}

/** What is known where `node` holds. */
function narrow(node: Node, known: Known): ReadonlyMap<string, Possible> {
  if (node.op === '&&') return narrow(node.args[1], { ...known, narrowed: narrow(node.args[0], known) });
  if (node.op === '<' || node.op === '<=' || node.op === '>' || node.op === '>=' || node.op === '==') {
    const [left, right] = node.args;
    const flipped = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '==': '==' } as const;
    return narrowSide(
      right,
      { op: flipped[node.op], other: left },
      { ...known, narrowed: narrowSide(left, { op: node.op, other: right }, known) },
    );
  }
  return known.narrowed;
}

/** `side op other` holds. Strict bounds are kept as if they were included: wider, never wrong. */
function narrowSide(
  side: Node,
  by: { readonly op: '<' | '<=' | '>' | '>=' | '=='; readonly other: Node },
  known: Known,
): ReadonlyMap<string, Possible> {
  const path = pathOf(side, noVariables);
  if (path === null) return known.narrowed;
  const [now, other] = [possibilities(side, known), possibilities(by.other, known)];
  if (by.op === '==' && now.kind === 'text' && other.kind === 'text' && other.choices !== null) {
    const choices = [...other.choices].filter((choice) => now.choices?.has(choice) ?? true);
    return new Map(known.narrowed).set(path.join('\0'), { kind: 'text', choices: new Set(choices) });
  }
  if (now.kind !== 'number' || other.kind !== 'number') return known.narrowed;
  const min = by.op === '<' || by.op === '<=' ? now.min : Math.max(now.min, other.min);
  const max = by.op === '>' || by.op === '>=' ? now.max : Math.min(now.max, other.max);
  const range: Range = { kind: 'number', min, max };
  return new Map(known.narrowed).set(path.join('\0'), range);
}
