/** `mission run --new`: the unfinished run is brought to its end first, by this process or by the one that drives it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunFinal } from '../run/mission-state.ts';
import type { RunRecord, Store } from '../run/ports.ts';
import type { Context } from './context.ts';
import { drive } from './drive.ts';
import { localError, report } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { counted } from './view/event-text.ts';

/** How long another process has to end its run. */
export const endWaitMaxMs = 60_000;
const lookEveryMs = 100;

export interface CancelFirst {
  readonly store: Store;
  readonly open: RunRecord;
  readonly waitMaxMs?: number;
}

/** Null: it has ended. Otherwise why not was told, and the exit code is given. */
export async function cancelFirst(context: Context, of: CancelFirst): Promise<ExitCode | null> {
  const { store, open } = of;
  store.signal(open.name, { kind: 'cancel' });
  const waited = await othersEnd(context, of);
  if (waited !== null) return waited;
  const driven = await drive(context, { store, run: open, wait: false, quiet: true });
  if (!driven.ok) return report(context, driven.error);
  const { name, status } = driven.run;
  if (isRunFinal(status)) {
    if (!context.json) context.err.print(`${name} is ${status}.`);
    return null;
  }
  if (driven.drove.end === 'interrupted') return exitCodes.interrupted;
  const under = counted(store.mission(name)?.open ?? 0, 'attempt');
  const message = `${name} is being canceled, but ${under} could not be taken back; nothing was begun`;
  const help = `\`mission resume ${name}\` sees them to their end; then run the same command again.`;
  return report(context, { code: 'still-open', message, help, exit: exitCodes.waiting });
}

/** Waits while another process drives the run. Null: none does. */
async function othersEnd(context: Context, of: CancelFirst): Promise<ExitCode | null> {
  const { store, open, waitMaxMs = endWaitMaxMs } = of;
  if (!store.isDriven(open.name)) return null;
  const driver = store.run(open.name)?.driver ?? null;
  const who = driver === null ? 'another process' : `process ${driver.pid} on ${driver.host}`;
  if (!context.json) context.err.print(`Asked ${who} to cancel ${open.name}; waiting for its end.`);
  const interrupt = context.interrupt();
  const giveUpAt = performance.now() + waitMaxMs;
  while (store.isDriven(open.name)) {
    if (interrupt.aborted) return exitCodes.interrupted;
    if (performance.now() >= giveUpAt) {
      const message = `${who} has not ended ${open.name} within ${Math.round(waitMaxMs / 1_000)} s; nothing was begun`;
      const help = 'It was asked to, and ends when its calls under way have ended; then run the same command again.';
      return report(context, localError({ code: 'driven', message, help }));
    }
    await sleep(lookEveryMs, undefined, { signal: interrupt }).catch(() => undefined);
  }
  return null;
}
