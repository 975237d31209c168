/**
 * `mission run` over HTTP, killed with SIGKILL again and again and resumed each time. What the server saw is what it sees of a run
 * that nobody disturbed: every attempt once, with the same outcome.
 */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { type SimulatorServer, startServer } from '../../src/simulator/server/start.ts';
import { buildProgram, newWorkspace, runProgram, startProgram } from './program.ts';

const missions = join(import.meta.dirname, '..', '..', 'missions');
const from = Date.parse('2026-11-25T19:40:00Z');
/** Each process is killed when it has told of so many events. */
const killsAt = [4, 5, 10, 10];
/** How much faster than the machine's the server's wall clock goes. */
const wallTimes = 5;

beforeAll(buildProgram);

async function stage(wallNow: () => number) {
  const server = await startServer({ seed: 7, from, numbers: 20, apiKey: 'cc_test_killed', wallNow });
  onTestFinished(() => server.close());
  const cwd = newWorkspace({ 'mission.config.yaml': '' });
  cpSync(missions, cwd, { recursive: true, filter: (path) => !/\.results\./.test(path) });
  const env = { CLAWDTALK_API_URL: `${server.url}/v1`, CLAWDTALK_API_KEY: server.apiKey };
  return { server, cwd, options: { cwd, env } };
}

const words = ['run', 'window-washing.yaml', '--provider', 'clawdtalk'];

/** Outcomes by number, in the order of their instants; and each attempt's key. */
function seen({ service }: SimulatorServer) {
  const events = [...service.scheduledByNumber.values()].flatMap((one) => service.eventOf(one) ?? []);
  const outcomes: Record<string, unknown[]> = {};
  for (const { to, dialled } of events.toSorted((a, b) => a.scheduledAt - b.scheduledAt)) {
    outcomes[to] ??= [];
    outcomes[to].push(dialled?.outcome);
  }
  return { outcomes, keys: events.map(({ key }) => key) };
}

/** Without what differs between two runs: ids, and the instants that are drawn from them. */
function results(cwd: string): readonly string[] {
  const text = readFileSync(join(cwd, 'window-washing.simulated.results.yaml'), 'utf8');
  return text
    .split('\n')
    .filter((line) => /^(status|summary|totals|ranking|contacts)|rank:|target:|status:|collected:/.test(line));
}

test('a mission that is killed and resumed calls nobody twice', { timeout: 240_000 }, async () => {
  const whole = await stage(() => from);
  expect((await runProgram(words, whole.options)).code).toBe(0);

  const began = performance.now();
  // The wall clock goes on: by it a driver that died is let go, here sooner.
  const killed = await stage(() => from + Math.floor(wallTimes * (performance.now() - began)));
  let kills = 0;
  for (const at of killsAt) {
    const running = startProgram(words, killed.options);
    await running.told(at);
    running.child.kill('SIGKILL');
    if ((await running.ended).code === null) kills += 1;
  }
  expect(kills).toBe(killsAt.length);
  const last = await runProgram(['resume'], killed.options);
  expect(last.code, last.stderr).toBe(0);

  const [expected, found] = [seen(whole.server), seen(killed.server)];
  expect(found.outcomes).toEqual(expected.outcomes);
  expect(new Set(found.keys).size).toBe(found.keys.length);
  expect(results(killed.cwd)).toEqual(results(whole.cwd));
});
