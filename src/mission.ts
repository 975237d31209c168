/**
 * The whole flow on one screen:
 *
 *     load (what the user wrote) → plan (what will happen) → run (what is happening) → results (what it meant)
 *
 * Adapters come from outside; cli/main.ts builds them.
 */
import { sha256 } from './lib/hash.ts';
import { fail, ok, type Result } from './lib/result.ts';
import { dayMs, type Instant, secondMs } from './lib/time.ts';
import type { CompiledMission } from './plan/compile.ts';
import { type Explanation, explainTarget } from './plan/explain.ts';
import { deadlineOf, type Planned, planMission } from './plan/plan.ts';
import type { Memory } from './plan/slots.ts';
import { storePlan } from './plan/stored.ts';
import { type Written, writeResults } from './results/write.ts';
import { missionContext } from './run/contexts.ts';
import { freshMission, isRunFinal } from './run/mission-state.ts';
import type { DriveOptions, Drove, Engine, NewRun, RunRecord, RunSource, Store, StoreFailure } from './run/ports.ts';
import { simulatedWorldPrefix } from './run/world.ts';
import type { LoadedMission } from './spec/load.ts';
import type { LeftOut, Spec, Target } from './spec/spec.ts';

export { loadMission as load } from './spec/load.ts';

/** What will happen. Pure but for the clock and what the workspace remembers of numbers. */
export function plan(
  loaded: LoadedMission,
  from: {
    readonly store: Store | null;
    readonly now: Instant;
    /** The world of a mission that a service carries out; absent: the real one. */
    readonly world?: string;
  },
): Planned {
  const { spec, targets, leftOut, holidays } = loaded;
  const now = startOf(spec, from.now);
  const memory = memoryOf(from.store, {
    spec,
    now,
    listed: loaded.doNotContact,
    ...(from.world === undefined ? {} : { world: from.world }),
  });
  return planMission({ spec, targets, leftOut, holidays, now, memory });
}

/** Where a simulated mission's clock begins; a real one's is the machine's. */
export function startOf(spec: Spec, now: Instant): Instant {
  if (spec.provider !== 'simulator') return now;
  return spec.simulate.from ?? spec.rounds[0].schedule.start ?? now - (now % secondMs);
}

/** Simulated runs are each a world of their own: nothing happened there before but what is real. */
function memoryOf(
  store: Store | null,
  of: {
    readonly spec: Spec;
    readonly now: Instant;
    readonly run?: RunRecord | undefined;
    readonly world?: string;
    /** Numbers that the configuration lists; the store may not have heard of them. */
    readonly listed: ReadonlySet<string>;
  },
): Memory {
  const { spec, now, run, listed } = of;
  if (store === null)
    return {
      attempts: () => [],
      optedOut: () => false,
      doNotContact: (number) => listed.has(number),
      reached: () => false,
    };
  const world = run?.world ?? (spec.provider === 'simulator' ? simulatedWorldPrefix : (of.world ?? spec.provider));
  const reached = store.reachedSince({ slug: spec.slug, world, since: now - spec.againAfterMs });
  // Of most numbers the store has heard nothing, and says so quickly.
  const refusal = (number: string) => (store.optedOut({ number, world }) ? store.refusal({ number, world }) : null);
  return {
    attempts: (number) => store.attempts({ number, world, after: now - dayMs, until: now + dayMs }),
    optedOut: (number) => refusal(number) === 'opt-out',
    doNotContact: (number) => listed.has(number) || refusal(number) === 'do-not-contact',
    reached: (number) => spec.againAfterMs > 0 && reached.has(number),
  };
}

export interface ExplainOptions {
  readonly store: Store | null;
  readonly compiled: CompiledMission;
  readonly target: Target;
  readonly now: Instant;
  /** An unfinished run of the mission: its attempts and its start count. */
  readonly run?: RunRecord | undefined;
  /** False: no mission is asked about, only a number. */
  readonly bounded: boolean;
  readonly warnings: ReadonlyMap<string, string>;
  /** Numbers that the configuration lists. */
  readonly listed: ReadonlySet<string>;
}

/** What the contact rules say of a target, round by round. Pure but for what the workspace remembers of the number. */
export function explain(options: ExplainOptions): readonly Explanation[] {
  const { store, compiled, now, run, bounded, listed, ...asked } = options;
  const memory = memoryOf(store, { spec: compiled.spec, now, run, listed });
  const rounds = compiled.act === null ? compiled.rounds : [...compiled.rounds, compiled.act];
  return rounds.map((round) => {
    const begun = run?.startedAt ?? now;
    const start = Math.max(begun, round.spec.schedule.start ?? begun);
    const bounds = bounded ? { start, deadline: deadlineOf(round.spec.schedule, start) } : null;
    return explainTarget({ ...asked, compiled, round, now, bounds, memory });
  });
}

export interface StartOptions {
  readonly store: Store;
  readonly loaded: LoadedMission;
  readonly planned: Planned;
  readonly now: Instant;
  /** Gates approved with `--approve`. */
  readonly approve: readonly string[];
  /** The world of a mission that a service carries out; absent: the real one. */
  readonly world?: string;
  /** 32 hex digits; where the run's id of a real run comes from. */
  readonly randomId: () => string;
}

/** Makes the run, with its own copy of everything that it will read. */
export function start(options: StartOptions): RunRecord {
  return options.store.createRun(newRun(options));
}

/** The same, unless a run of the mission is unfinished by now: null. Of several processes that begin at once, one does. */
export function begin(options: StartOptions): RunRecord | null {
  return options.store.beginRun(newRun(options));
}

function newRun(options: StartOptions): NewRun {
  const { loaded, planned } = options;
  const { spec } = loaded;
  const simulated = spec.provider === 'simulator';
  const source: RunSource = {
    text: loaded.text,
    specHash: loaded.bytesHash,
    planHash: planned.plan.hash,
    spec,
    plan: storePlan(planned.plan),
    seed: simulated ? spec.simulate.seed : null,
    approve: options.approve,
  };
  const { context } = missionContext({ id: '', name: '' }, source);
  return {
    slug: spec.slug,
    file: loaded.file,
    source,
    targets: includedTargets(loaded, planned),
    leftOut: leftOutRows(loaded, planned),
    id: simulated
      ? (name) => sha256(`${spec.simulate.seed} ${name}`).slice('sha256:'.length, 'sha256:'.length + 32)
      : options.randomId,
    world: simulated ? (name) => `${simulatedWorldPrefix}${name}` : () => options.world ?? spec.provider,
    createdAt: startOf(spec, options.now),
    mission: freshMission(context),
  };
}

/** With their numbers, so that they can be forgotten like the others. */
function* leftOutRows({ targets }: LoadedMission, { plan }: Planned): IterableIterator<LeftOut & { number?: string }> {
  if (plan.excluded.length === 0) return;
  const numbers = new Map(targets.map(({ id, phone }) => [id, phone]));
  for (const row of plan.excluded) {
    const number = numbers.get(row.target);
    yield number === undefined ? row : { ...row, number };
  }
}

function* includedTargets(loaded: LoadedMission, planned: Planned): IterableIterator<Target> {
  for (const index of planned.plan.included) {
    const target = loaded.targets[index];
    if (target !== undefined) yield target;
  }
}

/** An unfinished run of the same mission: `mission run` goes on with it where plan and seed are the same. */
export function unfinished(store: Store, of: { readonly slug: string; readonly file: string }): RunRecord | null {
  return store.runs({ slug: of.slug }).findLast((run) => run.file === of.file && !isRunFinal(run.status)) ?? null;
}

export interface CarryOutOptions extends DriveOptions {
  readonly store: Store;
  readonly engine: Engine;
  /** Milliseconds that only move forward; throttles the writing of results. */
  readonly ticks: () => number;
}

export interface Outcome {
  readonly drove: Drove;
  readonly written: Written;
}

export type RunFailure = StoreFailure | Extract<ReturnType<typeof writeResults>, { ok: false }>['error'];

const resultsEveryMs = 1_000;
/** Writing takes a twentieth of the time at most, however large the mission is. */
const resultsShare = 20;

/** Drives the run until it ends or must wait; the results beside the spec follow at most once a second, and at the end. */
export async function carryOut(run: string, options: CarryOutOptions): Promise<Result<Outcome, RunFailure>> {
  const { store, engine, ticks, ...drive } = options;
  let dueAt = ticks() + resultsEveryMs;
  const driven = await engine.drive(run, {
    ...drive,
    onEvents(events, mission) {
      drive.onEvents?.(events, mission);
      const begun = ticks();
      if (begun < dueAt) return;
      // What cannot be written now is written at the end, where a failure is told.
      writeResults(store, run);
      const tookMs = ticks() - begun;
      dueAt = begun + Math.max(resultsEveryMs, resultsShare * tookMs);
    },
  });
  if (!driven.ok) return fail(driven.error);
  const written = writeResults(store, run);
  return written.ok ? ok({ drove: driven.value, written: written.value }) : fail(written.error);
}
