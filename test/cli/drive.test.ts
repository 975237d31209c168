import { describe, expect, it } from 'vitest';
import { adapters } from '../../src/cli/main.ts';
import { rig } from '../rig.ts';
import { perform } from './perform.ts';
import { sweep } from './sample-missions.ts';

describe('a run that Ctrl-C stops', () => {
  it('is called stopped, and goes on when it is resumed', async () => {
    const folder = rig();
    folder.write('hours.yaml', sweep);
    const options = { cwd: folder.folder, adapters, interrupted: true };
    const { code, stdout, stderr } = await perform(['run', 'hours.yaml', '--approve', 'launch'], options);
    expect(code).toBe(130);
    expect(stdout).toContain('opening-hours-1: stopped\n');
    expect(stderr).toContain('Stopped. Everything so far is stored in opening-hours-1.');
    expect(stderr).toContain('`mission resume opening-hours-1` goes on.');
    expect((await folder.mission('results')).stdout).toContain('opening-hours-1: stopped\n');
    expect((await folder.mission('resume')).stdout).toContain('opening-hours-1: succeeded\n');
  });
});
