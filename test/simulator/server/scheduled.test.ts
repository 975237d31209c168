/** Scheduled calls and texts: what is accepted, what becomes of them, what is told of it, and what the server does to the plan. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../../src/lib/time.ts';
import type { ServerOptions } from '../../../src/simulator/server/options.ts';
import { type Body, ServerRig, startsAt } from './server-rig.ts';
import { innerOf, scheduledShape, shapeOf } from './shape.ts';

const iso = (at: number) => new Date(at).toISOString();

/** A mission with a run, a plan of one step and an assistant, all of whose calls come out the same. */
async function mission(options: ServerOptions & { readonly outcome?: string } = {}) {
  const { outcome = 'answered', ...rest } = options;
  const rig = await ServerRig.open(rest);
  const { id, telnyx } = await rig.mission();
  const run = await rig.run(id);
  const assistant = await rig.assistant();
  await rig.post(`/v1/missions/${id}/runs/${run}/plan`, { steps: [{ step_id: 'call', sequence: 1 }] });
  await rig.patch(`/v1/missions/${id}/runs/${run}`, { status: 'running' });
  await rig.play(id, { simulate: { default: { [outcome]: 1 } } });
  const read = async (event: string): Promise<Body> =>
    (await rig.get(`/v1/assistants/${assistant}/events/${event}`)).body;
  return { rig, mission: id, telnyx, run, assistant, read };
}

describe('a scheduled event', () => {
  it('is made with 201, as it is read later', async () => {
    const { rig, mission: id, telnyx, run, assistant, read } = await mission();
    const metadata = { key: 'k', any: [1] };
    const made = await rig.schedule(assistant, { mission_id: id, run_id: run, step_id: 'call', metadata });
    expect(made.status).toBe(201);
    const ofMission = { telnyx_mission_id: 'uuid', telnyx_run_id: 'uuid', step_id: 'text' };
    expect(shapeOf(made.body)).toEqual({ ...scheduledShape, ...ofMission, metadata: { key: 'text', any: ['number'] } });
    expect(made.body).toMatchObject({ status: 'pending', telnyx_mission_id: telnyx, telnyx_run_id: run, metadata });
    expect(await read(made.body.id)).toEqual(made.body);
    expect((await rig.get(`/v1/assistants/${assistant}/events`)).body).toEqual({ events: [made.body] });
  });

  it('needs no mission, and takes the other names of its members', async () => {
    const rig = await ServerRig.open();
    const assistant = await rig.assistant();
    const { telnyx } = await rig.mission();
    expect(shapeOf((await rig.schedule(assistant)).body)).toEqual(scheduledShape);
    const other = await rig.post(`/v1/assistants/${assistant}/events`, {
      channel: 'sms',
      to_number: '+13125550102',
      from_number: await rig.number(),
      scheduled_at: iso(startsAt + hourMs),
      text_body: 'Hello',
      telnyx_mission_id: telnyx,
    });
    expect(other.body).toMatchObject({ to_number: '+13125550102', text_body: 'Hello', telnyx_mission_id: telnyx });
  });

  it.each([
    '2026-11-23T16:30:00',
    '2026-11-23 16:30:00',
    '2026-11-23T16:30Z',
    '2026-11-23T10:30:00-06:00',
    '2026-11-23T16:30:00+0000',
  ])('is due at the same instant for %s, in whatever zone the server runs', async (scheduled_at) => {
    vi.stubEnv('TZ', 'America/Chicago');
    onTestFinished(() => void vi.unstubAllEnvs());
    const rig = await ServerRig.open();
    const assistant = await rig.assistant();
    await rig.schedule(assistant, { channel: 'sms', text_body: 'Hello', scheduled_at });
    rig.pass(90 * minuteMs - 1);
    expect((await rig.get(`/v1/assistants/${assistant}/events`)).body.events[0].status).toBe('pending');
    rig.pass(minuteMs);
    expect((await rig.get(`/v1/assistants/${assistant}/events`)).body.events[0].status).not.toBe('pending');
  });

  it.each([
    ['call', 'telnyx_agent_target +13125550199 does not belong to this assistant', { from: '+13125550199' }],
    [
      'call',
      'scheduled_at_fixed_datetime must be at least 1 minute in the future',
      { scheduled_at: iso(startsAt + 59_999) },
    ],
    ['call', 'scheduled_at_fixed_datetime is not a valid datetime', { scheduled_at: 'soon' }],
    ['call', 'telnyx_end_user_target 555 is not a valid phone number', { to: '555' }],
    [
      'SMS',
      'telnyx_agent_target +13125550199 does not belong to this assistant',
      { channel: 'sms', text_body: 'x', from: '+13125550199' },
    ],
  ])('is refused by the telephony layer: %s, %s', async (what, detail, change) => {
    const rig = await ServerRig.open();
    const assistant = await rig.assistant();
    const { status, body } = await rig.schedule(assistant, change);
    expect([status, body.error.code]).toEqual([500, 'internal']);
    expect(innerOf(body.error.message)).toEqual({
      before: `Telnyx schedule ${what} failed (400): `,
      errors: [{ code: '10015', title: 'Bad Request', detail, meta: { url: expect.stringContaining('/10015') } }],
    });
    expect((await rig.get(`/v1/assistants/${assistant}/events`)).body).toEqual({ events: [] });
  });

  it('may lie exactly a minute ahead, and come from the assistant’s own number', async () => {
    const rig = await ServerRig.open();
    const assistant = await rig.assistant();
    const { phone } = (await rig.get('/v1/numbers/account-phones/available')).body;
    await rig.post(`/v1/assistants/${assistant}/assign-phone`, { phone_number_id: phone.id, connection_id: '1' });
    const made = await rig.schedule(assistant, { from: phone.phone_number, scheduled_at: iso(startsAt + minuteMs) });
    expect(made.status).toBe(201);
  });

  it.each([
    [{ channel: undefined }, 'missing_field', 'channel is required'],
    [{ channel: 'fax' }, 'invalid_field', 'channel must be call or sms'],
    [{ to: undefined, scheduled_at: undefined }, 'missing_field', 'to, scheduled_at are required'],
    [{ channel: 'sms' }, 'missing_field', 'text_body is required'],
  ])('is refused as %j', async (change, code, message) => {
    const rig = await ServerRig.open();
    const { status, body } = await rig.schedule(await rig.assistant(), change);
    expect([status, body]).toEqual([400, { error: { code, message } }]);
  });

  it('is of a mission and a run that exist', async () => {
    const { rig, mission: id, assistant } = await mission();
    expect((await rig.schedule(assistant, { mission_id: 'none' })).status).toBe(404);
    const other = await rig.run((await rig.mission()).id);
    expect((await rig.schedule(assistant, { mission_id: id, run_id: other })).status).toBe(404);
  });

  it('is taken back with 204 before its time, however often, and stays in the list as canceled', async () => {
    const { rig, assistant, read } = await mission();
    const { id } = (await rig.schedule(assistant)).body;
    const path = `/v1/assistants/${assistant}/events/${id}`;
    expect((await rig.delete(path)).status).toBe(204);
    expect((await rig.delete(path)).status).toBe(204);
    rig.pass(hourMs);
    expect(await read(id)).toMatchObject({ status: 'completed', call_status: 'canceled', conversation_id: null });
  });

  it('cannot be taken back once it rang', async () => {
    const { rig, assistant } = await mission();
    const { id } = (await rig.schedule(assistant)).body;
    rig.pass(2 * minuteMs);
    const late = await rig.delete(`/v1/assistants/${assistant}/events/${id}`);
    expect([late.status, innerOf(late.body.error.message).errors]).toMatchObject([500, [{ code: '10015' }]]);
    expect((await rig.delete(`/v1/assistants/${assistant}/events/none`)).status).toBe(404);
  });
});

describe('a call', () => {
  it('is pending, rings, is spoken in, is over, and then has an insight', async () => {
    const { rig, mission: id, assistant, read } = await mission();
    const event = (await rig.schedule(assistant, { mission_id: id })).body.id;
    expect(await read(event)).toMatchObject({ status: 'pending', call_status: null });
    rig.pass(2 * minuteMs + secondMs);
    expect(await read(event)).toMatchObject({ status: 'in_progress', call_status: 'ringing', conversation_id: null });
    rig.pass(30 * secondMs);
    const spoken = await read(event);
    expect(spoken).toMatchObject({ status: 'in_progress', call_status: 'in-progress' });
    const insights = () => rig.get(`/v1/missions/conversations/${spoken.conversation_id}/insights`);
    expect((await insights()).body).toEqual({ data: [{ status: 'pending', conversation_insights: [] }] });
    rig.pass(10 * minuteMs);
    const over = await read(event);
    expect(over).toMatchObject({ status: 'completed', call_status: 'completed', answered_by: 'human' });
    expect(over.duration_seconds).toBeGreaterThan(0);
    expect((await insights()).body).toEqual({
      data: [{ status: 'completed', conversation_insights: [{ result: expect.stringContaining('Spoke with') }] }],
    });
    const recording = await rig.get(`/v1/missions/recordings/${spoken.conversation_id}`);
    expect(recording.body.data).toMatchObject({ duration_millis: over.duration_seconds * 1000 });
  });

  it.each([
    ['no-answer', 'completed', 'no-answer'],
    ['busy', 'completed', 'busy'],
    ['failed', 'failed', 'failed'],
    ['voicemail', 'completed', 'completed'],
  ])('with the outcome %s is %s, %s', async (outcome, status, call_status) => {
    const { rig, mission: id, assistant, read } = await mission({ outcome });
    const event = (await rig.schedule(assistant, { mission_id: id })).body.id;
    rig.pass(10 * minuteMs);
    const over = await read(event);
    expect(over).toMatchObject({ status, call_status });
    expect(over.answered_by).toBe(outcome === 'voicemail' ? 'machine' : undefined);
  });

  it('has an insight of its own account alone', async () => {
    const { rig, mission: id, assistant, read } = await mission({ accounts: 2 });
    const event = (await rig.schedule(assistant, { mission_id: id })).body.id;
    rig.pass(10 * minuteMs);
    const { conversation_id } = await read(event);
    rig.key = rig.server.apiKeys[1] ?? '';
    expect((await rig.get(`/v1/missions/conversations/${conversation_id}/insights`)).status).toBe(404);
    expect((await rig.get(`/v1/missions/recordings/${conversation_id}`)).status).toBe(404);
  });

  it('is told to the socket as it goes on', async () => {
    const { rig, mission: id, run, assistant } = await mission();
    const socket = await rig.socket();
    await rig.schedule(assistant, { mission_id: id, run_id: run, step_id: 'call' });
    rig.pass(20 * minuteMs);
    await rig.get('/v1/me');
    const told = await socket.rest();
    const from = await rig.number();
    const of = { type: 'event', mission_id: id, step_id: 'call', conversation_id: expect.any(String) };
    expect(told).toEqual([
      { ...of, event: 'mission.call_started', from, to: '+13125550101' },
      {
        ...of,
        event: 'mission.call_completed',
        from,
        to: '+13125550101',
        duration_sec: expect.any(Number),
        reason: 'hangup',
        transcript: expect.arrayContaining([
          { role: 'assistant', content: 'Thank you, goodbye.', timestamp: expect.any(String) },
        ]),
      },
      { ...of, event: 'mission.insights_ready', summary: expect.stringContaining('Spoke with') },
    ]);
  });

  it.each(['no-answer', 'busy', 'failed'])('that fails with %s is told as failed', async (outcome) => {
    const { rig, mission: id, assistant } = await mission({ outcome });
    const socket = await rig.socket();
    await rig.schedule(assistant, { mission_id: id });
    rig.pass(20 * minuteMs);
    await rig.get('/v1/me');
    const from = await rig.number();
    expect(await socket.rest()).toEqual([
      {
        type: 'event',
        event: 'mission.call_failed',
        mission_id: id,
        step_id: null,
        from,
        to: '+13125550101',
        reason: outcome,
      },
    ]);
  });
});

describe('a text', () => {
  const text = { channel: 'sms', text_body: 'Is Friday all right?' };

  it('is delivered, kept among the messages, and answered', async () => {
    const { rig, mission: id, assistant, read } = await mission();
    await rig.play(id, {
      simulate: { personas: { '+13125550101': [{ outcome: 'replied', reply: 'YES', afterMs: 60_000 }] } },
    });
    const socket = await rig.socket();
    const event = (await rig.schedule(assistant, { ...text, mission_id: id })).body.id;
    rig.pass(10 * minuteMs);
    expect(await read(event)).toMatchObject({
      status: 'completed',
      call_status: null,
      text_body: 'Is Friday all right?',
    });
    const { messages } = (await rig.get('/v1/messages')).body;
    expect(messages).toMatchObject([
      { direction: 'inbound', from: '+13125550101', body: 'YES', status: 'received' },
      { direction: 'outbound', to: '+13125550101', body: 'Is Friday all right?', status: 'delivered', error: null },
    ]);
    const from = await rig.number();
    const timestamp = messages[1].created_at;
    expect(await socket.rest()).toEqual([
      {
        type: 'event',
        event: 'mission.sms_delivered',
        mission_id: id,
        step_id: null,
        from,
        to: '+13125550101',
        status: 'delivered',
        errors: [],
      },
      {
        type: 'event',
        event: 'mission.sms_received',
        mission_id: id,
        step_id: null,
        from: '+13125550101',
        to: from,
        text: 'YES',
        message_id: messages[0].id,
        thread_context: [
          { direction: 'outbound', from, to: '+13125550101', text: 'Is Friday all right?', timestamp },
          { direction: 'inbound', from: '+13125550101', to: from, text: 'YES', timestamp: messages[0].created_at },
        ],
      },
    ]);
  });

  it('that cannot be delivered has failed, and says why', async () => {
    const { rig, mission: id, assistant, read } = await mission({ outcome: 'undelivered' });
    const socket = await rig.socket();
    const event = (await rig.schedule(assistant, { ...text, mission_id: id })).body.id;
    rig.pass(10 * minuteMs);
    expect(await read(event)).toMatchObject({ status: 'failed', call_status: null });
    expect((await rig.get('/v1/messages')).body.messages).toMatchObject([
      { status: 'delivery_failed', delivered_at: null, error: { code: '40008', message: 'Undeliverable' } },
    ]);
    expect(await socket.rest()).toMatchObject([
      { event: 'mission.sms_delivered', status: 'delivery_failed', errors: ['Undeliverable'] },
    ]);
  });
});

describe('a step that an event names', () => {
  const standing = async (of: Awaited<ReturnType<typeof mission>>) => {
    const { mission: read } = (await of.rig.get(`/v1/missions/${of.mission}`)).body;
    const { data } = (await of.rig.get(`/v1/missions/${of.mission}/runs/${of.run}`)).body;
    return [read.plan.steps[0].status, read.status, data.status];
  };

  it.each([
    ['answered', 'completed'],
    ['no-answer', 'completed'],
    ['failed', 'failed'],
  ])(
    'is ended by the server when the call came out as %s: %s; and with the last call the mission ends',
    async (outcome, step) => {
      const of = await mission({ outcome });
      const ids = { mission_id: of.mission, run_id: of.run, step_id: 'call' };
      await of.rig.schedule(of.assistant, ids);
      await of.rig.schedule(of.assistant, { mission_id: of.mission, scheduled_at: iso(startsAt + hourMs) });
      of.rig.pass(30 * minuteMs);
      expect(await standing(of)).toEqual([step, 'running', 'running']);
      of.rig.pass(hourMs);
      // The last call named no step, so nothing is ended by it.
      expect(await standing(of)).toEqual([step, 'running', 'running']);
    },
  );

  it('ends the mission once all its calls are over', async () => {
    const of = await mission();
    await of.rig.schedule(of.assistant, { mission_id: of.mission, run_id: of.run, step_id: 'call' });
    of.rig.pass(30 * minuteMs);
    expect(await standing(of)).toEqual(['completed', 'succeeded', 'succeeded']);
  });

  it.each(['failed', 'running'])(
    'leaves the mission that was ended so to its client, who says it is %s',
    async (status) => {
      const of = await mission();
      await of.rig.schedule(of.assistant, { mission_id: of.mission, run_id: of.run, step_id: 'call' });
      of.rig.pass(30 * minuteMs);
      const path = `/v1/missions/${of.mission}/runs/${of.run}`;
      await of.rig.patch(path, { result_summary: 'Not yet' });
      expect((await of.rig.patch(path, { status })).status).toBe(200);
      expect(await standing(of)).toEqual(['completed', status, status]);
      expect((await of.rig.get(path)).body.data.finished_at === null).toBe(status === 'running');
      // What the client ended is final.
      await of.rig.patch(path, { status: 'failed' });
      expect((await of.rig.patch(path, { status: 'succeeded' })).status).toBe(500);
    },
  );

  it('keeps a final status that it was given before', async () => {
    const of = await mission();
    await of.rig.schedule(of.assistant, { mission_id: of.mission, run_id: of.run, step_id: 'call' });
    await of.rig.patch(`/v1/missions/${of.mission}/runs/${of.run}/plan/steps/call`, { status: 'skipped' });
    of.rig.pass(30 * minuteMs);
    expect(await standing(of)).toEqual(['skipped', 'succeeded', 'succeeded']);
  });

  it('is never touched by an older server', async () => {
    const of = await mission({ completesSteps: false });
    await of.rig.schedule(of.assistant, { mission_id: of.mission, run_id: of.run, step_id: 'call' });
    of.rig.pass(30 * minuteMs);
    expect(await standing(of)).toEqual(['pending', 'running', 'running']);
  });
});
