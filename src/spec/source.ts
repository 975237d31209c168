/** The text of a file, and where in it something stands. */
import type { Diagnostic } from './diagnostic.ts';

/** Half open, in UTF-16 units from the start of the text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export type Path = readonly (string | number)[];

/** A line may be the whole file; nobody reads one that is longer. */
const excerptCharsMax = 10_000;

export class SourceText {
  /** As the user named it, or relative to the current folder. */
  readonly file: string;
  readonly text: string;
  #lineStarts: readonly number[] | null = null;

  constructor(of: { readonly file: string; readonly text: string }) {
    this.file = of.file;
    this.text = of.text;
  }

  /** Line and column of an offset, both from 1; the column counts characters. */
  position(offset: number): { readonly line: number; readonly column: number } {
    const line = this.#lineOf(offset);
    const before = this.text.slice(this.#lineStart(line), Math.min(offset, this.text.length));
    return { line, column: characters(before) + 1 };
  }

  /** What a diagnostic says of its place. The mark stays on the first line of the range. */
  place(range: Range): Pick<Diagnostic, 'file' | 'line' | 'column' | 'excerpt' | 'length'> {
    const { line, column } = this.position(range.start);
    const excerpt = this.line(line);
    if (excerpt.length > excerptCharsMax) return { file: this.file, line, column };
    const marked = this.text.slice(range.start, Math.min(range.end, this.#lineEnd(line)));
    return { file: this.file, line, column, excerpt, length: Math.max(1, characters(marked.trimEnd())) };
  }

  /** Without its end; `line` from 1. */
  line(line: number): string {
    return this.text.slice(this.#lineStart(line), this.#lineEnd(line));
  }

  /** Offsets of a line, without its end. */
  lineRange(line: number): Range {
    return { start: this.#lineStart(line), end: this.#lineEnd(line) };
  }

  #lineStart(line: number): number {
    return this.#starts()[line - 1] ?? this.text.length;
  }

  #lineEnd(line: number): number {
    const next = this.#starts()[line] ?? this.text.length + 1;
    const end = next - 1;
    return this.text[end - 1] === '\r' ? end - 1 : end;
  }

  #lineOf(offset: number): number {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  #starts(): readonly number[] {
    if (this.#lineStarts !== null) return this.#lineStarts;
    const starts = [0];
    for (let at = this.text.indexOf('\n'); at !== -1; at = this.text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#lineStarts = starts;
    return starts;
  }
}

/** Characters as a person counts them: a pair of surrogates is one. Far out in a line they are not told apart. */
function characters(text: string): number {
  if (text.length > excerptCharsMax) return text.length;
  let count = text.length;
  for (let at = 0; at < text.length - 1; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit <= 0xdbff) count -= 1;
  }
  return count;
}

/** `rubric.criteria[0].score`; '' for the whole. */
export function pathText(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[\p{Letter}_$][\p{Letter}\p{Number}_-]*$/u.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}
