/**
 * A process that dies at a chosen point, played inside the test's own: from then on nothing that it asks is stored or done.
 * There is such a point before and after every commit, and before and after every request to the service.
 */
import { localEngine } from '../../src/engine/local.ts';
import type { Provider, Store } from '../../src/run/ports.ts';
import { openSimulator, type Simulator } from '../../src/simulator/open.ts';
import type { RandomMission } from '../support/random-mission.ts';

export class Death extends Error {}

/** Counts the points that a process passes; it dies at the one after `diesAfter`. */
export class Fate {
  readonly #diesAfter: number;
  #passed = 0;

  constructor(diesAfter = Number.POSITIVE_INFINITY) {
    this.#diesAfter = diesAfter;
  }

  get passed(): number {
    return this.#passed;
  }

  /** Whoever asks a dead process for anything hears of it. */
  pass(): void {
    if (this.#passed >= this.#diesAfter) throw new Death('the process is dead');
    this.#passed += 1;
  }
}

interface Life extends RandomMission {
  readonly store: Store;
  readonly run: string;
  readonly worldFile: string;
  readonly fate: Fate;
}

/** Drives the run until it ends (the world as it then is) or the process dies (null). */
export async function live(life: Life): Promise<Simulator | null> {
  const { store, fate } = life;
  const world = openWorld(life);
  const { model, clock } = world;
  const provider = mortalProvider(world.provider, fate);
  const driver = { pid: process.pid, host: 'here', since: 0 };
  const engine = localEngine({ store: mortalStore(store, fate), provider, model, clock, driver });
  try {
    const driven = await engine.drive(life.run, {});
    if (!driven.ok || driven.value.end !== 'finished') throw new Error(`it did not end: ${JSON.stringify(driven)}`);
    return world;
  } catch (thrown) {
    if (!(thrown instanceof Death)) throw thrown;
    // What was under way when it died still reaches the record; nothing else does.
    await new Promise((resolve) => setImmediate(resolve));
    return null;
  }
}

/** As the command line opens it. */
function openWorld({ store, run, spec, worldFile }: Life): Simulator {
  const record = store.run(run);
  if (record === null) throw new Error(`no run ${run}`);
  const startsAt = Math.max(record.startedAt, record.at);
  const opened = openSimulator({
    file: worldFile,
    simulate: spec.simulate,
    startsAt,
    world: record.world,
    alone: true,
  });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

function mortalStore(store: Store, fate: Fate): Store {
  return {
    ...store,
    commit(commit) {
      fate.pass();
      const done = store.commit(commit);
      fate.pass();
      return done;
    },
  };
}

const requests: readonly (keyof Provider)[] = [
  'prepare',
  'update',
  'place',
  'read',
  'list',
  'withdraw',
  'insight',
  'inbox',
  'ask',
  'approval',
];

function mortalProvider(provider: Provider, fate: Fate): Provider {
  return new Proxy(provider, {
    get(target, name) {
      const own = Reflect.get(target, name, target) as unknown;
      if (typeof own !== 'function') return own;
      const method = own.bind(target) as (...given: unknown[]) => unknown;
      if (!requests.includes(name as keyof Provider)) return method;
      return async (...given: unknown[]) => {
        fate.pass();
        const answer = await method(...given);
        fate.pass();
        return answer;
      };
    },
  });
}
