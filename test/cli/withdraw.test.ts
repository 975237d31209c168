/** `mission pause` and `mission cancel`: what they say of the attempts that are with the service. */
import { describe, expect, it } from 'vitest';
import type { Adapters } from '../../src/cli/adapters.ts';
import { adapters } from '../../src/cli/main.ts';
import { type Rig, rig, runCommand } from '../rig.ts';
import { perform } from './perform.ts';
import { asked } from './sample-missions.ts';

const run = 'opening-hours-1';

/** Three calls that the service has. `ticks`: how often what is due is done; after the second one of them is spoken on. */
async function handedOver(ticks: number): Promise<Rig> {
  const folder = rig();
  const talk = asked
    .replace('answered: 42s', 'answered: 40m')
    .replace('via: [terminal]', 'via: [terminal], timeout: 1m');
  folder.write('hours.yaml', talk);
  await folder.mission('run', 'hours.yaml', '--no-wait');
  await folder.mission('approve', 'launch');
  for (let done = 0; done < ticks; done += 1) await folder.mission('tick');
  return folder;
}

/** An engine that hears of nothing: the service answers no withdrawal. */
const idle: Adapters = {
  ...adapters,
  engine: async () => ({ drive: async () => ({ ok: true, value: { end: 'waiting', wakeAt: null } }) }),
};

describe('a pause', () => {
  it('says how many calls it took back', async () => {
    const folder = await handedOver(1);
    const { code, stdout } = await folder.mission('pause');
    expect([code, stdout.split('\n')]).toEqual([
      0,
      [
        `${run} is paused.`,
        '3 scheduled attempts were taken back.',
        'Nothing is left that could ring.',
        `\`mission resume ${run}\` goes on.`,
        '',
      ],
    ]);
  });

  it('says what may still ring, and how it is tried again', async () => {
    const folder = await handedOver(1);
    const { stdout } = await runCommand(['pause'], { cwd: folder.folder, adapters: idle });
    expect(stdout).toContain(
      '3 attempts could not be taken back, and may still ring.\n`mission pause opening-hours-1` tries',
    );
    expect(stdout).not.toContain('Nothing is left');
    const json = await runCommand(['pause', '--json'], { cwd: folder.folder, adapters: idle });
    expect(JSON.parse(json.stdout)).toMatchObject({ open: 3, taken_back: 0, under_way: 0, may_ring: 3 });
    expect((await folder.mission('pause')).stdout).toContain('3 scheduled attempts were taken back.');
  });

  it('says what is under way', async () => {
    const folder = await handedOver(2);
    const { stdout } = await runCommand(['pause'], { cwd: folder.folder, adapters: idle });
    expect(stdout).toContain('1 attempt is under way, and cannot be taken back.');
  });

  it('that is interrupted says what is still with the service', async () => {
    const folder = await handedOver(1);
    const { code, stdout, stderr } = await perform(['pause'], { cwd: folder.folder, adapters, interrupted: true });
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr).toContain(`the pause of ${run} is noted`);
    expect(stderr).toContain(`\`mission pause ${run}\` again`);
  });
});

describe('a cancel', () => {
  it('says how many calls it took back', async () => {
    const folder = await handedOver(1);
    expect((await folder.mission('cancel')).stdout).toBe(
      `${run} is canceled.\n3 scheduled attempts were taken back.\nNothing is left that could ring.\n`,
    );
  });

  it('ends a run that was paused in the midst of its calls', async () => {
    const folder = await handedOver(1);
    await folder.mission('pause');
    expect((await folder.mission('cancel')).stdout).toContain(`${run} is canceled.`);
    expect((await folder.mission('status')).stdout).toContain(`${run}: canceled`);
  });
});
