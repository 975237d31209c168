/** Where `mission api` finds `.missions_state.json`: other clients keep it in their folder, runs in the workspace's root. */
import { mkdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Rig, rig } from '../rig.ts';

const file = '.missions_state.json';

function workspace(): Rig {
  const folder = rig();
  folder.write('mission.config.yaml', '');
  mkdirSync(folder.path('deep/inside'), { recursive: true });
  return folder;
}

const memoryIn = (folder: Rig, path: string): unknown => JSON.parse(folder.read(path)).cakes?.memory;

it('is the workspace’s where the current folder has none, for reading, writing and removing', async () => {
  const folder = workspace();
  folder.write(file, '{"cakes": {"mission_name": "Cakes", "memory": {"price": 42}}}');
  const api = async (...words: string[]) => (await folder.mission('-C', 'deep/inside', 'api', ...words)).stdout;
  expect(await api('list-state')).toBe('cakes: Cakes [unknown]\n');
  expect(await api('get-memory', 'cakes', 'price')).toBe('42\n');
  await api('save-memory', 'cakes', 'note', 'written below');
  await api('append-memory', 'cakes', 'list', 'first');
  expect(memoryIn(folder, file)).toEqual({ price: 42, note: 'written below', list: ['first'] });
  await api('remove-state', 'cakes');
  expect(JSON.parse(folder.read(file))).toEqual({});
  expect(folder.exists(`deep/inside/${file}`)).toBe(false);
});

it('is made in the workspace’s root, where runs keep theirs', async () => {
  const folder = workspace();
  await folder.mission('-C', 'deep', 'api', 'save-memory', 'cakes', 'note', 'new');
  expect(memoryIn(folder, file)).toEqual({ note: 'new' });
  expect(folder.exists(`deep/${file}`)).toBe(false);
});

it('is the current folder’s where it has one', async () => {
  const folder = workspace();
  folder.write(file, '{"cakes": {"memory": {"of": "the root"}}}');
  folder.write(`deep/${file}`, '{"cakes": {"memory": {"of": "the folder"}}}');
  const { stdout } = await folder.mission('-C', 'deep', 'api', 'get-memory', 'cakes', 'of');
  expect(stdout).toBe('the folder\n');
  await folder.mission('-C', 'deep', 'api', 'save-memory', 'cakes', 'note', 'here');
  expect(memoryIn(folder, file)).toEqual({ of: 'the root' });
  expect(memoryIn(folder, `deep/${file}`)).toEqual({ of: 'the folder', note: 'here' });
});

it('is examined by the doctor from below', async () => {
  const folder = workspace();
  folder.write(file, '{');
  const { stdout } = await folder.mission('-C', 'deep', 'doctor', '--json', '--no-socket');
  expect(stdout).toContain(`${file} cannot be used`);
});
