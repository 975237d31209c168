import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Rig, rig } from '../rig.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const execute = promisify(execFile);
const weekMs = 7 * 24 * 3_600_000;

/** A package of two modules, the second loaded when it is needed, with this package's build script. */
function smallPackage(): Rig {
  const folder = rig();
  folder.write('package.json', '{"type":"module"}');
  folder.write('package-lock.json', '{}');
  folder.write(
    'src/cli/bin.ts',
    "#!/usr/bin/env node\nconst { word } = await import('./late.ts');\nconsole.log(word);\n",
  );
  folder.write('src/cli/late.ts', "export const word: string = 'first';\n");
  folder.write('scripts/build.mjs', readFileSync(join(root, 'scripts/build.mjs'), 'utf8'));
  folder.write('scripts/bundling.mjs', readFileSync(join(root, 'scripts/bundling.mjs'), 'utf8'));
  symlinkSync(join(root, 'node_modules'), folder.path('node_modules'));
  return folder;
}

async function build(folder: Rig, ...words: string[]): Promise<void> {
  await execute(process.execPath, [folder.path('scripts/build.mjs'), ...words]);
}

async function output(folder: Rig): Promise<string> {
  return (await execute(folder.path('dist/mission.js'))).stdout.trim();
}

function chunks(folder: Rig): string[] {
  return readdirSync(folder.path('dist/chunks')).sort();
}

function age(folder: Rig, ms: number): void {
  const then = new Date(Date.now() - ms);
  for (const chunk of chunks(folder)) utimesSync(folder.path(`dist/chunks/${chunk}`), then, then);
}

describe('the build', () => {
  it('makes an entry that runs by itself', async () => {
    const folder = smallPackage();
    await build(folder);
    expect(await output(folder)).toBe('first');
    expect(statSync(folder.path('dist/mission.js')).mode & 0o777).toBe(0o755);
  });

  it('does nothing when the sources are unchanged', async () => {
    const folder = smallPackage();
    await build(folder);
    const before = statSync(folder.path('dist/mission.js')).ino;
    await build(folder);
    expect(statSync(folder.path('dist/mission.js')).ino).toBe(before);
    await build(folder, '--force');
    expect(statSync(folder.path('dist/mission.js')).ino).not.toBe(before);
  });

  it.each(['src/cli/late.ts', 'package-lock.json', 'scripts/build.mjs', 'scripts/bundling.mjs'])(
    'builds again when %s has changed',
    async (path) => {
      const folder = smallPackage();
      await build(folder);
      const before = folder.read('dist/mission.js');
      folder.write(path, `${folder.read(path)}\n`);
      await build(folder);
      expect(folder.read('dist/mission.js')).not.toBe(before);
    },
  );

  it('builds again when a chunk is gone', async () => {
    const folder = smallPackage();
    await build(folder);
    rmSync(folder.path('dist/chunks'), { recursive: true });
    await build(folder);
    expect(await output(folder)).toBe('first');
  });

  it('keeps the chunks that a running process may still load', async () => {
    const folder = smallPackage();
    await build(folder);
    const first = chunks(folder);
    age(folder, 2 * weekMs);
    for (const word of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
      folder.write('src/cli/late.ts', `export const word: string = '${word}';\n`);
      await build(folder);
    }
    expect(await output(folder)).toBe('g');
    expect(chunks(folder)).toEqual(expect.arrayContaining(first));
  });

  it('removes chunks that were superseded a week ago, but never those of the last builds', async () => {
    const folder = smallPackage();
    for (const word of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
      folder.write('src/cli/late.ts', `export const word: string = '${word}';\n`);
      await build(folder);
    }
    const built = chunks(folder).filter((chunk) => chunk.startsWith('late-'));
    expect(built).toHaveLength(7);
    age(folder, 2 * weekMs);
    await build(folder, '--force');
    expect(chunks(folder).filter((chunk) => chunk.startsWith('late-'))).toHaveLength(5);
    expect(await output(folder)).toBe('g');
  });

  it('may run many times at once', async () => {
    const folder = smallPackage();
    await Promise.all(Array.from({ length: 6 }, () => build(folder)));
    expect(await output(folder)).toBe('first');
    expect(readdirSync(folder.path('dist')).sort()).toEqual(['builds', 'chunks', 'mission.js']);
  });

  it('leaves the last build in place when the sources are broken', async () => {
    const folder = smallPackage();
    await build(folder);
    folder.write('src/cli/late.ts', 'export const = ;');
    await expect(build(folder)).rejects.toThrow();
    expect(await output(folder)).toBe('first');
    expect(readdirSync(folder.path('dist')).sort()).toEqual(['builds', 'chunks', 'mission.js']);
  });
});
