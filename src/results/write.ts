/**
 * The results files of a run, made from the store alone: the same run gives the same bytes, whoever writes them and when.
 *
 * The caller decides how often: while a run goes on at most once a second, and once at its end.
 */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { fail, ok, type Result } from '../lib/result.ts';
import { isRunFinal } from '../run/mission-state.ts';
import type { RunRecord } from '../run/ports.ts';
import { csvChunks } from './csv.ts';
import { type ResultsDocument, resultsDocument } from './document.ts';
import { replaceFile, type WriteFailure } from './file.ts';
import { type ResultsInput, type ResultsStore, resultsInput } from './input.ts';
import { resultsPath } from './paths.ts';
import { hasRows } from './size.ts';
import { yamlPieces } from './yaml.ts';

export interface Written {
  readonly document: ResultsDocument;
  /** Absolute paths of what was written. */
  readonly files: readonly string[];
  /** The newer run whose results stand there already and were left alone. */
  readonly newer: string | null;
}

export type ResultsFailure =
  | WriteFailure
  | { readonly code: 'no-such-run'; readonly message: string; readonly help: string };

/** The document as it stands in the store, without writing it. Null: no such run. */
export function readResults(store: ResultsStore, run: string): ResultsDocument | null {
  const input = resultsInput(store, run);
  return input === null ? null : resultsDocument(input);
}

/** Writes the files that the mission asks for. The CSV comes with the end of the run. */
export function writeResults(store: ResultsStore, run: string): Result<Written, ResultsFailure> {
  const input = resultsInput(store, run);
  if (input === null)
    return fail({ code: 'no-such-run', message: `There is no run ${run}.`, help: 'See `mission list`.' });
  const document = resultsDocument(input);
  const newer = newerHolder(store, input.run);
  if (newer !== null) return ok({ document, files: [], newer });
  const files: string[] = [];
  for (const file of filesOf(input, document)) {
    const written = replaceFile(file.path, file.pieces);
    if (!written.ok) return written;
    files.push(file.path);
  }
  return ok({ document, files, newer: null });
}

/**
 * Writes again what stands there already of this run, and nothing where there is nothing: for whoever changed the store under
 * it. Returns the files.
 */
export function rewriteResults(store: ResultsStore, run: string): Result<readonly string[], ResultsFailure> {
  const record = store.run(run);
  if (record === null) return ok([]);
  const [yaml, csv] = [resultsPath(record, 'yaml'), resultsPath(record, 'csv')];
  const stands = existsSync(yaml) ? runNamedIn(yaml) === run : existsSync(csv);
  if (!stands) return ok([]);
  const written = writeResults(store, run);
  return written.ok ? ok(written.value.files) : written;
}

interface ResultsFile {
  readonly path: string;
  readonly pieces: Iterable<string>;
}

function filesOf(input: ResultsInput, document: ResultsDocument): readonly ResultsFile[] {
  const { run, source, mission } = input;
  const { formats } = source.spec.results;
  const large = !hasRows(mission);
  const csv = isRunFinal(mission.status) && (large || formats.includes('csv'));
  return [
    ...(large || formats.includes('yaml') ? [{ path: resultsPath(run, 'yaml'), pieces: yamlPieces(document) }] : []),
    ...(csv ? [{ path: resultsPath(run, 'csv'), pieces: csvChunks(input) }] : []),
  ];
}

/**
 * A newer run of the same file, where its results must be left alone: they stand there already, or it is under way and will
 * write them any moment.
 */
function newerHolder(store: ResultsStore, run: RunRecord): string | null {
  const path = resultsPath(run, 'yaml');
  const runs = store.runs();
  const at = runs.findIndex((one) => one.name === run.name);
  const newer = runs.slice(at + 1).filter((one) => resultsPath(one, 'yaml') === path);
  if (newer.length === 0 || !(existsSync(path) || existsSync(resultsPath(run, 'csv')))) return null;
  const named = runNamedIn(path);
  const holder = newer.find((one) => one.name === named) ?? newer.findLast((one) => !isRunFinal(one.status));
  return holder?.name ?? null;
}

const headBytes = 4_096;

/** The run that a results file names near its top; null where it names none. */
function runNamedIn(path: string): string | null {
  if (!existsSync(path)) return null;
  const descriptor = openSync(path, 'r');
  try {
    const head = Buffer.alloc(headBytes);
    const length = readSync(descriptor, head, 0, headBytes, 0);
    return /^run: "?([^"\s]+)"?$/m.exec(head.toString('utf8', 0, length))?.[1] ?? null;
  } finally {
    closeSync(descriptor);
  }
}
