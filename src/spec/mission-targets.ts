/** The targets of a mission file: its own list, or the file that it names. */
import { relative } from 'node:path';
import type { Diagnostic } from './diagnostic.ts';
import type { Draft, MissionDraft } from './draft.ts';
import type { TargetSource } from './generated/mission-file.ts';
import type { CheckFile } from './load-options.ts';
import { type MissionRules, needsStates } from './mission-rules.ts';
import { besideFile } from './read-file.ts';
import type { BrokenParts } from './schema-check.ts';
import type { ScopeNames } from './scope.ts';
import { type Path, pathText } from './source.ts';
import type { Fields } from './spec.ts';
import type { Place } from './target-problems.ts';
import type { ReadTargets } from './targets.ts';
import type { YamlPlaces } from './yaml-places.ts';

export interface TargetsRead extends Pick<ReadTargets, 'targets' | 'leftOut' | 'columns'> {
  /** Null where the columns are not known. */
  readonly names: ScopeNames | null;
  /** No target is missing from the list for being wrong. */
  readonly complete: boolean;
  /** What is wrong in the mission file itself, and in the file of targets. */
  readonly inFile: readonly Diagnostic[];
  readonly elsewhere: readonly Diagnostic[];
}

const none: TargetsRead = {
  targets: [],
  leftOut: [],
  columns: [],
  names: null,
  complete: false,
  inFile: [],
  elsewhere: [],
};

export interface LoadTargets extends Pick<CheckFile, 'file' | 'within' | 'options' | 'source'> {
  readonly draft: MissionDraft;
  readonly places: YamlPlaces;
  readonly broken: BrokenParts;
  readonly rules: MissionRules;
  readonly skip: boolean;
}

export async function loadTargets(of: LoadTargets): Promise<TargetsRead> {
  const { draft, skip, file, within, options } = of;
  const source = sourceOf(draft);
  if (source?.from === undefined || skip) return none;
  const { from, types, columns, defaults, invalid = 'error', duplicates = 'error' } = source;
  const rows = typeof from === 'string' ? null : listedRows(of, from);
  const { readTargets } = await import('./targets.ts');
  const absolute = typeof from === 'string' ? besideFile(file, from) : file;
  const read = await readTargets({
    from: rows === null ? absolute : rows.rows,
    within,
    displayFile: relative(options.cwd, absolute),
    ...(columns === undefined ? {} : { columns: known(columns) }),
    ...(types === undefined ? {} : { types: known(types) }),
    ...(defaults === undefined ? {} : { defaults: known(defaults) as Fields }),
    invalid,
    duplicates,
    states: needsStates(of.rules.all),
    isPlainList: Array.isArray(draft.targets),
    place: (path) => placeOf(of, rows === null ? path : rows.path(path)),
  });
  return sorted(of, { read, rows });
}

/** The list in the file is a source with nothing said besides. */
function sourceOf({ targets }: MissionDraft): Draft<TargetSource> | undefined {
  if (targets === undefined) return undefined;
  return Array.isArray(targets) ? { from: targets } : (targets as Draft<TargetSource>);
}

/** Members that were wrong are gone. */
function known<Value>(members: Readonly<Record<string, Value | undefined>>): Readonly<Record<string, Value>> {
  const entries = Object.entries(members).filter((entry): entry is [string, Value] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}

interface Rows {
  readonly rows: readonly unknown[];
  /** A path below the list that was read, as it stands in the file. */
  path(path: Path): Path;
  /** Whether the row has parts of the wrong shape: what it lacks now was there. */
  isBroken(row: number): boolean;
  readonly list: Path;
}

function listedRows({ draft, broken }: LoadTargets, rows: readonly unknown[]): Rows {
  const list: Path = Array.isArray(draft.targets) ? ['targets'] : ['targets', 'from'];
  const faulty = broken.touches(list);
  const kept = rows.flatMap((_, index) => (faulty && broken.has([...list, index]) ? [] : [index]));
  return {
    list,
    rows: kept.map((index) => rows[index]),
    path: ([first, ...rest]) => {
      if (typeof first !== 'number') return ['targets', ...(first === undefined ? [] : [first]), ...rest];
      return [...list, kept[first] ?? first, ...rest];
    },
    isBroken: (index) => faulty && broken.touches([...list, index]),
  };
}

function placeOf({ places, source }: LoadTargets, path: Path): Place {
  const full: Path = path[0] === 'targets' ? path : ['targets', ...path];
  return { ...source.place(places.value(full)), path: pathText(full) };
}

function sorted(of: LoadTargets, found: { readonly read: ReadTargets; readonly rows: Rows | null }): TargetsRead {
  const { options, source, places } = of;
  const { targets, leftOut, columns, diagnostics, more } = found.read;
  const inFile = diagnostics.filter(
    (each) => each.file === options.file && !isEcho(of, { rows: found.rows, path: each.path }),
  );
  const elsewhere = diagnostics.filter(({ file }) => file !== options.file);
  const errors = diagnostics.some(({ severity }) => severity === 'error');
  const rest: Diagnostic = {
    code: 'more-problems',
    severity: errors ? 'error' : 'warning',
    message: `There are ${more} more problems in the targets.`,
    help: 'Mend these first.',
    ...source.place(places.value(['targets', 'from'])),
    path: 'targets',
  };
  return {
    targets,
    leftOut,
    columns,
    names: columns.length === 0 ? null : Object.fromEntries(columns.map(({ name, type }) => [name, type])),
    complete: !errors && !of.broken.touches(['targets']),
    inFile,
    elsewhere: more === 0 ? elsewhere : [...elsewhere, rest],
  };
}

/** What is wrong with a row's shape was said already; so was what it lacks for that. */
function isEcho({ broken }: LoadTargets, of: { readonly rows: Rows | null; readonly path: string }): boolean {
  if (of.rows === null) return false;
  const { list, isBroken } = of.rows;
  if (of.path === pathText(list)) return broken.touches(list);
  const row = /^\[(\d+)\](.*)$/.exec(of.path.slice(pathText(list).length));
  if (row === null || !of.path.startsWith(pathText(list))) return false;
  const [, index = '', key = ''] = row;
  if (!isBroken(Number(index))) return false;
  return broken.has([...list, Number(index), key.replace(/^\./, '')]);
}
