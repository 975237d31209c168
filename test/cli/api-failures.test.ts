/** What `mission api` says and does where the service, or the way to it, is not as it should be. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Rig, rig } from '../rig.ts';
import { stageKey as key, serviceStage } from './service-stage.ts';

async function answering(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<Rig> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return rig({ env: { CLAWDTALK_API_URL: `http://127.0.0.1:${port}/v1`, CLAWDTALK_API_KEY: key } });
}

const with200 = (text: string) => answering((_, response) => response.writeHead(200).end(text));

it.each([
  ['sms send +13125550101 hi', '{}', 'may have been sent all the same'],
  ['sms send +13125550101 hi', '[1,2]', 'may have been sent all the same'],
  ['call hi', '{}', 'may be under way all the same'],
  ['sms list', '{"messages": 3}', 'without a list of texts'],
])('mission %s takes %s for no confirmation', async (line, text, said) => {
  const folder = await with200(text);
  const { code, stdout, stderr } = await folder.mission(...line.split(' '));
  expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  expect(stderr).toContain(said);
});

describe('mission api', () => {
  it.each([
    ['list-missions', '<html>', 'Invalid JSON: '],
    ['list-missions', '[1]', 'ERROR: the service answered with something that is no object'],
    ['list-missions', '{"missions": 3}', 'ERROR: the service answered with no list of missions'],
    ['create-mission a b', '{"mission": {}}', 'ERROR: the service answered without the id of the mission'],
    ['create-run a {}', '{"data": null}', 'ERROR: the service answered without the id of the run'],
    ['create-assistant a b c', '{}', 'ERROR: the service answered without the id of the assistant'],
    ['schedule-sms a +13125550101 b c d', '{}', 'ERROR: the service answered without the id of the SMS, which may'],
  ])('%s is told of an answer that is none: %s', async (line, text, said) => {
    const folder = await with200(text);
    const { code, stdout, stderr } = await folder.mission('api', ...line.split(' '));
    expect({ code, stdout, begins: stderr.slice(0, said.length) }).toEqual({ code: 1, stdout: '', begins: said });
  });

  it('shows what is missing as Python does', async () => {
    const folder = await with200(
      '{"missions": [{"id": "m"}, {"id": null, "name": null}], "meta": {"total": 0}, "data": []}',
    );
    expect((await folder.mission('api', 'list-missions')).stdout).toBe('m: unnamed\nNone: None\n');
  });

  it('prints the raw answer to the digit', async () => {
    const folder = await with200('{"data": {"run_id": "r", "score": 1.0, "id": 2911183098009880238, "who": "Zoë"}}');
    expect((await folder.mission('api', 'get-run', 'm', 'r', '--json')).stdout).toBe(
      '{\n  "data": {\n    "run_id": "r",\n    "score": 1.0,\n    "id": 2911183098009880238,\n    "who": "Zoë"\n  }\n}\n',
    );
    expect((await folder.mission('api', 'get-run', 'm', 'r')).stdout).toContain('"who": "Zo\\u00eb"');
  });

  it('reads insights in both forms', async () => {
    const list = await with200(
      '{"data": [{"status": "completed", "conversation_insights": [{"result": "Open"}, {"result": null}]}, {"status": "pending"}]}',
    );
    expect((await list.mission('api', 'get-insights', 'c')).stdout).toBe('Insight: Open\nInsight: None\n');
    const one = await with200('{"data": {"conversation_id": "c", "summary": "Open"}}');
    expect((await one.mission('api', 'get-insights', 'c')).stdout).toBe('Insight: Open\n');
  });

  it('tells of a service that cannot be reached, in the words of the older client', async () => {
    const folder = rig({ env: { CLAWDTALK_API_URL: 'http://127.0.0.1:9/v1', CLAWDTALK_API_KEY: key } });
    const { code, stderr } = await folder.mission('api', 'list-missions');
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'Connection Error: [Errno 111] Connection refused\n' });
    const json = JSON.parse((await folder.mission('api', 'list-missions', '--json')).stdout);
    expect(json.error).toMatchObject({ code: 'unreached', help: expect.stringContaining('mission doctor') });
  });

  it('shows an error that is no JSON as it came, and follows no redirect', async () => {
    const gone = await answering((_, response) => response.writeHead(502, 'Bad Gateway').end('<h1>down</h1>'));
    expect((await gone.mission('api', 'list-missions')).stderr).toBe(
      'HTTP Error 502: Bad Gateway\nDetails: <h1>down</h1>\n',
    );
    const asked: string[] = [];
    const moved = await answering((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect((await moved.mission('api', 'list-missions')).stderr).toBe('HTTP Error 302: Found\n');
    expect(asked).toEqual(['/v1/missions?page[size]=20']);
  });

  it('never shows the key, whatever the service sends back', async () => {
    const folder = await answering((request, response) => {
      response.writeHead(request.url?.includes('bad') ? 400 : 200);
      response.end(JSON.stringify({ error: { message: request.headers.authorization }, mission: { key } }));
    });
    for (const words of [
      ['get-mission', 'bad'],
      ['get-mission', 'good'],
      ['get-mission', 'bad', '--json'],
    ]) {
      const { stdout, stderr } = await folder.mission('api', ...words);
      expect(`${stdout}${stderr}`).not.toContain(key);
      expect(`${stdout}${stderr}`).toContain('[redacted]');
    }
  });

  it('needs no key for what is kept in the folder', async () => {
    const folder = rig();
    expect((await folder.mission('api', 'save-memory', 's', 'k', 'v')).code).toBe(0);
    expect((await folder.mission('api', 'get-memory', 's', 'k')).stdout).toBe('v\n');
    expect(await folder.mission('api', 'list-missions')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'ERROR: No API key found. Set CLAWDTALK_API_KEY or run `mission setup`\n',
    });
  });

  it('sends a simulator’s key to no other machine', async () => {
    const folder = rig({ env: { CLAWDTALK_API_KEY: key } });
    const { code, stderr } = await folder.mission('api', 'list-missions');
    expect(code).toBe(1);
    expect(stderr).toContain('is for this machine alone');
  });

  it('shows nothing of a key that is hardly longer than what is shown of others', async () => {
    const folder = rig({ env: { CLAWDTALK_API_KEY: 'cc_test_1234', CLAWDTALK_API_URL: 'http://127.0.0.1:9/v1' } });
    expect((await folder.mission('api', 'check-key')).stdout).toBe('API key configured: ...\n');
  });

  it('lets a terminal not be steered by what somebody said', async () => {
    const folder = await with200('{"data": [{"type": "custom", "summary": "\\u001b[2Jgone"}]}');
    expect((await folder.mission('api', 'list-events', 'm', 'r')).stdout).toBe('[custom] \u001b[2Jgone\n');
    expect((await folder.terminal('api', 'list-events', 'm', 'r')).stdout).toBe('[custom] [2Jgone\n');
  });

  it('notes what was made before what came next failed', async () => {
    const stage = await serviceStage();
    const words = ['init', 'Cakes', 'Call', 'Find', '[{"title": "no id"}]'];
    expect((await stage.folder.mission('api', ...words)).code).toBe(1);
    const { cakes } = JSON.parse(stage.folder.read('.missions_state.json'));
    expect(cakes).toMatchObject({ mission_id: expect.any(String), run_id: expect.any(String) });
  });
});
