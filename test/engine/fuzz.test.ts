/**
 * Runs that are paused, gone on with, canceled, answered rightly and wrongly at random moments, and whose service says things
 * that nobody asked for: every invariant holds. A failure prints the seed that repeats it.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localEngine } from '../../src/engine/local.ts';
import { minuteMs } from '../../src/lib/time.ts';
import { isRunFinal } from '../../src/run/mission-state.ts';
import type { Answer, Listing, Provider, Push, Reading, Signal } from '../../src/run/ports.ts';
import { judge } from '../support/judge.ts';
import { memoryStore } from '../support/memory-store.ts';
import { randomMission } from '../support/random-mission.ts';
import { type Rig, startRandom } from '../support/run-mission.ts';

const runs = Number(process.env.MISSION_FUZZ_RUNS ?? 80);
const seed = Number(process.env.MISSION_FUZZ_SEED ?? 7);

/** Missions with gates that a person answers: those that the simulated phone answers are opened by nobody else. */
const missions = Array.from({ length: 40 }, (_, place) => {
  const mission = randomMission(place + 1);
  const gates = mission.spec.gates.map((gate) => ({ ...gate, via: ['push', 'terminal'] as const }));
  return { ...mission, spec: { ...mission.spec, gates, simulate: { ...mission.spec.simulate, approver: {} } } };
});

function started(which: number): Rig | null {
  const mission = missions[which % missions.length];
  if (mission === undefined) throw new Error('no mission');
  return startRandom(mission, { store: memoryStore(), worldFile: ':memory:', alone: true });
}

const gate = fc.constantFrom('launch', 'demo', 'book', 'nothing');
const signal = fc.oneof(
  fc.constantFrom<Signal>({ kind: 'pause' }, { kind: 'resume' }, { kind: 'resume' }),
  fc.record({
    kind: fc.constantFrom('approve', 'deny'),
    gate,
    hash: fc.constantFrom('right', '', 'sha256:wrong'),
    by: fc.constantFrom('terminal', 'command'),
  }),
) as fc.Arbitrary<Signal>;
const moment = fc.record({
  /** How long the run is driven before the signals are sent. */
  drivenMs: fc
    .oneof(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 10, max: 600 }))
    .map((count) => count * minuteMs),
  signals: fc.array(signal, { minLength: 1, maxLength: 4 }),
});

function send(rig: Rig, given: Signal): void {
  const asked = 'gate' in given ? rig.store.mission(rig.run.name)?.gates[given.gate]?.hash : undefined;
  const right = 'hash' in given && given.hash === 'right';
  rig.store.signal(rig.run.name, right ? { ...given, hash: asked ?? '' } : given);
}

/** Opens what is shut and ends what is paused, until the run has ended. */
async function toItsEnd(rig: Rig): Promise<void> {
  const { name } = rig.run;
  for (let rounds = 0; rounds < 20; rounds += 1) {
    const status = rig.store.run(name)?.status ?? 'pending';
    if (isRunFinal(status)) return;
    const mission = rig.store.mission(name);
    if (mission?.paused === true) rig.store.signal(name, { kind: 'resume' });
    for (const [id, { status, hash = '' }] of Object.entries(mission?.gates ?? {})) {
      if (status === 'asked') rig.store.signal(name, { kind: 'approve', gate: id, hash, by: 'command' });
    }
    await rig.drive({ waitMaxMs: 0 });
  }
  throw new Error(`it does not end: ${JSON.stringify(rig.store.run(name))}`);
}

test(`${runs} runs with signals at random moments`, { timeout: 240_000 }, async () => {
  const ends = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.nat(missions.length - 1),
      fc.array(moment, { maxLength: 8 }),
      fc.boolean(),
      async (which, moments, cancels) => {
        const rig = started(which);
        if (rig === null) return;
        for (const { drivenMs, signals } of moments) {
          if (isRunFinal(rig.store.run(rig.run.name)?.status ?? 'pending')) break;
          await rig.drive({ until: rig.simulator.clock.now() + drivenMs, waitMaxMs: 0 });
          for (const one of signals) send(rig, one);
        }
        if (cancels && moments.length % 3 === 0) rig.store.signal(rig.run.name, { kind: 'cancel' });
        await toItsEnd(rig);
        expect(judge(rig.evidence())).toEqual([]);
        ends.add(rig.store.run(rig.run.name)?.status ?? '');
        rig.simulator.close();
      },
    ),
    { numRuns: runs, seed },
  );
  expect([...ends].toSorted()).toEqual(['canceled', 'failed', 'succeeded']);
});

// ── a service that says what nobody asked for ─────────────────────────────────────────────────────────────────────

const push = fc.oneof(
  fc.record({
    kind: fc.constant('attempt'),
    ref: fc.constantFrom('evt_1', 'evt_2', 'evt_3', 'evt_99', '', '__proto__'),
  }),
  fc.record({ kind: fc.constant('insight'), conversation: fc.constantFrom('conv_1', 'conv_2', 'conv_99', '') }),
  fc.record({ kind: fc.constant('text'), from: fc.constantFrom('+13125550100', '+13125550101', 'nobody') }),
  fc.record({ kind: fc.constant('approval'), id: fc.constantFrom('apr_1', 'apr_99') }),
) as fc.Arbitrary<Push>;

const pushesMax = 100;

const foreign: readonly Reading[] = [
  { ref: 'evt_99', status: 'completed', call: 'answered', durationS: 10, conversation: 'conv_99' },
  { ref: '', status: 'failed' },
];

interface Nuisance {
  /** What is pushed with the answers, one after the other. */
  readonly pushes: readonly Push[];
  /** Each answer of so many comes with something of somebody else's. */
  readonly foreignEvery: number;
  /** Each reading of so many is an older one of the same call. */
  readonly staleEvery: number;
}

/** Adds to the answers; what it says of the run's own calls is true, if late. */
function nuisance(real: Provider, { pushes, foreignEvery, staleEvery }: Nuisance): Provider {
  const listeners = new Set<(push: Push) => void>();
  const older = new Map<string, Reading>();
  let count = 0;
  const disturb = (): boolean => {
    count += 1;
    // Not with every answer: whoever is told of news each time that it reads would read for ever.
    const push = count > pushesMax || count % 2 === 0 ? undefined : pushes[count % Math.max(1, pushes.length)];
    if (push !== undefined) for (const listener of listeners) listener(push);
    return count % foreignEvery === 0;
  };
  const read: Provider['read'] = async (request) => {
    const answer = await real.read(request);
    const isForeign = disturb();
    if (!answer.ok) return answer;
    const value = answer.value.map((reading) => {
      const known = older.get(reading.ref);
      older.set(reading.ref, reading);
      return known !== undefined && count % staleEvery === 0 && known.status !== 'completed' ? known : reading;
    });
    return { ...answer, value: isForeign ? [...foreign, ...value, ...value, ...foreign] : value };
  };
  const list: Provider['list'] = async (request): Promise<Answer<Listing>> => {
    const answer = await real.list(request);
    disturb();
    if (!answer.ok) return answer;
    const event = { ref: 'evt_99', to: '+13125550100', channel: 'call', scheduledAt: 0, status: 'pending' } as const;
    return {
      ...answer,
      value: { ...answer.value, events: [{ ...event, key: 'of another run' }, ...answer.value.events] },
    };
  };
  const inbox: Provider['inbox'] = async (request) => {
    const answer = await real.inbox(request);
    disturb();
    if (!answer.ok) return answer;
    const text = { id: 'msg_99', from: '+13125550199', to: '+12025550100', text: 'STOP', at: request.since };
    return { ...answer, value: [text, ...answer.value, ...answer.value] };
  };
  const changed: Partial<Provider> = { read, list, inbox };
  return new Proxy(real, {
    get(target, name) {
      if (name === 'onPush') {
        return (listener: (push: Push) => void) => {
          listeners.add(listener);
          const stop = target.onPush(listener);
          return () => {
            listeners.delete(listener);
            stop();
          };
        };
      }
      const own = Reflect.get(target, name, target) as unknown;
      return Reflect.get(changed, name) ?? (typeof own === 'function' ? own.bind(target) : own);
    },
  });
}

test(`${runs} runs on a service that says more than it was asked`, { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(missions.length - 1),
      fc.record({
        pushes: fc.array(push, { maxLength: 5 }),
        foreignEvery: fc.integer({ min: 1, max: 4 }),
        staleEvery: fc.integer({ min: 2, max: 5 }),
      }),
      async (which, how) => {
        const rig = startRandom(randomMission(which + 1), { store: memoryStore(), worldFile: ':memory:', alone: true });
        if (rig === null) return;
        const { provider: real, model, clock } = rig.simulator;
        const provider = nuisance(real, how);
        const driver = { pid: 1, host: 'here', since: 0 };
        const driven = await localEngine({ store: rig.store, provider, model, clock, driver }).drive(rig.run.name, {});
        expect(driven).toMatchObject({ ok: true, value: { end: 'finished' } });
        expect(judge(rig.evidence())).toEqual([]);
        rig.simulator.close();
      },
    ),
    { numRuns: runs, seed },
  );
});
