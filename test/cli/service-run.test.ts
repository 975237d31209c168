/** `mission run` over the service, from the command line to the results; a simulator server stands for it. */
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { callAround as mission } from './sample-missions.ts';
import { serviceStage } from './service-stage.ts';

const document = (stdout: string) => JSON.parse(stdout);

describe('a mission at the service', () => {
  it('is carried out on the server’s clock and by its people, and its results are fiction', async () => {
    const { folder, requests } = await serviceStage({ numbers: 4 });
    folder.write('m.yaml', mission());
    const ended = await folder.mission('run', 'm.yaml', '--json');
    expect(ended.code).toBe(0);
    expect(document(ended.stdout)).toMatchObject({
      provider: 'clawdtalk',
      status: 'succeeded',
      summary: expect.stringMatching(/^SIMULATED: 2 of 2 reached/),
      ranking: [{ target: 'beta' }, { target: 'acme' }],
    });
    expect(readdirSync(folder.folder)).toContain('m.simulated.results.yaml');
    expect(readdirSync(folder.folder)).not.toContain('m.results.yaml');
    const placed = requests.filter(
      ({ method, path }) => method === 'POST' && /^\/v1\/assistants\/[^/]+\/events$/.test(path),
    );
    expect(placed).toHaveLength(2);
    const finals = requests.filter(({ method, path, body }) => {
      const { status } = (body ?? {}) as { status?: string };
      return method === 'PATCH' && /\/runs\/[^/]+$/.test(path) && status === 'succeeded';
    });
    expect(finals).toHaveLength(1);
  });

  it('needs no model where the server has one', async () => {
    const { folder } = await serviceStage();
    folder.write('m.yaml', mission());
    expect((await folder.mission('validate', 'm.yaml')).code).toBe(0);
  });

  it('leaves out whom an earlier run of it reached in the same world', async () => {
    const { folder } = await serviceStage({ numbers: 4 });
    folder.write('m.yaml', mission());
    expect((await folder.mission('run', 'm.yaml')).code).toBe(0);
    const again = await folder.mission('plan', 'm.yaml', '--json');
    expect(document(again.stdout).excluded).toMatchObject([{ rule: 'reached-before' }, { rule: 'reached-before' }]);
  });

  it('makes nothing, here or there, where the key is not known', async () => {
    const { folder, requests } = await serviceStage({ env: { CLAWDTALK_API_KEY: 'cc_test_another' } });
    folder.write('m.yaml', mission().replace(/collect:[\s\S]*?retry/, 'retry'));
    const ended = await folder.mission('run', 'm.yaml');
    expect(ended).toMatchObject({ code: 4, stderr: expect.stringContaining('does not accept the API key') });
    expect(ended.stderr).not.toContain('cc_test_another');
    expect(existsSync(folder.path('.mission/mission.db'))).toBe(false);
    expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('makes nothing where a live key is not known', async () => {
    const { folder, requests } = await serviceStage({ env: { CLAWDTALK_API_KEY: 'cc_live_another' } });
    folder.write('m.yaml', mission().replace(/collect:[\s\S]*?retry/, 'retry'));
    const ended = await folder.mission('run', 'm.yaml');
    expect(ended).toMatchObject({ code: 4, stderr: expect.stringContaining('does not accept the API key') });
    expect(existsSync(folder.path('.mission/mission.db'))).toBe(false);
    expect(requests.map(({ path }) => path)).toEqual(['/v1/me']);
  });

  it.each([
    ['no key', { CLAWDTALK_API_KEY: '' }, 'No API key'],
    ['nobody listens', { CLAWDTALK_API_URL: 'http://127.0.0.1:9/v1' }, 'cannot be reached'],
    [
      'a simulator’s key would leave this machine',
      { CLAWDTALK_API_URL: 'https://service.example/v1' },
      'for this machine alone',
    ],
    [
      'the key would go out in clear',
      { CLAWDTALK_API_KEY: 'cc_live_1', CLAWDTALK_API_URL: 'http://service.example/v1' },
      'unencrypted',
    ],
  ])('ends with exit 4 and the next step where %s', async (_, env, message) => {
    const { folder } = await serviceStage({ env });
    folder.write('m.yaml', mission().replace(/collect:[\s\S]*?retry/, 'retry'));
    const ended = await folder.mission('run', 'm.yaml');
    expect(ended).toMatchObject({ code: 4, stderr: expect.stringContaining(message) });
    expect(existsSync(folder.path('.mission/mission.db'))).toBe(false);
  });

  it('ends with exit 4 and a sentence where the account has no number, or its quota is used up', async () => {
    const numbers = await serviceStage({ numbers: 0 });
    numbers.folder.write('m.yaml', mission());
    const without = await numbers.folder.mission('run', 'm.yaml');
    expect(without.code).toBe(4);
    expect(`${without.stdout}${without.stderr}`).toMatch(/number/);
    const stage = await serviceStage();
    await fetch(`${stage.server.url}/simulator/account`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${stage.server.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ quota: { monthly_mission_events_limit: 0 } }),
    });
    stage.folder.write('m.yaml', mission());
    const used = await stage.folder.mission('run', 'm.yaml');
    expect(used.code).toBe(4);
    expect(`${used.stdout}${used.stderr}`).toMatch(/quota|plan allows no/);
  });

  it('says so before anybody is called where the model could never be asked', async () => {
    const { folder, requests } = await serviceStage({ env: { CLAWDTALK_API_KEY: 'cc_live_1' } });
    folder.write('m.yaml', mission());
    folder.write('mission.config.yaml', 'model: { base_url: "http://models.example/v1", name: m, api_key: secret }\n');
    const ended = await folder.mission('run', 'm.yaml');
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('unencrypted') });
    expect(requests).toEqual([]);
  });

  it('ends with exit 2 where the file with the key is broken, when it begins and when it goes on', async () => {
    const { folder } = await serviceStage({ numbers: 4 });
    const asking = mission('approve: [{ id: launch, before: calls, ask: "Call?", via: [terminal] }]\n');
    folder.write('m.yaml', asking.replace(/collect:[\s\S]*?retry/, 'retry'));
    expect((await folder.mission('run', 'm.yaml', '--no-wait')).code).toBe(3);
    folder.write('skill-config.json', '{"api_key": ');
    const commands = [['run', 'm.yaml'], ['run', 'm.yaml', '--new'], ['resume'], ['tick', 'call-around-1']];
    for (const words of commands) {
      const ended = await folder.mission(...words, '--json');
      expect(ended.code, words.join(' ')).toBe(2);
      expect(document(ended.stdout), words.join(' ')).toMatchObject({ error: { code: 'bad-skill-config' } });
    }
    expect((await folder.mission('resume')).stderr).toContain('skill-config.json cannot be used');
  });

  it('goes on with its own account alone', async () => {
    const stage = await serviceStage({ numbers: 4 });
    stage.folder.write('m.yaml', mission('approve: [{ id: launch, before: calls, ask: "Call?", via: [terminal] }]\n'));
    expect((await stage.folder.mission('run', 'm.yaml', '--no-wait')).code).toBe(3);
    const made = (await stage.control('/accounts', {})) as { api_key: string };
    stage.folder.write('mission.config.yaml', `clawdtalk: { api_key: ${made.api_key} }\n`);
    const ended = await stage.folder.mission('resume');
    expect(ended).toMatchObject({ code: 4, stderr: expect.stringContaining('another account') });
  });

  it('stops as it stands, with exit 4, where the server is gone, and goes on when it is back', async () => {
    const stage = await serviceStage({ numbers: 4 });
    stage.folder.write('m.yaml', mission('approve: [{ id: launch, before: calls, ask: "Call?", via: [terminal] }]\n'));
    expect((await stage.folder.mission('run', 'm.yaml', '--no-wait')).code).toBe(3);
    await stage.server.close();
    const ended = await stage.folder.mission('resume');
    expect(ended).toMatchObject({ code: 4, stderr: expect.stringContaining('cannot be reached') });
  });
});

it('speaks of the missing key, not of the model, where there is neither', async () => {
  const { folder } = await serviceStage({ env: { CLAWDTALK_API_KEY: '' } });
  folder.write('m.yaml', mission());
  expect(await folder.mission('run', 'm.yaml')).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('No API key'),
  });
  const planned = await folder.mission('plan', 'm.yaml');
  expect(planned).toMatchObject({ code: 2, stderr: expect.stringContaining('the file is fine') });
});

it('makes no run where the address lacks its /v1, and says so', async () => {
  const { folder, server } = await serviceStage();
  folder.write('mission.config.yaml', `clawdtalk: { api_url: "${server.url}" }\n`);
  folder.write('m.yaml', mission());
  const ended = await folder.mission('run', 'm.yaml');
  expect(ended).toMatchObject({ code: 4, stderr: expect.stringContaining('it ends in /v1') });
  expect(existsSync(folder.path('.mission/mission.db'))).toBe(false);
});

it('says that a cancel is noted where the service is down, shows it, and lets no pause come after it', async () => {
  const stage = await serviceStage({ numbers: 4 });
  stage.folder.write('m.yaml', mission('approve: [{ id: launch, before: calls, ask: "Call?", via: [terminal] }]\n'));
  expect((await stage.folder.mission('run', 'm.yaml', '--no-wait')).code).toBe(3);
  await stage.server.close();
  const noted = await stage.folder.mission('cancel');
  expect(noted).toMatchObject({ code: 4, stderr: expect.stringContaining('the cancel of call-around-1 is noted') });
  expect(noted.stderr).toContain('mission cancel call-around-1');
  expect((await stage.folder.mission('status')).stdout).toContain('A cancel is stored');
  const paused = await stage.folder.mission('pause');
  expect(paused).toMatchObject({ code: 2, stderr: expect.stringContaining('is being canceled') });
});
