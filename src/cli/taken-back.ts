/**
 * Runs that nobody drives, and numbers that may no longer be contacted: what is scheduled for them is taken back by whichever
 * process knows of it first. Where the service was down, the next command tries again.
 */
import { hostname } from 'node:os';
import type { Failure } from '../lib/result.ts';
import { openAttempt } from '../run/contact-state.ts';
import { isRunFinal } from '../run/mission-state.ts';
import type { Lease, RunRecord, Store } from '../run/ports.ts';
import type { Attempt } from '../run/state.ts';
import type { Context } from './context.ts';
import { openDriveLog } from './drive-log.ts';
import { openRunWorld } from './run-world.ts';
import { counted } from './view/event-text.ts';

export interface TakenBack {
  readonly run: string;
  /** Attempts that will not ring. */
  readonly taken: number;
  /** Attempts that ring already, or have. */
  readonly under_way: number;
  /** Attempts that may still ring: the service did not answer, or another process sees to them. */
  readonly pending: number;
  /** Why they are pending. */
  readonly because?: string;
  /** True: another process drives the run and takes them back itself. */
  readonly driven?: true;
}

/** True where something may still ring and nobody sees to it now. */
export function isLeft(done: readonly TakenBack[]): boolean {
  return done.some(({ pending, driven }) => pending > 0 && driven !== true);
}

/** Of every unfinished run but `except`. Nothing is done where nothing is to be taken back. */
export async function takeBack(
  context: Context,
  of: { readonly store: Store; readonly except?: string },
): Promise<readonly TakenBack[]> {
  const { store, except } = of;
  const done: TakenBack[] = [];
  for (const run of store.runs()) {
    if (isRunFinal(run.status) || run.seq === 0 || run.name === except) continue;
    const before = refusedAttempts(store, run.name);
    if (before.every(isUnderWay)) continue;
    const because = await takeBackOf(context, { store, run });
    const after = refusedAttempts(store, run.name);
    const underWay = after.filter(isUnderWay).length;
    const pending = after.length - underWay;
    done.push({
      run: run.name,
      taken: Math.max(0, before.length - after.length),
      under_way: underWay,
      pending,
      ...(pending === 0 ? {} : { because: because?.message ?? 'the service did not take it back' }),
      ...(pending > 0 && because?.code === 'driven' ? { driven: true as const } : {}),
    });
  }
  return done;
}

function refusedAttempts(store: Store, run: string): readonly Attempt[] {
  return store.refusedOpen(run).flatMap((index) => {
    const state = store.contact(run, index);
    const open = state === null ? null : openAttempt(state);
    return open === null ? [] : [open];
  });
}

function isUnderWay({ phase }: Attempt): boolean {
  return phase === 'open';
}

/** Null: done as far as it goes with the service; else why not. */
async function takeBackOf(
  context: Context,
  { store, run }: { readonly store: Store; readonly run: RunRecord },
): Promise<Failure | null> {
  const lease = store.drive(run.name, { pid: process.pid, host: hostname(), since: Date.now() });
  if (!lease.ok) return lease.error;
  try {
    return await takeBackUnder(context, { store, run: store.run(run.name) ?? run, lease: lease.value });
  } finally {
    lease.value.release();
  }
}

/** The run's lock is held. */
async function takeBackUnder(
  context: Context,
  { store, run, lease }: { readonly store: Store; readonly run: RunRecord; readonly lease: Lease },
): Promise<Failure | null> {
  const { log, secrets } = await openDriveLog(context);
  try {
    // Nothing is read here.
    const onModelFailure = (): void => undefined;
    const opened = await openRunWorld(context, { store, run, log, secrets, onModelFailure });
    if (!opened.ok) return opened.error;
    const world = opened.value;
    try {
      const engine = await context.adapters.engine({ store, world, lease });
      const driven = await engine.drive(run.name, { only: 'refused' });
      log.info({ run: run.name, ok: driven.ok }, 'numbers that may not be contacted were taken back');
      if (!driven.ok) return driven.error;
      const { writeResults } = await import('../results/write.ts');
      const written = writeResults(store, run.name);
      if (!written.ok) log.error({ run: run.name, error: written.error }, 'the results were not written');
      return null;
    } finally {
      await world.close();
    }
  } finally {
    log.close();
  }
}

/** What became of it, one line per run. */
export function takenBackLines(done: readonly TakenBack[]): readonly string[] {
  return done.flatMap(({ run, taken, under_way, pending, because, driven }) => [
    ...(taken === 0 ? [] : [`${run}: ${counted(taken, 'scheduled attempt')} ${wasWere(taken)} taken back.`]),
    ...(under_way === 0
      ? []
      : [
          `${run}: ${counted(under_way, 'attempt')} ${under_way === 1 ? 'is' : 'are'} under way and cannot be taken back.`,
        ]),
    ...(pending === 0
      ? []
      : [
          `${run}: ${counted(pending, 'attempt')} may still ring: ${because}.`,
          driven === true
            ? '  That process takes back what has not rung.'
            : '  `mission tick`, `resume` and `optout` try again to take back what has not rung.',
        ]),
  ]);
}

function wasWere(count: number): string {
  return count === 1 ? 'was' : 'were';
}
