/** Where a voice gateway keeps what others look at: in the folder that it is started in. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Health, readHealth, writeHealth } from '../../../gateway/health.ts';
import { isFileLocked } from '../../../lib/file-lock.ts';

export interface Places {
  readonly folder: string;
  readonly pidFile: string;
  readonly logFile: string;
  readonly watchdogLog: string;
  readonly healthFile: string;
  /** Held while one runs: a process number alone may be another's by now. */
  readonly lockFile: string;
}

export function placesIn(folder: string): Places {
  return {
    folder,
    pidFile: join(folder, '.connect.pid'),
    logFile: join(folder, '.connect.log'),
    watchdogLog: join(folder, '.watchdog.log'),
    healthFile: join(folder, '.connect.json'),
    lockFile: join(folder, '.connect.lock'),
  };
}

/** The process that runs here; null: none does. Throws what the system says. */
export function runningPid(places: Places): number | null {
  return isFileLocked(places.lockFile) ? (pidOf(places) ?? 0) : null;
}

export function writePid({ pidFile }: Places): void {
  writeFileSync(pidFile, `${process.pid}\n`);
}

/** Whoever wrote it: nobody runs here any more. */
export function removePid({ pidFile }: Places): void {
  rmSync(pidFile, { force: true });
}

/** So that the watchdog leaves it alone. */
export function markStopped({ healthFile }: Places, now: number): void {
  const nothing = { pid: 0, since: now, heardAt: null, service: '', agentGateway: '' } as const;
  const last: Health = readHealth(healthFile) ?? { ...nothing, standing: 'ended', at: now, why: '', end: null };
  writeHealth(healthFile, { ...last, standing: 'ended', since: now, at: now, why: 'stopped', end: 'stopped' });
}

function pidOf({ pidFile }: Places): number | null {
  try {
    const text = readFileSync(pidFile, 'utf8').trim();
    return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : null;
  } catch {
    return null;
  }
}
