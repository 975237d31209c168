/** Where in a YAML text the parts of its data stand. */
import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import { type ScalarStyle, sourceOffset } from './scalar-offset.ts';
import type { Path, Range, SourceText } from './source.ts';
import { rangeOf, writtenAs } from './yaml-data.ts';

const styles: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'block',
  BLOCK_FOLDED: 'block',
};

interface Found {
  /** The deepest part of the path that exists. */
  readonly node: Node | null;
  readonly key: Node | null;
  /** How many steps of the path led to it. */
  readonly steps: number;
}

export class YamlPlaces {
  readonly source: SourceText;
  readonly #root: Node | null;
  readonly #aliases: ReadonlyMap<Alias, Node>;

  constructor(of: {
    readonly source: SourceText;
    readonly root: Node | null;
    readonly aliases: ReadonlyMap<Alias, Node>;
  }) {
    this.source = of.source;
    this.#root = of.root;
    this.#aliases = of.aliases;
  }

  /** The value at the path; where it is missing, the nearest part around it. */
  value(path: Path): Range {
    const { node, key, steps } = this.#find(path);
    if (steps < path.length) return this.firstLine(path.slice(0, steps));
    if (node === null || isEmpty(node)) return key === null ? { start: 0, end: 1 } : rangeOf(key);
    return trimmed(rangeOf(node), this.source.text);
  }

  /** The key that the path ends in; of an element of a list, the element. */
  key(path: Path): Range {
    const { node, key, steps } = this.#find(path);
    if (steps < path.length) return this.firstLine(path.slice(0, steps));
    if (key !== null) return rangeOf(key);
    return node === null ? { start: 0, end: 1 } : this.#firstLineOf(node);
  }

  /** The first line of the mapping or list at the path. */
  firstLine(path: Path): Range {
    const { node, key } = this.#find(path);
    if (node === null || isEmpty(node)) return key === null ? { start: 0, end: 1 } : rangeOf(key);
    return this.#firstLineOf(node);
  }

  /** A part of the text at the path, by the offsets of the value: through quotes, indentation and folded lines. */
  inside(path: Path, part: { readonly offset: number; readonly length: number }): Range {
    const { node, steps } = this.#find(path);
    if (steps < path.length || !isScalar(node) || typeof node.value !== 'string') return this.value(path);
    const style = styles[node.type ?? 'PLAIN'] ?? 'plain';
    const scalar = { style, value: node.value, text: this.source.text, ...rangeOf(node) };
    const start = sourceOffset(scalar, part.offset);
    const last = sourceOffset(scalar, Math.max(part.offset, part.offset + part.length - 1));
    return { start, end: Math.max(start, last) + 1 };
  }

  /** As the value was written, before YAML read it: `+13125550101`. */
  written(path: Path): string {
    const { node, steps } = this.#find(path);
    return steps < path.length || !isScalar(node) ? '' : writtenAs(node, this.source);
  }

  #firstLineOf(node: Node): Range {
    const { start, end } = trimmed(rangeOf(node), this.source.text);
    const feed = this.source.text.indexOf('\n', start);
    return { start, end: feed === -1 ? end : Math.min(end, feed) };
  }

  #find(path: Path): Found {
    let node = this.#resolve(this.#root);
    let key: Node | null = null;
    for (const [steps, step] of path.entries()) {
      const next = this.#step(node, step);
      if (next === null) return { node, key, steps };
      node = this.#resolve(next.value);
      key = next.key;
    }
    return { node, key, steps: path.length };
  }

  #step(node: Node | null, step: string | number): { readonly key: Node | null; readonly value: Node | null } | null {
    if (isSeq(node)) {
      const item = typeof step === 'number' ? (node.items as readonly Node[])[step] : undefined;
      return item === undefined ? null : { key: null, value: item };
    }
    if (!isMap(node)) return null;
    for (const pair of node.items as readonly Pair<Node, Node | null>[]) {
      if (isScalar(pair.key) && (pair.key.value === step || pair.key.source === step)) return pair;
    }
    return null;
  }

  #resolve(node: Node | null): Node | null {
    let at = node;
    // An alias may stand for another one; circles were refused.
    for (let hops = 0; at !== null && isAlias(at) && hops < 100; hops += 1) at = this.#aliases.get(at) ?? null;
    return at;
  }
}

/** A key without a value: its node lies somewhere after the colon. */
function isEmpty(node: Node): boolean {
  const { start, end } = rangeOf(node);
  return isScalar(node) && start === end;
}

/** Without the line ends that belong to a block. */
function trimmed(range: Range, text: string): Range {
  const part = text.slice(range.start, range.end).trimEnd();
  return { start: range.start, end: range.start + Math.max(1, part.length) };
}
