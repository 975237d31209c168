/** One of two processes that call the same people by one clock: `shared-cap-process.ts FOLDER RUN WORLD-FILE BEGINS-AT` */
import { localEngine } from '../../src/engine/local.ts';
import type { Clock } from '../../src/run/ports.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { openRig } from '../support/run-mission.ts';
import { speed } from './shared-cap.ts';

const [folder = '', run = '', worldFile = '', beginsAt = ''] = process.argv.slice(2);
const opened = openStore({ folder });
if (!opened.ok) throw new Error(opened.error.message);
const store = opened.value;
const { spec } = store.source(run);
const rig = openRig(run, { store, worldFile, alone: true, spec, targets: [...store.targets(run)] });
const world = rig.simulator;
const from = world.clock.now();

/** The clock of both: so many times as fast as the machine's. */
const elapsed = (): number => Math.max(0, Date.now() - Number(beginsAt)) * speed;

let wake: () => void = () => undefined;
const clock: Clock = {
  virtual: false,
  now() {
    world.clock.advanceTo(Math.max(world.clock.now(), from + elapsed()));
    return world.clock.now();
  },
  wait(until) {
    const ms = until === null ? 10 : Math.min(10, Math.max(1, (until - clock.now()) / speed));
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve('due'), ms);
      wake = () => {
        clearTimeout(timer);
        resolve('woken');
      };
    });
  },
  wake: () => wake(),
  nextHappening: () => null,
};

// Both are there before either begins.
await new Promise((resolve) => setTimeout(resolve, Math.max(0, Number(beginsAt) - Date.now())));
const { provider, model } = world;
const driver = { pid: process.pid, host: 'here', since: 0 };
const driven = await localEngine({ store, provider, model, clock, driver, ticks: elapsed }).drive(run, {});
world.close();
store.close();
process.stdout.write(`${JSON.stringify(driven)}\n`);
