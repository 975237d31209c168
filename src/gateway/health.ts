/**
 * How the voice gateway fares, in a small file beside its log: whoever looks from outside (status, watchdog) reads it. Written at every
 * change and at least every half minute, so that an old one means a process that hangs. It holds no key and nothing that was said.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { minuteMs } from '../lib/time.ts';
import { field } from '../wire/failure.ts';

export type Standing = 'connecting' | 'connected' | 'waiting' | 'ended';

export interface Health {
  readonly pid: number;
  readonly standing: Standing;
  /** When the standing began, ms. */
  readonly since: number;
  /** When the file was written. */
  readonly at: number;
  /** When the service was last heard; null: never. */
  readonly heardAt: number | null;
  /** Why it waits, or how it ended. */
  readonly why: string;
  /** refused, taken-over: it is not to be started again by itself; stopped: somebody wanted it so. */
  readonly end: 'refused' | 'taken-over' | 'stopped' | null;
  readonly service: string;
  readonly agentGateway: string;
}

export const healthEveryMs = 30_000;
/** Four times as long as it should take. */
const staleMs = 2 * minuteMs;

/** What is the matter with a process that lives; null: nothing. */
export function troubleOf(health: Health | null, now: number): 'hangs' | 'deaf' | null {
  if (health === null) return null;
  // A clock that was set back says nothing.
  if (now - health.at > staleMs) return 'hangs';
  const heardAt = Math.max(health.heardAt ?? 0, health.since);
  return health.standing === 'connected' && health.at - heardAt > staleMs ? 'deaf' : null;
}

export function writeHealth(file: string, health: Health): void {
  const aside = `${file}.new`;
  try {
    writeFileSync(aside, `${JSON.stringify(health)}\n`, { mode: 0o600 });
    renameSync(aside, file);
  } catch {
    // Seen from outside as a file that grows old.
  }
}

/** Null: there is none, or none that can be read. */
export function readHealth(file: string): Health | null {
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
  const number = (name: string): number => {
    const value = field(data, name);
    return typeof value === 'number' ? value : 0;
  };
  const text = (name: string): string => {
    const value = field(data, name);
    return typeof value === 'string' ? value : '';
  };
  const standing = (['connecting', 'connected', 'waiting', 'ended'] as const).find((each) => each === text('standing'));
  if (standing === undefined) return null;
  return {
    pid: number('pid'),
    standing,
    since: number('since'),
    at: number('at'),
    heardAt: number('heardAt') === 0 ? null : number('heardAt'),
    why: text('why'),
    end: (['refused', 'taken-over', 'stopped'] as const).find((each) => each === text('end')) ?? null,
    service: text('service'),
    agentGateway: text('agentGateway'),
  };
}
