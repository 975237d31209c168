/** Alarms that go off when a test says so. */
import type { Timers } from '../../src/lib/timers.ts';

export interface FakeTimers extends Timers {
  /** Lets time pass, and calls what falls due, in order. */
  pass(ms: number): void;
  /** How long it is until the next alarm; null: none is set. */
  next(): number | null;
}

export function fakeTimers(start = Date.parse('2026-11-24T12:00:00Z')): FakeTimers {
  let now = start;
  let made = 0;
  const alarms = new Map<number, { readonly at: number; readonly work: () => void }>();
  const first = () => [...alarms].toSorted(([a, x], [b, y]) => x.at - y.at || a - b)[0];
  return {
    now: () => now,
    after(ms, work) {
      made += 1;
      const id = made;
      alarms.set(id, { at: now + ms, work });
      return () => void alarms.delete(id);
    },
    pass(ms) {
      const end = now + ms;
      for (let due = first(); due !== undefined && due[1].at <= end; due = first()) {
        const [id, alarm] = due;
        alarms.delete(id);
        now = Math.max(now, alarm.at);
        alarm.work();
      }
      now = end;
    },
    next: () => {
      const due = first();
      return due === undefined ? null : due[1].at - now;
    },
  };
}
