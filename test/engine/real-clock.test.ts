import { expect, test } from 'vitest';
import { realClock } from '../../src/engine/real-clock.ts';

test('a wait ends when its instant has come', async () => {
  const clock = realClock();
  const until = clock.now() + 20;
  expect(await clock.wait(until)).toBe('due');
  // A timer may come a millisecond early by the clock of the day.
  expect(clock.now()).toBeGreaterThanOrEqual(until - 2);
});

test('a wait without an end is ended by waking it', async () => {
  const clock = realClock();
  const waiting = clock.wait(null);
  clock.wake();
  expect(await waiting).toBe('woken');
});

test('a wake that comes before the wait is not lost', async () => {
  const clock = realClock();
  clock.wake();
  expect(await clock.wait(null)).toBe('woken');
});

test('nothing happens by itself in it, and it is not virtual', () => {
  const clock = realClock();
  expect(clock.nextHappening()).toBeNull();
  expect(clock.virtual).toBe(false);
});
