/** Virtual time as if it were real: whatever happened is committed before time goes on, a second at a time at the most. */
import type { Clock } from '../../src/run/ports.ts';

export function asReal(virtual: Clock): Clock {
  return {
    virtual: false,
    now: () => virtual.now(),
    wait: (until) => virtual.wait(until),
    wake: () => virtual.wake(),
    nextHappening: () => null,
  };
}
