/** A process's clock: true time and how far it is off. It sleeps in the conductor. */
import type { Instant } from '../../src/lib/time.ts';
import type { Clock } from '../../src/run/ports.ts';
import type { Timeline } from './conductor.ts';
import type { Process } from './process.ts';

/** One that sleeps only to look again may look this much later: nobody promised that a machine is quick. */
const lazyMs = 15_000;
const idleMs = 60_000;
const quietMs = 600_000;
export const lookMs = 1_000;

/** `virtual`: as in every simulated run; else it sleeps and looks, as in a real one. */
export function processClock(process: Process, of: { readonly conductor: Timeline; readonly virtual: boolean }): Clock {
  const { conductor, virtual } = of;
  let sleeper: ((came: 'due' | 'woken') => void) | null = null;
  let woken = false;
  const wake = (): void => {
    if (sleeper === null) woken = true;
    else sleeper('woken');
  };
  process.poke = wake;

  const sleepUntil = (until: Instant | null): Promise<'due' | 'woken'> =>
    new Promise((resolve) => {
      const off = until === null ? () => {} : conductor.at(until, () => sleeper?.('due'));
      sleeper = (came) => {
        off();
        sleeper = null;
        resolve(came);
      };
    });

  return {
    virtual,
    now: () => process.now(),
    async wait(until) {
      await process.running();
      if (woken) {
        woken = false;
        return 'woken';
      }
      if (until === null && conductor.next() === null) return 'never';
      const forMs = until === null ? null : Math.max(0, until - process.now());
      const stretch = !virtual && forMs === lookMs ? lazy(conductor) : 0;
      const came = await sleepUntil(forMs === null ? null : conductor.now() + forMs + stretch);
      await process.running();
      woken = false;
      return came;
    },
    wake,
    nextHappening() {
      const next = conductor.next();
      return !virtual || next === null ? null : process.now() + (next - conductor.now());
    },
  };
}

/** Lazier still where nothing happens anywhere for long. */
export function lazy(conductor: Timeline): number {
  const next = conductor.next();
  return next === null || next > conductor.now() + quietMs ? idleMs : lazyMs;
}
