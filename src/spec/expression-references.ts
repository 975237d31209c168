/** Which names an expression reads, as paths: `collected.price` is ['collected', 'price'], any element of a list is '*'. */
import { childrenOf, isComprehension, keyOf, type Node } from './expression-tree.ts';

export interface Reference {
  readonly path: readonly string[];
  /** The node that reads the whole path. */
  readonly node: Node;
  /** Read whatever else holds: where it is absent, so is the result. */
  readonly always: boolean;
  /** Asked for by `has`, so it may be absent. */
  readonly asked: boolean;
}

/** In the order of the source; the same path as often as it is read. */
export function referencesOf(root: Node): readonly Reference[] {
  const found: Reference[] = [];
  walk(root, { variables: new Map(), always: true, asked: false }, found);
  return found;
}

interface Here {
  /** Variables of macros and the path of what they stand for; null: not a part of the names. */
  readonly variables: ReadonlyMap<string, readonly string[] | null>;
  readonly always: boolean;
  readonly asked: boolean;
}

function walk(node: Node, here: Here, found: Reference[]): void {
  const path = pathOf(node, here.variables);
  if (path !== null) {
    if (path.length > 0) found.push({ path, node, always: here.always && !path.includes('*'), asked: here.asked });
    for (const index of indexesOf(node)) walk(index, here, found);
    return;
  }
  const maybe = { ...here, always: false };
  if (node.op === 'rcall' && isComprehension(node)) {
    const [, collection, [variable, ...bodies]] = node.args;
    walk(collection, here, found);
    if (variable?.op !== 'id') return;
    const base = pathOf(collection, here.variables);
    const element = base === null || base.length === 0 ? null : [...base, '*'];
    const inside = { ...maybe, variables: new Map(here.variables).set(variable.args, element) };
    for (const body of bodies) walk(body, inside, found);
  } else if (node.op === 'call' && node.args[0] === 'has') {
    for (const field of node.args[1]) walk(field, { ...maybe, asked: true }, found);
  } else if (node.op === '&&' || node.op === '||') {
    for (const side of node.args) walk(side, maybe, found);
  } else if (node.op === '?:') {
    const [condition, ...branches] = node.args;
    walk(condition, here, found);
    for (const branch of branches) walk(branch, maybe, found);
  } else {
    for (const child of childrenOf(node)) walk(child, here, found);
  }
}

/** Null: not a path. Empty: a variable that stands for no name. */
export function pathOf(node: Node, variables: Here['variables']): readonly string[] | null {
  if (node.op === 'id') {
    const bound = variables.get(node.args);
    return bound === undefined ? [node.args] : (bound ?? []);
  }
  if (node.op !== '.' && node.op !== '[]') return null;
  const base = pathOf(node.args[0], variables);
  if (base === null || base.length === 0) return base;
  return [...base, keyOf(node) ?? '*'];
}

/** What stands in the brackets along a path: `i` of `a[i].b`. */
function indexesOf(node: Node): readonly Node[] {
  if (node.op === '.') return indexesOf(node.args[0]);
  if (node.op !== '[]') return [];
  return keyOf(node) === null ? [...indexesOf(node.args[0]), node.args[1]] : indexesOf(node.args[0]);
}
