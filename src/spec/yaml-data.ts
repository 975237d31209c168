/** From YAML nodes to plain data: what JSON can hold, nothing shared, nothing hidden, and every step counted. */
import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';
import type { Report } from './report.ts';
import type { Path, Range, SourceText } from './source.ts';
import { unquotedTemplate } from './yaml-words.ts';

/** How much all aliases of a file together may stand for. Ordinary files repeat a block or two. */
const aliasedNodesMax = 20_000;

const writeOut = 'Write the parts out instead of repeating them.';

export interface Converted {
  /** Undefined where the value could not be read: see `broken`. */
  readonly data: unknown;
  readonly broken: readonly Path[];
  /** What aliases stand for. */
  readonly aliases: ReadonlyMap<Alias, Node>;
}

export interface ToData {
  readonly report: Report;
  /** Anchors may stand in a section that could not be read: an alias without one is no news. */
  readonly anchorsMayMiss: boolean;
}

export function toData(root: Node | null, options: ToData): Converted {
  const conversion = new Conversion(options);
  const data = root === null ? null : conversion.convert(root, []);
  return { data, broken: conversion.broken, aliases: conversion.aliases };
}

export function rangeOf(node: Node): Range {
  const [start = 0, end = start] = node.range ?? [];
  return { start, end: Math.max(end, start) };
}

class Conversion {
  readonly broken: Path[] = [];
  readonly aliases = new Map<Alias, Node>();
  readonly #report: Report;
  readonly #anchorsMayMiss: boolean;
  /** By name; a later anchor replaces an earlier one, as YAML has it. */
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  #insideAlias = 0;
  #aliasedNodes = 0;
  #overrun = false;

  constructor({ report, anchorsMayMiss }: ToData) {
    this.#report = report;
    this.#anchorsMayMiss = anchorsMayMiss;
  }

  convert(node: Node, path: Path): unknown {
    if (this.#insideAlias > 0) this.#aliasedNodes += 1;
    if (isAlias(node)) return this.#alias(node, path);
    if (this.#insideAlias === 0 && 'anchor' in node && node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (isScalar(node)) return this.#scalar(node, path);
    if (!isMap(node) && !isSeq(node)) return this.#break(path);
    this.#open.add(node);
    const data = isMap(node) ? this.#map(node, path) : this.#list(node.items as readonly Node[], path);
    this.#open.delete(node);
    return data;
  }

  #alias(alias: Alias, path: Path): unknown {
    const target = this.aliases.get(alias) ?? this.#anchors.get(alias.source);
    const range = rangeOf(alias);
    if (target === undefined) {
      const help = `Write &${alias.source} before the part that is meant, further up; or put the text into quotes.`;
      if (!this.#anchorsMayMiss)
        this.#report.add({ code: 'bad-alias', range, path, message: `No part is called &${alias.source}.`, help });
      return this.#break(path);
    }
    if (this.#open.has(target)) {
      const message = `*${alias.source} stands inside the part that it repeats.`;
      this.#report.add({ code: 'alias-bomb', range, path, message, help: writeOut });
      return this.#break(path);
    }
    if (this.#aliasedNodes > aliasedNodesMax) {
      const message = `Aliases repeat more than ${aliasedNodesMax} parts in this file.`;
      // Once: the others only follow.
      if (!this.#overrun) this.#report.add({ code: 'alias-bomb', range, path, message, help: writeOut });
      this.#overrun = true;
      return this.#break(path);
    }
    this.aliases.set(alias, target);
    this.#insideAlias += 1;
    const data = this.convert(target, path);
    this.#insideAlias -= 1;
    return data;
  }

  #scalar(scalar: Scalar, path: Path): unknown {
    const { value } = scalar;
    if (typeof value === 'number' && !Number.isFinite(value)) {
      const help = 'Write an ordinary number, or put it into quotes.';
      this.#report.add({ code: 'bad-number', range: rangeOf(scalar), path, message: 'This number has no end.', help });
      return this.#break(path);
    }
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return value;
    return this.#break(path);
  }

  #list(items: readonly Node[], path: Path): unknown[] {
    return items.map((item, index) => (item === null ? null : this.convert(item, [...path, index])));
  }

  #map(map: YAMLMap, path: Path): unknown {
    const { start } = rangeOf(map);
    if (this.#report.source.text.startsWith('{{', start)) {
      this.#report.add({ ...unquotedTemplate, range: { start, end: rangeOf(map).end }, path });
      return this.#break(path);
    }
    const data: Record<string, unknown> = {};
    const seen = new Map<string, Range>();
    for (const pair of map.items as readonly Pair<Node, Node | null>[]) {
      const key = this.#key(pair.key, path);
      if (key === null) continue;
      const range = rangeOf(pair.key);
      const before = seen.get(key);
      if (before !== undefined) {
        this.#duplicate({ key, range, path, before });
        continue;
      }
      seen.set(key, range);
      data[key] = pair.value === null ? null : this.convert(pair.value, [...path, key]);
    }
    return data;
  }

  #key(node: Node, path: Path): string | null {
    const range = rangeOf(node);
    const help = 'Write `key: value`, the key as plain text.';
    if (!isScalar(node)) {
      const words = { code: 'bad-key', message: 'A key must be text.', help };
      const template = this.#report.source.text.startsWith('{', range.start);
      this.#report.add({ ...(template ? unquotedTemplate : words), range, path });
      return null;
    }
    const key = typeof node.value === 'string' ? node.value : (node.source ?? '');
    if (key === '__proto__') {
      this.#report.add({
        code: 'forbidden-key',
        range,
        path,
        message: 'No key may be called __proto__.',
        help: 'Give it another name.',
      });
      return null;
    }
    if (key === '') {
      this.#report.add({ code: 'bad-key', range, path, message: 'A key is missing before this colon.', help });
      return null;
    }
    return key;
  }

  #duplicate(of: { readonly key: string; readonly range: Range; readonly path: Path; readonly before: Range }): void {
    const { line } = this.#report.source.position(of.before.start);
    const message = `The key ${of.key} stands twice: first in line ${line}.`;
    const help = 'Keep one of them.';
    this.#report.add({ code: 'duplicate-key', range: of.range, path: [...of.path, of.key], message, help });
  }

  #break(path: Path): undefined {
    this.broken.push(path);
    return undefined;
  }
}

/** The source text that a plain scalar was written as: `+13125550101`, which YAML reads as a number. */
export function writtenAs(node: Node, source: SourceText): string {
  const { start, end } = rangeOf(node);
  return source.text.slice(start, end);
}
