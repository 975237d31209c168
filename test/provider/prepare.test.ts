/** Preparing: found or made, linked, and asked for again after a crash at any point without making anything twice. */
import { describe, expect, test } from 'vitest';
import { openClawdTalk } from '../../src/provider/open.ts';
import { silent } from '../../src/provider/push-source.ts';
import type { PrepareRequest, ProviderError } from '../../src/run/ports.ts';
import type { WireClient, WireRequest } from '../../src/wire/client.ts';
import { prepareRequest, valueIn } from '../contract/provider-rig.ts';
import { type ServiceRig, serviceRig } from './service-rig.ts';

const run = '0123456789abcdef0123456789abcdef';
const request: PrepareRequest = { ...prepareRequest, run };

/** What the service holds, by the names that the run's things have. */
function held({ server }: ServiceRig) {
  const { shelf } = server.service;
  const runs = [...shelf.all('run')].filter(({ input }) => input.mission_run === run);
  return {
    missions: [...shelf.all('mission')].map(({ metadata }) => metadata.mission_run),
    runs: runs.length,
    steps: runs.flatMap(({ steps }) => steps.map(({ step_id }) => step_id)),
    assistants: [...shelf.all('assistant')].map(({ config }) => config.name).toSorted(),
    linked: runs
      .flatMap(({ agents }) => agents.map(({ assistant }) => shelf.get('assistant', assistant)?.config.name))
      .toSorted(),
  };
}

const names = ['Find somebody · 01234567/-/0', ...[0, 1, 2].map((n) => `Find somebody · 01234567/pool/${n}`)];
const whole = { missions: [run], runs: 1, steps: ['calls'], assistants: names, linked: names };

/** A client of which something becomes at its n-th request. */
function clientWith(
  real: WireClient,
  happens: (n: number, send: () => ReturnType<WireClient['request']>) => ReturnType<WireClient['request']>,
) {
  let n = 0;
  return new Proxy(real, {
    get(target, name) {
      if (name === 'request')
        return (asked: WireRequest) => {
          n += 1;
          return happens(n, () => target.request(asked));
        };
      const own = Reflect.get(target, name, target) as unknown;
      return typeof own === 'function' ? own.bind(target) : own;
    },
  });
}

const providerOver = (client: WireClient, rig: ServiceRig) =>
  openClawdTalk({
    client,
    world: 'sim:test',
    run: { id: run, name: 'a-1' },
    now: () => rig.clock.now(),
    push: silent,
    repeat: { minMs: 1, maxMs: 2 },
  });

test('makes all of it, with the settings of each round', async () => {
  const rig = await serviceRig({ run });
  const [first] = request.rounds;
  if (first === undefined) throw new Error('no round');
  const voicemail = { detect: true, message: 'Call us back.' };
  const rounds = [{ ...first, greeting: 'Hi', voice: 'v', model: 'm', tools: ['hangup'], voicemail }];
  const prepared = valueIn(await rig.provider.prepare({ ...request, rounds }));
  const [assistant] = [...rig.server.service.shelf.all('assistant')];
  expect(assistant?.config).toMatchObject({
    name: names[0],
    instructions: 'Be kind.',
    greeting: 'Hi',
    model: 'm',
    voice: 'v',
    tools: [{ type: 'hangup' }],
    extra_config: {
      telephony_settings: {
        voicemail_detection: { on_voicemail_detected: { action: 'leave_message_and_stop_assistant' } },
      },
    },
  });
  expect(prepared.run).toBe(
    [...rig.server.service.shelf.all('run')].find(({ input }) => input.mission_run === run)?.id,
  );
  expect(prepared.assistants['']).toEqual([{ id: assistant?.id, from: assistant?.phone?.phone }]);
});

describe('at any of its requests', () => {
  const requestsMax = 40;

  /** How many requests it takes. */
  async function count(): Promise<number> {
    const rig = await serviceRig({ run });
    valueIn(await rig.provider.prepare(request));
    expect(held(rig)).toEqual(whole);
    const { length } = rig.requests;
    expect(length).toBeLessThan(requestsMax);
    return length;
  }

  test.each([
    ['dies before it', async () => Promise.reject(new Error('killed'))],
    [
      'dies before it hears the answer',
      async (send: () => Promise<unknown>) => {
        await send();
        throw new Error('killed');
      },
    ],
  ])('a process that %s leaves nothing to be made twice', async (_, happens) => {
    const requests = await count();
    for (let at = 1; at <= requests; at += 1) {
      const rig = await serviceRig({ run, push: silent });
      const dying = providerOver(
        clientWith(rig.client, (n, send) => (n === at ? (happens(send) as never) : send())),
        rig,
      );
      await expect(dying.prepare(request)).rejects.toThrow('killed');
      const prepared = valueIn(await rig.another().prepare(request));
      expect(held(rig), `request ${at}`).toEqual(whole);
      expect(valueIn(await rig.another().prepare(request))).toEqual(prepared);
    }
  });

  test('a lost answer leaves nothing to be made twice', async () => {
    const requests = await count();
    for (let at = 1; at <= requests; at += 1) {
      const rig = await serviceRig({ run, push: silent });
      const lossy = providerOver(
        clientWith(rig.client, async (n, send) => {
          const answer = await send();
          return n === at ? { ok: false, error: { code: 'lost', message: 'no answer' } } : answer;
        }),
        rig,
      );
      const prepared = valueIn(await lossy.prepare(request));
      expect(held(rig), `request ${at}`).toEqual(whole);
      expect(prepared.assistants.pool).toHaveLength(3);
    }
  });

  test('an unreachable service is no reason to give up, and nothing is made twice', async () => {
    const requests = await count();
    for (let at = 1; at <= requests; at += 1) {
      const rig = await serviceRig({ run, push: silent });
      let down = true;
      const provider = providerOver(
        clientWith(rig.client, async (n, send) =>
          down && n >= at ? { ok: false, error: { code: 'unreached', message: 'down' } } : send(),
        ),
        rig,
      );
      expect(await provider.prepare(request)).toMatchObject({ ok: false, error: { code: 'unavailable' } });
      down = false;
      valueIn(await provider.prepare(request));
      expect(held(rig), `request ${at}`).toEqual(whole);
    }
  });
});

/** What the service takes and does not carry out. */
test.each([
  ['a link', (asked: WireRequest) => asked.method === 'POST' && asked.path.endsWith('/agents'), {}, 'refused', 'link'],
  ['a number', (asked: WireRequest) => asked.path.endsWith('/assign-phone'), {}, 'no-number', 'number'],
  [
    'a number beside another',
    (asked: WireRequest) => asked.path.endsWith('/assign-phone'),
    { assistant: { id: 'a', phone_number: '+13125550199' } },
    'no-number',
    'number',
  ],
] as const)('does not believe in %s that the service does not show', async (_, isIt, body, code, said) => {
  const rig = await serviceRig({ run, push: silent });
  const shrugging = new Proxy(rig.client, {
    get(target, name) {
      if (name === 'request')
        return (asked: WireRequest) =>
          isIt(asked)
            ? Promise.resolve({ ok: true, value: { status: 200, body, serviceAt: 0 } })
            : target.request(asked);
      const own = Reflect.get(target, name, target) as unknown;
      return typeof own === 'function' ? own.bind(target) : own;
    },
  });
  const answer = await providerOver(shrugging, rig).prepare(request);
  expect(answer).toMatchObject({ ok: false, error: { code } });
  expect(answer.ok ? '' : answer.error.message).toContain(said);
});

test('does not take another run’s things for its own', async () => {
  const rig = await serviceRig({ run });
  const own = valueIn(await rig.provider.prepare(request));
  const other = valueIn(await rig.another().prepare({ ...request, run: 'fedcba9876543210fedcba9876543210' }));
  expect(other.mission).not.toBe(own.mission);
  expect(other.assistants['']?.[0]?.id).not.toBe(own.assistants['']?.[0]?.id);
});

test('leaves the prompts of what it finds as they are', async () => {
  const rig = await serviceRig({ run });
  const prepared = valueIn(await rig.provider.prepare(request));
  const assistant = prepared.assistants.pool?.[1]?.id ?? '';
  valueIn(await rig.provider.update({ assistant, instructions: 'Only for Acme.', greeting: '' }));
  await rig.another().prepare(request);
  expect(rig.server.service.shelf.get('assistant', assistant)?.config.instructions).toBe('Only for Acme.');
});

describe('an account that does not do', () => {
  const control = (rig: ServiceRig, body: object) =>
    rig.client.requestBeside({ method: 'PATCH', path: '/simulator/account', body });

  async function refused(
    change: object,
    asked: Partial<PrepareRequest> = {},
  ): Promise<{ error: ProviderError; rig: ServiceRig }> {
    const rig = await serviceRig({ run });
    await control(rig, change);
    const answer = await rig.provider.prepare({ ...request, ...asked });
    if (answer.ok) throw new Error('it did');
    return { error: answer.error, rig };
  }

  test.each([
    ['monthly_missions_limit', 0, {}, 'allows no missions a month'],
    ['monthly_mission_events_limit', 4, { calls: 5, texts: 0 }, 'leaves 4, and at least 5 are needed'],
    ['daily_calls_limit', 0, {}, 'allows no calls a day'],
    ['daily_call_seconds_limit', 0, {}, 'allows no seconds of calls a day'],
    ['monthly_call_seconds_limit', 0, {}, 'allows no seconds of calls a month'],
    ['monthly_messages_limit', 1, { calls: 0, texts: 2 }, 'leaves 1, and at least 2 are needed'],
  ] as const)('has %s %i: nothing is made', async (name, limit, needs, said) => {
    const { error, rig } = await refused({ quota: { [name]: limit } }, { needs: { ...request.needs, ...needs } });
    expect(error.code).toBe('quota');
    expect(error.message).toContain(said);
    expect(held(rig).missions).toEqual([]);
  });

  test('has made all its missions of the month', async () => {
    const rig = await serviceRig({ run });
    await control(rig, { quota: { monthly_missions_limit: 1 } });
    valueIn(await rig.provider.prepare(request));
    // Its own is made already.
    valueIn(await rig.another().prepare(request));
    const answer = await rig.another().prepare({ ...request, run: 'fedcba98' });
    expect(answer).toMatchObject({ ok: false, error: { code: 'quota' } });
  });

  test.each([
    ['monthly_messages_limit', { calls: 1, texts: 0 }],
    ['daily_calls_limit', { calls: 0, texts: 1 }],
  ])('for %s does for what does not need it', async (name, needs) => {
    const rig = await serviceRig({ run });
    await control(rig, { quota: { [name]: 0 } });
    valueIn(await rig.provider.prepare({ ...request, needs }));
  });

  test('has no number of its own', async () => {
    const { error, rig } = await refused({ dedicated_number: false });
    expect(held(rig)).toEqual({ missions: [], runs: 0, steps: [], assistants: [], linked: [] });
    expect(error.code).toBe('no-number');
    expect(error.message).toContain('no dedicated number');
    expect(error.message).toContain('mission doctor');
  });

  test('is not known by the key', async () => {
    const rig = await serviceRig({ run });
    const { WireClient: Client } = await import('../../src/wire/client.ts');
    const client = new Client({ account: { ...rig.account, apiKey: 'cc_test_wrong' }, version: 'mission/test' });
    const answer = await providerOver(client, rig).prepare(request);
    expect(answer).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
    expect(answer.ok ? '' : answer.error.message).toContain('CLAWDTALK_API_KEY');
    await client.close();
  });
});
