/** `/assistants` and `/numbers`. */
import { describe, expect, it } from 'vitest';
import { ServerRig } from './server-rig.ts';
import { assistantShape, phoneShape, shapeOf } from './shape.ts';

const hangup = { type: 'hangup', hangup: { description: 'End call' } };

describe('an assistant', () => {
  it('is made with 201, its settings as sent', async () => {
    const rig = await ServerRig.open();
    const sent = {
      name: 'Caller',
      model: 'openai/gpt-4o',
      tools: [hangup],
      greeting: '',
      instructions: 'Be kind.',
      enabled_features: ['telephony', 'messaging'],
    };
    const made = await rig.post('/v1/assistants', sent);
    expect(made.status).toBe(201);
    expect(shapeOf(made.body)).toEqual({ assistant: assistantShape });
    expect(made.body.assistant.config).toEqual(sent);
    expect((await rig.get(`/v1/assistants/${made.body.assistant.id}`)).body).toEqual(made.body);
    expect((await rig.get(`/v1/assistants/${made.body.assistant.telnyx_assistant_id}`)).body).toEqual(made.body);
  });

  it('has the service’s defaults for what was not sent', async () => {
    const rig = await ServerRig.open();
    const { assistant } = (await rig.post('/v1/assistants', { name: 'Caller', instructions: 'Be kind.' })).body;
    expect(assistant).toMatchObject({ model: 'openai/gpt-4o', enabled_features: ['telephony', 'messaging'] });
    expect(assistant.config.greeting).toBe('');
    expect(assistant.config.tools.map(({ type }: { type: string }) => type)).toEqual(['hangup', 'send_dtmf']);
  });

  it.each([
    [{}, 'missing_field'],
    [{ name: 'x' }, 'missing_field'],
    [{ name: 'x', instructions: 'y', tools: 'z' }, 'invalid_field'],
    [{ name: 'x', instructions: 'y', greeting: 1 }, 'invalid_field'],
    [{ name: 'x', instructions: 'y', extra_config: [] }, 'invalid_field'],
  ])('is not made of %j', async (body, code) => {
    const rig = await ServerRig.open();
    const { status, body: said } = await rig.post('/v1/assistants', body);
    expect([status, said.error.code]).toEqual([400, code]);
  });

  it('is changed in what is sent alone', async () => {
    const rig = await ServerRig.open();
    const id = await rig.assistant({ greeting: 'Hello' });
    rig.pass(1_000);
    const extra_config = { telephony_settings: { voicemail_detection: {} } };
    const { assistant } = (
      await rig.patch(`/v1/assistants/${id}`, { name: 'Other', instructions: 'New', extra_config })
    ).body;
    expect(assistant).toMatchObject({
      id,
      name: 'Other',
      config: { greeting: 'Hello', instructions: 'New', extra_config },
    });
    expect(Date.parse(assistant.updated_at) - Date.parse(assistant.created_at)).toBe(1_000);
    expect((await rig.patch(`/v1/assistants/${id}`, { name: 5 })).status).toBe(400);
  });

  it('is deleted with 204, and is gone', async () => {
    const rig = await ServerRig.open();
    const id = await rig.assistant();
    expect(await rig.delete(`/v1/assistants/${id}`)).toMatchObject({ status: 204, body: undefined });
    expect((await rig.get(`/v1/assistants/${id}`)).status).toBe(404);
    expect((await rig.get('/v1/assistants')).body).toEqual({ assistants: [] });
  });

  it('is listed newest first, by name, and with a meta where pages were asked for', async () => {
    const rig = await ServerRig.open();
    for (let n = 1; n <= 3; n += 1) await rig.assistant({ name: `Caller ${n}` });
    const names = (body: { assistants: { name: string }[] }) => body.assistants.map(({ name }) => name);
    const all = (await rig.get('/v1/assistants')).body;
    expect(Object.keys(all)).toEqual(['assistants']);
    expect(names(all)).toEqual(['Caller 3', 'Caller 2', 'Caller 1']);
    expect(names((await rig.get('/v1/assistants?name=caller%202')).body)).toEqual(['Caller 2']);
    const page = (await rig.get('/v1/assistants?pageSize=2&page=2')).body;
    expect(names(page)).toEqual(['Caller 1']);
    expect(page.meta).toEqual({ total_pages: 2, total_results: 3, page_number: 2, page_size: 2 });
  });

  it('has a connection per feature', async () => {
    const rig = await ServerRig.open();
    const path = `/v1/assistants/${await rig.assistant()}/connection-id`;
    const voice = (await rig.get(path)).body;
    expect(shapeOf(voice)).toEqual({ connection_id: 'digits' });
    expect((await rig.get(`${path}?feature=telephony`)).body).toEqual(voice);
    expect((await rig.get(`${path}?feature=messaging`)).body).not.toEqual(voice);
    expect((await rig.get(`${path}?feature=fax`)).status).toBe(400);
  });

  it('is given a number', async () => {
    const rig = await ServerRig.open();
    const id = await rig.assistant();
    const { phone } = (await rig.get('/v1/numbers/account-phones/available')).body;
    const { connection_id } = (await rig.get(`/v1/assistants/${id}/connection-id`)).body;
    const assigned = await rig.post(`/v1/assistants/${id}/assign-phone`, { phone_number_id: phone.id, connection_id });
    expect(assigned.body.assistant).toMatchObject({
      id,
      phone_number: phone.phone_number,
      phone_number_id: phone.id,
      connection_id,
    });
    expect((await rig.post(`/v1/assistants/${id}/assign-phone`, {})).body.error.code).toBe('missing_field');
    const unknown = { phone_number_id: 'none', connection_id };
    expect((await rig.post(`/v1/assistants/${id}/assign-phone`, unknown)).status).toBe(404);
  });

  it.each(['', '/connection-id', '/events', '/events/none'])('answers 404 to another’s %s', async (path) => {
    const rig = await ServerRig.open({ accounts: 2 });
    const id = await rig.assistant();
    rig.key = rig.server.apiKeys[1] ?? '';
    expect((await rig.get(`/v1/assistants/${id}${path}`)).status).toBe(404);
  });
});

describe('numbers', () => {
  it('of the account are listed, and one is available', async () => {
    const rig = await ServerRig.open();
    const { data } = (await rig.get('/v1/numbers/account-phones')).body;
    expect(shapeOf(data)).toEqual([phoneShape]);
    expect(data[0].status).toBe('active');
    expect((await rig.get('/v1/numbers/account-phones/available')).body).toEqual({ phone: data[0] });
    expect((await rig.get('/v1/numbers/mine')).body).toEqual({ phones: data });
    expect(await rig.number()).toBe(data[0].phone_number);
  });

  it('are available while they are free, then the dedicated one again', async () => {
    const rig = await ServerRig.open({ numbers: 2 });
    const available = async () => (await rig.get('/v1/numbers/account-phones/available')).body.phone;
    const first = await available();
    const connected = await rig.patch(`/v1/numbers/account-phones/${first.id}`, { connection_id: '1', type: 'voice' });
    expect(connected.body).toEqual({ phone: { ...first, connection_id: '1' } });
    const second = await available();
    expect(second.id).not.toBe(first.id);
    await rig.patch(`/v1/numbers/account-phones/${second.id}`, { connection_id: '2' });
    expect((await available()).id).toBe(first.id);
  });

  it('are connected with what is said, or refused', async () => {
    const rig = await ServerRig.open();
    const { phone } = (await rig.get('/v1/numbers/account-phones/available')).body;
    const path = `/v1/numbers/account-phones/${phone.id}`;
    expect((await rig.patch(path, {})).body.error.code).toBe('missing_field');
    expect((await rig.patch(path, { connection_id: '1', type: 'fax' })).body.error.code).toBe('invalid_field');
    expect((await rig.patch('/v1/numbers/account-phones/none', { connection_id: '1' })).status).toBe(404);
  });

  it('are found, ordered and released', async () => {
    const rig = await ServerRig.open();
    const found = (await rig.get('/v1/numbers/search?country_code=US&contains=0107')).body.data;
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ phone_number }: { phone_number: string }) => phone_number.endsWith('5550107'))).toBe(true);
    const ordered = await rig.post('/v1/numbers/order', { phone_number: found[0].phone_number });
    expect(shapeOf(ordered.body)).toEqual({ phone: phoneShape });
    expect((await rig.post('/v1/numbers/order', { phone_number: found[0].phone_number })).status).toBe(404);
    expect((await rig.get('/v1/numbers/mine')).body.phones).toHaveLength(2);
    const released = await rig.post('/v1/numbers/release', { phone_number_id: ordered.body.phone.id });
    expect(released.body).toEqual({ success: true });
    expect((await rig.get('/v1/numbers/mine')).body.phones).toHaveLength(1);
    expect((await rig.post('/v1/numbers/release', {})).body.error.code).toBe('missing_field');
    expect((await rig.post('/v1/numbers/release', { phone_number_id: 'none' })).status).toBe(404);
  });

  it('are none for an account without', async () => {
    const rig = await ServerRig.open();
    const assistant = await rig.assistant();
    const from = await rig.number();
    await rig.patch('/simulator/account', { dedicated_number: false });
    expect((await rig.get('/v1/numbers/account-phones/available')).body).toEqual({ phone: null });
    expect((await rig.get('/v1/me')).body.dedicated_number).toBeNull();
    const refused = await rig.schedule(assistant, { from });
    expect(refused.body.error.message).toContain(`telnyx_agent_target ${from} does not belong to this assistant`);
  });
});
