/** Reading, listing and taking back, as a service may answer. */
import { describe, expect, test } from 'vitest';
import type { FakeReply, FakeRequest } from '../support/fake-service.ts';
import { fakeRig, now, scheduled, wrapped } from './fake-rig.ts';

const own = '/assistants/a1/events';
const ofMission = '/missions/m1/events';

/** By method and path; whatever else is asked is not there. */
const answering =
  (answers: Readonly<Record<string, FakeReply | ((request: FakeRequest) => FakeReply)>>) =>
  (request: FakeRequest): FakeReply => {
    const found = answers[`${request.method} ${request.path}`] ?? { status: 404 };
    return typeof found === 'function' ? found(request) : found;
  };

const read = { assistant: 'a1', refs: ['e1', 'e2'] };
const list = { assistant: 'a1', mission: 'm1' };

describe('reading', () => {
  test('is one request for everything of an assistant', async () => {
    const rig = await fakeRig(
      answering({ [`GET ${own}`]: { body: { events: [scheduled(), scheduled({ id: 'e2' })] } } }),
    );
    const answer = await rig.provider.read(read);
    expect(answer).toMatchObject({ ok: true, value: [{ ref: 'e1' }, { ref: 'e2' }] });
    expect(rig.asked).toEqual([`GET ${own}`]);
  });

  test('leaves out what cannot be read, and goes on with the rest', async () => {
    const events = [null, 7, 'e1', { id: 'e1', status: {} }, { id: {} }, scheduled({ id: 'e2' })];
    const rig = await fakeRig(answering({ [`GET ${own}`]: { body: { events } } }));
    expect(await rig.provider.read(read)).toMatchObject({ ok: true, value: [{ ref: 'e2', status: 'pending' }] });
  });

  test.each([
    [{ body: { events: 'none' } }, 'lost'],
    [{ body: [] }, 'lost'],
    [{ text: 'null' }, 'lost'],
    [{ text: '<html>' }, 'lost'],
    [{ status: 401 }, 'unauthorized'],
    [{ status: 429, headers: { 'retry-after': '3' } }, 'throttled'],
    [{ status: 302, headers: { location: '/v1/assistants/a1/events' } }, 'lost'],
  ] as const)('answered %j is an error', async (reply, code) => {
    const rig = await fakeRig(() => reply);
    expect(await rig.provider.read(read)).toMatchObject({ ok: false, error: { code } });
  });

  test('is asked again where no answer came', async () => {
    let asked = 0;
    const rig = await fakeRig(() => {
      asked += 1;
      if (asked === 1) return 'cut';
      return asked === 2 ? { status: 503 } : { body: { events: [scheduled()] } };
    });
    expect(await rig.provider.read(read)).toMatchObject({ ok: true, value: [{ ref: 'e1' }] });
    expect(asked).toBe(3);
  });
});

describe('a listing', () => {
  const both = (mine: unknown, theirs: unknown) =>
    answering({ [`GET ${own}`]: { body: mine }, [`GET ${ofMission}`]: { body: theirs } });

  test('is of both lists, by the service’s clock when the first was read', async () => {
    const rig = await fakeRig(
      answering({
        [`GET ${own}`]: {
          body: { events: [scheduled()] },
          headers: { date: 'Mon, 23 Nov 2026 15:00:01 GMT' },
        },
        [`GET ${ofMission}`]: {
          body: {
            telnyx_events: [],
            local_events: [],
            scheduled_events: [
              scheduled(),
              scheduled({ id: 'e2', assistant_id: 'a1' }),
              scheduled({ id: 'e3', assistant_id: 'a2' }),
            ],
          },
          headers: { date: 'Mon, 23 Nov 2026 15:00:09 GMT' },
        },
      }),
    );
    const answer = await rig.provider.list(list);
    expect(answer).toMatchObject({ ok: true, value: { complete: true }, serviceAt: now + 1_000 });
    expect(answer.ok ? answer.value.events.map(({ ref }) => ref).toSorted() : []).toEqual(['e1', 'e2']);
  });

  test.each([
    ['an event of the assistant has no id', { events: [{ status: 'pending' }] }, { scheduled_events: [] }],
    [
      'an event of the assistant names no number',
      { events: [scheduled({ to_number: null })] },
      { scheduled_events: [] },
    ],
    ['an event of the mission is none', { events: [] }, { scheduled_events: ['e1'] }],
    ['the mission’s list is not there', { events: [] }, { telnyx_events: [] }],
    ['a page is not there', { events: [], meta: { total_pages: 2 } }, { scheduled_events: [] }],
    ['there are more pages than are read', { events: [], meta: { total_pages: 1e9 } }, { scheduled_events: [] }],
  ])('is not complete where %s', async (_, mine, theirs) => {
    const rig = await fakeRig(both(mine, theirs));
    expect(await rig.provider.list(list)).toMatchObject({ ok: true, value: { complete: false } });
  });

  test('reads every page of both', async () => {
    const paged =
      (name: string) =>
      ({ query }: FakeRequest): FakeReply => {
        const page = Number(query.get('page') ?? 1);
        return { body: { [name]: [scheduled({ id: `${name}-${page}` })], meta: { total_pages: 3 } } };
      };
    const rig = await fakeRig(
      answering({ [`GET ${own}`]: paged('events'), [`GET ${ofMission}`]: paged('scheduled_events') }),
    );
    const answer = await rig.provider.list(list);
    expect(answer).toMatchObject({ ok: true, value: { complete: true } });
    expect(answer.ok ? answer.value.events : []).toHaveLength(6);
  });

  test('that could not be read is none', async () => {
    const rig = await fakeRig(
      answering({ [`GET ${own}`]: { body: { events: [] } }, [`GET ${ofMission}`]: { status: 429 } }),
    );
    expect(await rig.provider.list(list)).toMatchObject({ ok: false, error: { code: 'throttled' } });
  });
});

describe('taking back', () => {
  const one = `${own}/e1`;
  const back = { assistant: 'a1', ref: 'e1' };
  const lists = (...events: unknown[]) => ({ [`GET ${own}`]: { body: { events } } });

  test.each([
    ['204', { [`DELETE ${one}`]: { status: 204 } }],
    ['200 without a body', { [`DELETE ${one}`]: { status: 200 } }],
    ['the event as it was', { [`DELETE ${one}`]: { body: { event: scheduled() } } }],
    ['the event as it is', { [`DELETE ${one}`]: { body: { event: scheduled({ status: 'cancelled' }) } } }],
    ['that it is gone, as the list says too', { [`DELETE ${one}`]: { status: 404 }, ...lists() }],
    [
      'a no, and it was taken back before',
      { [`DELETE ${one}`]: { status: 500, body: wrapped(400) }, ...lists(scheduled({ status: 'deleted' })) },
    ],
  ] as const)('answered with %s: done, and it reads as canceled', async (_, answers) => {
    const rig = await fakeRig(answering({ ...lists(), ...answers }));
    expect(await rig.provider.withdraw(back)).toMatchObject({ ok: true, value: { withdrawn: true } });
    expect(await rig.provider.read(read)).toMatchObject({
      value: [{ ref: 'e1', status: 'completed', call: 'canceled' }],
    });
  });

  test.each([
    [
      'a no',
      { [`DELETE ${one}`]: { status: 500, body: wrapped(400) }, ...lists(scheduled({ status: 'in_progress' })) },
    ],
    ['a conflict', { [`DELETE ${one}`]: { status: 409 }, ...lists(scheduled({ status: 'completed' })) }],
    [
      'the event under way',
      {
        [`DELETE ${one}`]: { body: { event: scheduled({ status: 'in_progress' }) } },
        ...lists(scheduled({ status: 'in_progress' })),
      },
    ],
  ] as const)('answered with %s, while it is under way or over: too late', async (_, answers) => {
    const rig = await fakeRig(answering(answers));
    expect(await rig.provider.withdraw(back)).toMatchObject({ ok: true, value: { withdrawn: false } });
  });

  test.each([
    ['a no, and it still waits', { [`DELETE ${one}`]: { status: 400 }, ...lists(scheduled()) }, 'refused'],
    [
      'that it is gone, and the list cannot be read whole',
      { [`DELETE ${one}`]: { status: 404 }, ...lists(7) },
      'refused',
    ],
    ['no answer', { [`DELETE ${one}`]: 'cut' }, 'lost'],
    ['too much', { [`DELETE ${one}`]: { status: 429 } }, 'throttled'],
  ] as const)('answered with %s is not known', async (_, answers, code) => {
    const rig = await fakeRig(answering(answers));
    expect(await rig.provider.withdraw(back)).toMatchObject({ ok: false, error: { code } });
  });
});

describe('what was taken back and is missing in the list', () => {
  const one = `${own}/e1`;
  const back = { assistant: 'a1', ref: 'e1' };
  const lists = { [`GET ${own}`]: { body: { events: [] } } };

  test.each([
    [
      'is read itself',
      { body: { event: scheduled({ status: 'in_progress' }) } },
      [{ ref: 'e1', status: 'in_progress' }],
    ],
    ['may come bare', { body: scheduled({ status: 'completed', call_status: 'busy' }) }, [{ ref: 'e1', call: 'busy' }]],
    ['is canceled where it is gone', { status: 404 }, [{ ref: 'e1', status: 'completed', call: 'canceled' }]],
    ['is not known while there is no answer', 'cut', []],
    ['is not known where something else comes', { body: { event: scheduled({ id: 'e9' }) } }, []],
  ] as const)('%s', async (_, shown, readings) => {
    const rig = await fakeRig(answering({ ...lists, [`DELETE ${one}`]: { status: 204 }, [`GET ${one}`]: shown }));
    expect(await rig.provider.withdraw(back)).toMatchObject({ ok: true, value: { withdrawn: true } });
    const answer = await rig.provider.read({ assistant: 'a1', refs: ['e1'] });
    expect(answer).toMatchObject({ ok: true, value: readings });
    expect(answer.ok && answer.value.length).toBe(readings.length);
  });

  test('was not taken back where it is under way, though it is said to be gone', async () => {
    const shown = { body: { event: scheduled({ status: 'in_progress' }) } };
    const rig = await fakeRig(answering({ ...lists, [`DELETE ${one}`]: { status: 404 }, [`GET ${one}`]: shown }));
    expect(await rig.provider.withdraw(back)).toMatchObject({ ok: true, value: { withdrawn: false } });
  });
});

describe('a new prompt', () => {
  const one = '/assistants/a1';
  const prompt = { assistant: 'a1', instructions: 'Ask for the price.', greeting: 'Hello', detect: false };
  const shows = (config: object) => ({ body: { assistant: { id: 'a1', config } } });

  test('is confirmed by reading it back', async () => {
    const rig = await fakeRig(answering({ [`PATCH ${one}`]: { body: {} }, [`GET ${one}`]: shows(prompt) }));
    expect(await rig.provider.update(prompt)).toMatchObject({ ok: true, value: null });
    expect(rig.asked).toEqual([`PATCH ${one}`, `GET ${one}`]);
    expect(rig.requests[0]?.body).toEqual({
      instructions: 'Ask for the price.',
      greeting: 'Hello',
      extra_config: {
        telephony_settings: { voicemail_detection: { on_voicemail_detected: { action: 'continue_assistant' } } },
      },
    });
  });

  test('says what is left on an answering machine', async () => {
    const rig = await fakeRig(answering({ [`PATCH ${one}`]: {}, [`GET ${one}`]: shows(prompt) }));
    await rig.provider.update({ ...prompt, detect: true, voicemail: 'We will try again.' });
    expect(rig.requests[0]?.body).toMatchObject({
      extra_config: {
        telephony_settings: {
          voicemail_detection: {
            on_voicemail_detected: {
              action: 'leave_message_and_stop_assistant',
              voicemail_message: { type: 'message', message: 'We will try again.' },
            },
          },
        },
      },
    });
  });

  test.each([
    ['another is shown', { [`GET ${one}`]: shows({ instructions: 'Old', greeting: 'Hello' }) }],
    ['none is shown', { [`GET ${one}`]: { body: { assistant: { id: 'a1' } } } }],
    ['it cannot be read', { [`GET ${one}`]: { status: 503 } }],
    ['it may not be read now', { [`GET ${one}`]: { status: 429 } }],
  ] as const)('is in doubt where %s', async (_, answers) => {
    const rig = await fakeRig(answering({ [`PATCH ${one}`]: {}, ...answers }));
    expect(await rig.provider.update(prompt)).toMatchObject({ ok: false, error: { code: 'lost' } });
  });

  test.each(['cut', { status: 500 }, { status: 503 }] as const)(
    'is asked for once, though it is lost (%j)',
    async (reply) => {
      const rig = await fakeRig(answering({ [`PATCH ${one}`]: reply, [`GET ${one}`]: shows(prompt) }));
      expect(await rig.provider.update(prompt)).toMatchObject({ ok: false, error: { code: 'lost' } });
      expect(rig.asked).toEqual([`PATCH ${one}`]);
    },
  );

  test('that is refused changed nothing', async () => {
    const rig = await fakeRig(answering({ [`PATCH ${one}`]: { status: 400 } }));
    expect(await rig.provider.update(prompt)).toMatchObject({ ok: false, error: { code: 'refused' } });
  });
});

describe('asking', () => {
  const asked = { run: 'a-1', gate: 'go', question: 'May I?', details: 'h', biometric: true, expiresAt: now + 60_000 };
  const open = { request_id: 'q1', action: 'May I?', details: 'a-1, gate go: h', status: 'pending' };
  const made = { status: 201, body: { request_id: 'q2', devices_notified: 1, devices_failed: 0 } };

  test('is not done twice: what a process asked before it died is found', async () => {
    const rig = await fakeRig(
      answering({ 'GET /approvals': { body: { approvals: [open] } }, 'POST /approvals': made }),
    );
    expect(await rig.provider.ask(asked)).toMatchObject({ ok: true, value: { id: 'q1' } });
    expect(rig.asked).toEqual(['GET /approvals']);
  });

  test.each([
    { ...open, status: 'approved' },
    { ...open, details: 'a-2, gate go: h' },
    { ...open, action: 'May we?' },
  ])('goes on where what is open is another question: %j', async (other) => {
    const rig = await fakeRig(answering({ 'GET /approvals': { body: [other] }, 'POST /approvals': made }));
    expect(await rig.provider.ask(asked)).toMatchObject({ ok: true, value: { id: 'q2' } });
  });

  test('whose answer is lost is found again, and not asked again', async () => {
    let posted = 0;
    const rig = await fakeRig(
      answering({
        'GET /approvals': () => ({ body: { data: posted === 0 ? [] : [open] } }),
        'POST /approvals': () => {
          posted += 1;
          return 'cut';
        },
      }),
    );
    expect(await rig.provider.ask(asked)).toMatchObject({ ok: true, value: { id: 'q1' } });
    expect(posted).toBe(1);
  });
});

test('an inbox is read until what came before', async () => {
  const text = (id: string, at: string) => ({
    id,
    direction: 'inbound',
    from: '+1',
    to: '+2',
    body: id,
    created_at: at,
  });
  const pages = [
    [text('d', '2026-11-23T15:04:00Z'), text('c', '2026-11-23T15:03:00Z')],
    [text('b', '2026-11-23T15:02:00Z'), text('a', '2026-11-23T14:00:00Z')],
    [text('z', '2026-11-22T14:00:00Z')],
  ];
  const rig = await fakeRig(({ query }) => ({
    body: { messages: pages[Number(query.get('page')) - 1] ?? [], pagination: { pages: 3 } },
  }));
  const answer = await rig.provider.inbox({ since: now });
  expect(answer.ok ? answer.value.map(({ id }) => id) : []).toEqual(['b', 'c', 'd']);
  expect(rig.requests).toHaveLength(2);
  expect(rig.requests[0]?.query.get('direction')).toBe('inbound');
});
