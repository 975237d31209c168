/** Carrying a run on from the command line: the view, the prompts of gates, Ctrl-C, and the exit code. */
import { hostname } from 'node:os';
import { join, relative } from 'node:path';
import { isRunFinal } from '../run/mission-state.ts';
import type { Drove, Lease, RunRecord, Store } from '../run/ports.ts';
import type { MissionState } from '../run/state.ts';
import { WorldGoneError } from '../run/world.ts';
import type { World, WorldFailure } from './adapters.ts';
import type { Context } from './context.ts';
import { openDriveLog } from './drive-log.ts';
import { openElsewhere } from './elsewhere.ts';
import { type CommandError, localError, report, unreachedError } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { openGatePrompts } from './gate-prompts.ts';
import { loggedProvider } from './logged.ts';
import { mirrorLines, tellRest } from './mirror-rest.ts';
import { openRunView, type RunView } from './run-view.ts';
import { modelConfig, serviceAccount } from './service.ts';
import { closingWord } from './standing.ts';
import { takeBack, takenBackLines } from './taken-back.ts';
import { counted } from './view/event-text.ts';
import { stateFolder, workspaceRoot } from './workspace.ts';
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

async function driveHeld(context: Context, { command, lease }: Held): Promise<Driven> {
  const { store, run } = command;
  const { carryOut } = await import('../mission.ts');
  const folder = join(await workspaceRoot(context), stateFolder);
  const source = store.source(run.name);
  const opened = await context.adapters.openWorld({
    folder,
    store,
    run,
    source,
    account: () => serviceAccount(context),
    model: () => modelConfig(context),
  });
  if (!opened.ok) return { ok: false, error: worldError(opened.error) };
  const world = opened.value;
  const view = await viewOf(context, { command, world });
  const prompts = openGatePrompts(context, { store, run: run.name, view });
  const { log, secrets } = await openDriveLog(context);
  const list = await watchList(context, {
    onProblem: (message) => log.error({ message }, 'the list of numbers was not read'),
  });
  const elsewhere = await openElsewhere(context, run);
  const mirror = world.mirror?.({ log });
  const until =
    command.withinMs === undefined ? {} : { until: tickUntil(run, { store, world, withinMs: command.withinMs }) };
  try {
    log.info({ run: run.name, status: run.status, seq: run.seq }, 'drive begins');
    const provider = loggedProvider(world.provider, { log, secrets });
    const engine = await context.adapters.engine({ store, world: { ...world, provider }, lease });
    const outcome = await carryOut(run.name, {
      store,
      engine,
      ticks: () => performance.now(),
      ...(command.wait ? {} : { waitMaxMs }),
      ...until,
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
    return { ok: false, error: unreachedError(thrown.failure) };
  } finally {
    list.close();
    prompts.close();
    view.close();
    const told = await mirror?.close({ lingerMs: mirrorLingerMs });
    await world.close();
    const lines = [...(await elsewhere.close()), ...(told === undefined ? [] : mirrorLines(run.name, told))];
    for (const line of lines) log.warn({ run: run.name }, line);
    if (command.quiet !== true && !context.json) for (const line of lines) context.err.print(line);
    log.close();
  }
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

/** Says how the drive ended, prints the results, and gives the exit code. */
export async function conclude(context: Context, command: DriveCommand): Promise<ExitCode> {
  const { store, run } = command;
  if (isRunFinal(run.status)) return finishWriting(context, { store, run });
  const stopped = await beforeDriving(context, { store, except: run.name });
  if (stopped !== null) return stopped;
  const driven = await drive(context, command);
  if (!driven.ok) return report(context, driven.error);
  const code = await printOutcome(context, { store, run: driven.run, files: driven.files });
  if (driven.drove.end === 'finished') return code;
  if (!context.json) sayWhatRemains(context, { store, run: driven.run, end: driven.drove.end });
  return driven.drove.end === 'interrupted' ? exitCodes.interrupted : exitCodes.waiting;
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

/** An ended run: its results are written again, in case the process died between the end and the writing. */
async function finishWriting(
  context: Context,
  of: { readonly store: Store; readonly run: RunRecord },
): Promise<ExitCode> {
  const { writeResults } = await import('../results/write.ts');
  const written = writeResults(of.store, of.run.name);
  if (!written.ok) return report(context, localError(written.error));
  return printOutcome(context, { ...of, files: written.value.files });
}

interface Ended {
  readonly store: Store;
  readonly run: RunRecord;
  readonly files: readonly string[];
}

async function printOutcome(context: Context, { store, run, files }: Ended): Promise<ExitCode> {
  const { readResults } = await import('../results/write.ts');
  const document = readResults(store, run.name);
  if (document === null) throw new Error(`no run ${run.name}`);
  if (context.json) context.printJson(document);
  else {
    const { summaryLines } = await import('./view/summary.ts');
    const { width, coloured } = context.out;
    const shown = files.map((file) => relative(context.cwd, file));
    const standing = closingWord(store, run);
    context.out.print(summaryLines(document, { columns: width, colour: coloured, files: shown, standing }).join('\n'));
  }
  return exitOf(run, store.mission(run.name));
}

function exitOf(run: RunRecord, mission: MissionState | null): ExitCode {
  switch (run.status) {
    case 'succeeded':
      return exitCodes.succeeded;
    case 'failed':
      return mission?.stopping?.fault === true ? exitCodes.provider : exitCodes.failed;
    case 'canceled':
      return exitCodes.failed;
    default:
      return exitCodes.waiting;
  }
}

/** What will still ring, what is waited for, and how to go on. */
function sayWhatRemains(
  context: Context,
  of: { readonly store: Store; readonly run: RunRecord; readonly end: Drove['end'] },
): void {
  const { store, run, end } = of;
  const mission = store.mission(run.name);
  const { err } = context;
  const open = mission?.open ?? 0;
  err.print('');
  if (end === 'interrupted') err.print(`Stopped. Everything so far is stored in ${run.name}.`);
  if (open > 0)
    err.print(
      `${counted(open, 'attempt')} ${open === 1 ? 'is' : 'are'} with the service and may still ring; \`mission pause ${run.name}\` takes back what has not.`,
    );
  const gate = mission?.waiting?.gate;
  if (gate !== undefined && mission?.gates[gate]?.status === 'asked') {
    err.print(`Gate ${gate} waits for an answer: ${mission.gates[gate]?.question ?? ''}`);
    err.print(`  mission approve ${run.name} ${gate}`);
    err.print(`  mission deny ${run.name} ${gate}`);
  }
  err.print(`\`mission resume ${run.name}\` goes on.`);
}
