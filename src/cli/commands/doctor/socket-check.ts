/** The way to the service's WebSocket and back: it connects, says who it is, hears that it is known, and hangs up. */
import { secondMs } from '../../../lib/time.ts';
import type { Timers } from '../../../lib/timers.ts';
import type { Account } from '../../../wire/account.ts';
import { type SocketChange, WireSocket } from '../../../wire/socket.ts';
import type { Check } from './check.ts';

const waitMs = 15 * secondMs;
const at = { id: 'socket', where: 'service' } as const;

export function socketCheck(of: {
  readonly account: Account;
  readonly version: string;
  readonly timers: Timers;
}): Promise<Check> {
  const { account, version, timers } = of;
  const began = timers.now();
  return new Promise((resolve) => {
    const done = (check: Check): void => {
      cancel();
      socket.close();
      resolve(check);
    };
    const socket = new WireSocket({
      ...{ account, version, timers },
      onMessage: () => undefined,
      onChange(change) {
        const check = checkOf(change, timers.now() - began);
        if (check !== null) done(check);
      },
    });
    const cancel = timers.after(waitMs, () => done(lost('it did not answer in time')));
    socket.start();
  });
}

/** Null: it is not over yet. */
function checkOf(change: SocketChange, tookMs: number): Check | null {
  if (change.kind === 'ready')
    return { ...at, status: 'ok', message: `The WebSocket answers, after ${Math.round(tookMs)} ms.` };
  if (change.kind === 'lost') return lost(change.why);
  if (change.kind !== 'ended' || change.end.reason === 'closed') return null;
  if (change.end.reason === 'refused') {
    const fix = 'Make a new key, then run `mission setup`.';
    return { ...at, status: 'problem', message: `The WebSocket refuses the key: ${change.end.message}`, fix };
  }
  const fix = 'Use one client per key: the service closes the older one.';
  return { ...at, status: 'warning', message: 'Another client with the same key took over at once.', fix };
}

function lost(why: string): Check {
  const fix = 'Missions go on without it, by polling. Look whether a proxy or firewall lets WebSockets through.';
  return { ...at, status: 'problem', message: `The WebSocket cannot be used: ${why}.`, fix };
}
