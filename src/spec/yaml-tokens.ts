/**
 * The first look at a YAML text, before anything recursive touches it: how much of it there is, how deep it goes, how many
 * documents it holds. The parser of the library needs no stack; what comes after it does, and a stack that overflows there
 * ends the process.
 */
import { type CST, Parser } from 'yaml';
import type { Range } from './source.ts';

/** What a parser makes a part of: ten thousand targets written into the file have about 170,000. */
export const yamlMarksMax = 400_000;
export const yamlDepthMax = 40;

export interface TokenProblem {
  readonly code: 'too-large' | 'too-deep' | 'multiple-documents' | 'directive';
  readonly range: Range;
}

export interface Tokens {
  /** Of the first document, for the composer. Null: nothing may be composed. */
  readonly tokens: readonly CST.Token[] | null;
  readonly problems: readonly TokenProblem[];
}

export function readTokens(text: string): Tokens {
  const excess = offsetOfMark(text, yamlMarksMax);
  if (excess !== null) return { tokens: null, problems: [{ code: 'too-large', range: at(excess) }] };
  const tokens: CST.Token[] = [];
  const problems: TokenProblem[] = [];
  let documents = 0;
  for (const token of new Parser().parse(text)) {
    if (token.type === 'directive') {
      problems.push({ code: 'directive', range: at(token.offset, token.source.length) });
      continue;
    }
    if (token.type === 'document') documents += 1;
    if (documents > 1) {
      problems.push({ code: 'multiple-documents', range: at(token.offset, 3) });
      break;
    }
    const deep = tooDeep(token);
    if (deep !== null) return { tokens: null, problems: [...problems, { code: 'too-deep', range: at(deep) }] };
    tokens.push(token);
  }
  return { tokens, problems };
}

function at(offset: number, length = 1): Range {
  return { start: offset, end: offset + length };
}

/** Every node stands on a line of its own or behind one of these, so their count bounds that of the nodes. */
function offsetOfMark(text: string, marksMax: number): number | null {
  let marks = 0;
  for (let offset = 0; offset < text.length; offset += 1) {
    switch (text.charCodeAt(offset)) {
      case 0x0a: // line feed
      case 0x2c: // ,
      case 0x3a: // :
      case 0x5b: // [
      case 0x7b: // {
      case 0x2d: // -
      case 0x3f: // ?
        marks += 1;
        if (marks > marksMax) return offset;
    }
  }
  return null;
}

/** Where the tree goes deeper than is allowed; null where it nowhere does. Needs no stack of its own. */
function tooDeep(root: CST.Token): number | null {
  const open: { readonly token: CST.Token; readonly depth: number }[] = [{ token: root, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > yamlDepthMax) return token.offset;
    if (token.type === 'document' && token.value !== undefined) open.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const item of token.items) {
      if (item.key) open.push({ token: item.key, depth: depth + 1 });
      if (item.value) open.push({ token: item.value, depth: depth + 1 });
    }
  }
  return null;
}
