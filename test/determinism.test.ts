/** The same seed in an empty workspace: the same journal and the same results, byte for byte (invariant 9). */
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Rig, rig } from './rig.ts';

const root = join(import.meta.dirname, '..');
const missions = readdirSync(join(root, 'missions')).filter((file) => /^[a-z-]+\.yaml$/.test(file));

async function carryOut(here: Rig, file: string): Promise<{ readonly journal: string; readonly results: string }> {
  cpSync(join(root, 'missions'), here.path('missions'), { recursive: true });
  const ran = await here.mission('run', `missions/${file}`);
  expect(ran.code, ran.stderr).toBe(0);
  const { stdout: journal } = await here.mission('logs', '--json');
  const results = here.read(`missions/${file.replace('.yaml', '.simulated.results.yaml')}`);
  return { journal, results };
}

test.each(missions)('two runs of missions/%s give the same bytes', async (file) => {
  const first = await carryOut(rig(), file);
  const second = await carryOut(rig(), file);
  expect(first.journal.split('\n').length).toBeGreaterThan(20);
  expect(second).toEqual(first);
});

test('a world that a store which is gone left behind changes nothing', async () => {
  const here = rig();
  const first = await carryOut(here, 'window-washing.yaml');
  for (const part of ['', '-wal', '-shm']) rmSync(here.path(`.mission/mission.db${part}`), { force: true });
  expect(await carryOut(here, 'window-washing.yaml')).toEqual(first);
});

test('another seed gives another journal', async () => {
  const [one, other] = [rig(), rig()];
  cpSync(join(root, 'missions'), one.path('missions'), { recursive: true });
  cpSync(join(root, 'missions'), other.path('missions'), { recursive: true });
  await one.mission('run', 'missions/window-washing.yaml', '--seed', '1');
  await other.mission('run', 'missions/window-washing.yaml', '--seed', '2');
  const journals = [await one.mission('logs', '--json'), await other.mission('logs', '--json')];
  expect(journals[0]?.stdout).not.toBe(journals[1]?.stdout);
});

test('`mission results` writes the results again, byte for byte', async () => {
  const here = rig();
  const { results } = await carryOut(here, 'window-washing.yaml');
  here.write('missions/window-washing.simulated.results.yaml', 'torn\n');
  expect((await here.mission('results')).code).toBe(0);
  // The run's own results do not carry the name of what was torn: an older file never wins over the store.
  expect(here.read('missions/window-washing.simulated.results.yaml')).toBe(results);
});
