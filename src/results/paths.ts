/** Where the results of a run stand: beside its mission file. */
import type { RunRecord } from '../run/ports.ts';
import { isSimulated } from '../run/world.ts';

/** Fiction has a name of its own, so that it never replaces fact. Formats are `yaml` and `csv`. */
export function resultsPath(run: Pick<RunRecord, 'file' | 'world'>, format: 'yaml' | 'csv'): string {
  const stem = run.file.replace(/\.ya?ml$/i, '');
  return `${stem}${isSimulated(run.world) ? '.simulated' : ''}.results.${format}`;
}
