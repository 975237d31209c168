/** One of two processes that call the same people by one clock: `shared-cap-process.ts FOLDER RUN WORLD-FILE OTHER-WORLD-FILE` */
import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { localEngine } from '../../src/engine/local.ts';
import type { Clock } from '../../src/run/ports.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { openRig } from '../support/run-mission.ts';
import { hesitationMs, speed, stepMaxMs } from './shared-cap.ts';

const [folder = '', run = '', worldFile = '', otherFile = ''] = process.argv.slice(2);
let beginsAt = 0;
const opened = openStore({ folder });
if (!opened.ok) throw new Error(opened.error.message);
const store = opened.value;
const { spec } = store.source(run);
const rig = openRig(run, { store, worldFile, alone: true, spec, targets: [...store.targets(run)] });
const world = rig.simulator;
const from = world.clock.now();

/** The clock of both: so many times as fast as the machine's. */
const elapsed = (): number => Math.max(0, Date.now() - beginsAt) * speed;

let wake: () => void = () => undefined;
const clock: Clock = {
  virtual: false,
  // It goes on in waits alone, and in small steps: a machine that is busy makes nothing late.
  now: () => world.clock.now(),
  async wait(until) {
    const ms = until === null ? 10 : Math.min(10, Math.max(1, (until - world.clock.now()) / speed));
    const how = await new Promise<'due' | 'woken'>((resolve) => {
      const timer = setTimeout(() => resolve('due'), ms);
      wake = () => {
        clearTimeout(timer);
        resolve('woken');
      };
    });
    const now = world.clock.now();
    world.clock.advanceTo(Math.max(now, Math.min(from + elapsed(), now + stepMaxMs)));
    return how;
  },
  wake: () => wake(),
  nextHappening: () => null,
};

/** Between what it reads of a number and the commit that reserves it, the other one has time for the same. */
const hesitant = new Proxy(store, {
  get(target, name) {
    const own = Reflect.get(target, name, target) as unknown;
    if (typeof own !== 'function') return own;
    if (name !== 'attempts') return own.bind(target);
    return (query: Parameters<typeof store.attempts>[0]) => {
      const found = target.attempts(query);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, hesitationMs);
      return found;
    };
  },
});

// Both are there before either begins.
writeFileSync(`${worldFile}.ready`, '');
while (!existsSync(`${otherFile}.ready`)) await sleep(5);
beginsAt = Date.now();
const { provider, model } = world;
const driver = { pid: process.pid, host: 'here', since: 0 };
const driven = await localEngine({ store: hesitant, provider, model, clock, driver, ticks: () => clock.now() }).drive(
  run,
  {},
);
world.close();
store.close();
process.stdout.write(`${JSON.stringify(driven)}\n`);
