/** Targets from JSONL: one JSON object a line. */
import { SourceText } from './source.ts';
import type { Place } from './target-problems.ts';
import { fieldsOf, type Renames, type ReportProblem, type RowFields, type RowSource } from './target-rows.ts';

/** A line has at most as many characters; it is not parsed otherwise. */
const lineCharsMax = 100_000;

export function readJsonl(options: {
  readonly text: string;
  readonly file: string;
  readonly renames: Renames;
  readonly report: ReportProblem;
}): RowSource {
  return new JsonlRows(options);
}

class JsonlRows implements RowSource {
  readonly header = null;
  readonly written = [];
  /** The line of the row at hand. */
  mark = 0;
  readonly #source: SourceText;
  readonly #renames: Renames;
  readonly #report: ReportProblem;

  constructor(of: Parameters<typeof readJsonl>[0]) {
    this.#source = new SourceText(of);
    this.#renames = of.renames;
    this.#report = of.report;
  }

  each(visit: (fields: RowFields) => boolean): void {
    const { text } = this.#source;
    for (let start = 0; start < text.length; ) {
      const feed = text.indexOf('\n', start);
      const end = feed < 0 ? text.length : feed;
      this.mark += 1;
      const fields = this.#read(text.slice(start, end));
      if (fields !== null && !visit(fields)) return;
      start = end + 1;
    }
  }

  #read(line: string): RowFields | null {
    if (line.trim() === '') return null;
    if (line.length > lineCharsMax) {
      const message = `A line has at most ${lineCharsMax} characters.`;
      this.#report({ code: 'long-row', message, help: 'JSONL has one target a line.' }, () => this.place(null));
      return null;
    }
    let row: unknown;
    try {
      row = JSON.parse(line);
    } catch {
      const help = 'JSONL has one JSON object a line: {"name": "Acme", "phone": "+13125550101"}.';
      this.#report({ code: 'bad-row', message: 'This line is not JSON.', help }, () => this.place(null));
      return null;
    }
    return fieldsOf(row, {
      renames: this.#renames,
      report: (problem, field) => this.#report(problem, () => this.place(field)),
    });
  }

  lineOf(mark: number): number {
    return mark;
  }

  place(field: string | null): Place {
    const { start, end } = this.#source.lineRange(this.mark);
    const key = field === null ? undefined : ([...this.#renames].find(([, ours]) => ours === field)?.[0] ?? field);
    const at = key === undefined ? -1 : this.#source.text.slice(start, end).indexOf(JSON.stringify(key));
    const range = at < 0 ? { start, end } : { start: start + at, end: start + at + JSON.stringify(key).length };
    return { ...this.#source.place(range), path: field ?? '' };
  }
}
