/** Several processes at one mission. */
import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Adapters } from '../../src/cli/adapters.ts';
import { cancelFirst } from '../../src/cli/cancel-first.ts';
import { adapters } from '../../src/cli/main.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { rig } from '../rig.ts';
import { launch } from './launch.ts';
import { contextFor, perform } from './perform.ts';
import { asked } from './sample-missions.ts';

const name = 'opening-hours-1';

describe('several processes that run one mission at once', () => {
  it('make one run, which one of them drives; the others say which process that is', async () => {
    const folder = rig();
    folder.write('hours.yaml', asked);
    const all = Array.from({ length: 4 }, () => launch(['run', 'hours.yaml'], { cwd: folder.folder }));
    // Whoever drives stands still at the gate, until all others have been refused.
    const refused = new Set<number>();
    const driver = await Promise.any(all.map((one) => one.said(`mission approve ${name}`).then(() => one)));
    for (const one of all) {
      if (one === driver) continue;
      const { code, stderr } = await one.ended;
      expect({ code, stderr }).toEqual({
        code: 5,
        stderr: expect.stringContaining(`${name} is driven by process ${driver.child.pid} on `),
      });
      refused.add(one.child.pid ?? 0);
    }
    expect(refused.size).toBe(3);
    const { stdout } = await folder.mission('list', '--json');
    expect(JSON.parse(stdout)).toMatchObject([{ run: name, status: 'waiting' }]);
    await folder.mission('approve', name, 'launch');
    expect((await driver.ended).code).toBe(0);
    expect(JSON.parse((await folder.mission('list', '--json')).stdout)).toHaveLength(1);
  });
});

describe('a process that comes second', () => {
  it('goes on with the run that was begun between its looking and its beginning', async () => {
    const folder = rig();
    folder.write('hours.yaml', asked);
    const late: Adapters = {
      ...adapters,
      async openStore(options) {
        const opened = await adapters.openStore(options);
        if (!opened.ok) return opened;
        const store = opened.value;
        const beginRun = store.beginRun.bind(store);
        store.beginRun = (run) => {
          store.createRun(run);
          return beginRun(run);
        };
        return opened;
      },
    };
    const { code, stderr } = await perform(['run', 'hours.yaml', '--no-wait'], { cwd: folder.folder, adapters: late });
    expect(stderr).toContain(`Going on with ${name}`);
    expect(code).toBe(3);
    expect(JSON.parse((await folder.mission('list', '--json')).stdout)).toMatchObject([{ run: name }]);
  });

  it.each(['resume', 'tick opening-hours-1', 'run hours.yaml'])(
    'leaves the world of a driven run alone in %s',
    async (words) => {
      const folder = rig();
      folder.write('hours.yaml', asked);
      await folder.mission('run', 'hours.yaml', '--no-wait');
      const opened = openStore({ folder: folder.path('.mission') });
      if (!opened.ok) throw new Error(opened.error.message);
      opened.value.drive(name, { pid: 4711, host: 'there', since: 0 });
      const world = `.mission/worlds/${name}.db`;
      // A file of its own: libsql may write to the one before when its connection is collected.
      for (const part of ['', '-wal', '-shm']) rmSync(folder.path(`${world}${part}`), { force: true });
      folder.write(world, 'whoever opens this finds no database');
      const { code, stdout } = await folder.mission(...words.split(' '), '--json');
      opened.value.close();
      expect(code).toBe(5);
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'driven' } });
      expect(folder.read(world)).toBe('whoever opens this finds no database');
    },
  );
});

describe('run --new of a run that another process drives', () => {
  it('waits until that process has ended it, then begins', async () => {
    const folder = rig();
    folder.write('hours.yaml', asked);
    const first = launch(['run', 'hours.yaml'], { cwd: folder.folder });
    await first.said(`mission approve ${name}`);
    const { code, stderr } = await folder.mission('run', 'hours.yaml', '--new', '--no-wait');
    expect(code).toBe(3);
    expect(stderr).toContain(`Asked process ${first.child.pid} on `);
    expect(stderr).toContain(`to cancel ${name}; waiting for its end.\n${name} is canceled.\n`);
    expect((await first.ended).code).toBe(1);
    const { stdout } = await folder.mission('list', '--json');
    expect(JSON.parse(stdout)).toMatchObject([{ status: 'canceled' }, { run: 'opening-hours-2', status: 'waiting' }]);
  });

  it('begins nothing where it does not end in time', async () => {
    const folder = rig();
    folder.write('hours.yaml', asked);
    await folder.mission('run', 'hours.yaml', '--no-wait');
    const opened = openStore({ folder: folder.path('.mission') });
    if (!opened.ok) throw new Error(opened.error.message);
    const store = opened.value;
    const [open] = store.runs();
    if (open === undefined) throw new Error('no run');
    store.drive(name, { pid: 4711, host: 'there', since: 0 });
    const { context, printed } = contextFor(folder.folder);
    const code = await cancelFirst(context, { store, open, waitMaxMs: 0 });
    store.close();
    expect(code).toBe(5);
    expect(printed()).toContain('process 4711 on there has not ended opening-hours-1 within 0 s; nothing was begun');
  });
});
