/** `mission simulator`: its options, its line, its log, and its end. */
import { statSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { faultsOf, speedOf } from '../../src/cli/commands/simulator.ts';
import { rig, runCommand } from '../rig.ts';
import { launch } from './launch.ts';

interface Ready {
  readonly url: string;
  readonly api_key: string;
  readonly api_keys?: readonly string[];
}

/** A server of its own process, and its line. */
async function serve(folder: string, ...words: readonly string[]) {
  const launched = launch(['simulator', ...words], { cwd: folder });
  const line = await launched.line();
  const ready: Ready = JSON.parse(line);
  const ask = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${ready.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${ready.api_key}`, 'x-simulator-clock': 'service' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answered: ReturnType<typeof JSON.parse> = await response.json();
    return answered;
  };
  return { ...launched, ready, ask };
}

describe('the process', () => {
  it('says with one line where it is, and ends cleanly when it is asked to', async () => {
    const { ready, child, ended } = await serve(rig().folder, '--port', '0');
    expect(ready).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      api_key: expect.stringMatching(/^cc_test_[0-9a-f]{32}$/),
    });
    expect((await fetch(`${ready.url}/simulator`)).status).toBe(200);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim().split('\n')).toHaveLength(1);
  });

  it('tells whoever looks on how it is used', async () => {
    const words = ['simulator', '--port', '0'];
    const { code, stdout, stderr } = await runCommand(words, { cwd: rig().folder, terminal: true, interrupted: true });
    const { url, api_key: key }: Ready = JSON.parse(stdout);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining(`export CLAWDTALK_API_URL=${url}/v1 CLAWDTALK_API_KEY=${key}\n`),
    });
  });

  it('keeps everything over its death where it has a state, and writes down what it was asked', async () => {
    const folder = rig();
    const words = ['--state', 'world.db', '--log', 'requests.jsonl', '--seed', '5', '--accounts', '2'];
    const first = await serve(folder.folder, ...words);
    const { mission } = await first.ask('POST', '/v1/missions', { name: 'Find', instructions: 'Ask' });
    first.child.kill('SIGKILL');
    await first.ended;
    const second = await serve(folder.folder, ...words);
    expect(second.ready).toEqual(first.ready);
    expect(second.ready.api_keys).toHaveLength(2);
    const third = await folder.mission('simulator', '--state', 'world.db');
    expect([third.code, third.stderr]).toEqual([5, expect.stringContaining('Another simulator keeps its state')]);
    expect((await second.ask('GET', `/v1/missions/${mission.id}`)).mission).toMatchObject({ name: 'Find' });
    second.child.kill('SIGTERM');
    expect((await second.ended).code).toBe(0);
    const lines = folder.read('requests.jsonl').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { method: 'POST', path: '/v1/missions', query: {}, body: { name: 'Find', instructions: 'Ask' }, status: 201 },
      { method: 'GET', path: `/v1/missions/${mission.id}`, status: 200 },
    ]);
    expect(folder.read('requests.jsonl')).not.toContain('cc_test_');
    expect(statSync(folder.path('requests.jsonl')).mode & 0o077).toBe(0);
    // The keys are in it.
    expect(statSync(folder.path('world.db')).mode & 0o077).toBe(0);
  });

  it('has the clock, the people, the faults and the manners that it was told', async () => {
    const words = ['--from', '2030-01-01T00:00Z', '--speed', '24h', '--faults', '429=1', '--old', '--numbers', '2'];
    const { ask } = await serve(rig().folder, ...words);
    const { now } = await ask('GET', '/simulator/clock');
    expect(now - Date.parse('2030-01-01T00:00:00Z')).toBeGreaterThanOrEqual(0);
    expect(now - Date.parse('2030-01-01T00:00:00Z')).toBeLessThan(600_000);
    expect((await ask('GET', '/v1/me')).error.code).toBe('rate_limited');
  });
});

test.each([
  ['--host 0.0.0.0', '0.0.0.0 lets other machines in, and the simulator is for this one'],
  ['--host example.com', 'example.com lets other machines in'],
  ['--from soon', 'soon is no instant'],
  ['--speed never', 'never is not how long a day can take'],
  ['--faults often', 'often are no shares of faults'],
  ['--port 70000', "option '--port <N>' argument '70000' is invalid"],
  ['--accounts 0', "option '--accounts <N>' argument '0' is invalid"],
])('%s is refused', async (words, message) => {
  const { code, stdout, stderr } = await rig().mission('simulator', ...words.split(' '));
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});

test('a port that is taken, a log and a state that cannot be written are local trouble', async () => {
  const folder = rig();
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once('listening', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  folder.write('file', 'x');
  for (const words of [
    ['--port', String(port)],
    ['--log', 'file/log'],
    ['--state', 'file/state.db'],
  ]) {
    const { code, stderr } = await folder.mission('simulator', ...words);
    expect([code, stderr]).toEqual([5, expect.stringContaining('error: ')]);
  }
});

test.each([
  ['10m', 144],
  ['24h', 1],
  ['90s', 960],
  ['10', 144],
  ['1.5', 960],
  ['0', null],
  ['25h', null],
  ['0.5s', null],
  ['', null],
])('a day of %s runs %s times as fast', (text, speed) => {
  expect(speedOf(text)).toBe(speed);
});

test.each([
  ['429=0.1,lost=0.02', { throttled: 0.1, lost: 0.02 }],
  ['5xx=1, 5xx-after=0', { failedBefore: 1, failedAfter: 0 }],
  ['slow=0.5,dropped=0.1,duplicate=0.2', { slow: 0.5, dropped: 0.1, duplicate: 0.2 }],
  ['2', null],
  ['429', null],
  ['429=2', null],
  ['429=0.1=0.2', null],
  ['503=0.1', null],
  ['constructor=0.1', null],
  ['', null],
])('faults %j are %j', (text, faults) => {
  expect(faultsOf(text)).toEqual(faults);
});

test('one number is the share of each fault', () => {
  const faults = faultsOf('0.05') ?? {};
  expect(Object.values(faults)).toEqual(Array.from({ length: 7 }, () => 0.05));
});
