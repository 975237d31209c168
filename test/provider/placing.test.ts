/** Placing: asked once, and what came of it told apart exactly (invariant 2). */
import { describe, expect, test } from 'vitest';
import type { ProviderError } from '../../src/run/ports.ts';
import { bodyBytesMax } from '../../src/wire/client.ts';
import { type FakeReply, type FakeRequest, fakeService } from '../support/fake-service.ts';
import { type FakeRig, fakeRig, placeRequest, scheduled, wrapped } from './fake-rig.ts';

const isPlacing = ({ method, path }: FakeRequest): boolean => method === 'POST' && path === '/assistants/a1/events';
const placings = (rig: FakeRig): number => rig.requests.filter(isPlacing).length;

test('says who is called, from where and when, with the key, and names no step', async () => {
  const rig = await fakeRig(() => ({ status: 201, body: scheduled() }));
  await rig.provider.place({ ...placeRequest, channel: 'sms', text: 'Hello' });
  expect(rig.requests[0]?.body).toEqual({
    channel: 'sms',
    to: '+13125550101',
    from: '+12025550100',
    scheduled_at: '2026-11-23T15:02:00Z',
    mission_id: 'm1',
    run_id: 'r1',
    text_body: 'Hello',
    metadata: { key: 'k1', run: 'a-1', contact: 'acme', target: 'acme' },
  });
});

test.each([
  ['bare', scheduled(), 'e1'],
  ['as an event', { event: scheduled() }, 'e1'],
  ['with a number for an id', { event: scheduled({ id: 17 }) }, '17'],
])('takes the answer %s', async (_, body, ref) => {
  const rig = await fakeRig(() => ({ status: 201, body, headers: { date: 'Mon, 23 Nov 2026 15:00:07 GMT' } }));
  const answer = await rig.provider.place(placeRequest);
  expect(answer).toEqual({ ok: true, value: { ref }, serviceAt: Date.parse('2026-11-23T15:00:07Z') });
});

const outcomes: readonly (readonly [string, FakeReply, ProviderError['code']])[] = [
  ['an answer without an id', { status: 201, body: { event: {} } }, 'lost'],
  ['an id that is none', { status: 201, body: { id: { a: 1 } } }, 'lost'],
  ['an id that is a path', { status: 201, body: { id: '..' } }, 'lost'],
  ['a list', { status: 201, body: [] }, 'lost'],
  ['an empty answer', { status: 201 }, 'lost'],
  ['a page for people', { status: 200, text: '<html>' }, 'lost'],
  ['half of an answer', { status: 201, body: scheduled(), half: true }, 'lost'],
  ['no answer', 'cut', 'lost'],
  ['a trouble of its own', { status: 500, body: { error: { code: 'internal', message: 'oh' } } }, 'lost'],
  ['a page of a proxy', { status: 502, text: '<html>Bad gateway</html>' }, 'lost'],
  ['that it is down', { status: 503 }, 'lost'],
  ['a trouble of the layer behind', { status: 500, body: wrapped(503) }, 'lost'],
  ['that it took too long', { status: 408 }, 'lost'],
  ['a refusal', { status: 400, body: { error: { code: 'missing_field', message: 'to' } } }, 'refused'],
  ['a refusal of the layer behind', { status: 500, body: wrapped(400, '10004') }, 'refused'],
  [
    'that there is no such assistant',
    { status: 404, body: { error: { code: 'not_found', message: 'no' } } },
    'refused',
  ],
  ['a bad key', { status: 401, body: { error: { code: 'unauthorized', message: 'no' } } }, 'unauthorized'],
  ['too much', { status: 429, headers: { 'retry-after': '7' } }, 'throttled'],
  ['too much, from the layer behind', { status: 500, body: wrapped(429) }, 'throttled'],
  ['a used-up quota', { status: 402, body: { error: { code: 'quota_exceeded', message: 'no' } } }, 'quota'],
  ['a used-up quota, forbidden', { status: 403, body: { error: { code: 'quota_exceeded', message: 'no' } } }, 'quota'],
  ['a used-up quota, as 429', { status: 429, body: { error: { code: 'quota_exceeded', message: 'no' } } }, 'quota'],
];

test.each(outcomes)('with %s is not asked again', async (_, reply, code) => {
  const rig = await fakeRig((request) => (isPlacing(request) ? reply : { status: 503 }));
  const answer = await rig.provider.place(placeRequest);
  expect(answer).toMatchObject({ ok: false, error: { code } });
  expect(placings(rig)).toBe(1);
  if (code === 'throttled' && typeof reply !== 'string' && reply.headers !== undefined)
    expect(answer).toMatchObject({ error: { retryAfterMs: 7_000 } });
});

test('with more than can be read is in doubt', async () => {
  const rig = await fakeRig(() => ({ status: 201, text: ' '.repeat(bodyBytesMax + 1) }));
  expect(await rig.provider.place(placeRequest)).toMatchObject({ ok: false, error: { code: 'lost' } });
});

test.each([301, 302, 303, 307, 308])('is not sent anywhere else on a %i, and is in doubt', async (status) => {
  const elsewhere = await fakeService(() => ({ body: scheduled() }));
  const location = `${elsewhere.account.apiUrl}/assistants/a1/events`;
  const rig = await fakeRig(() => ({ status, headers: { location } }));
  const message = expect.stringContaining('a redirect, which is not followed');
  expect(await rig.provider.place(placeRequest)).toMatchObject({ ok: false, error: { code: 'lost', message } });
  expect(elsewhere.requests).toEqual([]);
  expect(placings(rig)).toBe(1);
});

test('never left where nobody listens', async () => {
  const { createServer } = await import('node:net');
  const free = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
  const { WireClient } = await import('../../src/wire/client.ts');
  const { openClawdTalk } = await import('../../src/provider/open.ts');
  const { silent } = await import('../../src/provider/push-source.ts');
  const account = { apiUrl: `http://127.0.0.1:${free}/v1`, apiKey: 'k', simulated: true, world: 'sim:x' };
  const client = new WireClient({ account, version: 'mission/test' });
  const provider = openClawdTalk({
    client,
    world: 'sim:x',
    run: { id: 'r', name: 'r' },
    now: () => 0,
    push: silent,
    prepared: { mission: 'm1', run: 'r1' },
  });
  expect(await provider.place(placeRequest)).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  await client.close();
});

describe('by a process that does not know the service’s run', () => {
  test('looks it up', async () => {
    const rig = await fakeRig(
      (request) =>
        isPlacing(request)
          ? { status: 201, body: scheduled() }
          : {
              body: {
                data: [
                  { run_id: 'other', input: {} },
                  { run_id: 'r7', input: { mission_run: 'run-1' } },
                ],
              },
            },
      { prepared: false },
    );
    expect(await rig.provider.place(placeRequest)).toMatchObject({ ok: true });
    expect(rig.requests.at(-1)?.body).toMatchObject({ run_id: 'r7' });
  });

  test.each([
    [{ status: 503 }, 'unavailable'],
    [{ body: { data: [] } }, 'unavailable'],
    [{ body: { nothing: true } }, 'unavailable'],
    [{ status: 401 }, 'unauthorized'],
    [{ status: 429 }, 'throttled'],
  ] as const)('and is answered %j sends nothing: %s', async (reply, code) => {
    const rig = await fakeRig(() => reply, { prepared: false });
    expect(await rig.provider.place(placeRequest)).toMatchObject({ ok: false, error: { code } });
    expect(placings(rig)).toBe(0);
  });
});

describe('refused for the number that it was to come from', () => {
  const refusing =
    (own: { readonly assistant?: string; readonly dedicated?: string; readonly phones?: readonly string[] }) =>
    (request: FakeRequest): FakeReply => {
      if (isPlacing(request)) return { status: 500, body: wrapped(400) };
      if (request.path === '/me') return { body: { dedicated_number: own.dedicated ?? null } };
      if (request.path === '/assistants/a1') return { body: { assistant: { id: 'a1', phone_number: own.assistant } } };
      return { body: { data: (own.phones ?? []).map((phone_number) => ({ phone_number })) } };
    };

  test('says so where it is neither the assistant’s nor the account’s', async () => {
    const rig = await fakeRig(refusing({ assistant: '+12025550111', dedicated: '+12025550112' }));
    const answer = await rig.provider.place(placeRequest);
    expect(answer).toMatchObject({ ok: false, error: { code: 'no-number' } });
    expect(answer.ok ? '' : answer.error.message).toContain('+12025550100');
  });

  test.each([{ assistant: placeRequest.from }, { dedicated: placeRequest.from }, { phones: [placeRequest.from] }])(
    'is a refusal of something else where it is theirs: %j',
    async (own) => {
      const rig = await fakeRig(refusing(own));
      expect(await rig.provider.place(placeRequest)).toMatchObject({ ok: false, error: { code: 'refused' } });
    },
  );
});
