/**
 * A list of phone numbers that somebody else wrote: one a line, or a CSV with a column of them. Whatever is no number is told
 * with its place, and the rest is read all the same: of numbers that may not be called none is lost because of another.
 */
import { cellRange, delimiterOf, excessOf } from './csv-text.ts';
import type { Diagnostic } from './diagnostic.ts';
import { parsePhone } from './phone.ts';
import { Report } from './report.ts';
import { SourceText } from './source.ts';
import { eachRow } from './targets-csv.ts';

export interface ListedNumber {
  /** E.164. */
  readonly number: string;
  /** What the column `reason` says. */
  readonly reason?: string;
}

export interface NumberList {
  /** In the order of the file; each once. */
  readonly numbers: readonly ListedNumber[];
  /** Lines that are no number. */
  readonly bad: readonly Diagnostic[];
}

export interface NumberListOptions {
  /** Without a byte order mark. */
  readonly text: string;
  /** How messages call the file. */
  readonly file: string;
  /** The column with the numbers, by its header; by default one that is called like a phone number, else the first. */
  readonly column?: string;
}

const numberHeaders = /^(phone|number|tel|telephone|mobile|cell|e\.?164)([ _-]?(phone|number|no\.?))?$/i;
const reasonHeaders = /^(reason|note|why|comment)$/i;

interface Columns {
  readonly number: number;
  /** -1: there is none. */
  readonly reason: number;
  /** The line of the header; 0: there is none. */
  readonly header: number;
}

export function readNumberList(options: NumberListOptions): NumberList {
  const { file } = options;
  const text = options.text.includes('\r') ? options.text.replace(/\r\n?/g, '\n') : options.text;
  const source = new SourceText({ file, text });
  const report = new Report(source);
  const delimiter = delimiterOf(firstRowOf(text));
  const excess = excessOf(text, delimiter);
  if (excess !== null) {
    const { code, message, help } = excess.problem;
    report.add({ code, message, help: typeof help === 'string' ? help : help(), range: source.lineRange(excess.line) });
    return { numbers: [], bad: report.diagnostics() };
  }
  let columns: Columns | null = null;
  const found = new Map<string, ListedNumber>();
  eachRow({ text, delimiter }, (cells, line) => {
    if (cells.every((cell) => cell.trim() === '') || (cells[0] ?? '').trimStart().startsWith('#')) return true;
    columns ??= columnsOf(cells, { line, ...(options.column === undefined ? {} : { column: options.column }) });
    if (columns === null) {
      const known = cells.map((cell) => cell.trim()).join(', ');
      const message = `There is no column ${options.column}.`;
      report.add({ code: 'no-column', range: source.lineRange(line), message, help: `There is: ${known}.` });
      return false;
    }
    if (line === columns.header) return true;
    readRow({ cells, line, columns, found, report, delimiter });
    return true;
  });
  return { numbers: [...found.values()], bad: report.diagnostics() };
}

/** Comments may hold commas. */
function firstRowOf(text: string): string {
  return text.replace(/^(?:[ \t]*(?:#[^\n]*)?\n)*/, '');
}

/** Null: the column that was asked for is not there. */
function columnsOf(cells: readonly string[], of: { readonly line: number; readonly column?: string }): Columns | null {
  const names = cells.map((cell) => cell.trim());
  const reason = names.findIndex((name) => reasonHeaders.test(name));
  if (of.column !== undefined) {
    const asked = of.column.toLowerCase();
    const number = names.findIndex((name) => name.toLowerCase() === asked);
    return number === -1 ? null : { number, reason, header: of.line };
  }
  const number = names.findIndex((name) => numberHeaders.test(name));
  return number === -1 ? { number: 0, reason: -1, header: 0 } : { number, reason, header: of.line };
}

function readRow(of: {
  readonly cells: readonly string[];
  readonly line: number;
  readonly columns: Columns;
  readonly found: Map<string, ListedNumber>;
  readonly report: Report;
  readonly delimiter: string;
}): void {
  const { cells, line, columns, found, report, delimiter } = of;
  const cell = cells[columns.number] ?? '';
  // What follows is a remark where the line is nothing but a number.
  const text = (cells.length === 1 ? cell.replace(/\s#.*$/, '') : cell).trim();
  const parsed = parsePhone(text);
  if (parsed.ok) {
    const reason = (cells[columns.reason] ?? '').trim();
    const { e164 } = parsed.value;
    if (!found.has(e164)) found.set(e164, { number: e164, ...(reason === '' ? {} : { reason }) });
    return;
  }
  // Missions never call those in any case.
  if (parsed.error.code !== 'invalid') return;
  const { start } = report.source.lineRange(line);
  const range = cellRange(report.source.text, { start, delimiter, index: Math.min(columns.number, cells.length - 1) });
  const { message, help = '' } = parsed.error;
  report.add({ code: 'bad-number', range, message, help });
}
