/** Every mission, starter and example of the repository is valid; missions and starters run (examples: examples.test.ts). */
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadMission } from '../src/spec/load.ts';
import { rig } from './rig.ts';

const root = join(import.meta.dirname, '..');

/** What is worth a warning anywhere else is what these are about. */
const warnings: Readonly<Record<string, readonly string[]>> = {
  'examples/limit-per-day.yaml': ['more-tries-than-allowed'],
};
const missions = ['missions', 'templates', 'examples'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((file) => isMission(join(root, folder, file)))
    .map((file) => `${folder}/${file}`),
);

/** Target files are YAML as well. */
function isMission(path: string): boolean {
  return path.endsWith('.yaml') && !path.endsWith('.results.yaml') && /^class: /m.test(readFileSync(path, 'utf8'));
}

describe('a mission of the repository', () => {
  test.each(missions)('%s has no problems but that nobody is called', async (file) => {
    const loaded = await loadMission({ file, cwd: root, params: {}, env: {} });
    const others = loaded.diagnostics.filter(({ code }) => code !== 'simulated' && !warnings[file]?.includes(code));
    expect(others).toEqual([]);
    expect(loaded.mission).not.toBeNull();
  });

  const runnable = missions.filter((file) => !file.startsWith('examples/'));
  test.each(runnable)('%s runs to its end', async (file) => {
    const here = rig();
    const [folder = ''] = file.split('/');
    cpSync(join(root, folder), here.path(folder), { recursive: true });
    const { code, stdout } = await here.mission('run', file);
    expect(code).toBe(0);
    expect(stdout).toContain('SIMULATED: ');
    const yaml = file.replace('.yaml', '.simulated.results.yaml');
    const written = here.read(yaml);
    expect(written).toMatch(/^status: succeeded$/m);
    // The results come out of the store byte for byte the same.
    here.write(yaml, 'spoiled');
    expect((await here.mission('results')).code).toBe(0);
    expect(here.read(yaml)).toBe(written);
  });

  test('is there for every class, as a mission and as a starter', () => {
    const classes = [
      'gather-then-act',
      'multi-round',
      'parallel-screening',
      'parallel-sweep',
      'sequential-negotiation',
    ];
    const classOf = (file: string): unknown => parse(readFileSync(join(root, file), 'utf8')).class;
    const inFolder = (folder: string) =>
      missions
        .filter((file) => file.startsWith(`${folder}/`))
        .map(classOf)
        .toSorted();
    expect(inFolder('missions')).toEqual(classes);
    expect(inFolder('templates')).toEqual(classes);
  });

  test('calls only numbers that belong to nobody', () => {
    const files = ['missions', 'templates', 'examples'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(?:ya?ml|csv|jsonl|hbs)$/.test(file))
        .map((file) => `${folder}/${file}`),
    );
    const numbers = files.flatMap((file) => readFileSync(join(root, file), 'utf8').match(/\+\d{8,15}/g) ?? []);
    expect(numbers.length).toBeGreaterThan(100);
    expect(numbers.filter((number) => !/^\+1\d{3}55501\d{2}$/.test(number))).toEqual([]);
  });
});
