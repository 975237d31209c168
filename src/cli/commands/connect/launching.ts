/** A voice gateway in the background: beginning and ending it. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as later } from 'node:timers/promises';
import { readHealth } from '../../../gateway/health.ts';
import { lastLines, rotate } from '../../../gateway/log.ts';
import { isFileLocked } from '../../../lib/file-lock.ts';
import { fileTrouble } from '../../../lib/file-trouble.ts';
import { fail, ok, type Result } from '../../../lib/result.ts';
import { secondMs } from '../../../lib/time.ts';
import { isVoiceTaken } from '../../../wire/voice-lock.ts';
import type { Context } from '../../context.ts';
import { type CommandError, localError } from '../../errors.ts';
import { exitCodes } from '../../exit-codes.ts';
import { markStopped, type Places, placesIn, removePid, runningPid } from './places.ts';
import { fileError, settingOf, takenError } from './setting.ts';

export interface Launched {
  readonly pid: number;
  /** False: it ran already. */
  readonly started: boolean;
  /** '' once it is connected. */
  readonly waitsFor: string;
}

const startMaxMs = 15 * secondMs;
/** As the service's older clients wait before they kill. */
const stopMaxMs = 5 * secondMs;
const lookEveryMs = 50;
const shownLines = 5;

/** Begins one, and waits until it is connected, waits for the service, or has ended. */
export async function launch(
  context: Context,
  options: { readonly allowRemoteGateway: boolean },
): Promise<Result<Launched, CommandError>> {
  const setting = await settingOf(context, options);
  if (!setting.ok) return setting;
  const places = placesIn(context.cwd);
  try {
    const pid = runningPid(places);
    if (pid !== null) return ok({ pid, started: false, waitsFor: '' });
    if (isVoiceTaken(setting.value.account)) return fail(takenError(setting.value.account));
    rotate(places.logFile);
    return await begun(places, spawned(context, { places, ...options }));
  } catch (thrown) {
    if (fileTrouble(thrown) === null) throw thrown;
    return fail(fileError(thrown, places.folder));
  }
}

interface Child {
  readonly pid: number;
  /** Null while it lives. */
  readonly ended: () => number | null;
  readonly release: () => void;
}

/** This program again, as a process that outlives this one; what it prints in an emergency goes to the log. */
function spawned(context: Context, of: { readonly places: Places; readonly allowRemoteGateway: boolean }): Child {
  const { places, allowRemoteGateway } = of;
  const [, entry = ''] = process.argv;
  const flags = allowRemoteGateway ? ['--allow-remote-gateway'] : [];
  const log = openSync(places.logFile, 'a', 0o600);
  try {
    const child = spawn(process.execPath, [...process.execArgv, entry, 'connect', 'run', '--detached', ...flags], {
      cwd: places.folder,
      env: context.env,
      detached: true,
      stdio: ['ignore', log, log],
    });
    let ended: number | null = null;
    child.on('error', () => {
      ended = exitCodes.local;
    });
    child.on('exit', (code) => {
      ended = code ?? exitCodes.local;
    });
    return { pid: child.pid ?? 0, ended: () => ended, release: () => child.unref() };
  } finally {
    closeSync(log);
  }
}

async function begun(places: Places, child: Child): Promise<Result<Launched, CommandError>> {
  const { pid } = child;
  try {
    for (let waited = 0; waited < startMaxMs; waited += lookEveryMs) {
      const code = child.ended();
      if (code !== null) return fail(endedError(places, code));
      const health = readHealth(places.healthFile);
      if (health?.pid === pid && health.standing === 'connected') return ok({ pid, started: true, waitsFor: '' });
      if (health?.pid === pid && health.standing === 'waiting') return ok({ pid, started: true, waitsFor: health.why });
      await later(lookEveryMs);
    }
    return ok({ pid, started: true, waitsFor: 'nothing was heard of the service yet' });
  } finally {
    child.release();
  }
}

function endedError(places: Places, code: number): CommandError {
  const { end = null, why = '' } = readHealth(places.healthFile) ?? {};
  const message = `the voice gateway ended at once${end === null ? '' : `: ${why}`}`;
  const lines = lastLines(places.logFile, shownLines).join('\n');
  const exit = Object.values(exitCodes).find((known) => known === code && known !== exitCodes.succeeded);
  return {
    code: end ?? 'ended',
    message,
    help: `Its log is ${places.logFile}:\n${lines}`,
    exit: exit ?? exitCodes.local,
  };
}

/** Ends the one that runs in the folder; null: none did. `hangs`: it would not hear that it is asked. */
export async function end(
  context: Context,
  { hangs = false }: { readonly hangs?: boolean } = {},
): Promise<Result<number | null, CommandError>> {
  const places = placesIn(context.cwd);
  try {
    const pid = runningPid(places);
    if (pid !== null && !(await ended(places, { pid, hangs }))) {
      const message = `the voice gateway in ${places.folder} does not end (process ${pid || 'unknown'})`;
      return fail(localError({ code: 'not-ended', message, help: 'End its process yourself.' }));
    }
    removePid(places);
    markStopped(places, context.now());
    return ok(pid);
  } catch (thrown) {
    if (fileTrouble(thrown) === null) throw thrown;
    return fail(fileError(thrown, places.folder));
  }
}

/** Asked first, then made to. It holds the lock of the folder, so the number in it is its own. */
async function ended(
  places: Places,
  { pid, hangs }: { readonly pid: number; readonly hangs: boolean },
): Promise<boolean> {
  for (const signal of hangs ? (['SIGKILL'] as const) : (['SIGTERM', 'SIGKILL'] as const)) {
    if (pid > 0) signalTo(pid, signal);
    for (let waited = 0; waited < stopMaxMs; waited += lookEveryMs) {
      if (!isFileLocked(places.lockFile)) return true;
      await later(lookEveryMs);
    }
  }
  return false;
}

function signalTo(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has just ended, or is another user's: whether the lock becomes free tells.
  }
}
