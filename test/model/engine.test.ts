/** A mission whose conversations a real model's endpoint reads. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { localEngine } from '../../src/engine/local.ts';
import { openModel } from '../../src/model/openai.ts';
import type { Provider } from '../../src/run/ports.ts';
import { folder } from '../mirror/mirror-rig.ts';
import { memoryStore } from '../support/memory-store.ts';
import { type RandomMission, randomMission } from '../support/random-mission.ts';
import { startRandom } from '../support/run-mission.ts';
import { type Answered, endpoint, type Seen, saying } from './endpoint.ts';

/** With a `judge` criterion, for calls. */
function judging(): RandomMission {
  for (let seed = 1; seed < 100; seed += 1) {
    const mission = randomMission(seed);
    const [round] = mission.spec.rounds;
    const asks = round.rubric?.criteria.some(({ kind }) => kind === 'judge') === true;
    if (mission.spec.class === 'parallel-screening' && asks && round.channel === 'call') return mission;
  }
  throw new Error('no such mission');
}

/** The service's insights are prose. */
function telling(provider: Provider): Provider {
  return {
    ...provider,
    name: provider.name,
    world: provider.world,
    prepare: (request) => provider.prepare(request),
    update: (request) => provider.update(request),
    place: (request) => provider.place(request),
    read: (request) => provider.read(request),
    list: (request) => provider.list(request),
    withdraw: (request) => provider.withdraw(request),
    inbox: (request) => provider.inbox(request),
    ask: (request) => provider.ask(request),
    approval: (request) => provider.approval(request),
    onPush: (listener) => provider.onPush(listener),
    close: () => provider.close(),
    async insight(request) {
      const answer = await provider.insight(request);
      if (!answer.ok || answer.value === null) return answer;
      return { ...answer, value: { text: 'They were kind and told a lot.', transcript: ['Person: We open at ten.'] } };
    },
  };
}

async function drive(answer: (seen: Seen) => Answered) {
  const mission = judging();
  const store = memoryStore();
  const rig = startRandom(mission, { store, worldFile: join(folder(), 'world.db') });
  if (rig === null) throw new Error('nobody to call');
  const { clock, provider } = rig.simulator;
  const { baseUrl, seen } = await endpoint(answer);
  const model = openModel({ baseUrl, name: 'small' });
  const driver = { pid: process.pid, host: 'here', since: 0 };
  const engine = localEngine({ store, provider: telling(provider), model, clock, driver });
  const driven = await engine.drive(rig.run.name, {});
  rig.simulator.close();
  if (!driven.ok) throw new Error(driven.error.message);
  const states = [...store.contacts(rig.run.name)].map(({ state }) => state);
  const reached = states.filter(({ status }) => status === 'reached');
  return { seen, states, reached, end: driven.value.end, status: store.mission(rig.run.name)?.status };
}

const isJudging = ({ body }: Seen): boolean => body.messages[0]?.content.includes('"score"') === true;

it('asks it to read what is no JSON, and to judge', async () => {
  const { seen, reached, end } = await drive((asked) =>
    saying(JSON.stringify(isJudging(asked) ? { score: 4 } : { price: 120, insured: true, quality: 4 })),
  );
  expect(end).toBe('finished');
  expect(reached.length).toBeGreaterThan(0);
  expect(seen.filter((asked) => !isJudging(asked)).length).toBeGreaterThanOrEqual(reached.length);
  for (const { collected, judged, disqualified } of reached) {
    expect(Object.keys(collected ?? {}).length).toBeGreaterThan(0);
    if (disqualified === undefined) expect(judged).toEqual({ manner: 0.8 });
  }
  expect(reached.some(({ disqualified }) => disqualified === undefined)).toBe(true);
});

it('carries the mission through though it answers nothing that can be used', async () => {
  const { reached, end, status } = await drive(() => saying('I would rather not say.'));
  expect(end).toBe('finished');
  expect(status).toBe('succeeded');
  for (const { incomplete } of reached) expect(incomplete).not.toBe(undefined);
});

it('hears a no that the model finds', async () => {
  const { states } = await drive(() => saying('{"opt_out": true}'));
  const heard = states.filter(({ insight }) => insight !== undefined && insight.none !== true);
  expect(heard.length).toBeGreaterThan(0);
  expect(heard.every(({ optedOut }) => optedOut === true)).toBe(true);
});
