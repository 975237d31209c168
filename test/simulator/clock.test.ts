import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/simulator/clock.ts';

/** A clock at 0 and what happened, each as `name@instant`. */
function rig() {
  const clock = new VirtualClock(0);
  const happened: string[] = [];
  const at = (
    instant: number,
    of: { readonly number?: number; readonly name?: string; readonly heard?: boolean } = {},
  ) =>
    clock.schedule({
      at: instant,
      number: of.number ?? 1,
      perform: () => {
        happened.push(`${of.name ?? 'it'}@${clock.now()}`);
        if (of.heard !== false) clock.delivered();
      },
    });
  return { clock, happened, at };
}

test('a wait ends at its time where nothing happens before', async () => {
  const { clock, at, happened } = rig();
  at(50);
  expect(await clock.wait(30)).toBe('due');
  expect(clock.now()).toBe(30);
  expect(happened).toEqual([]);
});

test('a wait ends at the first happening that somebody hears of', async () => {
  const { clock, at, happened } = rig();
  at(10, { name: 'silent', heard: false });
  at(20, { name: 'loud' });
  at(25, { name: 'later' });
  expect(await clock.wait(30)).toBe('woken');
  expect(clock.now()).toBe(20);
  expect(happened).toEqual(['silent@10', 'loud@20']);
});

test('a happening at the very end of a wait still wakes', async () => {
  const { clock, at } = rig();
  at(30);
  expect(await clock.wait(30)).toBe('woken');
});

test('happenings of one instant come in the order of their numbers, all before the wait returns', async () => {
  const { clock, at, happened } = rig();
  at(10, { number: 3, name: 'c' });
  at(10, { number: 1, name: 'a' });
  at(10, { number: 2, name: 'b', heard: false });
  await clock.wait(null);
  expect(happened).toEqual(['a@10', 'b@10', 'c@10']);
});

test('what a happening schedules for the same instant happens in the same wait', async () => {
  const { clock, happened, at } = rig();
  clock.schedule({ at: 10, number: 1, perform: () => at(10, { name: 'second' }) });
  await clock.wait(null);
  expect(happened).toEqual(['second@10']);
});

test('waiting for ever ends at once where nothing will ever happen', async () => {
  const { clock, at } = rig();
  expect(await clock.wait(null)).toBe('never');
  expect(clock.now()).toBe(0);
  at(10, { heard: false });
  expect(await clock.wait(null)).toBe('never');
});

test('a canceled happening is as if it had never been', async () => {
  const { clock, at, happened } = rig();
  at(10).canceled = true;
  expect(clock.nextHappening()).toBeNull();
  expect(await clock.wait(null)).toBe('never');
  expect(happened).toEqual([]);
});

test('time never goes back: what was due earlier happens now', async () => {
  const { clock, at, happened } = rig();
  await clock.wait(100);
  at(40);
  expect(clock.nextHappening()).toBe(100);
  expect(await clock.wait(20)).toBe('due');
  expect(await clock.wait(100)).toBe('woken');
  expect(happened).toEqual(['it@100']);
});

test('advancing performs everything on the way, heard of or not', () => {
  const { clock, at, happened } = rig();
  at(10);
  at(20, { heard: false });
  at(30);
  at(31);
  clock.advanceTo(30);
  expect(happened).toEqual(['it@10', 'it@20', 'it@30']);
  expect(clock.now()).toBe(30);
});
