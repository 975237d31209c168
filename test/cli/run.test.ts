import { describe, expect, it } from 'vitest';
import { rig } from '../rig.ts';
import { asked, sweep } from './sample-missions.ts';

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

describe('mission run of a paused run', () => {
  it('says that it ends the pause', async () => {
    const folder = rig();
    folder.write('hours.yaml', asked);
    await folder.mission('run', 'hours.yaml', '--no-wait');
    await folder.mission('pause');
    const { stderr } = await folder.mission('run', 'hours.yaml', '--no-wait');
    expect(stderr).toContain('Going on with opening-hours-1, which was paused.');
    const again = await folder.mission('run', 'hours.yaml', '--no-wait');
    expect(again.stderr).toContain('Going on with opening-hours-1, which is unfinished.');
  });
});

describe('mission run of a mission whose plan has changed', () => {
  const config = 'mission.config.yaml';

  it.each<[string, (text: string) => string, string[], string]>([
    ['a param', (text) => text, ['-p', 'day=Sunday'], 'the params (day)'],
    ['the hours', (text) => `${text}schedule: { hours: "10:00-12:00" }\n`, [], 'the mission file'],
    ['a target’s name', (text) => text.replace('name: Bolt', 'name: Nut'), [], 'the targets'],
    [
      'a target more',
      (text) => text.replace(/^( {2}- \{ id: )bolt(.*)0102(.*)$/m, '$&\n$1nut$20104$3'),
      [],
      'the targets',
    ],
    ['a target less', (text) => text.replace(/^ {2}- \{ id: bolt.*\n/m, ''), [], 'the targets'],
    [
      'the rules',
      (text) => `${text}rules: { override: [hours-federal], because: They asked for it }\n`,
      [],
      'the rules',
    ],
  ])('names what is different: %s', async (_, change, words, parts) => {
    const folder = rig();
    folder.write('hours.yaml', asked);
    await folder.mission('run', 'hours.yaml', '--no-wait');
    folder.write('hours.yaml', change(asked));
    const { code, stderr } = await folder.mission('run', 'hours.yaml', '--no-wait', ...words);
    expect(code).toBe(2);
    expect(stderr).toContain(`error: opening-hours-1 is unfinished, and its plan has changed since: ${parts}\n`);
  });

  it('names the rules of the workspace', async () => {
    const folder = rig();
    folder.write('hours.yaml', asked);
    await folder.mission('run', 'hours.yaml', '--no-wait');
    const value = '{ hours: [{ between: "10:00-16:00" }] }';
    const rule = `{ id: house, purposes: all, source: House, date: "2026-01-01", description: A rule., value: ${value} }`;
    folder.write('house.yaml', `version: 1\nrules:\n  - ${rule}\n`);
    folder.write(config, 'rules: house.yaml\n');
    const { stderr } = await folder.mission('run', 'hours.yaml', '--no-wait');
    expect(stderr).toContain('its plan has changed since: the rules\n');
  });
});
