/** The machine's clock, the socket and a key that is no simulator's: what a real account is spoken to with. */
import { expect, it, onTestFinished } from 'vitest';
import { makeAccount } from '../../src/simulator/server/accounts.ts';
import { startServer } from '../../src/simulator/server/start.ts';
import { rig } from '../rig.ts';

const [first, second, rotated] = ['cc_live_first', 'cc_live_second', 'cc_live_rotated'];
const file = `
version: 1
name: Call around
class: parallel-sweep
purpose: inquiry
provider: clawdtalk
targets: [{ id: acme, name: Acme, phone: "+13125550101", timezone: America/Chicago }]
assistant: { instructions: You are an AI assistant. Ask when they open. }
approve: [{ id: launch, before: calls, ask: "Call?", via: [terminal] }]
`;

it('is begun, told to the service, and ended by its own account alone, whose key may have changed', async () => {
  const asked: string[] = [];
  const server = await startServer({
    seed: 5,
    apiKey: first,
    onRequest: ({ method, path }) => asked.push(`${method} ${path}`),
  });
  onTestFinished(() => server.close());
  const folder = rig({ env: { CLAWDTALK_API_URL: `${server.url}/v1` } });
  const use = (key: string) => folder.write('mission.config.yaml', `clawdtalk: { api_key: ${key} }\n`);
  folder.write('m.yaml', file);
  use(first);
  const begun = await folder.mission('run', 'm.yaml', '--no-wait');
  expect(begun, begun.stderr).toMatchObject({ code: 3 });
  const [account] = server.service.shelf.all('account');
  if (account === undefined) throw new Error('no account');
  expect(account.lastSocketAt).not.toBeNull();
  expect(folder.read('.mission/log/mission.log')).toContain('socket: ready');
  expect(asked.filter((line) => line.startsWith('PATCH /v1/missions/'))).not.toEqual([]);
  expect(asked.filter((line) => line.includes('/simulator/'))).toEqual([]);

  makeAccount(server.service, { key: second });
  use(second);
  const before = asked.length;
  const refused = await folder.mission('cancel');
  expect(refused).toMatchObject({ code: 4, stderr: expect.stringContaining('another account') });
  expect(asked.slice(before)).toEqual(['GET /v1/me']);

  server.service.shelf.put('account', { ...account, key: rotated });
  use(rotated);
  const ended = await folder.mission('cancel');
  expect(ended, ended.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('is canceled') });
});

it('leaves the socket to another client with its key where the configuration says so', async () => {
  const server = await startServer({ seed: 5, apiKey: first });
  onTestFinished(() => server.close());
  const folder = rig({ env: { CLAWDTALK_API_URL: `${server.url}/v1` } });
  folder.write('mission.config.yaml', `clawdtalk: { api_key: ${first}, push: false }\n`);
  folder.write('m.yaml', file);
  const begun = await folder.mission('run', 'm.yaml', '--no-wait');
  expect(begun, begun.stderr).toMatchObject({ code: 3 });
  const doctor = await folder.mission('doctor', '--json');
  expect(JSON.parse(doctor.stdout).checks).toContainEqual(
    expect.objectContaining({ id: 'socket', status: 'skipped', message: expect.stringContaining('clawdtalk.push') }),
  );
  expect([...server.service.shelf.all('account')]).toEqual([expect.objectContaining({ lastSocketAt: null })]);
});
