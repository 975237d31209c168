/** Where the results of a run stand: beside its mission file. */
import type { RunRecord } from '../run/ports.ts';

/** Fiction has a name of its own, so that it never replaces fact. Formats are `yaml` and `csv`. */
export function resultsPath(run: Pick<RunRecord, 'file' | 'provider'>, format: 'yaml' | 'csv'): string {
  const stem = run.file.replace(/\.ya?ml$/i, '');
  return `${stem}${run.provider === 'simulator' ? '.simulated' : ''}.results.${format}`;
}
