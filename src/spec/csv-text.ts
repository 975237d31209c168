/** The text of a CSV before it is cut apart, and where a cell stands in it. */

import type { Problem } from './target-problems.ts';
import { cellCharsMax, rowsMax, tooManyColumns, tooManyRows } from './target-rows.ts';

/** The mark that stands most often in the first line, outside of quotes. */
export function delimiterOf(text: string): string {
  const end = text.search(/\S/) < 0 ? 0 : text.indexOf('\n', text.search(/\S/));
  const line = (end < 0 ? text : text.slice(0, end)).slice(0, cellCharsMax).replace(/"[^"]*"/g, '');
  let best = ',';
  for (const mark of [',', ';', '\t', '|']) {
    if (line.split(mark).length > line.split(best).length) best = mark;
  }
  return best;
}

/** More cells in a row are not cut apart at all: a file of commas alone would fill the memory. */
const cellsMax = 10_000;
/** A quoted cell that goes on further was never meant to: all its lines need not be held to say so. */
const quotedCharsMax = 100 * cellCharsMax;
const quote = 34;
const feed = 10;

/** One pass over the text before it is cut apart. Null: neither a row nor the file has too many parts. */
export function excessOf(text: string, delimiter: string): { readonly problem: Problem; readonly line: number } | null {
  const mark = delimiter.charCodeAt(0);
  let [rows, line, cells] = [0, 1, 1];
  let quoted = false;
  let opened = { at: 0, line: 1 };
  let cellStarts = true;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === feed) line += 1;
    if (quoted) {
      quoted = unit !== quote;
      if (at - opened.at > quotedCharsMax) return { problem: openQuote, line: opened.line };
    } else if (unit === quote && cellStarts) {
      quoted = true;
      opened = { at, line };
    } else if (unit === mark) {
      cells += 1;
      if (cells > cellsMax) return { problem: tooManyColumns(`more than ${cellsMax}`), line };
    } else if (unit === feed) {
      cells = 1;
      rows += 1;
      if (rows > linesMax) return { problem: tooManyRows, line };
    }
    cellStarts = !quoted && (unit === mark || unit === feed);
  }
  return null;
}

const openQuote: Problem = {
  code: 'long-cell',
  message: 'A quote that opens in this line closes only far below, or never.',
  help: 'Close the quote, or double it where it is meant: "the ""best"" one".',
};

/** Blank lines count here. */
const linesMax = 2 * rowsMax;

/** Where a cell stands; for the message only, so quotes out of place do not matter. */
export function cellRange(
  text: string,
  of: { readonly start: number; readonly delimiter: string; readonly index: number },
): { readonly start: number; readonly end: number } {
  let start = of.start;
  for (let index = 0; ; index += 1) {
    const end = cellEnd(text, { start, delimiter: of.delimiter });
    if (index === of.index || text[end] !== of.delimiter)
      return index === of.index ? { start, end } : { start: of.start, end };
    start = end + 1;
  }
}

function cellEnd(text: string, of: { readonly start: number; readonly delimiter: string }): number {
  let at = of.start;
  const quoted = text[at] === '"';
  for (at += quoted ? 1 : 0; at < text.length; at += 1) {
    if (quoted && text[at] === '"') {
      if (text[at + 1] !== '"') return at + 1;
      at += 1;
    } else if (!quoted && (text[at] === of.delimiter || text[at] === '\n')) return at;
  }
  return at;
}
