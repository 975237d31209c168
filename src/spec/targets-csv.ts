/** Targets from a CSV: commas, semicolons, tabs or bars; quoted cells, which may hold line ends. */
import Papa from 'papaparse';
import { SourceText } from './source.ts';
import { type Place, type Problem, withShortExcerpt } from './target-problems.ts';
import {
  cellCharsMax,
  columnProblem,
  columnsMax,
  longCell,
  type Renames,
  type ReportProblem,
  type RowFields,
  type RowSource,
  rowsMax,
  tooManyColumns,
  tooManyRows,
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

/** The mark that stands most often in the first line, outside of quotes. */
function delimiterOf(text: string): string {
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
const quote = 34;
const feed = 10;

/** One pass over the text before it is cut apart. Null: neither a row nor the file has too many parts. */
function excessOf(text: string, delimiter: string): { readonly problem: Problem; readonly line: number } | null {
  const mark = delimiter.charCodeAt(0);
  let [rows, line, cells] = [0, 1, 1];
  let quoted = false;
  let cellStarts = true;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === feed) line += 1;
    if (quoted) quoted = unit !== quote;
    else if (unit === quote && cellStarts) quoted = true;
    else if (unit === mark) {
      cells += 1;
      if (cells > cellsMax) return { problem: tooManyColumns(cells), line };
    } else if (unit === feed) {
      cells = 1;
      rows += 1;
      if (rows > linesMax) return { problem: tooManyRows, line };
    }
    cellStarts = !quoted && (unit === mark || unit === feed);
  }
  return null;
}

/** Blank lines count here. */
const linesMax = 2 * rowsMax;

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
function eachRow(
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
  line = 1;
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
      this.line = line;
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

  place(field: string | null): Place {
    const index = field === null ? -1 : this.#names.indexOf(field);
    return this.#cellPlace({ line: this.line, index: Math.max(0, index), path: field ?? '' });
  }

  #cellPlace(of: { readonly line: number; readonly index: number; readonly path: string }): Place {
    const start = this.#source.lineRange(of.line).start;
    const range = cellRange(this.#source.text, { start, delimiter: this.#delimiter, index: of.index });
    return withShortExcerpt({ ...this.#source.place(range), path: of.path });
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

/** Where a cell stands; for the message only, so quotes out of place do not matter. */
function cellRange(
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
