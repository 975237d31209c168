/** What is wrong with the form of a template that Handlebars cannot parse, in words of our own, and where. */
import Handlebars from 'handlebars';

export interface TemplateProblem {
  readonly code:
    | 'syntax'
    | 'too-large'
    | 'unsupported'
    | 'unknown-helper'
    | 'forbidden-name'
    | 'unknown-name'
    | 'type'
    | 'secret-in-prompt';
  /** What is wrong, as a sentence. */
  readonly message: string;
  /** What to do, as a sentence. */
  readonly help?: string;
  /** Characters from the start of the source. */
  readonly offset: number;
  readonly length: number;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where each line starts, with the line ends that Handlebars counts. */
export function lineStarts(source: string): readonly number[] {
  return [0, ...[...source.matchAll(/\r\n?|\n/g)].map((end) => end.index + end[0].length)];
}

/** The character at a line (from 1) and column (from 0). */
export function offsetAt(starts: readonly number[], position: Position): number {
  return (starts[position.line - 1] ?? starts.at(-1) ?? 0) + position.column;
}

/** Whether blocks, `else if`s or brackets stand in each other more than `depthMax` deep: parsing them would take for ever. */
export function isTooDeep(source: string, depthMax: number): boolean {
  const open: number[] = [];
  let blocks = 0;
  for (const tag of source.matchAll(/\{\{([^{}]*)/g)) {
    const inside = tag[1] ?? '';
    if (bracketDepth(inside) > depthMax) return true;
    const kind = /^~?\s*(#|\^|\/|else\b)/.exec(inside)?.[1];
    if (kind === '#' || kind === '^') open.push(1);
    if (kind === 'else') open.push((open.pop() ?? 0) + 1);
    if (kind === '/') blocks -= open.pop() ?? 0;
    else if (kind !== undefined) blocks += 1;
    if (blocks > depthMax) return true;
  }
  return false;
}

function bracketDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const bracket of text.matchAll(/[()]/g)) {
    depth += bracket[0] === '(' ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

export function placeIn(
  source: string,
  range: { readonly start: number; readonly end: number },
): { readonly offset: number; readonly length: number } {
  const offset = Math.max(0, Math.min(range.start, source.length));
  return { offset, length: Math.max(1, Math.min(range.end, source.length) - offset) };
}

/** `error` is what Handlebars threw for `source`, just now. */
export function syntaxProblem(source: string, error: unknown): TemplateProblem {
  const at = errorOffset(source, error);
  return unclosedSlot(source, at) ?? blockProblem(source) ?? unexpected(source, at);
}

/** Some errors carry a place; for the others the lexer, which is shared, still stands where it stopped. */
function errorOffset(source: string, error: unknown): number {
  const { lineNumber, column } = error as { readonly lineNumber?: unknown; readonly column?: unknown };
  if (typeof lineNumber === 'number' && typeof column === 'number') {
    return offsetAt(lineStarts(source), { line: lineNumber, column });
  }
  const { lexer } = (Handlebars as unknown as { readonly Parser?: { readonly lexer?: Lexer } }).Parser ?? {};
  return Math.max(0, (lexer?.matched?.length ?? 0) - (lexer?.match?.length ?? 0));
}

interface Lexer {
  /** Everything read so far, the last token included. */
  readonly matched?: string;
  readonly match?: string;
}

function unclosedSlot(source: string, at: number): TemplateProblem | null {
  const offset = source.lastIndexOf('{{', at);
  if (offset < 0) return null;
  const close = source.indexOf('}}', offset);
  const next = source.indexOf('{{', offset + 3);
  if (close >= 0 && (next < 0 || close < next)) return null;
  return { code: 'syntax', message: 'This `{{` is never closed.', help: 'Close it with `}}`.', offset, length: 2 };
}

/** The first block that is not closed, or closed by another name. */
function blockProblem(source: string): TemplateProblem | null {
  const open: { readonly name: string; readonly offset: number; readonly length: number }[] = [];
  for (const tag of source.matchAll(/(?<!\\)\{\{~?([#^/])([^{}]*)\}\}/g)) {
    const [text, mark, inside = ''] = tag;
    const name = /[^\s~]+/.exec(inside)?.[0] ?? '';
    const place = { offset: tag.index, length: text.length };
    if (mark === '#' || (mark === '^' && name !== '')) open.push({ name, ...place });
    if (mark !== '/') continue;
    const last = open.pop();
    if (last === undefined) return { code: 'syntax', message: `\`{{/${name}}}\` closes nothing.`, ...place };
    if (last.name !== name) {
      const message = `\`{{/${name}}}\` stands where \`{{/${last.name}}}\` is needed.`;
      return { code: 'syntax', message, help: `\`{{#${last.name}}}\` is still open.`, ...place };
    }
  }
  const last = open.at(-1);
  if (last === undefined) return null;
  const message = `\`{{#${last.name}}}\` is never closed.`;
  return {
    code: 'syntax',
    message,
    help: `Close it with \`{{/${last.name}}}\`.`,
    offset: last.offset,
    length: last.length,
  };
}

function unexpected(source: string, at: number): TemplateProblem {
  const found = /^\s*(\S{1,20})/.exec(source.slice(at));
  if (found === null)
    return { code: 'syntax', message: 'The template ends too early.', offset: source.length, length: 1 };
  const [text, word = ''] = found;
  const offset = at + text.length - word.length;
  if (/^\}\}/.test(word)) return { code: 'syntax', message: 'A name is missing here.', offset, length: 2 };
  const shown = word.replace(/\}\}.*$/s, '}}');
  const message = `\`${shown}\` is not expected here.`;
  return { code: 'syntax', message, help: 'A slot holds a name: `{{target.name}}`.', offset, length: shown.length };
}
