/** Who has a run in hand, as failures tell it. */
import { isoInstant } from '../lib/time.ts';
import type { RunRecord, StoreFailure } from '../run/ports.ts';

function whoDrives(record: RunRecord | null): string {
  const driver = record?.driver ?? null;
  return driver === null
    ? 'another process'
    : `process ${driver.pid} on ${driver.host} since ${isoInstant(driver.since)}`;
}

export function drivenBy(record: RunRecord | null, run: string): StoreFailure {
  return {
    code: 'driven',
    message: `${run} is driven by ${whoDrives(record)}`,
    help: `Follow it with \`mission logs ${run} -f\`, or end that process and resume the run.`,
  };
}

export function superseded(record: RunRecord | null, run: string): StoreFailure {
  return {
    code: 'superseded',
    message: `${run} has been taken over by ${whoDrives(record)}`,
    help: 'This process stores nothing more of it.',
  };
}
