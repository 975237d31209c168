/** What is wrong with a list of targets: the first few of each severity, and the count of the rest. */
import type { Diagnostic } from './diagnostic.ts';

/** Where something stands, and how a reader of the document would name the place. */
export type Place = Pick<Diagnostic, 'file' | 'line' | 'column' | 'path' | 'excerpt' | 'length'>;

export interface Problem {
  readonly code: string;
  readonly severity?: Diagnostic['severity'];
  readonly message: string;
  /** A function where finding it takes long: it is called only where the problem is shown. */
  readonly help: string | (() => string);
}

/** A file may have a million bad rows: nobody reads more than these. */
export const errorsShownMax = 20;
const warningsShownMax = 5;

export class Problems {
  readonly #shown: Diagnostic[] = [];
  #errors = 0;
  #warnings = 0;

  /** `place` is asked only where the problem is shown. */
  add(problem: Problem, place: () => Place): void {
    const { code, severity = 'error', message, help } = problem;
    if (severity === 'error') this.#errors += 1;
    else this.#warnings += 1;
    const shown = severity === 'error' ? this.#errors <= errorsShownMax : this.#warnings <= warningsShownMax;
    if (!shown) return;
    this.#shown.push({ code, severity, message, help: typeof help === 'string' ? help : help(), ...place() });
  }

  get errors(): number {
    return this.#errors;
  }

  get shown(): readonly Diagnostic[] {
    return this.#shown;
  }

  /** How many are not shown. */
  get more(): number {
    return this.#errors + this.#warnings - this.#shown.length;
  }
}
