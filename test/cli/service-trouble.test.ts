/** A service that is asked before anything begins and says no, or nothing: what was asked, that nobody was called, what to do. */
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Adapters } from '../../src/cli/adapters.ts';
import { adapters } from '../../src/cli/main.ts';
import type { ProviderError } from '../../src/run/ports.ts';
import { rig, runCommand } from '../rig.ts';
import { callAround } from './sample-missions.ts';
import { type ServiceStage, serviceStage } from './service-stage.ts';

it.each([
  [{ throttled: 1 }, 429, 'throttled', 'asked too often. Try again'],
  [{ failedBefore: 1 }, 503, 'lost', '`mission doctor` looks at the service'],
  [{ failedAfter: 1 }, 500, 'lost', '`mission doctor` looks at the service'],
])(
  'with %j a run begins nothing, says so with exit 4, and a plan needs no service',
  async (faults, status, code, next) => {
    const { folder } = await serviceStage({ faults });
    folder.write('m.yaml', callAround());
    const ended = await folder.mission('run', 'm.yaml');
    expect([ended.code, ended.stdout]).toEqual([4, '']);
    expect(ended.stderr).toContain(`the service was asked for the account and answered ${status}: `);
    expect(ended.stderr).toContain('Nothing was begun, and nobody was called.');
    expect(ended.stderr).toContain(next);
    const json = await folder.mission('run', 'm.yaml', '--json');
    expect([json.code, JSON.parse(json.stdout).error]).toEqual([
      4,
      {
        code,
        message: expect.stringContaining(`answered ${status}`),
        help: expect.stringContaining('nobody was called'),
      },
    ]);
    expect(existsSync(folder.path('.mission/mission.db'))).toBe(false);
    expect((await folder.mission('plan', 'm.yaml')).code).toBe(0);
  },
);

/** The simulated world with a service that is never ready. */
function unready(code: ProviderError['code']): Adapters {
  return {
    ...adapters,
    async openWorld(options) {
      const opened = await adapters.openWorld(options);
      if (!opened.ok) return opened;
      const { provider } = opened.value;
      const prepare = async () => ({ ok: false, error: { code, message: 'Something went wrong' } }) as const;
      const changed = new Proxy(provider, {
        get: (target, name) => {
          if (name === 'prepare') return prepare;
          const own: unknown = Reflect.get(target, name, target);
          return typeof own === 'function' ? own.bind(target) : own;
        },
      });
      return { ok: true, value: { ...opened.value, provider: changed } };
    },
  };
}

it.each(['throttled', 'lost', 'unavailable'] as const)(
  'a service that goes on to be %s while the mission is prepared ends the run with exit 4',
  async (code) => {
    const folder = rig();
    folder.write('m.yaml', callAround().replace('provider: clawdtalk', 'provider: simulator'));
    const run = (...words: string[]) =>
      runCommand(['run', 'm.yaml', ...words], { cwd: folder.folder, adapters: unready(code) });
    const ended = await run();
    expect(ended.code).toBe(4);
    expect(ended.stdout).toContain('nobody was contacted; step setup failed: Something went wrong.');
    expect(ended.stderr).toMatch(
      /nobody was called\.\n`mission doctor` looks at the service; when it is well:\n {2}mission run m\.yaml --provider simulator\n$/,
    );
    const json = await run('--json');
    expect([json.code, json.stderr, JSON.parse(json.stdout).status]).toEqual([4, '', 'failed']);
    expect(JSON.parse((await folder.mission('list', '--json')).stdout)).toMatchObject([
      { status: 'failed' },
      { status: 'failed' },
    ]);
  },
);

it('a simulator that goes away under a run: all is stored, and how to go on is said', async () => {
  const stage: ServiceStage = await serviceStage({
    onRequest({ method, path }) {
      if (method === 'POST' && /\/assistants\/[^/]+\/events$/.test(path)) void stage.server.close();
    },
  });
  stage.folder.write('m.yaml', callAround());
  const { code, stderr } = await stage.folder.mission('run', 'm.yaml');
  expect(code).toBe(4);
  expect(stderr).toMatch(/cannot be reached|did not answer|was cut|connection/i);
  expect(stderr).toMatch(/Everything so far is stored in (\S+); `mission resume \1` goes on when it is back\.\n$/);
  expect(stderr).not.toContain('..');
});
