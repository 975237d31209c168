/** What a drive has opened is closed again, whatever throws. */
import { expect, it } from 'vitest';
import type { Adapters } from '../../src/cli/adapters.ts';
import { adapters } from '../../src/cli/main.ts';
import { rig } from '../rig.ts';
import { perform } from './perform.ts';
import { sweep } from './sample-missions.ts';

/** The world that the drive opens, and how often it was closed. */
function counted(change: (adapters: Adapters) => Partial<Adapters>): { readonly adapters: Adapters; closed: number } {
  const made = { adapters, closed: 0 };
  const counting: Adapters = {
    ...adapters,
    async openWorld(options) {
      const opened = await adapters.openWorld(options);
      if (!opened.ok) return opened;
      const close = async () => {
        made.closed += 1;
        await opened.value.close();
      };
      return { ok: true, value: { ...opened.value, close } };
    },
  };
  made.adapters = { ...counting, ...change(counting) };
  return made;
}

it('closes the world where something throws while the rest is opened', async () => {
  const folder = rig();
  folder.write('hours.yaml', sweep);
  const broken = counted((whole) => ({
    async openWorld(options) {
      const opened = await whole.openWorld(options);
      // The view of a drive asks the store for the run's spec.
      options.store.source = () => {
        throw new Error('the disk is gone');
      };
      return opened;
    },
  }));
  const run = perform(['run', 'hours.yaml', '--approve', 'launch'], { cwd: folder.folder, adapters: broken.adapters });
  await expect(run).rejects.toThrow('the disk is gone');
  expect(broken.closed).toBe(1);
  // Its lock is free as well.
  expect((await folder.mission('resume')).stdout).toContain('opening-hours-1: succeeded\n');
});
