/** A machine whose clock is set while a run goes on, or that sleeps: nothing is given up as too late, and nothing is lost. */
import { expect, test } from 'vitest';
import { localEngine } from '../../src/engine/local.ts';
import type { Result } from '../../src/lib/result.ts';
import { dayMs, hourMs, minuteMs } from '../../src/lib/time.ts';
import type { Clock, Drove, StoreFailure } from '../../src/run/ports.ts';
import { judge } from '../support/judge.ts';
import { memoryStore } from '../support/memory-store.ts';
import { type Rig, startRandom } from '../support/run-mission.ts';
import { sweep } from '../support/sweep.ts';

/** A clock as on a machine: off by so much against the service's, which is right. */
class Machine {
  readonly #rig: Rig;
  offMs = 0;
  /** How long the machine has slept: its ticks stood still. */
  sleptMs = 0;
  #waits = 0;

  constructor(rig: Rig) {
    this.#rig = rig;
  }

  /** `during` is called when the run waits for the n-th time, from 1. */
  drive(
    during: { readonly wait: number; readonly change: () => void },
    interrupt?: AbortSignal,
  ): Promise<Result<Drove, StoreFailure>> {
    const { clock: right, provider, model } = this.#rig.simulator;
    const clock: Clock = {
      virtual: false,
      now: () => right.now() + this.offMs,
      // A timer runs for so long, whatever the clock is set to meanwhile.
      wait: (until) => {
        const rightUntil = until === null ? null : Math.max(until - this.offMs, right.now());
        this.#waits += 1;
        if (this.#waits === during.wait) during.change();
        return right.wait(rightUntil === null ? null : Math.max(rightUntil, right.now()));
      },
      wake: () => right.wake(),
      nextHappening: () => null,
    };
    const driver = { pid: 1, host: 'here', since: 0 };
    const ticks = (): number => right.now() - this.sleptMs;
    const engine = localEngine({ store: this.#rig.store, provider, model, clock, driver, ticks });
    return engine.drive(this.#rig.run.name, interrupt === undefined ? {} : { interrupt });
  }

  sleep(ms: number): void {
    const { clock } = this.#rig.simulator;
    clock.advanceTo(clock.now() + ms);
    this.sleptMs += ms;
  }
}

function machine(): { readonly rig: Rig; readonly here: Machine } {
  const rig = startRandom(sweep(), { store: memoryStore(), worldFile: ':memory:', alone: true });
  if (rig === null) throw new Error('nobody to call');
  return { rig, here: new Machine(rig) };
}

const never = { wait: -1, change: () => undefined };
/** While the calls are with the service and have not rung. */
const placed = 30;

function expectAllReachedOnce(rig: Rig): void {
  expect(judge(rig.evidence())).toEqual([]);
  expect(rig.store.contactCounts(rig.run.name)).toEqual({ reached: 3 });
  expect(rig.simulator.seen()).toHaveLength(3);
}

test.each([
  ['a day ahead', dayMs],
  ['an hour ahead', hourMs],
  ['an hour back', -hourMs],
  ['a day back', -dayMs],
])('a clock that is set %s while the run goes on changes nothing: the service is asked', async (_, ms) => {
  for (let wait = 1; wait < 400; wait += 13) {
    const { rig, here } = machine();
    const set = (): void => {
      here.offMs = ms;
    };
    expect(await here.drive({ wait, change: set })).toMatchObject({ ok: true, value: { end: 'finished' } });
    expectAllReachedOnce(rig);
  }
});

test.each([
  ['ahead', dayMs],
  ['back', -dayMs],
])('a clock that is a day %s from the beginning changes nothing either', async (_, ms) => {
  const { rig, here } = machine();
  here.offMs = ms;
  expect(await here.drive(never)).toMatchObject({ ok: true });
  expectAllReachedOnce(rig);
});

test.each([
  [0, minuteMs],
  [0, -2 * minuteMs],
  [0, -4 * minuteMs],
  [4 * minuteMs, 0],
])('a clock that was off by %i ms and is set to %i is held against the service’s', async (before, after) => {
  for (let wait = 1; wait < 60; wait += 7) {
    const { rig, here } = machine();
    const { provider, clock } = rig.simulator;
    const { place } = provider;
    const noticed: number[] = [];
    provider.place = (request) => {
      noticed.push(request.scheduledAt - clock.now());
      return place.call(provider, request);
    };
    here.offMs = before;
    const set = (): void => {
      here.offMs = after;
    };
    expect(await here.drive({ wait, change: set })).toMatchObject({ ok: true });
    expectAllReachedOnce(rig);
    expect(Math.min(...noticed)).toBeGreaterThanOrEqual(minuteMs);
  }
});

test('a small leap while the service cannot be asked is asked about again', async () => {
  const { rig, here } = machine();
  const { provider } = rig.simulator;
  const { inbox } = provider;
  let failures = 0;
  const set = (): void => {
    here.offMs = -2 * minuteMs;
    provider.inbox = async (request) => {
      failures += 1;
      if (failures > 3) provider.inbox = inbox;
      return failures > 3 ? inbox.call(provider, request) : { ok: false, error: { code: 'unavailable', message: 'x' } };
    };
  };
  expect(await here.drive({ wait: 1, change: set })).toMatchObject({ ok: true });
  expect(failures).toBe(4);
  expectAllReachedOnce(rig);
});

test('a clock set back by little stands still until it has caught up', async () => {
  const { rig, here } = machine();
  const back = (): void => {
    here.offMs = -2 * minuteMs;
  };
  expect(await here.drive({ wait: placed, change: back })).toMatchObject({ ok: true });
  expectAllReachedOnce(rig);
});

test.each([
  ['before they rang', placed],
  ['while they were under way', 95],
])('a machine that slept a day after placing calls, %s, reads what became of them', async (_, wait) => {
  const { rig, here } = machine();
  expect(await here.drive({ wait, change: () => here.sleep(dayMs) })).toMatchObject({ ok: true });
  expectAllReachedOnce(rig);
});

test.each([
  ['ahead', dayMs],
  ['back', -hourMs],
])('a leap %s while the service cannot be asked stops the run, which goes on later', async (way, ms) => {
  const { rig, here } = machine();
  const { provider } = rig.simulator;
  const { inbox } = provider;
  const set = (): void => {
    here.offMs = ms;
    provider.inbox = async () => ({ ok: false, error: { code: 'unavailable', message: 'down' } });
  };
  const says = new RegExp(`has leapt ${way} by .* and the service cannot be asked`);
  const driven = await here.drive({ wait: placed, change: set });
  expect(driven).toMatchObject({ ok: false, error: { code: 'clock', message: expect.stringMatching(says) } });
  provider.inbox = inbox;
  expect(await here.drive(never)).toMatchObject({ ok: true });
  expectAllReachedOnce(rig);
});

test('a doubt is not given up by a clock alone: the service is asked for the time until it says it', async () => {
  const { rig, here } = machine();
  const { provider, clock } = rig.simulator;
  const { inbox, list, place } = provider;
  const down = { ok: false, error: { code: 'unavailable', message: 'down' } } as const;
  const stop = new AbortController();
  provider.place = async (request) => {
    await place.call(provider, request);
    stop.abort();
    return { ok: false, error: { code: 'lost', message: 'no answer came' } };
  };
  provider.list = async () => down;
  await here.drive(never, stop.signal);
  provider.place = place;
  const types = (): readonly string[] => [...rig.store.events(rig.run.name)].map(({ type }) => type);
  expect(types()).toContain('attempt.doubted');
  let asked = 0;
  provider.inbox = async () => {
    asked += 1;
    return down;
  };
  here.offMs = dayMs;
  const again = new AbortController();
  const from = clock.now();
  await here.drive({ wait: 40, change: () => again.abort() }, again.signal);
  expect(clock.now()).toBeGreaterThan(from);
  expect(asked).toBeGreaterThan(1);
  expect(types()).not.toContain('attempt.ended');
  here.offMs = 0;
  Object.assign(provider, { inbox, list });
  // Its own clock was a day ahead, and so is what it wrote down: a day later it goes on.
  here.sleep(dayMs);
  expect(await here.drive(never)).toMatchObject({ ok: true, value: { end: 'finished' } });
  expect(judge(rig.evidence())).toEqual([]);
  expect(rig.simulator.seen()).toHaveLength(3);
});

test('a service that could not be asked when the drive began is asked again every half minute, until it says the time', async () => {
  const { rig, here } = machine();
  const { provider, clock } = rig.simulator;
  const { inbox } = provider;
  const asked: number[] = [];
  provider.inbox = async (request) => {
    // Other questions ask what came since earlier instants.
    if (request.since === clock.now()) asked.push(clock.now());
    return asked.length > 3
      ? inbox.call(provider, request)
      : { ok: false, error: { code: 'unavailable', message: 'x' } };
  };
  expect(await here.drive(never)).toMatchObject({ ok: true });
  expect(asked).toHaveLength(4);
  const gaps = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(30_000);
  expectAllReachedOnce(rig);
});

test('the time that a refusal carries is the service’s too', async () => {
  const { rig, here } = machine();
  const { provider, clock } = rig.simulator;
  provider.inbox = async () => ({ ok: false, error: { code: 'refused', message: 'no' }, serviceAt: clock.now() });
  here.offMs = dayMs;
  expect(await here.drive(never)).toMatchObject({ ok: true });
  expectAllReachedOnce(rig);
});

test('a run that was heard of at a later time than it is now is not gone on with', async () => {
  const { rig, here } = machine();
  const down = { ok: false, error: { code: 'unavailable', message: 'down' } } as const;
  const { provider } = rig.simulator;
  const { inbox } = provider;
  provider.inbox = async () => down;
  here.offMs = dayMs;
  const stop = new AbortController();
  await here.drive({ wait: 3, change: () => stop.abort() }, stop.signal);
  here.offMs = 0;
  const driven = await here.drive(never);
  expect(driven).toMatchObject({ ok: false, error: { code: 'clock', message: expect.stringContaining('earlier') } });
  provider.inbox = inbox;
});
