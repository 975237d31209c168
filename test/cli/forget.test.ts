/** `mission forget`, over everything that the program has written. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Rig, rig } from '../rig.ts';
import { sweep } from './sample-missions.ts';

/** Files in which one of the traces stands, the mission's own apart. */
function holding(folder: Rig, traces: readonly string[]): readonly string[] {
  const files = readdirSync(folder.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const holders = files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.endsWith('hours.yaml'))
    .filter((path) => traces.some((trace) => readFileSync(path, 'latin1').includes(trace)))
    // A database and its log are one.
    .map((path) => path.slice(folder.folder.length + 1).replace(/-wal$/, ''));
  return [...new Set(holders)].toSorted();
}

const traces = ['3125550102', 'Bolt', 'bolt', 'At ten'];

it('leaves nothing of the person in store, records, logs and results, and the rest as it was', async () => {
  const folder = rig();
  folder.write('hours.yaml', `${sweep}results: { transcripts: true, formats: [yaml, csv] }\n`);
  await folder.mission('run', 'hours.yaml', '--log-level', 'silent');
  expect(holding(folder, traces)).toEqual([
    '.mission/mission.db',
    '.mission/worlds/opening-hours-1.db',
    'hours.simulated.results.csv',
    'hours.simulated.results.yaml',
  ]);
  const before = (await folder.mission('show', 'acme')).stdout;
  const { code, stdout } = await folder.mission('forget', '(312) 555-0102');
  expect(code).toBe(0);
  expect(stdout).toContain('Written again: hours.simulated.results.csv');
  expect(holding(folder, traces)).toEqual([]);
  expect((await folder.mission('show', 'acme')).stdout).toBe(before);
  const results = folder.read('hours.simulated.results.yaml');
  expect(results).toContain('reached: 2, unreached: 1');
  expect((await folder.mission('results')).code).toBe(0);
  expect(folder.read('hours.simulated.results.yaml')).toBe(results);
});

it('takes lines that name the person out of the log', async () => {
  const folder = rig();
  folder.write('hours.yaml', sweep);
  await folder.mission('run', 'hours.yaml', '--log-level', 'debug');
  expect(holding(folder, ['bolt'])).toContain('.mission/log/mission.log');
  const lines = folder.read('.mission/log/mission.log').split('\n').length;
  expect((await folder.mission('forget', '+13125550102', '--dry-run')).stdout).toContain('1 line of logs');
  expect(folder.read('.mission/log/mission.log').split('\n')).toHaveLength(lines);
  await folder.mission('forget', '+13125550102');
  expect(holding(folder, ['bolt', 'Bolt'])).toEqual([]);
  expect(folder.read('.mission/log/mission.log')).toContain('acme');
});

it('holds a no: who was forgotten is still left out', async () => {
  const folder = rig();
  folder.write('hours.yaml', sweep);
  await folder.mission('run', 'hours.yaml');
  await folder.mission('optout', 'add', '+13125550102', '--reason', 'Bolt wrote a letter');
  await folder.mission('forget', '+13125550102');
  const list = (await folder.mission('optout', 'list')).stdout;
  expect(list).toMatch(/^forgotten {2,}2026-11-24 12:00:00Z {2}by command {2}forgotten wrote a letter$/m);
  expect((await folder.mission('plan', 'hours.yaml')).stdout).toContain('bolt: do-not-contact');
  expect(holding(folder, ['3125550102', 'Bolt'])).toEqual([]);
  expect((await folder.mission('optout', 'remove', '+13125550102', '--reason', 'asked to be called')).code).toBe(0);
  expect((await folder.mission('plan', 'hours.yaml')).stdout).not.toContain('do-not-contact');
});

it('names a list of targets that still holds the number, wherever the mission file says it is', async () => {
  const folder = rig();
  folder.write('lists/shops.csv', 'id,name,phone,timezone\nbolt,Bolt,+13125550102,America/Chicago\n');
  const flow = 'targets: { from: lists/shops.csv }';
  folder.write('hours.yaml', sweep.replace(/^targets:\n(?: {2}.*\n)+/m, `${flow}\n`));
  expect(folder.read('hours.yaml')).toContain(flow);
  expect((await folder.mission('run', 'hours.yaml')).code).toBe(0);
  const { stderr } = await folder.mission('forget', '+13125550102');
  expect(stderr).toContain('lists/shops.csv is yours and still holds the number.');
});

it('cleans what other clients of the service remember of the run', async () => {
  const folder = rig();
  folder.write('hours.yaml', sweep);
  await folder.mission('run', 'hours.yaml', '--log-level', 'silent');
  const prepared = (await folder.mission('logs', 'opening-hours-1', '--json')).stdout
    .split('\n')
    .find((line) => line.includes('service.prepared'));
  const { mission } = JSON.parse(prepared ?? '').data;
  const memory = { answers: [{ target: 'bolt', hours: 'At ten' }], note: 1 };
  const file = { 'opening-hours': { mission_id: mission, memory }, other: { mission_id: 'x', memory } };
  folder.write('.missions_state.json', JSON.stringify(file));
  const { stdout } = await folder.mission('forget', '+13125550102');
  expect(stdout).toContain('Written again: .missions_state.json');
  const after = JSON.parse(folder.read('.missions_state.json'));
  expect(JSON.stringify(after['opening-hours'])).not.toMatch(/bolt|At ten/);
  expect(after['opening-hours'].memory.note).toBe(1);
  expect(after.other).toEqual(file.other);
});
