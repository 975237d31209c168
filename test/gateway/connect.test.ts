/** `mission connect` as processes: what holds a lock, dies, hangs, and is begun again. */
import { setTimeout as later } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readHealth, writeHealth } from '../../src/gateway/health.ts';
import { isFileLocked } from '../../src/lib/file-lock.ts';
import { type Launched, launch } from '../cli/launch.ts';
import { type Ended, type Rig, rig } from '../rig.ts';
import { type SocketServer, socketServer } from '../support/socket-server.ts';
import { type AgentServer, agentServer } from './agent-server.ts';

interface Desk {
  readonly folder: Rig;
  readonly service: SocketServer;
  readonly agent: AgentServer;
  /** `mission connect` and the words, to its end. */
  connect(...words: string[]): Promise<Ended>;
  launched(...words: string[]): Launched;
  health(): ReturnType<typeof readHealth>;
  /** Whether one holds the folder. */
  runs(): boolean;
}

/** A folder with a configuration, a service and an agent gateway; the service takes the key by itself. */
async function desk(
  home = rig(),
  options: { readonly mute?: boolean; readonly service?: SocketServer; readonly key?: string } = {},
): Promise<Desk> {
  const service = options.service ?? (await socketServer());
  const agent = await agentServer({ auto: 'Yes.' });
  const folder = rig();
  const { apiUrl } = service.account;
  const apiKey = options.key ?? service.account.apiKey;
  const config = {
    api_key: apiKey,
    server: apiUrl.replace('/v1', ''),
    gateway_url: agent.gateway.url,
    gateway_token: 'gateway-token',
  };
  folder.write('skill-config.json', JSON.stringify(config));
  const launched = (...words: string[]): Launched =>
    launch(['connect', ...words], { cwd: folder.folder, env: { HOME: home.folder } });
  if (options.mute !== true) void greetAll(service);
  onTestFinished(() => {
    // A test that failed halfway leaves one behind, which nobody else ends.
    if (!isFileLocked(folder.path('.connect.lock'))) return;
    process.kill(Number(folder.read('.connect.pid')), 'SIGKILL');
  });
  return {
    folder,
    service,
    agent,
    launched,
    connect: (...words) => launched(...words).ended,
    health: () => readHealth(folder.path('.connect.json')),
    runs: () => isFileLocked(folder.path('.connect.lock')),
  };
}

async function greetAll(service: SocketServer): Promise<never> {
  for (;;) await (await service.connection()).greet();
}

async function until(fits: () => boolean): Promise<void> {
  while (!fits()) await later(10);
}

/** Each command is a process of its own. */
describe('mission connect', { timeout: 120_000 }, () => {
  it('runs in the foreground until it is asked to stop', async () => {
    const { folder, launched, health } = await desk();
    const running = launched('run');
    await running.said('INFO: connected');
    expect(folder.read('.connect.pid')).toBe(`${running.child.pid}\n`);
    expect(health()).toMatchObject({ standing: 'connected', pid: running.child.pid });
    running.child.kill('SIGTERM');
    const { code, stderr } = await running.ended;
    expect(code).toBe(0);
    expect(stderr).toContain('INFO: stopped');
    expect(folder.exists('.connect.pid')).toBe(false);
    expect(folder.read('.connect.log')).toContain('INFO: connected');
    expect(folder.read('.connect.log')).not.toContain('cc_test_secret');
  });

  it('ends where it is asked to before it has connected', async () => {
    const { service, launched } = await desk();
    const running = launched('run');
    await running.said('INFO: voice gateway');
    running.child.kill('SIGTERM');
    expect((await running.ended).code).toBe(0);
    expect(service.connections).toBe(0);
  });

  it('runs once in a folder, and once per key', async () => {
    const home = rig();
    const first = await desk(home);
    const running = first.launched('run');
    await running.said('INFO: connected');
    const again = await first.connect('run');
    expect(again).toMatchObject({ code: 5, stderr: expect.stringContaining(`already (process ${running.child.pid})`) });
    const second = await desk(home, { service: first.service, mute: true });
    expect(await second.connect('run')).toMatchObject({ code: 5, stderr: expect.stringContaining('uses the key') });
    expect(await second.connect('start')).toMatchObject({ code: 5, stderr: expect.stringContaining('uses the key') });
    running.child.kill('SIGKILL');
    await running.ended;
    const next = second.launched('run');
    await next.said('INFO: connected');
    next.child.kill('SIGTERM');
    expect((await next.ended).code).toBe(0);
  });

  it('starts in the background, tells how it fares, and is stopped', async () => {
    const { folder, connect, health, runs } = await desk();
    folder.write('.connect.log', 'old\n'.repeat(300_000));
    const started = await connect('start');
    expect(started).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/is connected \(process \d+\)/),
      stderr: '',
    });
    expect(folder.read('.connect.log.1')).toMatch(/^old\n/);
    expect(folder.read('.connect.log')).toContain('INFO: connected');
    const pid = Number(folder.read('.connect.pid'));
    expect(await connect('start')).toMatchObject({
      code: 0,
      stdout: `A voice gateway runs here already (process ${pid}).\n`,
    });
    const status = await connect('status', '--json');
    expect(status.code).toBe(0);
    expect(JSON.parse(status.stdout)).toMatchObject({
      running: true,
      pid,
      state: 'connected',
      healthy: true,
      problems: [],
    });
    expect(await connect('watchdog')).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(await connect('restart')).toMatchObject({ code: 0, stdout: expect.stringMatching(/is connected/) });
    const next = Number(folder.read('.connect.pid'));
    expect(next).not.toBe(pid);
    expect(await connect('stop')).toMatchObject({
      code: 0,
      stdout: `The voice gateway has ended (process ${next}).\n`,
    });
    expect(runs()).toBe(false);
    expect(folder.exists('.connect.pid')).toBe(false);
    expect(await connect('stop')).toMatchObject({ code: 0, stdout: 'No voice gateway runs here.\n' });
    expect(health()?.end).toBe('stopped');
    expect(await connect('watchdog')).toMatchObject({ code: 0 });
    expect(folder.exists('.watchdog.log')).toBe(false);
  });

  it('is begun again by the watchdog where it died, and where it hangs', async () => {
    const { folder, connect, health, runs } = await desk();
    expect(await connect('watchdog')).toMatchObject({ code: 0, stdout: '' });
    expect(folder.read('.watchdog.log')).toMatch(/it does not run: begun again\n.*is connected/);
    const pid = Number(folder.read('.connect.pid'));
    process.kill(pid, 'SIGKILL');
    await until(() => !runs());
    expect(await connect('status')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('No voice gateway runs here'),
    });
    await connect('watchdog');
    const next = Number(folder.read('.connect.pid'));
    expect(next).not.toBe(pid);
    process.kill(next, 'SIGSTOP');
    const last = health();
    if (last === null) throw new Error('no health');
    writeHealth(folder.path('.connect.json'), { ...last, at: last.at - 180_000 });
    expect(await connect('status')).toMatchObject({ code: 1, stdout: expect.stringContaining('Its process hangs.') });
    expect(await connect('watchdog')).toMatchObject({ code: 0 });
    expect(folder.read('.watchdog.log')).toContain('its process hangs: begun again');
    expect(Number(folder.read('.connect.pid'))).not.toBe(next);
    expect(await connect('stop')).toMatchObject({ code: 0 });
  });

  it('goes on trying where the service is not there, and says so', async () => {
    const { service, connect } = await desk();
    service.refuse(503);
    const started = await connect('start');
    expect(started).toMatchObject({ code: 0, stdout: expect.stringMatching(/not connected yet: it answered 503/) });
    expect(await connect('status')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('It is not connected: it answered 503.'),
    });
    expect(await connect('stop')).toMatchObject({ code: 0 });
  });

  it('ends where the key is refused, and is then left alone', async () => {
    const { folder, service, connect, health } = await desk(rig(), { mute: true });
    void service.connection().then(({ say }) => say({ type: 'auth_error', message: 'Invalid API key' }));
    const started = await connect('start');
    expect(started).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('does not accept the API key: Invalid API key'),
    });
    expect(health()?.end).toBe('refused');
    expect(await connect('watchdog')).toMatchObject({ code: 0, stdout: '' });
    expect(folder.exists('.watchdog.log')).toBe(false);
    expect(await connect('status')).toMatchObject({ code: 1, stdout: expect.stringContaining('Invalid API key') });
  });

  it('ends where another client takes over', async () => {
    const { service, launched } = await desk(rig(), { mute: true });
    const running = launched('run');
    const connection = await service.connection();
    await connection.greet();
    await running.said('INFO: connected');
    connection.socket.close(4000);
    expect(await running.ended).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('another client with the same key took over'),
    });
  });

  it('answers a call, from the service to the agent and back', async () => {
    const { service, launched, agent } = await desk(rig(), { mute: true });
    const running = launched('run');
    const connection = await service.connection();
    await connection.greet();
    connection.say({ type: 'event', event: 'context_request', call_id: 'c' });
    expect(await connection.message()).toMatchObject({ type: 'context_response', call_id: 'c' });
    expect(await connection.message()).toMatchObject({ type: 'response', call_id: 'c' });
    connection.say({
      type: 'event',
      event: 'deep_tool_request',
      call_id: 'c',
      request_id: 'r',
      query: 'Is it raining?',
    });
    expect((await agent.asked()).authorization).toBe('Bearer gateway-token');
    expect(await connection.message()).toMatchObject({ type: 'deep_tool_result', request_id: 'r', text: 'Yes.' });
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(0);
  });

  it('puts who says no for ever on the list, and writes to nobody on it', async () => {
    const { folder, service, agent, launched } = await desk(rig(), { mute: true, key: 'cc_live_secret' });
    const running = launched('run');
    const connection = await service.connection();
    expect(await connection.greet()).toMatchObject({ api_key: 'cc_live_secret' });
    const text = (from: string, body: string, id: string) =>
      connection.say({ type: 'event', event: 'sms.received', from, body, message_id: id });
    text('+13125550101', 'STOP', 'm1');
    await running.said('text m1 from +xxxxxxx0101: it says no for ever');
    expect((await folder.mission('optout', 'list')).stdout).toContain('+13125550101');
    await folder.mission('optout', 'add', '+13125550102', '--reason', 'by letter');
    text('+13125550102', 'When are you open?', 'm2');
    await running.said('text m2 from +xxxxxxx0102: the number is not to be contacted');
    expect(agent.count).toBe(0);
    text('+13125550103', 'When are you open?', 'm3');
    await running.said('text m3 from +xxxxxxx0103: answered');
    running.child.kill('SIGTERM');
    expect((await running.ended).code).toBe(0);
  });
});
