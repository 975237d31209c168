/** `/messages` and `/approvals`. */
import { describe, expect, it } from 'vitest';
import { minuteMs, secondMs } from '../../../src/lib/time.ts';
import { ServerRig } from './server-rig.ts';
import { shapeOf } from './shape.ts';

describe('a text', () => {
  it('is sent from the dedicated number, and delivered a little later', async () => {
    const rig = await ServerRig.open();
    const sent = await rig.post('/v1/messages/send', { to: '+13125550101', message: 'Hello' });
    expect(sent.status).toBe(200);
    expect(shapeOf(sent.body)).toEqual({
      id: 'uuid',
      telnyx_message_id: 'uuid',
      status: 'text',
      from: 'phone',
      to: 'phone',
    });
    expect(sent.body).toMatchObject({ status: 'queued', from: await rig.number(), to: '+13125550101' });
    rig.pass(20 * secondMs);
    const { body } = await rig.get('/v1/messages');
    expect(shapeOf(body.messages[0])).toEqual({
      id: 'uuid',
      direction: 'text',
      from: 'phone',
      to: 'phone',
      body: 'text',
      media_urls: null,
      status: 'text',
      type: 'text',
      created_at: 'milli',
      delivered_at: 'milli',
      error: null,
    });
    expect(body.messages[0]).toMatchObject({
      id: sent.body.id,
      status: 'delivered',
      type: 'sms',
      direction: 'outbound',
    });
    expect(body.pagination).toEqual({ page: 1, limit: 20, total: 1, pages: 1 });
  });

  it('may carry media', async () => {
    const rig = await ServerRig.open();
    const media_urls = ['https://example.com/a.jpg'];
    await rig.post('/v1/messages/send', { to: '+13125550101', message: 'Look', media_urls });
    expect((await rig.get('/v1/messages')).body.messages).toMatchObject([{ media_urls, type: 'mms' }]);
    expect((await rig.post('/v1/messages/send', { to: '+13125550101', message: 'x', media_urls: 'y' })).status).toBe(
      400,
    );
  });

  it('needs somebody and something, and a number to come from', async () => {
    const rig = await ServerRig.open();
    expect((await rig.post('/v1/messages/send', { to: '+13125550101' })).body.error).toEqual({
      code: 'missing_field',
      message: 'message is required',
    });
    expect((await rig.post('/v1/messages/send', { to: '555', message: 'x' })).body.error.code).toBe('internal');
    await rig.patch('/simulator/account', { dedicated_number: false });
    expect((await rig.post('/v1/messages/send', { to: '+13125550101', message: 'x' })).body.error.code).toBe(
      'internal',
    );
  });

  it('is listed newest first, by contact, direction and page; a plus that came as a space is one', async () => {
    const rig = await ServerRig.open();
    for (let n = 1; n <= 3; n += 1) await rig.post('/v1/messages/send', { to: `+1312555010${n}`, message: `to ${n}` });
    await rig.post('/simulator/inbound-sms', { from: '+13125550101', body: 'back' });
    const bodies = async (query: string) =>
      (await rig.get(`/v1/messages${query}`)).body.messages.map(({ body }: { body: string }) => body);
    expect(await bodies('')).toEqual(['back', 'to 3', 'to 2', 'to 1']);
    expect(await bodies('?contact=+13125550101')).toEqual(['back', 'to 1']);
    expect(await bodies('?contact=%2B13125550101')).toEqual(['back', 'to 1']);
    expect(await bodies('?direction=inbound')).toEqual(['back']);
    expect(await bodies('?limit=2&page=2')).toEqual(['to 2', 'to 1']);
    expect((await rig.get('/v1/messages?limit=3')).body.pagination).toEqual({ page: 1, limit: 3, total: 4, pages: 2 });
  });

  it('stands in a conversation, with what is unread', async () => {
    const rig = await ServerRig.open();
    await rig.post('/v1/messages/send', { to: '+13125550101', message: 'one' });
    await rig.post('/v1/messages/send', { to: '+13125550102', message: 'two' });
    await rig.post('/simulator/inbound-sms', { from: '+13125550101', body: 'back' });
    await rig.post('/simulator/inbound-sms', { from: '+13125550101', body: 'again' });
    const last_message_at = expect.any(String);
    expect((await rig.get('/v1/messages/conversations')).body).toEqual({
      conversations: [
        { contact: '+13125550101', last_message: 'again', last_message_at, unread_count: 2 },
        { contact: '+13125550102', last_message: 'two', last_message_at, unread_count: 0 },
      ],
    });
  });

  it('that comes in is told to the socket', async () => {
    const rig = await ServerRig.open();
    const socket = await rig.socket();
    const { body } = await rig.post('/simulator/inbound-sms', { from: '+13125550101', body: 'Hello' });
    const told = { type: 'event', event: 'sms.received', from: '+13125550101', body: 'Hello', message_id: body.id };
    expect(await socket.rest()).toEqual([told]);
    expect((await rig.post('/simulator/inbound-sms', { from: '+13125550101' })).body.error.code).toBe('missing_field');
  });

  it('answers the mission that wrote last', async () => {
    const rig = await ServerRig.open();
    const assistant = await rig.assistant();
    const missions = [await rig.mission(), await rig.mission()];
    for (const { id } of missions) {
      await rig.play(id, { simulate: { default: { delivered: 1 } } });
      await rig.schedule(assistant, { channel: 'sms', text_body: 'Hello?', mission_id: id });
    }
    rig.pass(5 * minuteMs);
    const socket = await rig.socket();
    await rig.post('/simulator/inbound-sms', { from: '+13125550101', body: 'Yes' });
    expect(await socket.rest()).toMatchObject([{ mission_id: missions[1]?.id }]);
  });

  it('is a mission’s answer where a mission has written to its sender', async () => {
    const rig = await ServerRig.open();
    const { id } = await rig.mission();
    await rig.play(id, { simulate: { default: { delivered: 1 } } });
    await rig.schedule(await rig.assistant(), { channel: 'sms', text_body: 'Hello?', mission_id: id });
    rig.pass(5 * minuteMs);
    const socket = await rig.socket();
    await rig.post('/simulator/inbound-sms', { from: '+13125550101', body: 'Yes' });
    expect(await socket.rest()).toMatchObject([{ event: 'mission.sms_received', mission_id: id, text: 'Yes' }]);
  });

  it('goes to the number that wrote to its sender last', async () => {
    const rig = await ServerRig.open({ numbers: 2 });
    const { id } = await rig.mission();
    await rig.play(id, { simulate: { default: { delivered: 1 } } });
    const first = (await rig.get('/v1/me')).body.dedicated_number;
    const phones = (await rig.get('/v1/numbers/account-phones')).body.data;
    const second = phones.find((phone: { phone_number: string }) => phone.phone_number !== first).phone_number;
    await rig.schedule(await rig.assistant(), { channel: 'sms', text_body: 'Hello?', mission_id: id, from: second });
    rig.pass(5 * minuteMs);
    const socket = await rig.socket();
    await rig.post('/simulator/inbound-sms', { from: '+13125550101', body: 'Yes' });
    expect(await socket.rest()).toMatchObject([{ event: 'mission.sms_received', mission_id: id, to: second }]);
  });
});

describe('a request for approval', () => {
  const shown = {
    request_id: 'uuid',
    action: 'text',
    details: null,
    require_biometric: 'boolean',
    status: 'text',
    created_at: 'milli',
    expires_at: 'milli',
    responded_at: null,
    response: null,
    biometric_verified: null,
  };

  it('is made with 201, and waits', async () => {
    const rig = await ServerRig.open();
    const made = await rig.post('/v1/approvals', { action: 'Send it', expires_in: 60 });
    expect(made.status).toBe(201);
    expect(shapeOf(made.body)).toEqual({
      request_id: 'uuid',
      status: 'text',
      expires_at: 'milli',
      devices_notified: 'number',
      devices_failed: 'number',
    });
    expect(made.body).toMatchObject({ status: 'pending', devices_notified: 1, devices_failed: 0 });
    expect(Date.parse(made.body.expires_at) - rig.wall.now).toBe(60_000);
    const read = await rig.get(`/v1/approvals/${made.body.request_id}`);
    expect(shapeOf(read.body)).toEqual(shown);
    expect((await rig.get('/v1/approvals?status=pending')).body).toEqual({ approvals: [read.body] });
    expect((await rig.get('/v1/approvals?status=approved')).body).toEqual({ approvals: [] });
  });

  it.each(['approved', 'denied'])('is %s by a person, once, and the socket hears of it', async (decision) => {
    const rig = await ServerRig.open();
    const socket = await rig.socket();
    const { request_id } = (await rig.post('/v1/approvals', { action: 'Send it', require_biometric: true })).body;
    expect((await rig.post(`/simulator/approvals/${request_id}`, { decision })).body).toMatchObject({
      status: decision,
      response: decision,
      biometric_verified: decision === 'approved',
    });
    expect(await socket.rest()).toEqual([{ type: 'event', event: 'approval.responded', request_id, decision }]);
    const again = await rig.post(`/simulator/approvals/${request_id}`, { decision: 'approved' });
    expect(again.status).toBe(409);
    expect((await rig.get(`/v1/approvals/${request_id}`)).body.status).toBe(decision);
  });

  it('expires, which is told as a timeout, and then cannot be answered', async () => {
    const rig = await ServerRig.open();
    const socket = await rig.socket();
    const { request_id } = (await rig.post('/v1/approvals', { action: 'Send it', expires_in: 60 })).body;
    rig.pass(minuteMs);
    expect((await rig.get(`/v1/approvals/${request_id}`)).body.status).toBe('expired');
    expect(await socket.rest()).toEqual([
      { type: 'event', event: 'approval.responded', request_id, decision: 'timeout' },
    ]);
    expect((await rig.post(`/simulator/approvals/${request_id}`, { decision: 'approved' })).status).toBe(409);
  });

  it.each([
    [0, 'no_devices'],
    [2, 'no_devices_reached'],
  ])('reaches no phone where none is registered or %i fail: %s', async (failed, decision) => {
    const rig = await ServerRig.open();
    await rig.patch('/simulator/account', { devices: { notified: 0, failed } });
    const socket = await rig.socket();
    const { body } = await rig.post('/v1/approvals', { action: 'Send it' });
    expect(body).toMatchObject({ devices_notified: 0, devices_failed: failed });
    expect(await socket.rest()).toMatchObject([{ event: 'approval.responded', decision }]);
    expect((await rig.post(`/simulator/approvals/${body.request_id}`, { decision: 'approved' })).status).toBe(409);
  });

  it('is answered as a mission’s simulated person answers at the gate that its details name', async () => {
    const rig = await ServerRig.open();
    const { id } = await rig.mission({ metadata: { mission_run: 'ab12' } });
    const approver = {
      launch: { answer: 'approved', afterMs: 60_000 },
      spend: { answer: 'no_devices', afterMs: 0 },
      stop: { answer: 'silent', afterMs: 0 },
    };
    await rig.play(id, { simulate: { approver } });
    const ask = async (details: string) =>
      (await rig.post('/v1/approvals', { action: 'x', details, expires_in: 600 })).body;
    const [launch, other, stop] = [
      await ask('ab12, gate launch'),
      await ask('cd34, gate launch'),
      await ask('ab12, gate stop: x'),
    ];
    expect((await ask('ab12, gate spend: 5 USD')).devices_notified).toBe(0);
    rig.pass(minuteMs);
    const status = async ({ request_id }: { request_id: string }) =>
      (await rig.get(`/v1/approvals/${request_id}`)).body.status;
    expect([await status(launch), await status(other), await status(stop)]).toEqual(['approved', 'pending', 'pending']);
  });

  it.each([{}, { action: 'x', expires_in: 0 }, { action: 'x', expires_in: 'soon' }])(
    'is not made of %j',
    async (body) => {
      const rig = await ServerRig.open();
      expect((await rig.post('/v1/approvals', body)).status).toBe(400);
    },
  );
});
