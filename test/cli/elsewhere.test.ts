/** What a no in one real run means for another that nobody drives, and how a drive hears of the configuration's list. */

import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Adapters } from '../../src/cli/adapters.ts';
import { makeContext } from '../../src/cli/context.ts';
import { beforeDriving, drive } from '../../src/cli/drive.ts';
import { adapters as real } from '../../src/cli/main.ts';
import { takeBack, takenBackLines } from '../../src/cli/taken-back.ts';
import { watchList } from '../../src/cli/workspace-list.ts';
import type { Provider, Store } from '../../src/run/ports.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { type Rig as Folder, rig } from '../rig.ts';
import type { RandomMission } from '../support/random-mission.ts';
import { type Rig, startRandom } from '../support/run-mission.ts';
import { sweep } from '../support/sweep.ts';

const number = '+13125550101';

function opened(folder: Folder): Store {
  const store = openStore({ folder: folder.path('.mission') });
  if (!store.ok) throw new Error(store.error.message);
  onTestFinished(() => store.value.close());
  return store.value;
}

/** A run of the real world, so to speak: its service is a simulated one, its opt-outs bind every other run. */
function started(folder: Folder, mission: RandomMission, slug: string): Rig {
  const store = opened(folder);
  const createRun: Store['createRun'] = (run) =>
    store.createRun({ ...run, slug, file: folder.path(`${slug}.yaml`), world: () => 'clawdtalk' });
  const shown = new Proxy(store, {
    get(of, name) {
      const own = Reflect.get(of, name, of) as unknown;
      if (name === 'createRun') return createRun;
      return typeof own === 'function' ? own.bind(of) : own;
    },
  });
  const made = startRandom(mission, { store: shown, worldFile: ':memory:' });
  if (made === null) throw new Error('nobody to call');
  return made;
}

function texting(): RandomMission {
  const { spec, targets } = sweep();
  const { assistant: _, ...round } = spec.rounds[0];
  const personas = { a: [{ outcome: 'replied' as const, reply: 'STOP', afterMs: 60_000 }] };
  return {
    spec: {
      ...spec,
      rounds: [{ ...round, channel: 'sms', message: 'Hello?', reply: { withinMs: 3_600_000 } }],
      simulate: { ...spec.simulate, personas },
    },
    targets: targets.slice(0, 1),
  };
}

async function placedAll(made: Rig): Promise<void> {
  const controller = new AbortController();
  const { provider } = made.simulator;
  const place = provider.place.bind(provider);
  let placed = 0;
  provider.place = async (request) => {
    const answer = await place(request);
    placed += 1;
    if (placed === 3) controller.abort();
    return answer;
  };
  expect((await made.drive({ interrupt: controller.signal })).end).toBe('interrupted');
}

function contextOf(folder: Folder, worlds: ReadonlyMap<string, Rig>, change: Partial<Provider> = {}) {
  const [stdout, stderr] = [new PassThrough({ encoding: 'utf8' }), new PassThrough({ encoding: 'utf8' })];
  const adapters: Adapters = {
    ...real,
    async openWorld({ run }) {
      const made = worlds.get(run.name);
      if (made === undefined) throw new Error(`no world of ${run.name}`);
      const { provider, model, clock } = made.simulator;
      const changed = new Proxy(provider, {
        get(of, name) {
          const own = Reflect.get(of, name, of) as unknown;
          const other = (change as Record<string | symbol, unknown>)[name];
          return other ?? (typeof own === 'function' ? own.bind(of) : own);
        },
      });
      return { ok: true, value: { provider: changed, model, clock, close: async () => undefined } };
    },
  };
  const host = { cwd: folder.folder, env: {}, stdin: new PassThrough(), stdout, stderr, isRead: () => true };
  const options = { json: false, colour: false, debug: false };
  const context = makeContext({ ...host, onInterrupt: () => () => undefined }, options, adapters);
  return { context, said: () => `${stderr.read() ?? ''}` };
}

const callsTo = (made: Rig) => made.simulator.seen().filter(({ to }) => to === number);

describe('a no in a real run', () => {
  it('is carried out at once in a run that nobody drives, and said', async () => {
    const folder = rig();
    const [waiting, texts] = [started(folder, sweep(), 'waiting'), started(folder, texting(), 'texts')];
    await placedAll(waiting);
    const worlds = new Map([waiting, texts].map((made) => [made.run.name, made]));
    const { context, said } = contextOf(folder, worlds);
    const store = opened(folder);
    const driven = await drive(context, { store, run: texts.run, wait: true });
    expect(driven.ok).toBe(true);
    expect(callsTo(waiting)).toMatchObject([{ outcome: 'canceled' }]);
    expect(said()).toContain('waiting-1: 1 scheduled attempt was taken back.');
    expect(store.optOuts()).toMatchObject([{ number, source: 'reply', world: 'clawdtalk' }]);
  });

  it('is said, and tried again by the next command, where the service is down', async () => {
    const folder = rig();
    const waiting = started(folder, sweep(), 'waiting');
    await placedAll(waiting);
    const worlds = new Map([[waiting.run.name, waiting]]);
    const store = opened(folder);
    store.addOptOuts([{ number, at: 0, reason: 'wrote a letter', source: 'command' }]);
    const down = { ok: false, error: { code: 'unavailable', message: 'down' } } as const;
    const taken = await takeBack(contextOf(folder, worlds, { withdraw: async () => down }).context, { store });
    expect(taken).toMatchObject([{ run: 'waiting-1', taken: 0, pending: 1 }]);
    expect(takenBackLines(taken)).toEqual([
      'waiting-1: 1 attempt may still ring: the service did not take it back.',
      '  `mission tick`, `resume` and `optout` try again to take back what has not rung.',
    ]);
    const again = contextOf(folder, worlds);
    expect(await beforeDriving(again.context, { store })).toBeNull();
    expect(again.said()).toBe('waiting-1: 1 scheduled attempt was taken back.\n');
    expect(callsTo(waiting)).toMatchObject([{ outcome: 'canceled' }]);
  });

  it('is left to the process that drives the other run', async () => {
    const folder = rig();
    const waiting = started(folder, sweep(), 'waiting');
    await placedAll(waiting);
    const [store, theirs] = [opened(folder), opened(folder)];
    store.addOptOuts([{ number, at: 0, reason: 'wrote a letter', source: 'command' }]);
    const lease = theirs.drive(waiting.run.name, { pid: 4711, host: 'there', since: 0 });
    const { context } = contextOf(folder, new Map([[waiting.run.name, waiting]]));
    const taken = await takeBack(context, { store });
    expect(taken).toMatchObject([{ pending: 1, driven: true, because: expect.stringContaining('4711') }]);
    expect(takenBackLines(taken).at(-1)).toBe('  That process takes back what has not rung.');
    if (lease.ok) lease.value.release();
  });

  it('tells of what is under way that it cannot be taken back', async () => {
    const folder = rig();
    const waiting = started(folder, sweep(), 'waiting');
    const controller = new AbortController();
    const { provider } = waiting.simulator;
    const read = provider.read.bind(provider);
    provider.read = async (request) => {
      const answer = await read(request);
      if (answer.ok && answer.value.some(({ status }) => status === 'in_progress')) controller.abort();
      return answer;
    };
    await waiting.drive({ interrupt: controller.signal });
    const store = opened(folder);
    store.addOptOuts([1, 2, 3].map((at) => ({ number: `+1312555010${at}`, at: 0, reason: 'x', source: 'command' })));
    const { context } = contextOf(folder, new Map([[waiting.run.name, waiting]]));
    const taken = await takeBack(context, { store });
    expect(taken.reduce((sum, one) => sum + one.under_way, 0)).toBeGreaterThan(0);
    expect(takenBackLines(taken).join('\n')).toMatch(/under way and cannot be taken back/);
  });
});

describe('the list of the configuration', () => {
  it('binds at once while a run is driven', async () => {
    const folder = rig();
    folder.write('mission.config.yaml', 'do_not_contact: no.txt\n');
    folder.write('no.txt', '+13125550109\n');
    const store = opened(folder);
    const problems: string[] = [];
    const { context } = contextOf(folder, new Map());
    const watched = await watchList(context, { everyMs: 20, onProblem: (problem) => problems.push(problem) });
    const until = async (is: () => boolean): Promise<void> => {
      for (let tries = 0; !is() && tries < 500; tries += 1) await sleep(10);
      expect(is()).toBe(true);
    };
    folder.write('no.txt', `+13125550109\n${number}\n`);
    await until(() => store.optedOut({ number, world: 'sim:any' }));
    folder.write('no.txt', `nobody at all\n${number}\n`);
    await until(() => problems.length > 0);
    expect(problems[0]).toContain('no.txt:1');
    expect(store.optedOut({ number, world: 'sim:any' })).toBe(true);
    watched.close();
  });
});
