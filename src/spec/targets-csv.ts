/** Targets from a CSV: commas, semicolons, tabs or bars; quoted cells, which may hold line ends. */
import Papa from 'papaparse';
import { cellRange, delimiterOf, excessOf } from './csv-text.ts';
import { SourceText } from './source.ts';
import type { Place, Problem } from './target-problems.ts';
import {
  cellCharsMax,
  columnProblem,
  columnsMax,
  longCell,
  type Renames,
  type ReportProblem,
  type RowFields,
  type RowSource,
  tooManyColumns,
} from './target-rows.ts';

interface CsvOptions {
  /** Without a byte order mark. */
  readonly text: string;
  /** How diagnostics call the file. */
  readonly file: string;
  readonly renames: Renames;
  readonly report: ReportProblem;
}

/** Null: the header is beyond use, which was reported. Headers and cells lose the spaces around them; an empty cell is absent. */
export function readCsv(options: CsvOptions): RowSource | null {
  const { file, report } = options;
  // One kind of line end, so that a row's line is the count of them; a quoted one becomes a line feed as well.
  const text = options.text.includes('\r') ? options.text.replace(/\r\n?/g, '\n') : options.text;
  const source = new SourceText({ file, text });
  const delimiter = delimiterOf(text);
  const excess = excessOf(text, delimiter);
  if (excess !== null) {
    report(excess.problem, () => ({ file, line: excess.line, column: 1, path: '' }));
    return null;
  }
  const header = readHeader(text, delimiter);
  const csv = new CsvRows({ source, delimiter, header, renames: options.renames, report });
  const problem = csv.headerProblem();
  if (problem === null) return csv;
  report(problem.problem, () => csv.headerPlace(problem.index));
  return null;
}

interface Header {
  readonly names: readonly string[];
  /** Its line, from 1; 0: the file is empty. */
  readonly line: number;
}

function readHeader(text: string, delimiter: string): Header {
  let found: Header = { names: [], line: 0 };
  eachRow({ text, delimiter }, (cells, line) => {
    if (isBlank(cells)) return true;
    found = { names: cells.map((cell) => cell.trim()), line };
    return false;
  });
  return found;
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

/** Rows with the line that they begin on. */
export function eachRow(
  of: { readonly text: string; readonly delimiter: string },
  visit: (cells: readonly string[], line: number, quotes: boolean) => boolean,
): void {
  const quoted = of.text.includes('"');
  let line = 1;
  Papa.parse<readonly string[]>(of.text, {
    delimiter: of.delimiter,
    newline: '\n',
    step: ({ data, errors }, parser) => {
      const goOn = visit(
        data,
        line,
        errors.some(({ type }) => type === 'Quotes'),
      );
      line += 1;
      if (quoted) for (const cell of data) line += lineFeeds(cell);
      if (!goOn) parser.abort();
    },
  });
}

function lineFeeds(cell: string): number {
  let count = 0;
  for (let at = cell.indexOf('\n'); at !== -1; at = cell.indexOf('\n', at + 1)) count += 1;
  return count;
}

class CsvRows implements RowSource {
  readonly header: readonly string[];
  readonly written: readonly string[];
  /** The line of the row at hand. */
  mark = 1;
  readonly #source: SourceText;
  readonly #delimiter: string;
  readonly #report: ReportProblem;
  readonly #headerLine: number;
  readonly #headerNames: readonly string[];
  /** Our name for each column; null: it is not read. */
  readonly #names: readonly (string | null)[];

  constructor(of: {
    readonly source: SourceText;
    readonly delimiter: string;
    readonly header: Header;
    readonly renames: Renames;
    readonly report: ReportProblem;
  }) {
    this.#source = of.source;
    this.#delimiter = of.delimiter;
    this.#report = of.report;
    this.#headerLine = of.header.line;
    this.#headerNames = of.header.names;
    const taken = new Set(of.header.names.flatMap((name) => of.renames.get(name) ?? []));
    this.#names = of.header.names.map((name) => {
      if (name === '') return null;
      return of.renames.get(name) ?? (taken.has(name) ? null : name);
    });
    this.written = of.header.names.filter((name) => name !== '');
    this.header = this.#names.filter((name) => name !== null);
  }

  headerProblem(): { readonly problem: Problem; readonly index: number } | null {
    const names = this.#headerNames;
    if (this.#headerLine === 0) {
      return {
        problem: { code: 'no-targets', message: 'The file is empty.', help: 'Its first line names the columns.' },
        index: 0,
      };
    }
    if (names.length > columnsMax) return { problem: tooManyColumns(names.length), index: 0 };
    for (const [index, name] of names.entries()) {
      const problem = columnProblem(name) ?? (name !== '' && names.indexOf(name) < index ? twice(name) : null);
      if (problem !== null) return { problem, index };
    }
    return null;
  }

  headerPlace(index: number): Place {
    return this.#cellPlace({ line: Math.max(1, this.#headerLine), index, path: '' });
  }

  each(visit: (fields: RowFields) => boolean): void {
    eachRow({ text: this.#source.text, delimiter: this.#delimiter }, (cells, line, quotes) => {
      if (line <= this.#headerLine || isBlank(cells)) return true;
      this.mark = line;
      const problem = this.#rowProblem(cells, quotes);
      if (problem === null) return visit(this.#fields(cells));
      this.#report(problem.problem, () => this.#cellPlace({ line, index: problem.index, path: '' }));
      return true;
    });
  }

  #fields(cells: readonly string[]): RowFields {
    const fields: RowFields = {};
    for (let index = 0; index < cells.length; index += 1) {
      const name = this.#names[index];
      const cell = (cells[index] ?? '').trim();
      if (cell !== '' && name !== null && name !== undefined) fields[name] = cell;
    }
    return fields;
  }

  #rowProblem(cells: readonly string[], quotes: boolean): { readonly problem: Problem; readonly index: number } | null {
    const long = cells.findIndex((cell) => cell.length > cellCharsMax);
    if (long >= 0) return { problem: longCell(this.#headerNames[long] ?? `column ${long + 1}`), index: long };
    if (quotes) return { problem: badQuotes, index: 0 };
    const columns = this.#headerNames.length;
    if (cells.length <= columns || isBlank(cells.slice(columns))) return null;
    const message = `This row has ${cells.length} cells, the header has ${columns}.`;
    const mark = this.#delimiter === '\t' ? 'tab' : `\`${this.#delimiter}\``;
    return {
      problem: { code: 'long-row', message, help: `Put a cell that holds a ${mark} into quotes.` },
      index: columns,
    };
  }

  lineOf(mark: number): number {
    return mark;
  }

  place(field: string | null): Place {
    const index = field === null ? -1 : this.#names.indexOf(field);
    return this.#cellPlace({ line: this.mark, index: Math.max(0, index), path: field ?? '' });
  }

  #cellPlace(of: { readonly line: number; readonly index: number; readonly path: string }): Place {
    const start = this.#source.lineRange(of.line).start;
    const range = cellRange(this.#source.text, { start, delimiter: this.#delimiter, index: of.index });
    return { ...this.#source.place(range), path: of.path };
  }
}

const badQuotes: Problem = {
  code: 'bad-quotes',
  message: 'A quote in this row is open, or stands inside of a cell.',
  help: 'Put the whole cell into quotes and double the quotes inside: "the ""best"" one".',
};

function twice(name: string): Problem {
  return { code: 'duplicate-column', message: `There are two columns \`${name}\`.`, help: 'Rename one of them.' };
}
