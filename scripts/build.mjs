/**
 * Builds dist/ from src/ with esbuild. npm calls it as `prepare`: after an install, and with npm 10 before every
 * `npx mission`, also while a run is going on. Hence:
 *
 * 1. It does nothing when the sources have the hash that the entry was built from; that takes a few milliseconds.
 * 2. Chunks are named by their content and never changed. A running process may load one at any time, so old ones stay
 *    for a week after they were superseded, and those of the last builds anyway.
 * 3. Everything is put in place by rename, chunks first and the entry last, and the entry carries the hash of its
 *    sources. So builds that run at the same time cannot leave half of one and half of the other.
 *
 * It does not check types; `npm run check` does. `--force` builds whatever the hash.
 */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundling } from './bundling.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const entry = join(dist, 'mission.js');
const records = join(dist, 'builds');

const keepBuildsCount = 5;
const keepChunkMs = 7 * 24 * 3_600_000;
const abandonedMs = 3_600_000;

/** Hash of the paths and contents of all that the build reads; packages by the lock file. */
async function sourcesHash() {
  const sources = (await readdir(join(root, 'src'), { recursive: true, withFileTypes: true }))
    .filter((item) => item.isFile() && /\.(ts|js|json)$/.test(item.name) && !item.name.endsWith('.d.ts'))
    .map((item) =>
      join(item.parentPath, item.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    );
  const paths = [...sources, 'package.json', 'package-lock.json', 'scripts/build.mjs', 'scripts/bundling.mjs'].sort();
  const contents = await Promise.all(paths.map((path) => readFile(join(root, path)).catch(() => Buffer.alloc(0))));
  const digest = createHash('sha256');
  for (const [index, path] of paths.entries()) {
    const content = contents[index];
    digest.update(`${path}\0${content.length}\0`).update(content);
  }
  return digest.digest('hex');
}

/** True when the entry was built from sources of this hash and every file of that build is there. */
async function isBuilt(wanted) {
  const text = await readFile(entry, 'utf8').catch(() => '');
  if (!text.endsWith(mark(wanted))) return false;
  const files = await recordedFiles(wanted);
  return files?.every((file) => existsSync(join(dist, file))) ?? false;
}

function mark(of) {
  return `\n// built from ${of}\n`;
}

/** The chunks of a build; null where there is no such record. */
async function recordedFiles(of) {
  try {
    return JSON.parse(await readFile(join(records, `${of}.json`), 'utf8')).files;
  } catch {
    return null;
  }
}

async function build(of) {
  const { build: bundle } = await import('esbuild');
  const temporary = join(dist, `.building-${process.pid}-${randomBytes(4).toString('hex')}`);
  await mkdir(temporary, { recursive: true });
  try {
    await bundle({
      absWorkingDir: root,
      entryPoints: { mission: 'src/cli/bin.ts' },
      outdir: temporary,
      ...bundling,
    });
    await putInPlace(temporary, of);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  await prune();
}

async function putInPlace(temporary, of) {
  const chunks = existsSync(join(temporary, 'chunks')) ? await readdir(join(temporary, 'chunks')) : [];
  await mkdir(join(dist, 'chunks'), { recursive: true });
  await mkdir(records, { recursive: true });
  await startClock();
  for (const chunk of chunks) await rename(join(temporary, 'chunks', chunk), join(dist, 'chunks', chunk));
  const files = chunks.map((chunk) => `chunks/${chunk}`).sort();
  const record = join(temporary, 'build.json');
  await writeFile(record, `${JSON.stringify({ files })}\n`);
  await rename(record, join(records, `${of}.json`));
  const built = join(temporary, 'mission.js');
  await writeFile(built, (await readFile(built, 'utf8')).trimEnd() + mark(of));
  await chmod(built, 0o755);
  await rename(built, entry);
}

/** Their week begins now: touches the chunks of the build that this one supersedes. */
async function startClock() {
  const superseded = /\n\/\/ built from (\w+)\n$/.exec(await readFile(entry, 'utf8').catch(() => ''))?.[1];
  const now = new Date();
  for (const file of (superseded && (await recordedFiles(superseded))) || []) {
    await utimes(join(dist, file), now, now).catch(() => undefined);
  }
}

/** Removes what no process can want any more: chunks of none of the last builds that are older than a week. */
async function prune() {
  const builds = await aged(records);
  const kept = new Set();
  for (const { name } of builds.slice(0, keepBuildsCount)) {
    for (const file of (await recordedFiles(name.replace(/\.json$/, ''))) ?? []) kept.add(file);
  }
  for (const { name } of builds.slice(keepBuildsCount)) await rm(join(records, name), { force: true });
  for (const { name, ageMs } of await aged(join(dist, 'chunks'))) {
    if (ageMs > keepChunkMs && !kept.has(`chunks/${name}`)) await rm(join(dist, 'chunks', name), { force: true });
  }
  for (const { name, ageMs } of await aged(dist)) {
    if (name.startsWith('.building-') && ageMs > abandonedMs) {
      await rm(join(dist, name), { recursive: true, force: true });
    }
  }
}

/** What lies in a folder, youngest first. A file that a build at the same time takes away counts as absent. */
async function aged(folder) {
  const items = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const found = await stat(join(folder, name)).catch(() => null);
      return found === null ? null : { name, ageMs: Date.now() - found.mtimeMs };
    }),
  );
  return items.filter((item) => item !== null).sort((a, b) => a.ageMs - b.ageMs);
}

const hash = await sourcesHash();
if (process.argv.includes('--force') || !(await isBuilt(hash))) {
  await build(hash);
}
