/** Real time. `wait` is the only place of the engine that sleeps. */
import type { Instant } from '../lib/time.ts';
import type { Clock } from '../run/ports.ts';

/** setTimeout's own limit is 2^31 ms; a longer wait is cut and asked again. */
const sleepMaxMs = 60_000;

export function realClock(): Clock {
  let wakeUp: (() => void) | null = null;
  let woken = false;
  return {
    virtual: false,
    now: () => Date.now(),
    async wait(until: Instant | null) {
      if (woken) {
        woken = false;
        return 'woken';
      }
      const sleepMs = Math.min(sleepMaxMs, Math.max(0, (until ?? Number.POSITIVE_INFINITY) - Date.now()));
      return await new Promise((resolve) => {
        const timer = setTimeout(() => {
          wakeUp = null;
          resolve('due');
        }, sleepMs);
        wakeUp = () => {
          clearTimeout(timer);
          wakeUp = null;
          resolve('woken');
        };
      });
    },
    wake() {
      if (wakeUp === null) woken = true;
      else wakeUp();
    },
    nextHappening: () => null,
  };
}
