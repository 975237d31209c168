/**
 * Goes on after an error of grammar: the section around it, a top-level key with all that belongs to it, is taken for a
 * comment, and the rest is parsed again. So one missing quote does not hide what is wrong further down. Lengths stay as they
 * are, so places in the mended text are places in the file.
 */
import type { Path, Range } from './source.ts';

export interface Section extends Range {
  /** What it is called; [] where no name can be made out. */
  readonly path: Path;
}

/** The section that the offset lies in: from its line at the margin to the next one. */
export function sectionAround(text: string, offset: number): Section {
  const start = marginLine(text, offset);
  const next = nextMarginLine(text, start + 1);
  const name = /^["']?([\w-]+)/.exec(text.slice(start, start + 100))?.[1];
  return { start, end: next, path: name === undefined ? [] : [name] };
}

/** The start of the last line at or before the offset that begins a top-level key; 0 where there is none. */
function marginLine(text: string, offset: number): number {
  let at = lineStart(text, Math.min(offset, text.length));
  while (at > 0 && !beginsSection(text, at)) at = lineStart(text, at - 1);
  return at;
}

function nextMarginLine(text: string, from: number): number {
  let at = text.indexOf('\n', from);
  while (at !== -1 && !beginsSection(text, at + 1)) at = text.indexOf('\n', at + 1);
  return at === -1 ? text.length : at + 1;
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Something other than a comment, a dash or a bracket stands at the margin. */
function beginsSection(text: string, at: number): boolean {
  return /^[\w"']/.test(text.slice(at, at + 1));
}

/** The text with all lines of the range made comments of the same length. */
export function commentedOut(text: string, range: Range): string {
  const lines = text.slice(range.start, range.end).split('\n');
  const comments = lines.map((line) => (line.trim() === '' ? line.replace(/\t/g, ' ') : commentFor(line)));
  return text.slice(0, range.start) + comments.join('\n') + text.slice(range.end);
}

function commentFor(line: string): string {
  const end = line.endsWith('\r') ? '\r' : '';
  return `#${' '.repeat(line.length - 1 - end.length)}${end}`;
}
