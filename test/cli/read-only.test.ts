import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/sqlite-store.ts';
import { type Rig, rig } from '../rig.ts';
import { unwritable } from '../unwritable.ts';
import { asked } from './sample-missions.ts';

const run = 'opening-hours-1';
const reading = ['list', 'status', 'show acme', 'logs', 'results'] as const;
const writing = [
  'approve launch',
  'deny launch',
  'pause',
  'cancel',
  'resume',
  `tick ${run}`,
  'run hours.yaml',
] as const;

/** A run that waits at its gate. Every command that is read with has been loaded once. */
async function waiting(): Promise<Rig> {
  const folder = rig();
  folder.write('hours.yaml', asked);
  await folder.mission('run', 'hours.yaml', '--no-wait');
  for (const command of reading) await folder.mission(...command.split(' '));
  for (const command of ['approve none', 'pause none', 'cancel none', 'resume none', 'tick none'])
    await folder.mission(...command.split(' '));
  return folder;
}

describe('a workspace in which nothing has run', () => {
  const asking = [
    ...reading,
    'logs -f',
    'list --json',
    'status --json',
    'optout list',
    'optout list --history',
    'plan hours.yaml',
    'run hours.yaml --dry-run',
    'forget +13125550101 --dry-run',
    'tick',
    'pause',
    'cancel',
    'resume',
  ];

  it.each(asking)('is left without a folder by %s', async (command) => {
    const folder = rig();
    folder.write('hours.yaml', asked);
    const { stdout, stderr } = await folder.mission(...command.split(' '));
    expect(`${stdout}${stderr}`).not.toBe('');
    expect(readdirSync(folder.folder)).toEqual(['hours.yaml']);
  });

  it.each(reading)('and a folder that does not exist are told apart by %s, which makes none', async (command) => {
    const folder = rig();
    const none = await folder.mission('-C', 'nowhere', ...command.split(' '));
    expect(none).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('there is no folder nowhere') });
    const json = await folder.mission('-C', 'nowhere', '--json', ...command.split(' '));
    expect([json.code, JSON.parse(json.stdout).error.code]).toEqual([2, 'no-folder']);
    expect(readdirSync(folder.folder)).toEqual([]);
    const empty = await folder.mission(...command.split(' '));
    expect(empty.stderr.toLowerCase()).toContain('nothing has run in this workspace yet');
  });
});

describe('a store that may be read but not written', () => {
  it.each(reading)('is simply read by %s', async (command) => {
    const folder = await waiting();
    const before = await folder.mission(...command.split(' '));
    const { code, stdout, stderr } = await unwritable(folder.folder, () => folder.mission(...command.split(' ')));
    expect({ code, stderr: stderr.replace(/^The results cannot.*\n/, '') }).toEqual({ code: 0, stderr: '' });
    const unwritten = before.stdout.replace('\nResults: hours.simulated.results.yaml', '');
    expect(stdout).toBe(unwritten);
    expect(stdout).toContain(command === 'logs' ? 'gate launch asks' : run);
  });

  it('is read with what a process that has it open wrote last', async () => {
    const folder = await waiting();
    const opened = openStore({ folder: folder.path('.mission') });
    if (!opened.ok) throw new Error(opened.error.message);
    opened.value.signal(run, { kind: 'approve', gate: 'launch', hash: '', by: 'command' });
    const { stdout } = await unwritable(folder.folder, () => folder.mission('status'));
    opened.value.close();
    expect(stdout).toContain('A yes to gate launch is stored');
  });

  it('says that results were not written', async () => {
    const folder = await waiting();
    const { stderr } = await unwritable(folder.folder, () => folder.mission('results'));
    expect(stderr).toMatch(/^The results cannot be written to .*\. Here they are only shown\.\n$/);
  });

  it('is told of each run by a tick that goes through all of them', async () => {
    const folder = await waiting();
    const { code, stdout } = await unwritable(folder.folder, () => folder.mission('tick', '--json'));
    expect(code).toBe(5);
    expect(JSON.parse(stdout)).toMatchObject([{ run, status: 'waiting', error: { code: 'read-only' } }]);
  });

  it.each(writing)('is no bug for %s, but a matter of permissions', async (command) => {
    const folder = await waiting();
    const { code, stdout } = await unwritable(folder.folder, () => folder.mission(...command.split(' '), '--json'));
    expect(code).toBe(5);
    const { error } = JSON.parse(stdout);
    expect(error).toMatchObject({ code: 'read-only' });
    expect(error.help).toContain('may write');
    const { stdout: after } = await folder.mission('status', '--json');
    expect(JSON.parse(after)).toMatchObject({ status: 'waiting', reason: 'gate' });
  });
});
