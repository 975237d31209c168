/**
 * A process's line to the server: a client, a clock, a provider and a mirror of its own, as `mission run` has them.
 *
 * 1. From the moment it is asked for until `release` the process holds the server's clock, but while it is suspended or dead.
 * 2. What a suspended process asks for leaves when it wakes; a prompt has left before (process-provider.ts).
 */
import { join } from 'node:path';
import type { Instant } from '../../../src/lib/time.ts';
import type { Timers } from '../../../src/lib/timers.ts';
import type { Mirror } from '../../../src/mirror/mirror.ts';
import { openMirror } from '../../../src/mirror/open.ts';
import { simulatorModel } from '../../../src/model/simulator-model.ts';
import { openClawdTalk } from '../../../src/provider/open.ts';
import { openPushHub } from '../../../src/provider/push-hub.ts';
import type { PushSource } from '../../../src/provider/push-source.ts';
import { RemoteClock } from '../../../src/provider/remote-clock.ts';
import { SimulatorControl } from '../../../src/provider/simulator-control.ts';
import type { Clock, Provider, RunRecord, Store } from '../../../src/run/ports.ts';
import type { SimulateSpec } from '../../../src/spec/spec.ts';
import { type Account, keyHash } from '../../../src/wire/account.ts';
import { fakeTimers } from '../../support/fake-timers.ts';
import { unreliablePushes } from '../faults/pushes.ts';
import type { Line } from '../line.ts';
import type { Process } from '../process.ts';
import type { OpenedStore } from '../process-store.ts';
import type { Witness } from '../witness.ts';
import { ProcessClient } from './client.ts';
import type { Crowd } from './crowd.ts';
import type { HttpScenario } from './faults.ts';
import { machineClock } from './machine-clock.ts';
import type { Strays } from './strays.ts';
import type { ServedWorld } from './world.ts';
import type { Worse } from './worse/worse.ts';

export const worldName = 'sim:shared';
const lingerMs = 5_000;

/** The machine's, in a hurry: pauses are there, and take a hundredth. */
const hurried: Timers = {
  now: () => performance.now() * 100,
  after(ms, work) {
    const timer = setTimeout(work, ms / 100);
    return () => clearTimeout(timer);
  },
};

export const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface LineOptions {
  readonly scenario: HttpScenario;
  readonly world: ServedWorld;
  readonly crowd: Crowd;
  readonly witness: Witness;
  readonly run: RunRecord;
  /** False: it goes by its machine's clock, and knows nothing of the server's. */
  readonly virtual: boolean;
  readonly simulate: SimulateSpec;
  readonly strays: Strays;
  readonly worse: Worse;
  readonly opened: OpenedStore;
  /** For the memory file and the hub's lock. */
  readonly folder: string;
}

export function accountOf(world: ServedWorld): Account {
  const { url, apiKey } = world.server;
  return { apiUrl: `${url}/v1`, apiKey, simulated: true, world: worldName };
}

export const clientOptions = { version: 'mission/test', headers: { 'x-simulator-clock': 'service' } } as const;

export async function lineToServer(process: Process, of: LineOptions): Promise<Line> {
  const { scenario, world, crowd, witness, run, opened, folder } = of;
  const { store } = opened;
  let isOver = false;
  const hold = (): void => {
    if (!isOver) world.hold(process.name);
  };
  const letGo = (): void => {
    crowd.poke();
    world.release(process.name);
  };
  const release = (): void => {
    isOver = true;
    letGo();
  };
  hold();
  const account = accountOf(world);
  let remote: RemoteClock | null = null;
  const client = new ProcessClient(
    { account, ...clientOptions, onHeaders: (headers) => remote?.heard(headers) },
    {
      ...{ process, witness, strays: of.strays, worse: of.worse, scenario },
      ...inFlight(process, { virtual: of.virtual, world, crowd }),
    },
  );
  const control = new SimulatorControl(client, process.name);
  const held = await control.hold();
  if (!held.ok) throw new Error(held.error.message);
  const time = new RemoteClock(control, held.value, { timers: fakeTimers() });
  remote = time;
  const { virtual } = of;
  const clock = virtual ? clockOf(time, { process, crowd }) : machineClock(process, { crowd, hold, letGo });
  const provider = openClawdTalk({
    client,
    world: account.world,
    run,
    now: () => clock.now(),
    push: scenario.http.bySocket || !virtual ? hubOf(account, { store, folder, process }) : pushesOf(time),
    repeat: { minMs: 1, maxMs: 5 },
    ...preparedBefore(store, run),
    onPrepared: ({ mission, assistants }) =>
      control.describe({ mission, run: run.name, simulate: of.simulate, automated: [], assistants }),
  });
  const mirror = openMirror({
    ...{ store, run: run.name, client, log: quiet, timers: hurried },
    stateFolder: folder,
    now: () => time.now(),
  });
  const placing = new Set<Promise<unknown>>();
  const isHasty = scenario.draws.chance(`hasty ${process.name}`, scenario.http.hasty);
  return {
    provider: unreliablePushes(followed(provider, placing), { ...scenario, conductor: crowd, witness }),
    model: simulatorModel(client),
    clock,
    sleep: (forMs) => clock.wait(clock.now() + forMs),
    onEvents: () => mirror.nudge(),
    async leave() {
      await provider.close();
      await mirror.close({ lingerMs: isHasty || !opened.hasDriven() ? 0 : lingerMs });
      await client.idle();
      await client.close();
    },
    release,
    drop: () => void drop({ mirror, provider, client, placing }).then(release),
    suspended: letGo,
    wakes: hold,
  };
}

/** Who goes by a machine's clock lets the server's go while it waits, and holds it for as long as it asks. */
function inFlight(
  { name }: Process,
  { virtual, world, crowd }: Pick<LineOptions, 'virtual' | 'world' | 'crowd'>,
): { readonly onAsking: () => void; readonly onAnswered: () => void } {
  if (virtual) return { onAsking: () => {}, onAnswered: () => {} };
  return {
    onAsking: () => world.hold(`${name} asks`),
    onAnswered() {
      crowd.poke();
      world.release(`${name} asks`);
    },
  };
}

/** A call that is on its way gets there. */
async function drop(of: {
  readonly mirror: Mirror;
  readonly provider: Provider;
  readonly client: ProcessClient;
  readonly placing: ReadonlySet<Promise<unknown>>;
}): Promise<void> {
  await of.mirror.close({ lingerMs: 0 });
  await Promise.allSettled(of.placing);
  await of.provider.close();
  await of.client.idle();
  await of.client.close();
}

/** The same provider, and its placings under way. */
function followed(provider: Provider, placing: Set<Promise<unknown>>): Provider {
  return {
    name: provider.name,
    world: provider.world,
    prepare: provider.prepare.bind(provider),
    update: provider.update.bind(provider),
    place(request) {
      const answer = provider.place(request);
      placing.add(answer);
      void answer.finally(() => placing.delete(answer));
      return answer;
    },
    read: provider.read.bind(provider),
    list: provider.list.bind(provider),
    withdraw: provider.withdraw.bind(provider),
    insight: provider.insight.bind(provider),
    inbox: provider.inbox.bind(provider),
    ask: provider.ask.bind(provider),
    approval: provider.approval.bind(provider),
    onPush: provider.onPush.bind(provider),
    close: () => Promise.resolve(),
  };
}

function clockOf(time: RemoteClock, of: { readonly process: Process; readonly crowd: Crowd }): Clock {
  const { process, crowd } = of;
  let waits = false;
  let isPoked = false;
  const wake = (): void => {
    if (waits) time.wake();
    else isPoked = true;
  };
  process.poke = wake;
  return {
    virtual: true,
    now: () => time.now(),
    wake,
    async wait(until) {
      await process.running();
      if (isPoked) {
        isPoked = false;
        return 'woken';
      }
      waits = true;
      const came = await time.wait(until).finally(() => {
        waits = false;
      });
      await process.running();
      return came;
    },
    nextHappening: () => least(time.nextHappening(), crowd.next()),
  };
}

function least(a: Instant | null, b: Instant | null): Instant | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}

const pushesOf = (time: RemoteClock): PushSource => ({
  listen: (listener) => time.listen(listener),
  close: () => Promise.resolve(),
});

/** A socket of its own, or what another process hears at its. */
function hubOf(account: Account, of: { store: Store; folder: string; process: Process }): PushSource {
  const { store, folder } = of;
  return openPushHub({
    account,
    version: clientOptions.version,
    store: store.service,
    lockFile: join(folder, `socket-${keyHash(account.apiKey)}`),
    isElsewhere: () => false,
    timers: hurried,
  });
}

function preparedBefore(store: Store, { name }: RunRecord) {
  const prepared = store.mission(name)?.prepared;
  return prepared === undefined ? {} : { prepared };
}
