/** Gathers what is wrong with one file. */
import type { Diagnostic } from './diagnostic.ts';
import { type Path, pathText, type Range, type SourceText } from './source.ts';

export interface Finding {
  readonly code: string;
  /** Absent: an error. */
  readonly severity?: Diagnostic['severity'];
  readonly range: Range;
  readonly path?: Path;
  readonly message: string;
  readonly help: string;
}

/** More problems of one file than these are counted, not listed: nobody reads them, and each holds memory. */
export const diagnosticsMax = 200;

export class Report {
  readonly source: SourceText;
  readonly #found: Diagnostic[] = [];
  #more = 0;

  constructor(source: SourceText) {
    this.source = source;
  }

  add(finding: Finding): void {
    if (this.#found.length >= diagnosticsMax) {
      this.#more += 1;
      return;
    }
    const { code, severity = 'error', range, path = [], message, help } = finding;
    this.#found.push({ code, severity, path: pathText(path), message, help, ...this.source.place(range) });
  }

  /** In the order of the file. */
  diagnostics(): readonly Diagnostic[] {
    const sorted = this.#found.toSorted((a, b) => a.line - b.line || a.column - b.column);
    if (this.#more === 0) return sorted;
    const message = `There are ${this.#more} more problems in this file.`;
    const help = 'Mend these first.';
    const last = sorted.at(-1);
    const place = { file: this.source.file, line: last?.line ?? 1, column: last?.column ?? 1 };
    return [...sorted, { code: 'more-problems', severity: 'error', path: '', message, help, ...place }];
  }
}
