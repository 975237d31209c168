/** What a whole mission over HTTP leaves at the service, older and newer, and what other clients see of it meanwhile. */
import { describe, expect, it } from 'vitest';
import { callAround as mission } from './sample-missions.ts';
import { type ServiceStage, serviceStage } from './service-stage.ts';

const asking = 'approve: [{ id: launch, before: calls, ask: "Call?", via: [terminal] }]\n';

type Doc = Record<string, unknown>;
interface Shown {
  readonly mission: Doc;
  readonly run: Doc;
  readonly steps: readonly Doc[];
}

async function shownAt({ folder }: ServiceStage): Promise<Shown> {
  const api = async (...words: string[]) => JSON.parse((await folder.mission('api', ...words, '--json')).stdout);
  const [one] = (await api('list-missions')).missions;
  const [run] = (await api('list-runs', one.id)).data;
  const { mission: made } = await api('get-mission', one.id);
  const { data: steps } = await api('get-plan', one.id, run.run_id);
  return { mission: made, run: (await api('get-run', one.id, run.run_id)).data, steps };
}

it.each([
  ['older', false],
  ['newer', true],
])('is right at a service that is %s: mission, run, steps and result', async (_, completesSteps) => {
  const stage = await serviceStage({ numbers: 4, completesSteps });
  stage.folder.write('m.yaml', mission(''));
  const ran = await stage.folder.mission('run', 'm.yaml', '--json');
  expect(ran.code).toBe(0);
  const shown = await shownAt(stage);
  expect(shown.mission.status).toBe('succeeded');
  expect(shown.run).toMatchObject({
    status: 'succeeded',
    result_summary: 'SIMULATED: 2 of 2 reached; beta is first.',
    result_payload: { status: 'succeeded', ranking: [{ target: 'beta' }, { target: 'acme' }] },
  });
  expect(JSON.parse(ran.stdout).summary).toBe(shown.run.result_summary);
  expect(shown.steps.length).toBeGreaterThan(0);
  expect(shown.steps.map(({ status }) => status)).toEqual(shown.steps.map(() => 'completed'));
  expect(stage.folder.exists('.missions_state.json') && stage.folder.read('.missions_state.json')).toBe('{}');
});

it.each([
  ['older', false],
  ['newer', true],
])(
  'is seen by other clients while it waits at a gate, goes on, and leaves what they settled (%s)',
  async (_, completesSteps) => {
    const stage = await serviceStage({ numbers: 4, completesSteps });
    const { folder } = stage;
    folder.write('m.yaml', mission(asking));
    expect((await folder.mission('run', 'm.yaml', '--no-wait')).code).toBe(3);
    const entry = JSON.parse((await folder.mission('api', 'get-state', 'call-around', '--json')).stdout);
    expect(entry).toMatchObject({
      mission_name: 'Call around',
      mission_id: expect.any(String),
      run_id: expect.any(String),
    });
    const ids = [entry.mission_id, entry.run_id];
    const run = JSON.parse((await folder.mission('api', 'get-run', ...ids, '--json')).stdout);
    expect(run.data).toMatchObject({ run_id: entry.run_id, status: 'running' });
    const plan = JSON.parse((await folder.mission('api', 'get-plan', ...ids, '--json')).stdout);
    const statuses = plan.data.map(({ status }: Doc) => status);
    expect(statuses).toContain('pending');
    // Another client settles a step that has not begun, and remembers something.
    const { step_id } = plan.data.find(({ status }: Doc) => status === 'pending');
    expect((await folder.mission('api', 'update-step', ...ids, step_id, 'skipped')).code).toBe(0);
    expect((await folder.mission('api', 'save-memory', 'call-around', 'note', 'theirs')).code).toBe(0);
    const before = stage.requests.length;
    expect((await folder.mission('approve', 'call-around-1', 'launch')).code).toBe(0);
    expect((await folder.mission('resume')).code).toBe(0);
    const shown = await shownAt(stage);
    expect(shown.run).toMatchObject({ run_id: entry.run_id, status: 'succeeded' });
    expect(shown.steps.find((step) => step.step_id === step_id)?.status).toBe('skipped');
    const fought = stage.requests
      .slice(before)
      .filter(({ method, path }) => method === 'PATCH' && path.endsWith(`/steps/${step_id}`));
    expect(fought).toEqual([]);
  },
);

const theirsFails = mission(asking).replace('  seed: 7\n', '  seed: 7\n  default: { failed: 1 }\n');

describe.each([
  ['newer', true, 'failed'],
  ['older', false, 'completed'],
])('a service that is %s', (_, completesSteps, shows) => {
  it.each(['calls', 'rank'])('ends right, with %s named by a call of another client’s that fails', async (step) => {
    const stage = await serviceStage({ numbers: 4, completesSteps });
    const { folder } = stage;
    folder.write('m.yaml', theirsFails);
    expect((await folder.mission('run', 'm.yaml', '--no-wait')).code).toBe(3);
    const entry = JSON.parse((await folder.mission('api', 'get-state', 'call-around', '--json')).stdout);
    // It fails long before our first call: nobody is there so early. A newer service ends its step then.
    const ids = [entry.mission_id, entry.run_id];
    const { shelf } = stage.server.service;
    const [assistant] = [...shelf.all('assistant')].map(({ id }) => id);
    const [number] = [...shelf.all('phone')].map(({ phone }) => phone);
    const call = ['schedule-call', String(assistant), '+13125550109', String(number), '2026-11-24T12:05:00Z'];
    expect((await folder.mission('api', ...call, ...ids, step)).code).toBe(0);
    const before = stage.requests.length;
    expect((await folder.mission('approve', 'call-around-1', 'launch')).code).toBe(0);
    expect((await folder.mission('resume')).code).toBe(0);
    const shown = await shownAt(stage);
    const ours = shown.steps.map(({ step_id }) => [step_id, step_id === step ? shows : 'completed']);
    expect(shown.steps.map(({ step_id, status }) => [step_id, status])).toEqual(ours);
    // What the service has ended is not told of again; in_progress may have been on its way.
    const told = stage.requests.slice(before).filter(({ path }) => path.endsWith(`/steps/${step}`));
    expect(told.some(({ body }) => (body as Doc).status === 'completed')).toBe(!completesSteps);
    expect(shown.run).toMatchObject({
      status: 'succeeded',
      result_summary: 'SIMULATED: 2 of 2 reached; beta is first.',
    });
  });
});
