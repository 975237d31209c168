import { describe, expect, it } from 'vitest';
import { rig } from '../rig.ts';
import { sweep } from './sample-missions.ts';

describe('mission plan --contacts', () => {
  it('writes a line for each contact into a new file', async () => {
    const folder = rig();
    folder.write('hours.yaml', sweep);
    const { code } = await folder.mission('plan', 'hours.yaml', '--contacts', 'contacts.jsonl');
    expect(code).toBe(0);
    const lines = folder.read('contacts.jsonl').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).contact)).toEqual(['acme', 'bolt', 'cedar']);
  });

  it.each(['hours.yaml', 'notes.txt', './hours.yaml'])('never writes over %s', async (file) => {
    const folder = rig();
    folder.write('hours.yaml', sweep);
    folder.write('notes.txt', 'mine');
    const { code, stdout, stderr } = await folder.mission('plan', 'hours.yaml', '--contacts', file);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(`error: ${file} is there already\n  Name a file that is not there yet`);
    expect(folder.read('hours.yaml')).toBe(sweep);
    expect(folder.read('notes.txt')).toBe('mine');
  });
});
