/** The targets of a mission file: its own list, or the file that it names. */
import { relative } from 'node:path';
import type { Diagnostic } from './diagnostic.ts';
import type { Draft, MissionDraft } from './draft.ts';
import type { TargetSource } from './generated/mission-file.ts';
import type { CheckFile } from './load-options.ts';
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
  /** What is wrong in the mission file itself, and in the file of targets. */
  readonly inFile: readonly Diagnostic[];
  readonly elsewhere: readonly Diagnostic[];
}

const none: TargetsRead = { targets: [], leftOut: [], columns: [], names: null, inFile: [], elsewhere: [] };

export interface LoadTargets extends Pick<CheckFile, 'file' | 'within' | 'options' | 'source'> {
  readonly draft: MissionDraft;
  readonly places: YamlPlaces;
  readonly broken: BrokenParts;
  readonly skip: boolean;
}

export async function loadTargets(of: LoadTargets): Promise<TargetsRead> {
  const { draft, skip, file, within, options } = of;
  const source = sourceOf(draft);
  if (source?.from === undefined || skip) return none;
  const { from, types, columns, defaults, invalid = 'error', duplicates = 'error' } = source;
  const rows = typeof from === 'string' ? null : readableRows(of, from);
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
    place: (path) => placeOf(of, rows === null ? path : rows.path(path)),
  });
  return sorted(of, { read, complete: rows === null || rows.complete });
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
  /** False: rows were left out that the schema finds fault with. */
  readonly complete: boolean;
  /** A path below the list that was read, as it stands in the file. */
  path(path: Path): Path;
}

/** What is wrong with a row's shape was said already. */
function readableRows({ draft, broken }: LoadTargets, rows: readonly unknown[]): Rows {
  const list: Path = Array.isArray(draft.targets) ? ['targets'] : ['targets', 'from'];
  const kept = broken.touches(list)
    ? rows.flatMap((row, index) => (broken.touches([...list, index]) ? [] : [{ row, index }]))
    : rows.map((row, index) => ({ row, index }));
  return {
    rows: kept.map(({ row }) => row),
    complete: kept.length === rows.length,
    path: ([first, ...rest]) => {
      if (typeof first !== 'number') return ['targets', ...(first === undefined ? [] : [first]), ...rest];
      return [...list, kept[first]?.index ?? first, ...rest];
    },
  };
}

function placeOf({ places, source }: LoadTargets, path: Path): Place {
  const full: Path = path[0] === 'targets' ? path : ['targets', ...path];
  return { ...source.place(places.value(full)), path: pathText(full) };
}

function sorted(
  { options, source, places }: LoadTargets,
  of: { readonly read: ReadTargets; readonly complete: boolean },
): TargetsRead {
  const { targets, leftOut, columns, diagnostics, more } = of.read;
  const inFile = diagnostics.filter(({ file }) => file === options.file);
  const elsewhere = diagnostics.filter(({ file }) => file !== options.file);
  const place = { ...source.place(places.value(['targets', 'from'])), path: 'targets' };
  const message = `There are ${more} more problems in the targets.`;
  const rest: Diagnostic = { code: 'more-problems', severity: 'error', message, help: 'Mend these first.', ...place };
  const errors = diagnostics.some(({ severity }) => severity === 'error');
  const unread = columns.length === 0 || (!of.complete && errors);
  const names = unread ? null : Object.fromEntries(columns.map(({ name, type }) => [name, type]));
  return {
    targets,
    leftOut,
    columns,
    names,
    inFile,
    elsewhere: more === 0 ? elsewhere : [...elsewhere, { ...rest, severity: errors ? 'error' : 'warning' }],
  };
}
