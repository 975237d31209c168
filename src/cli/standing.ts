/** Where a run stands: what `list` and `status` tell, as data. */
import { relative } from 'node:path';
import { type Instant, isoInstant } from '../lib/time.ts';
import type { RunStatus } from '../run/events.ts';
import { isRunFinal } from '../run/mission-state.ts';
import type { RunRecord, Store } from '../run/ports.ts';
import type { GateState, StepState } from '../run/state.ts';

export interface ListEntry {
  readonly run: string;
  readonly mission: string;
  /** Relative to the current folder. */
  readonly file: string;
  readonly status: RunStatus;
  readonly reason?: string;
  readonly step: string | null;
  readonly started: string;
  readonly wake?: string;
  /** Of a run that has not ended: whether a process carries it on. */
  readonly driven?: boolean;
}

export interface Standing extends ListEntry {
  readonly steps: readonly { readonly id: string; readonly status: string; readonly note?: string }[];
  readonly totals: { readonly attempts: number; readonly minutes: number; readonly cost: string };
  readonly gates: readonly GateEntry[];
  /** How many contacts stand in each status. */
  readonly contacts: Readonly<Record<string, number>>;
}

interface GateEntry {
  readonly id: string;
  readonly status: string;
  readonly question?: string;
  /** The hash of what was asked. */
  readonly asked?: string;
  readonly expires?: string;
  readonly by?: string;
}

export function listEntry(record: RunRecord, of: { readonly store: Store; readonly cwd: string }): ListEntry {
  const wake = wakeOf(record);
  return {
    run: record.name,
    mission: record.missionName,
    file: relative(of.cwd, record.file),
    status: record.status,
    ...(record.reason === null ? {} : { reason: record.reason }),
    step: record.step,
    started: isoInstant(record.startedAt),
    ...(wake === null ? {} : { wake: isoInstant(wake) }),
    ...(isRunFinal(record.status) ? {} : { driven: of.store.isDriven(record.name) }),
  };
}

/** A pause ends with `mission resume` alone: nothing wakes it. */
export function wakeOf({ reason, wakeAt }: Pick<RunRecord, 'reason' | 'wakeAt'>): Instant | null {
  return reason === 'paused' ? null : wakeAt;
}

export function standing(record: RunRecord, of: { readonly store: Store; readonly cwd: string }): Standing {
  const mission = of.store.mission(record.name);
  const totals = mission?.totals ?? { attempts: 0, minutes: 0, cost: 0 };
  const { currency } = of.store.source(record.name).spec.rates;
  return {
    ...listEntry(record, of),
    steps: (mission?.steps ?? []).map(stepEntry),
    totals: {
      attempts: totals.attempts,
      minutes: Math.round(totals.minutes * 10) / 10,
      cost: `${(Math.round(totals.cost * 100) / 100).toFixed(2)} ${currency}`,
    },
    gates: Object.entries(mission?.gates ?? {}).map(([id, gate]) => gateEntry(id, gate)),
    contacts: of.store.contactCounts(record.name),
  };
}

function stepEntry({ id, status, note }: StepState): Standing['steps'][number] {
  return { id, status, ...(note === undefined ? {} : { note }) };
}

function gateEntry(id: string, gate: GateState): GateEntry {
  return {
    id,
    status: gate.status,
    ...(gate.question === undefined ? {} : { question: gate.question }),
    ...(gate.hash === undefined ? {} : { asked: gate.hash }),
    ...(gate.expiresAt === undefined ? {} : { expires: isoInstant(gate.expiresAt) }),
    ...(gate.by === undefined ? {} : { by: gate.by }),
  };
}

/** `waiting (gate)`; a run that goes on only in name, because no process drives it, is `stopped`. */
export function statusWord(run: {
  readonly status: string;
  readonly reason?: string | null;
  readonly driven?: boolean;
}): string {
  const { status, reason, driven } = run;
  if (driven === false && (status === 'running' || status === 'pending')) return 'stopped';
  return reason === undefined || reason === null ? status : `${status} (${reason})`;
}

/** What the closing block calls a run. */
export function closingWord(store: Store, { name, status }: RunRecord): string {
  return statusWord({ status, driven: isRunFinal(status) || store.isDriven(name) });
}
