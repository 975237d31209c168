/** One key, one socket: a voice gateway that begins while a run listens, and ends again, at the simulated service. */
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openPushHub } from '../../src/provider/push-hub.ts';
import type { Push } from '../../src/run/ports.ts';
import { startServer } from '../../src/simulator/server/start.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import type { SocketChange } from '../../src/wire/socket.ts';
import { isVoiceTaken } from '../../src/wire/voice-lock.ts';
import { launch } from '../cli/launch.ts';
import { type Rig, rig } from '../rig.ts';
import { eventually } from '../support/eventually.ts';
import { agentServer } from './agent-server.ts';

const completed = (to: string) => ({ type: 'event', event: 'mission.call_completed', mission_id: 'm1', to });
const about = (to: string): Push => ({ kind: 'number', mission: 'm1', to });
const missed: Push = { kind: 'missed' };

/** The service, with a key as of a real account: a run at a simulator hears its clock, not its socket. */
async function service() {
  const server = await startServer({ seed: 7, apiKey: 'cc_live_0123456789' });
  onTestFinished(() => server.close());
  const { hub, shelf } = server.service;
  const account = [...shelf.all('account')][0]?.id ?? '';
  let replaced = 0;
  const enter = hub.enter.bind(hub);
  hub.enter = (of, listener) => {
    if (hub.isListening(of)) replaced += 1;
    enter(of, listener);
  };
  return {
    account: { apiUrl: `${server.url}/v1`, apiKey: server.apiKey, simulated: false, world: 'clawdtalk' },
    url: server.url,
    say: (message: object) => hub.push(account, message),
    replaced: () => replaced,
  };
}

type Service = Awaited<ReturnType<typeof service>>;

/** As a run of the workspace opens it. */
async function listening({ account }: Service, of: { readonly folder: Rig; readonly home: Rig }) {
  const opened = openStore({ folder: of.folder.path('.mission') });
  if (!opened.ok) throw new Error(opened.error.message);
  const ends: string[] = [];
  const heard: Push[] = [];
  const hub = openPushHub({
    account,
    version: 'mission/test',
    store: opened.value.service,
    lockFile: join(of.folder.folder, '.mission', 'locks', 'socket'),
    isElsewhere: (one) => isVoiceTaken(one, of.home.folder),
    onChange: (change: SocketChange) => change.kind === 'ended' && ends.push(change.end.reason),
  });
  onTestFinished(async () => {
    await hub.close();
    opened.value.close();
  });
  hub.listen((push) => heard.push(push));
  return { hub, heard, ends };
}

it('a run gives the socket back before the voice gateway connects, hears through it, and has it again', async () => {
  const at = await service();
  const agent = await agentServer();
  const [folder, elsewhere, home] = [rig(), rig(), rig()];
  const { gateway } = agent;
  const config = {
    api_key: at.account.apiKey,
    server: at.url,
    gateway_url: gateway.url,
    gateway_token: 'gateway-token',
  };
  folder.write('skill-config.json', JSON.stringify(config));
  const run = await listening(at, { folder, home });
  await eventually(() => expect(run.hub.isLive?.()).toBe(true));

  const voice = launch(['connect', 'run'], { cwd: folder.folder, env: { HOME: home.folder } });
  await voice.said('INFO: connected');
  expect(at.replaced()).toBe(0);
  expect(run.ends).toEqual(['held-back']);
  expect(run.hub.isLive?.()).toBe(false);
  // The run of another workspace finds the key taken, and polls.
  const other = await listening(at, { folder: elsewhere, home });

  at.say(completed('+13125550101'));
  await eventually(() => expect(run.heard).toEqual([missed, about('+13125550101')]));
  expect(other.heard).toEqual([]);
  expect(at.replaced()).toBe(0);
  await other.hub.close();

  voice.child.kill('SIGTERM');
  expect((await voice.ended).code).toBe(0);
  await eventually(() => expect(run.hub.isLive?.()).toBe(true));
  at.say(completed('+13125550102'));
  await eventually(() => expect(run.heard.slice(2)).toEqual([missed, about('+13125550102')]));
}, 120_000);
