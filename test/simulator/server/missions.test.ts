/** `/missions`, their runs, plans, run events and agents, held against what the service was seen to answer. */
import { describe, expect, it } from 'vitest';
import { ServerRig } from './server-rig.ts';
import { innerOf, missionShape, runShape, shapeOf } from './shape.ts';

const missing = (pointer: string) => ({
  code: '10004',
  title: 'Missing required parameter',
  detail: 'A required parameter was missing.',
  meta: { url: 'https://developers.telnyx.com/docs/overview/errors/10004' },
  source: { pointer },
});

describe('a mission', () => {
  it('is made with 201 and looks as the service’s', async () => {
    const rig = await ServerRig.open();
    const made = await rig.post('/v1/missions', { name: 'Find somebody', instructions: 'Ask around' });
    expect(made.status).toBe(201);
    expect(shapeOf(made.body)).toEqual({ mission: missionShape });
    expect(made.body.mission).toMatchObject({ status: 'pending', channel: 'voice', name: 'Find somebody' });
  });

  it('is read with its relations inside it, and by the telephony layer’s id too', async () => {
    const rig = await ServerRig.open();
    const { id, telnyx } = await rig.mission();
    const { user_id: _, ...shape } = missionShape;
    const read = await rig.get(`/v1/missions/${id}`);
    expect(read.status).toBe(200);
    expect(shapeOf(read.body)).toEqual({
      mission: { ...shape, assistant: null, linked_agents: [], plan: { steps: [] } },
    });
    expect((await rig.get(`/v1/missions/${telnyx}`)).body).toEqual(read.body);
  });

  it('is listed newest first, with counts as text, by pages whose size comes unencoded', async () => {
    const rig = await ServerRig.open();
    for (let n = 1; n <= 23; n += 1) await rig.mission({ name: `Mission ${n}` });
    const counts = { computed_target_count: 'text', computed_event_count: 'text', computed_scheduled_count: 'text' };
    const { body } = await rig.get('/v1/missions');
    expect(shapeOf(body.missions[0])).toEqual({ ...missionShape, ...counts });
    expect(body.missions).toHaveLength(20);
    expect(body.missions[0]).toMatchObject({ name: 'Mission 23', computed_target_count: '0' });
    expect(
      (await rig.get('/v1/missions?page[size]=2')).body.missions.map((each: { name: string }) => each.name),
    ).toEqual(['Mission 23', 'Mission 22']);
    expect((await rig.get('/v1/missions?page[size]=5&page[number]=5')).body.missions).toHaveLength(3);
    expect((await rig.get('/v1/missions?status=running')).body.missions).toEqual([]);
  });

  it.each([
    [{}, 'name, instructions are required'],
    [{ name: 'x' }, 'instructions is required'],
  ])('is not made of %j', async (body, message) => {
    const rig = await ServerRig.open();
    const { status, body: said } = await rig.post('/v1/missions', body);
    expect([status, said]).toEqual([400, { error: { code: 'missing_field', message } }]);
  });

  it('counts what was scheduled for it', async () => {
    const rig = await ServerRig.open();
    const { id } = await rig.mission();
    const run = await rig.run(id);
    const assistant = await rig.assistant();
    for (const to of ['+13125550101', '+13125550101', '+13125550102'])
      await rig.schedule(assistant, { to, mission_id: id, run_id: run });
    await rig.post(`/v1/missions/${id}/runs/${run}/events`, { type: 'note', summary: 'Begun' });
    const [listed] = (await rig.get('/v1/missions')).body.missions;
    expect(listed).toMatchObject({
      computed_target_count: '2',
      computed_event_count: '1',
      computed_scheduled_count: '3',
      events_used: 3,
      target_count: 2,
    });
  });

  it('keeps the targets that are named with it, and counts each number once', async () => {
    const rig = await ServerRig.open();
    const targets = [{ name: 'One', phone: '+13125550101' }, { name: 'Two', phone: '+13125550102' }, { name: 'None' }];
    const { id, firstRun } = await rig.mission({ targets });
    const assistant = await rig.assistant();
    for (const to of ['+13125550102', '+13125550103']) await rig.schedule(assistant, { to, mission_id: id });
    expect((await rig.get(`/v1/missions/${id}`)).body.mission).toMatchObject({ target_count: 4, events_used: 2 });
    expect((await rig.get('/v1/missions')).body.missions[0].computed_target_count).toBe('4');
    expect((await rig.get(`/v1/missions/${id}/runs/${firstRun}`)).body.data.input.targets).toEqual(targets);
    expect((await rig.post('/v1/missions', { name: 'x', instructions: 'y', targets: 'z' })).status).toBe(400);
  });

  it('is canceled with its runs, and what has not rung is taken back', async () => {
    const rig = await ServerRig.open();
    const { id } = await rig.mission();
    const run = await rig.run(id);
    const assistant = await rig.assistant();
    const event = (await rig.schedule(assistant, { mission_id: id })).body.id;
    const canceled = await rig.post(`/v1/missions/${id}/cancel`);
    expect([canceled.status, canceled.body.mission.status]).toEqual([200, 'cancelled']);
    expect((await rig.get(`/v1/missions/${id}/runs/${run}`)).body.data.status).toBe('cancelled');
    const read = await rig.get(`/v1/assistants/${assistant}/events/${event}`);
    expect(read.body).toMatchObject({ status: 'completed', call_status: 'canceled' });
  });

  it('tells all that happened in it', async () => {
    const rig = await ServerRig.open();
    const { id } = await rig.mission();
    const run = await rig.run(id);
    const assistant = await rig.assistant();
    const event = (await rig.schedule(assistant, { mission_id: id, run_id: run })).body.id;
    await rig.post(`/v1/missions/${id}/runs/${run}/events`, { type: 'note', summary: 'Begun' });
    const { body } = await rig.get(`/v1/missions/${id}/events`);
    expect(Object.keys(body)).toEqual(['telnyx_events', 'scheduled_events', 'local_events']);
    expect(body.telnyx_events).toMatchObject([{ type: 'note', summary: 'Begun' }]);
    expect(body.scheduled_events).toMatchObject([{ id: event, status: 'pending' }]);
    expect(body.local_events).toEqual([
      { id: event, mission_id: id, type: 'call', status: 'pending', target_phone: '+13125550101', step_id: null },
    ]);
  });
});

describe('a run', () => {
  it('is made with 201; its mission’s id is the telephony layer’s', async () => {
    const rig = await ServerRig.open();
    const { id, telnyx } = await rig.mission();
    const made = await rig.post(`/v1/missions/${id}/runs`, { input: { original_request: 'Call them' } });
    expect(made.status).toBe(201);
    expect(shapeOf(made.body)).toEqual({ data: { ...runShape, input: { original_request: 'text' } } });
    expect(made.body.data).toMatchObject({ mission_id: telnyx, status: 'pending' });
    expect((await rig.get(`/v1/missions/${id}/runs/${made.body.data.run_id}`)).body).toEqual(made.body);
  });

  it('is listed newest first, after the one that was made with the mission', async () => {
    const rig = await ServerRig.open();
    const { id, firstRun } = await rig.mission({ channel: 'sms', metadata: { a: 1 } });
    const run = await rig.run(id);
    const { body } = await rig.get(`/v1/missions/${id}/runs`);
    expect(body.data.map((each: { run_id: string }) => each.run_id)).toEqual([run, firstRun]);
    expect(body.data[1].input).toEqual({
      channel: 'sms',
      targets: [],
      metadata: { a: 1 },
      original_request: 'Ask around',
    });
    expect(body.meta).toEqual({ total_pages: 1, total_results: 2, page_number: 1, page_size: 20 });
    expect((await rig.get(`/v1/missions/${id}/runs?page_number=2&page_size=1`)).body).toMatchObject({
      data: [{ run_id: firstRun }],
      meta: { total_pages: 2, total_results: 2, page_number: 2, page_size: 1 },
    });
  });

  it('takes its mission with it, and has an end once it is final', async () => {
    const rig = await ServerRig.open();
    const { id } = await rig.mission();
    const run = await rig.run(id);
    const path = `/v1/missions/${id}/runs/${run}`;
    const running = (await rig.patch(path, { status: 'running' })).body.data;
    expect(shapeOf(running)).toEqual(runShape);
    expect(running.status).toBe('running');
    expect((await rig.get(`/v1/missions/${id}`)).body.mission.status).toBe('running');
    expect((await rig.get('/v1/missions?status=running')).body.missions).toHaveLength(1);
    rig.pass(60_000);
    const result = { status: 'succeeded', result_summary: 'Done', result_payload: { reached: 1 } };
    const ended = (await rig.patch(path, result)).body.data;
    expect(shapeOf(ended)).toEqual({
      ...runShape,
      finished_at: 'micro',
      result_summary: 'text',
      result_payload: { reached: 'number' },
    });
    expect(Date.parse(ended.finished_at) - Date.parse(ended.started_at)).toBe(60_000);
    expect((await rig.get(`/v1/missions/${id}`)).body.mission).toMatchObject(result);
  });

  it('has no way back from its end, and hears the same end again', async () => {
    const rig = await ServerRig.open();
    const { id } = await rig.mission();
    const path = `/v1/missions/${id}/runs/${await rig.run(id)}`;
    await rig.patch(path, { status: 'failed' });
    const again = await rig.patch(path, { status: 'running' });
    expect(again.status).toBe(500);
    expect(innerOf(again.body.error.message)).toMatchObject({
      before: 'Telnyx API error (400): ',
      errors: [{ code: '10015', detail: 'run is already failed' }],
    });
    expect((await rig.patch(path, { status: 'failed', result_summary: 'Late' })).body.data.result_summary).toBe('Late');
    expect((await rig.patch(path, { status: 'ended' })).status).toBe(500);
  });
});

describe('a plan', () => {
  it('is refused with a pointer to all that is missing, inside a 500, indented by two', async () => {
    const rig = await ServerRig.open();
    const { id } = await rig.mission();
    const path = `/v1/missions/${id}/runs/${await rig.run(id)}/plan`;
    const { status, body } = await rig.post(path, { steps: [{}, { step_id: 'call' }] });
    expect([status, body.error.code]).toEqual([500, 'internal']);
    const errors = ['/body/steps[0]/step_id', '/body/steps[0]/sequence', '/body/steps[1]/sequence'].map(missing);
    expect(body.error.message).toBe(`Telnyx API error (400): ${JSON.stringify({ errors }, null, 2)}`);
    expect((await rig.get(path)).body).toEqual({ data: [] });
    expect(innerOf((await rig.post(path, {})).body.error.message).errors).toEqual([missing('/body/steps')]);
  });

  it('comes back as a list, in sequence, and stands in the mission', async () => {
    const rig = await ServerRig.open();
    const { id } = await rig.mission();
    const path = `/v1/missions/${id}/runs/${await rig.run(id)}/plan`;
    const steps = [
      { step_id: 'call', sequence: 2, title: 'Call' },
      { step_id: 'setup', sequence: 1, description: 'Make ready', status: 'in_progress' },
    ];
    const shown = [
      { step_id: 'setup', sequence: 1, title: null, description: 'Make ready', status: 'in_progress' },
      { step_id: 'call', sequence: 2, title: 'Call', description: null, status: 'pending' },
    ];
    expect((await rig.post(path, { steps })).body).toEqual({ data: shown });
    expect((await rig.get(path)).body).toEqual({ data: shown });
    expect((await rig.get(`/v1/missions/${id}`)).body.mission.plan).toEqual({ steps: shown });
  });

  it('keeps the final status of a step, whatever comes later', async () => {
    const rig = await ServerRig.open();
    const { id } = await rig.mission();
    const path = `/v1/missions/${id}/runs/${await rig.run(id)}/plan`;
    await rig.post(path, { steps: [{ step_id: 'call', sequence: 1 }] });
    for (const status of ['in_progress', 'completed'])
      expect((await rig.patch(`${path}/steps/call`, { status })).body.data).toMatchObject({ step_id: 'call', status });
    const back = await rig.patch(`${path}/steps/call`, { status: 'in_progress' });
    expect(innerOf(back.body.error.message).errors).toMatchObject([{ detail: 'step is already completed' }]);
    expect((await rig.patch(`${path}/steps/call`, { status: 'completed' })).status).toBe(200);
    expect((await rig.get(path)).body.data[0].status).toBe('completed');
    expect((await rig.post(path, { steps: [{ step_id: 'other', sequence: 1 }] })).status).toBe(500);
  });

  it('knows no other steps and no other statuses', async () => {
    const rig = await ServerRig.open();
    const { id } = await rig.mission();
    const path = `/v1/missions/${id}/runs/${await rig.run(id)}/plan`;
    await rig.post(path, { steps: [{ step_id: 'call', sequence: 1 }] });
    const other = await rig.patch(`${path}/steps/other`, { status: 'completed' });
    expect([other.status, other.body.error.code]).toEqual([404, 'step_not_found']);
    expect((await rig.patch(`${path}/steps/call`, { status: 'done' })).status).toBe(500);
    expect((await rig.patch(`${path}/steps/call`, {})).body.error.code).toBe('missing_field');
  });
});

describe('a run’s events', () => {
  it('are kept as told, newest first, by pages of fifty', async () => {
    const rig = await ServerRig.open();
    const { id } = await rig.mission();
    const path = `/v1/missions/${id}/runs/${await rig.run(id)}/events`;
    expect((await rig.get(path)).body).toEqual({
      data: [],
      meta: { total_pages: 0, total_results: 0, page_number: 1, page_size: 50 },
    });
    const told = { type: 'tool_call', summary: 'Placed', agent_id: 'me', step_id: 'call', payload: { n: 1 } };
    const made = await rig.post(path, told);
    expect(made.status).toBe(201);
    expect(made.body.data).toMatchObject(told);
    expect(shapeOf(made.body.data)).toMatchObject({ id: 'uuid', created_at: 'micro' });
    for (let n = 0; n < 50; n += 1) await rig.post(path, { type: 'custom', summary: `n ${n}` });
    const { body } = await rig.get(path);
    expect(body.data).toHaveLength(50);
    expect(body.data[0]).toEqual({
      id: expect.any(String),
      type: 'custom',
      summary: 'n 49',
      created_at: expect.any(String),
    });
    expect(body.meta).toEqual({ total_pages: 2, total_results: 51, page_number: 1, page_size: 50 });
    expect((await rig.get(`${path}?page_number=2`)).body.data).toMatchObject([told]);
  });

  it.each([
    {},
    { type: 'custom' },
    { type: 'something', summary: 'x' },
    { type: 'custom', summary: 'x', payload: 'y' },
  ])('are refused as %j by the telephony layer', async (event) => {
    const rig = await ServerRig.open();
    const { id } = await rig.mission();
    const { status, body } = await rig.post(`/v1/missions/${id}/runs/${await rig.run(id)}/events`, event);
    expect([status, body.error.code]).toEqual([500, 'internal']);
    const error = {
      code: '10015',
      title: 'Bad Request',
      detail: 'The request failed because it was not well-formed.',
      meta: { url: 'https://developers.telnyx.com/docs/overview/errors/10015' },
    };
    expect(body.error.message).toBe(`Telnyx API error (400): ${JSON.stringify({ errors: [error] }, null, 2)}`);
  });
});

describe('a run’s agents', () => {
  it('are linked by the assistant’s id, told by the telephony layer’s, and unlinked by the first', async () => {
    const rig = await ServerRig.open();
    const { id } = await rig.mission();
    const run = await rig.run(id);
    const assistant = await rig.assistant();
    const path = `/v1/missions/${id}/runs/${run}/agents`;
    expect((await rig.get(path)).body).toEqual({ data: [] });
    const linked = await rig.post(path, { telnyx_agent_id: assistant });
    expect(linked.status).toBe(201);
    expect(shapeOf(linked.body)).toEqual({
      data: { run_id: 'uuid', telnyx_agent_id: 'assistant-uuid', created_at: 'micro' },
    });
    expect((await rig.post(path, { telnyx_agent_id: assistant })).status).toBe(201);
    expect((await rig.get(path)).body).toEqual({ data: [linked.body.data] });
    const { mission } = (await rig.get(`/v1/missions/${id}`)).body;
    expect(mission).toMatchObject({
      linked_agents: [linked.body.data],
      assistant_id: assistant,
      assistant: { id: assistant },
    });
    const unlinked = await rig.delete(`${path}/${assistant}`);
    expect([unlinked.status, unlinked.body]).toEqual([204, undefined]);
    expect((await rig.get(path)).body).toEqual({ data: [] });
    expect((await rig.delete(`${path}/${assistant}`)).status).toBe(404);
  });

  it('must exist', async () => {
    const rig = await ServerRig.open();
    const { id } = await rig.mission();
    const path = `/v1/missions/${id}/runs/${await rig.run(id)}/agents`;
    expect((await rig.post(path, { telnyx_agent_id: 'nobody' })).body.error.code).toBe('not_found');
    expect((await rig.post(path, {})).body.error.code).toBe('missing_field');
  });
});

it.each([
  'GET /v1/missions/none',
  'POST /v1/missions/none/cancel',
  'GET /v1/missions/none/events',
  'POST /v1/missions/none/runs',
  'GET /v1/missions/none/runs',
])('%s answers 404', async (request) => {
  const rig = await ServerRig.open();
  const [method = '', path = ''] = request.split(' ');
  const { status, body } = await rig.ask(method, path);
  expect([status, body]).toEqual([404, { error: { code: 'not_found', message: 'Mission not found' } }]);
});

it('answers 404 to a run of another mission', async () => {
  const rig = await ServerRig.open();
  const [one, other] = [await rig.mission(), await rig.mission()];
  const run = await rig.run(other.id);
  for (const path of ['', '/plan', '/events', '/agents'])
    expect((await rig.get(`/v1/missions/${one.id}/runs/${run}${path}`)).status).toBe(404);
});
