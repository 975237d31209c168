/** Drives the simplest mission with some of the service's answers replaced. */
import { expect } from 'vitest';
import { localEngine } from '../../src/engine/local.ts';
import type { JournalEvent } from '../../src/run/events.ts';
import type { Answer, Provider, ProviderError } from '../../src/run/ports.ts';
import { memoryStore } from './memory-store.ts';
import type { RandomMission } from './random-mission.ts';
import { type Rig, startRandom } from './run-mission.ts';
import { sweep } from './sweep.ts';

export const failure = (code: ProviderError['code'], retryAfterMs?: number): Answer<never> => ({
  ok: false,
  error: { code, message: `the service says ${code}`, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
});

export interface Ran {
  readonly rig: Rig;
  readonly journal: readonly JournalEvent[];
  readonly types: readonly string[];
}

/** Drives the sweep with some of the provider's methods replaced. */
export async function driveWith(
  change: (real: Provider, rig: Rig) => Partial<Provider>,
  mission: RandomMission = sweep(),
): Promise<Ran> {
  const store = memoryStore();
  const rig = startRandom(mission, { store, worldFile: ':memory:' });
  if (rig === null) throw new Error('nobody to call');
  const { provider, model, clock } = rig.simulator;
  const faulty = new Proxy(provider, {
    get(target, name) {
      const changed = (change(target, rig) as Record<string | symbol, unknown>)[name];
      const own = Reflect.get(target, name, target) as unknown;
      return changed ?? (typeof own === 'function' ? own.bind(target) : own);
    },
  });
  // Signals are looked for at every turn, however quick the machine is.
  let ticks = 0;
  const machine = { ticks: () => (ticks += 1_000), sleep: () => Promise.resolve() };
  const engine = localEngine({
    store,
    provider: faulty,
    model,
    clock,
    ...machine,
    driver: { pid: 1, host: 'here', since: 0 },
  });
  const driven = await engine.drive(rig.run.name, {});
  expect(driven.ok).toBe(true);
  const journal = [...store.events(rig.run.name)];
  return { rig, journal, types: journal.map(({ type }) => type) };
}

/** Fails the first `times` calls of a method. */
export function failing<Request, Value>(
  times: number,
  answer: Answer<never>,
  real: (request: Request) => Promise<Answer<Value>>,
) {
  let left = times;
  return async (request: Request): Promise<Answer<Value>> => {
    left -= 1;
    return left >= 0 ? answer : real(request);
  };
}
