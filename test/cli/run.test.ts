import { describe, expect, it } from 'vitest';
import { rig } from '../rig.ts';
import { sweep } from './sample-missions.ts';

describe('mission run of a mission that nobody can be called in', () => {
  it('is refused, and writes nothing', async () => {
    const folder = rig();
    folder.write('hours.yaml', `${sweep}schedule: { hours: "09:00-09:04" }\n`);
    const { code, stderr } = await folder.mission('run', 'hours.yaml');
    expect(code).toBe(2);
    expect(stderr).toContain('nobody is left to contact');
    expect(stderr).toContain('warning[never-holds]');
    expect(folder.exists('.mission')).toBe(false);
  });

  it('is refused, and begins nothing, where others have run', async () => {
    const folder = rig();
    folder.write('hours.yaml', sweep);
    await folder.mission('run', 'hours.yaml');
    folder.write('hours.yaml', `${sweep}schedule: { hours: "09:00-09:04" }\n`);
    expect((await folder.mission('run', 'hours.yaml')).code).toBe(2);
    expect(JSON.parse((await folder.mission('list', '--json')).stdout)).toHaveLength(1);
  });
});
