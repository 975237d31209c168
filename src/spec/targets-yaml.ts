/** Targets from a YAML file, or from the list in the mission file itself. */
import type { Diagnostic } from './diagnostic.ts';
import { type Path, pathText, SourceText } from './source.ts';
import type { Place } from './target-problems.ts';
import { fieldsOf, type Renames, type ReportProblem, type RowFields, type RowSource } from './target-rows.ts';
import { parseYaml } from './yaml.ts';

/** YAML is read whole and with places: a hundred times slower than CSV. */
export const targetYamlBytesMax = 10 * 2 ** 20;

interface ListOptions {
  readonly rows: readonly unknown[];
  readonly renames: Renames;
  readonly report: ReportProblem;
  /** The place of a row, [3], or of one of its fields, [3, 'phone']. */
  readonly place: (path: Path) => Place;
}

/** Rows that are data already. */
export function listRows(options: ListOptions): RowSource {
  return new ListRows(options);
}

class ListRows implements RowSource {
  readonly header = null;
  readonly written = [];
  readonly #of: ListOptions;
  /** The index of the row at hand. */
  mark = 0;

  constructor(of: ListOptions) {
    this.#of = of;
  }

  lineOf(mark: number): number {
    return this.#of.place([mark]).line;
  }

  each(visit: (fields: RowFields) => boolean): void {
    const { rows, renames, report } = this.#of;
    for (const [index, row] of rows.entries()) {
      this.mark = index;
      const fields = fieldsOf(row, { renames, report: (problem, field) => report(problem, () => this.place(field)) });
      if (fields !== null && !visit(fields)) return;
    }
  }

  place(field: string | null): Place {
    if (field === null) return this.#of.place([this.mark]);
    const key = [...this.#of.renames].find(([, ours]) => ours === field)?.[0] ?? field;
    return this.#of.place([this.mark, key]);
  }
}

/** The list of a YAML file; null where it holds none. `diagnostics` are about its grammar. */
export function readYamlRows(options: {
  readonly text: string;
  readonly file: string;
  readonly renames: Renames;
  readonly report: ReportProblem;
}): { readonly rows: RowSource | null; readonly diagnostics: readonly Diagnostic[] } {
  const { renames, report } = options;
  const source = new SourceText(options);
  const { data, places, diagnostics } = parseYaml(source);
  if (diagnostics.some(({ severity }) => severity === 'error')) return { rows: null, diagnostics };
  const place = (path: Path): Place => ({ ...source.place(places.value(path)), path: pathText(path) });
  if (Array.isArray(data)) return { rows: listRows({ rows: data, renames, report, place }), diagnostics };
  const help = 'Write one target a line: `- { name: Acme, phone: "+13125550101" }`.';
  report({ code: 'no-targets', message: 'This file holds no list of targets.', help }, () => place([]));
  return { rows: null, diagnostics };
}
