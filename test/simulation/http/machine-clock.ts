/** A machine's own clock, which may be wrong: it sleeps in the crowd, and only while it does may the server's time go on. */
import type { Clock } from '../../../src/run/ports.ts';
import type { Process } from '../process.ts';
import { lazy, lookMs } from '../process-clock.ts';
import type { Crowd } from './crowd.ts';

export function machineClock(
  process: Process,
  of: { readonly crowd: Crowd; readonly hold: () => void; readonly letGo: () => void },
): Clock {
  const { crowd, hold, letGo } = of;
  let sleeper: ((came: 'due' | 'woken') => void) | null = null;
  let woken = false;
  const wake = (): void => {
    if (sleeper === null) woken = true;
    else sleeper('woken');
  };
  process.poke = wake;
  const sleep = (forMs: number | null): Promise<'due' | 'woken'> =>
    new Promise((resolve) => {
      const off = forMs === null ? () => {} : crowd.at(crowd.now() + forMs, () => sleeper?.('due'));
      sleeper = (came) => {
        off();
        sleeper = null;
        hold();
        resolve(came);
      };
      letGo();
    });
  return {
    virtual: false,
    now: () => process.now(),
    wake,
    async wait(until) {
      await process.running();
      if (woken) {
        woken = false;
        return 'woken';
      }
      const forMs = until === null ? null : Math.max(0, until - process.now());
      const came = await sleep(forMs === lookMs ? forMs + lazy(crowd) : forMs);
      await process.running();
      woken = false;
      return came;
    },
    nextHappening: () => null,
  };
}
