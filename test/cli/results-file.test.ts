import { describe, expect, it } from 'vitest';
import { type Rig, rig } from '../rig.ts';
import { broken, sweep } from './sample-missions.ts';

const results = 'hours.simulated.results.yaml';

async function ran(): Promise<Rig> {
  const folder = rig();
  folder.write('hours.yaml', sweep);
  await folder.mission('run', 'hours.yaml');
  expect(folder.exists(results)).toBe(true);
  return folder;
}

describe('a results file', () => {
  it('is passed over by validate', async () => {
    const folder = await ran();
    const { code, stdout } = await folder.mission('validate', 'hours.yaml', results);
    expect(code).toBe(0);
    expect(stdout).not.toContain('error');
    expect(stdout).toContain(`${results} holds the results of a run: passed over.\n1 file: 1 warning\n`);
  });

  it('hides no error beside it, and is named in the JSON', async () => {
    const folder = await ran();
    folder.write('broken.yaml', broken);
    const { code, stdout } = await folder.mission('validate', results, 'broken.yaml', '--json');
    expect(code).toBe(2);
    const { ok, diagnostics, results: passed } = JSON.parse(stdout);
    expect(ok).toBe(false);
    expect(new Set(diagnostics.map(({ file }: { file: string }) => file))).toEqual(new Set(['broken.yaml']));
    expect(passed).toEqual([results]);
  });

  it.each(['run', 'plan'])('is no mission to %s, which names the mission', async (command) => {
    const folder = await ran();
    const { code, stderr } = await folder.mission(command, results);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `error: ${results} holds the results of a run, and is no mission\n  Name the mission: hours.yaml.\n`,
    );
  });

  it('is known by what it holds: a mission may have such a name', async () => {
    const folder = rig();
    folder.write('own.results.yaml', sweep);
    const { code, stdout } = await folder.mission('validate', 'own.results.yaml');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('1 file: 1 warning') });
    expect((await folder.mission('plan', 'own.results.yaml')).code).toBe(0);
  });

  it('belongs to a .yml where that is there', async () => {
    const folder = rig();
    folder.write('hours.yml', sweep);
    await folder.mission('run', 'hours.yml');
    const { stderr } = await folder.mission('run', results);
    expect(stderr).toContain('Name the mission: hours.yml.');
  });
});
