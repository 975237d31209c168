/** A located problem in a mission file or one of the files that it names. */
export interface Diagnostic {
  /** Stable, kebab-case: `unknown-key`, `bad-duration`. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** As the user named it, or relative to the current folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
  /** Where in the document, `rubric.criteria[0].score`; '' for the whole. */
  readonly path: string;
  /** What is wrong, as a sentence. */
  readonly message: string;
  /** What to do, as a sentence; suggestions ("did you mean") included. */
  readonly help: string;
  /** The source line, for the excerpt; `length` characters from the column are marked. */
  readonly excerpt?: string;
  readonly length?: number;
}
