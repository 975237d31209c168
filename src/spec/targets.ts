/** The targets of a mission: from a file, or from the list in the mission file. */
import { extname } from 'node:path';
import { didYouMean } from '../lib/suggest.ts';
import type { Diagnostic } from './diagnostic.ts';
import { zonesOf } from './phone-zones.ts';
import { readTextFile } from './read-file.ts';
import type { Path } from './source.ts';
import type { Fields, LeftOut, Target } from './spec.ts';
import { type CellType, defaultProblem } from './target-cells.ts';
import { type Column, Columns } from './target-columns.ts';
import { type Place, type Problem, Problems } from './target-problems.ts';
import { TargetReader } from './target-reader.ts';
import {
  columnProblem,
  type Renames,
  type ReportProblem,
  type RowSource,
  rowsMax,
  tooManyRows,
} from './target-rows.ts';
import { listRows, readYamlRows, targetYamlBytesMax } from './targets-yaml.ts';

export const targetFileBytesMax = 256 * 2 ** 20;

export interface ReadTargetsOptions {
  /** A CSV (.csv, .tsv, .txt), JSONL (.jsonl, .ndjson) or YAML (.yaml, .yml) file, absolute, or the rows themselves. */
  readonly from: string | readonly unknown[];
  /** The folder that the file must lie in, links followed; null: anywhere. */
  readonly within: string | null;
  /** How diagnostics call the target file. */
  readonly displayFile: string;
  /** Our names and the headers they stand for: { name: 'Company' }. */
  readonly columns?: Readonly<Record<string, string>>;
  readonly types?: Readonly<Record<string, CellType>>;
  readonly defaults?: Fields;
  readonly invalid: 'error' | 'skip';
  readonly duplicates: 'error' | 'first';
  /** Whether a contact rule asks in which state of the US a target is. */
  readonly states?: boolean;
  /** `targets` is a list alone: there is no place for `invalid` and `duplicates`. */
  readonly isPlainList?: boolean;
  /** Places in the mission file, below `targets`: ['columns', 'phone'], or of the list's rows [3, 'phone']. */
  readonly place: (path: Path) => Place;
}

export interface ReadTargets {
  readonly targets: readonly Target[];
  readonly leftOut: readonly LeftOut[];
  /** Every field that any target has, or that the header names; what templates and expressions may read as `target`. */
  readonly columns: readonly Column[];
  readonly diagnostics: readonly Diagnostic[];
  /** How many problems there are beyond those listed. */
  readonly more: number;
}

/** Reads and checks all rows; never throws for what a file holds. With errors among the diagnostics the targets are incomplete. */
export async function readTargets(options: ReadTargetsOptions): Promise<ReadTargets> {
  const problems = new Problems();
  const report: ReportProblem = (problem, place) => problems.add(problem, place);
  const renames: Renames = new Map(
    Object.entries(options.columns ?? {}).map(([ours, theirs]) => [theirs.trim(), ours]),
  );
  const opened = await openSource(options, { renames, report });
  const { source } = opened;
  const result = (reader: TargetReader | null, columns: readonly Column[]): ReadTargets => ({
    targets: reader?.targets ?? [],
    leftOut: reader?.leftOut ?? [],
    columns,
    diagnostics: [...opened.diagnostics, ...problems.shown],
    more: problems.more,
  });
  if (source === null || reportColumns(options, { source, report })) return result(null, []);
  const reader = new TargetReader({
    types: options.types ?? {},
    defaults: goodDefaults(options, report),
    invalid: options.invalid,
    duplicates: options.duplicates,
    isPlainList: options.isPlainList === true,
    zonesOf,
    states: options.states === true,
    problems,
    source,
  });
  const columns = new Columns(source, options);
  source.each((fields) => {
    reader.read(fields);
    columns.see(fields);
    return reader.rows < rowsMax || reportTooMany(report, source);
  });
  if (reader.rows === 0 && problems.errors === 0)
    report(noTargets, () => options.place(typeof options.from === 'string' ? ['from'] : []));
  return result(reader, columns.list());
}

/** A wrong default is reported once, not for every row. */
function goodDefaults(options: ReadTargetsOptions, report: ReportProblem): Fields {
  const entries = Object.entries(options.defaults ?? {}).filter(([name, value]) => {
    const problem = value === null ? null : (columnProblem(name) ?? defaultProblem(name, value));
    if (problem !== null) report(problem, () => options.place(['defaults', name]));
    return problem === null;
  });
  return Object.fromEntries(entries);
}

const noTargets: Problem = { code: 'no-targets', message: 'There is no target.', help: 'List somebody to reach.' };

function reportTooMany(report: ReportProblem, source: RowSource): false {
  report(tooManyRows, () => source.place(null));
  return false;
}

interface Opened {
  readonly source: RowSource | null;
  readonly diagnostics: readonly Diagnostic[];
}

async function openSource(
  options: ReadTargetsOptions,
  tools: { readonly renames: Renames; readonly report: ReportProblem },
): Promise<Opened> {
  const { from, place } = options;
  if (typeof from !== 'string') return { source: listRows({ ...tools, rows: from, place }), diagnostics: [] };
  const format = formats.get(extname(from).toLowerCase());
  if (format === undefined) {
    const help = `Name it ${[...formats.keys()].join(', ')}.`;
    const message = `The name ${options.displayFile} does not tell what is in the file.`;
    tools.report({ code: 'unknown-format', message, help }, () => place(['from']));
    return { source: null, diagnostics: [] };
  }
  const bytesMax = format === 'yaml' ? targetYamlBytesMax : targetFileBytesMax;
  const read = await readTextFile({ path: from, shown: options.displayFile, within: options.within, bytesMax });
  if (!read.ok) {
    const { at, ...problem } = read.error;
    const there = at === undefined ? null : { file: options.displayFile, path: '', ...at };
    tools.report(problem, () => there ?? place(['from']));
    return { source: null, diagnostics: [] };
  }
  return openText({ ...tools, format, file: options.displayFile, text: read.value.text });
}

type Format = 'csv' | 'jsonl' | 'yaml';
const formats: ReadonlyMap<string, Format> = new Map([
  ['.csv', 'csv'],
  ['.tsv', 'csv'],
  ['.txt', 'csv'],
  ['.jsonl', 'jsonl'],
  ['.ndjson', 'jsonl'],
  ['.yaml', 'yaml'],
  ['.yml', 'yaml'],
]);

async function openText(of: {
  readonly format: Format;
  readonly file: string;
  readonly text: string;
  readonly renames: Renames;
  readonly report: ReportProblem;
}): Promise<Opened> {
  const nul = of.text.indexOf('\0');
  if (nul >= 0) {
    const line = of.text.slice(0, nul).split('\n').length;
    const problem = {
      code: 'binary-file',
      message: `${of.file} is not a text file.`,
      help: 'Save it as CSV, JSONL or YAML.',
    };
    of.report(problem, () => ({ file: of.file, line, column: 1, path: '' }));
    return { source: null, diagnostics: [] };
  }
  if (of.format === 'yaml') {
    const { rows, diagnostics } = readYamlRows(of);
    return { source: rows, diagnostics };
  }
  // The library for CSV is loaded where there is one.
  if (of.format === 'csv') return { source: (await import('./targets-csv.ts')).readCsv(of), diagnostics: [] };
  return { source: (await import('./targets-jsonl.ts')).readJsonl(of), diagnostics: [] };
}

const wanted = ['name', 'phone'] as const;
/** What headers call a phone number. */
const headerWords: Readonly<Record<string, readonly string[]>> = {
  phone: ['tel', 'telephone', 'mobile', 'cell', 'number', 'phone number', 'phone_number'],
  name: ['company', 'business', 'full name', 'contact', 'customer'],
};

/** Columns that the mission file names and the header lacks. True: without them no row can be read. */
function reportColumns(
  options: ReadTargetsOptions,
  of: { readonly source: RowSource; readonly report: ReportProblem },
): boolean {
  const { source, report } = of;
  const { columns = {}, types = {}, defaults = {}, place } = options;
  for (const part of ['columns', 'types'] as const) {
    for (const name of Object.keys(options[part] ?? {})) {
      const problem = columnProblem(name);
      if (problem !== null) report(problem, () => place([part, name]));
    }
  }
  if (source.header === null) return false;
  const header = new Set(source.header);
  const written = new Set(source.written);
  let missing = false;
  for (const [ours, theirs] of Object.entries(columns)) {
    if (header.has(ours)) continue;
    missing = true;
    const help = didYouMean(theirs, written) ?? `There is ${listed(written)}.`;
    report({ code: 'unknown-column', message: `The file has no column \`${theirs}\`.`, help }, () =>
      place(['columns', ours]),
    );
  }
  for (const name of Object.keys(types)) {
    if (header.has(name) || Object.hasOwn(defaults, name)) continue;
    const help = didYouMean(name, header) ?? `There is ${listed(header)}.`;
    report({ code: 'unknown-column', message: `The file has no column \`${name}\`.`, help }, () =>
      place(['types', name]),
    );
  }
  for (const name of wanted) {
    if (header.has(name) || Object.hasOwn(columns, name) || Object.hasOwn(defaults, name)) continue;
    missing = true;
    const near = [...written].find(
      (one) => headerWords[name]?.includes(one.toLowerCase()) || one.toLowerCase() === name,
    );
    const help = `Name the column in \`targets.columns\`: { ${name}: ${near ?? '…'} }. There is ${listed(written)}.`;
    report({ code: 'missing-column', message: `The file has no column \`${name}\`.`, help }, () => source.place(null));
  }
  return missing;
}

const namesShownMax = 12;

function listed(names: ReadonlySet<string>): string {
  const shown = [...names].slice(0, namesShownMax).join(', ');
  return names.size > namesShownMax ? `${shown} and ${names.size - namesShownMax} more` : shown;
}
