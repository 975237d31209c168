/** What only a process of its own can show: exit codes, streams that close, the entry itself. */
import { closeSync, existsSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Ended, type Rig, rig } from '../rig.ts';
import { type LaunchOptions, launch } from './launch.ts';
import { asked, sweep } from './sample-missions.ts';

function run(words: readonly string[], options: LaunchOptions): Promise<Ended> {
  return launch(words, options).ended;
}

describe('the process', () => {
  it('prints its version', async () => {
    const { code, stdout } = await run(['--version'], { cwd: rig().folder });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('says the same of the version by the long road', async () => {
    const folder = rig();
    const short = await run(['--version'], { cwd: folder.folder });
    const { stdout } = await folder.mission('--version', '--no-color');
    expect(stdout).toBe(short.stdout);
  });

  it.each([
    [['--json', '--version'], { version: expect.stringMatching(/^\d+\.\d+\.\d+$/) }],
    [['--json', 'help'], { text: expect.stringContaining('Usage: mission COMMAND') }],
    [['--json', '--help'], { text: expect.stringContaining('Usage: mission COMMAND') }],
    [['run', '--help', '--json'], { text: expect.stringContaining('Usage: mission run') }],
  ])('prints one JSON document for %j', async (words, document) => {
    const { code, stdout } = await rig().mission(...words);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(document);
  });

  it('exits with the code of the command', async () => {
    const { code, stdout, stderr } = await run(['lst'], { cwd: rig().folder });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('Did you mean list?');
  });

  it('does not mind that nobody reads what it prints', async () => {
    const { code, stderr } = await run(['help'], { cwd: rig().folder, deaf: true });
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('calls the run stopped that it leaves behind', async () => {
    const folder = rig();
    folder.write('hours.yaml', asked);
    const running = launch(['run', 'hours.yaml'], { cwd: folder.folder });
    await running.said('mission approve opening-hours-1');
    expect((await folder.mission('status')).stdout).toContain(`Driven by process ${running.child.pid} on `);
    running.child.kill('SIGKILL');
    await running.ended;
    expect((await folder.mission('status')).stdout).toContain('Driven by no process;');
  });

  it.skipIf(!existsSync('/dev/full')).each([['list'], ['list', '--json'], ['help'], ['--version'], ['schema']])(
    'says that its output could not be written (%s)',
    async (...words) => {
      const full = openSync('/dev/full', 'w');
      const { code, stderr } = await run(words, { cwd: (await ran()).folder, stdout: full });
      closeSync(full);
      expect(code).toBe(5);
      expect(stderr).toMatch(/^error: the output could not be written \(ENOSPC\)\n {2}Make room/);
    },
  );

  it.skipIf(!existsSync('/dev/full'))('goes on where what it tells a person meanwhile cannot be written', async () => {
    const folder = rig();
    folder.write('hours.yaml', sweep);
    const full = openSync('/dev/full', 'w');
    const { code, stdout } = await run(['run', 'hours.yaml'], { cwd: folder.folder, stderr: full });
    closeSync(full);
    expect(code).toBe(0);
    expect(stdout).toContain('opening-hours-1: succeeded');
  });
});

async function ran(): Promise<Rig> {
  const folder = rig();
  folder.write('hours.yaml', sweep);
  await folder.mission('run', 'hours.yaml');
  return folder;
}
