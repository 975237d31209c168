/** Carrying a run on from the command line: the view, the prompts of gates, Ctrl-C. */
import { hostname } from 'node:os';
import { isRunFinal } from '../run/mission-state.ts';
import type { Drove, Lease, RunRecord, Store } from '../run/ports.ts';
import { WorldGoneError } from '../run/world.ts';
import type { World, WorldFailure } from './adapters.ts';
import type { Context } from './context.ts';
import { openDriveLog } from './drive-log.ts';
import { openElsewhere } from './elsewhere.ts';
import { type CommandError, localError, unreachedError } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { openGatePrompts } from './gate-prompts.ts';
import type { Log } from './log.ts';
import { mirrorLines, tellRest } from './mirror-rest.ts';
import { openRunView, type RunView } from './run-view.ts';
import { openRunWorld } from './run-world.ts';
import { takeBack, takenBackLines } from './taken-back.ts';
import { bringList, watchList } from './workspace-list.ts';

export interface DriveCommand {
  readonly store: Store;
  readonly run: RunRecord;
  /** False: stop instead of waiting for a person or, in real time, for more than a minute. */
  readonly wait: boolean;
  /** tick: only what is due within this time. */
  readonly withinMs?: number;
  /** Quiet: the caller says what happened. */
  readonly quiet?: boolean;
}

export type Driven =
  | { readonly ok: true; readonly drove: Drove; readonly run: RunRecord; readonly files: readonly string[] }
  | { readonly ok: false; readonly error: CommandError };

const waitMaxMs = 60_000;
/** How long an ended drive tries to tell the service the rest of it. */
const mirrorLingerMs = 5_000;

/**
 * Drives the run until it ends, waits for what it may not wait for, or is interrupted. The lock comes first: whoever does not
 * hold it neither opens the run's world nor believes what was read of the run before.
 */
export async function drive(context: Context, command: DriveCommand): Promise<Driven> {
  const { store } = command;
  const lease = store.drive(command.run.name, { pid: process.pid, host: hostname(), since: Date.now() });
  if (!lease.ok) return { ok: false, error: localError(lease.error) };
  try {
    const run = store.run(command.run.name) ?? command.run;
    if (isRunFinal(run.status)) return await endedMeanwhile(store, run);
    return await driveHeld(context, { command: { ...command, run }, lease: lease.value });
  } finally {
    lease.value.release();
  }
}

interface Held {
  readonly command: DriveCommand;
  readonly lease: Lease;
}

/** Whatever was opened is closed, whatever throws. The others' turn comes last: while the world is open, its clock may be ours. */
async function driveHeld(context: Context, held: Held): Promise<Driven> {
  const { store, run, quiet } = held.command;
  const { log, secrets } = await openDriveLog(context);
  try {
    const elsewhere = await openElsewhere(context, run);
    const untold: string[] = [];
    try {
      const onModelFailure = modelTrouble(context, untold);
      const opened = await openRunWorld(context, { store, run, log, secrets, onModelFailure });
      if (!opened.ok) return { ok: false, error: worldError(opened.error) };
      try {
        return await driveIn(context, { ...held, world: opened.value, log, untold });
      } finally {
        await opened.value.close();
      }
    } finally {
      const lines = [...(await elsewhere.close()), ...untold];
      for (const line of lines) log.warn({ run: run.name }, line);
      if (quiet !== true && !context.json) for (const line of lines) context.err.print(line);
    }
  } finally {
    log.close();
  }
}

/** Each reason once: at the end, and at once where no live view is drawn over it. */
function modelTrouble({ err, json }: Context, untold: string[]): (message: string) => void {
  const known = new Set<string>();
  const look = 'look at `model` in mission.config.yaml.';
  return (message) => {
    if (known.has(message)) return;
    known.add(message);
    const why = `The model could not be asked: ${message.replace(/\.?$/, '.')}`;
    untold.push(`${why} What it never read is marked incomplete; ${look}`);
    if (!err.terminal && !json) err.print(`${why} It is asked again, for half an hour at most; ${look}`);
  };
}

interface Driving extends Held {
  readonly world: World;
  readonly log: Log;
  /** Filled with what the service could not be told. */
  readonly untold: string[];
}

async function driveIn(context: Context, { command, lease, world, log, untold }: Driving): Promise<Driven> {
  const { store, run } = command;
  const { carryOut } = await import('../mission.ts');
  const mirror = world.mirror?.({ log });
  const closers: (() => void)[] = [];
  try {
    const view = await viewOf(context, { command, world });
    closers.push(() => view.close());
    const prompts = openGatePrompts(context, { store, run: run.name, view });
    closers.push(() => prompts.close());
    const list = await watchList(context, {
      onProblem: (message) => log.error({ message }, 'the list of numbers was not read'),
    });
    closers.push(() => list.close());
    log.info({ run: run.name, status: run.status, seq: run.seq }, 'drive begins');
    const { withinMs } = command;
    const outcome = await carryOut(run.name, {
      store,
      engine: await context.adapters.engine({ store, world, lease }),
      ticks: () => performance.now(),
      ...(command.wait ? {} : { waitMaxMs }),
      ...(withinMs === undefined ? {} : { until: tickUntil(run, { store, world, withinMs }) }),
      interrupt: context.interrupt(),
      onEvents: (events, mission) => {
        view.tell(events, mission);
        prompts.tell(mission);
        mirror?.nudge();
      },
      onPerson: (gate) => prompts.ask(gate),
    });
    if (!outcome.ok) {
      log.error({ run: run.name, error: outcome.error }, `drive failed: ${outcome.error.code}`);
      return { ok: false, error: localError(outcome.error) };
    }
    const { drove, written } = outcome.value;
    log.info({ run: run.name, end: drove.end }, 'drive ends');
    return { ok: true, drove, run: store.run(run.name) ?? run, files: written.files };
  } catch (thrown) {
    if (!(thrown instanceof WorldGoneError)) throw thrown;
    log.error({ run: run.name, error: thrown.failure }, 'the world is gone');
    return { ok: false, error: gone(run.name, unreachedError(thrown.failure)) };
  } finally {
    for (const close of closers.toReversed()) close();
    // First: a run that was canceled may still be prepared, and what that makes at the service has to be told of the end.
    await world.provider.close();
    const told = await mirror?.close({ lingerMs: mirrorLingerMs });
    if (told !== undefined) untold.push(...mirrorLines(run.name, told));
  }
}

/** A run whose world went away under it: what it did is stored. */
function gone(run: string, error: CommandError): CommandError {
  const goesOn = `Everything so far is stored in ${run}; \`mission resume ${run}\` goes on when it is back.`;
  return { ...error, help: error.help === undefined ? goesOn : `${error.help}\n${goesOn}` };
}

/** Another process brought the run to its end between the asking and the lock. */
async function endedMeanwhile(store: Store, run: RunRecord): Promise<Driven> {
  const { writeResults } = await import('../results/write.ts');
  const written = writeResults(store, run.name);
  if (!written.ok) return { ok: false, error: localError(written.error) };
  return { ok: true, drove: { end: 'finished', wakeAt: null }, run, files: written.value.files };
}

/** A simulated world is a file, and what is wrong with it is wrong here. */
function worldError(failure: WorldFailure): CommandError {
  const exit = failure.exit ?? (failure.code.startsWith('provider') ? exitCodes.provider : exitCodes.local);
  return { ...failure, exit };
}

/**
 * A simulated run's clock stands still between ticks, so the pass begins at its next wake time; where an answer or another
 * signal has come for it, it begins now.
 */
function tickUntil(
  run: RunRecord,
  of: { readonly store: Store; readonly world: World; readonly withinMs: number },
): number {
  const now = of.world.clock.now();
  const waits = of.world.clock.virtual && of.store.signals(run.name).length === 0;
  return (waits ? Math.max(now, run.wakeAt ?? now) : now) + of.withinMs;
}

async function viewOf(
  context: Context,
  of: { readonly command: DriveCommand; readonly world: World },
): Promise<RunView> {
  const { store, run, quiet } = of.command;
  if (quiet === true || context.json)
    return { tell: () => undefined, hide: () => undefined, show: () => undefined, close: () => undefined };
  return openRunView(context, { store, run, clock: of.world.clock });
}

/**
 * Before anything is called: the list of numbers is brought, and what other runs have scheduled for such numbers, and nobody
 * has taken back yet, is. Null: go on.
 */
export async function beforeDriving(
  context: Context,
  of: { readonly store: Store; readonly except?: string },
): Promise<ExitCode | null> {
  const listed = await bringList(context, of.store);
  if (!listed.ok) return listed.exit;
  const lines = [...takenBackLines(await takeBack(context, of)), ...(await tellRest(context, of.store))];
  if (!context.json) for (const line of lines) context.err.print(line);
  return null;
}
