/** The workspace's .gitignore: what is nobody else's goes into it, once. */
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** `name` as it is to stand there; it stands there already with a slash before or behind it, too. */
const fileName = '.gitignore';

export async function ignoreInGit(root: string, name: string): Promise<void> {
  const path = join(root, fileName);
  const text = await textOf(path);
  const bare = name.replace(/\/$/, '');
  if (names(text, [bare, `${bare}/`, `/${bare}`, `/${bare}/`])) return;
  const separator = text === '' || text.endsWith('\n') ? '' : '\n';
  await appendFile(path, `${separator}${name}\n`);
}

/**
 * Sees to it that git leaves a secret of the folder alone, wherever in a repository that is. To be called before the secret is
 * written: whoever is stopped in between has none that git would take.
 */
export async function hideFromGit(folder: string, name: string): Promise<void> {
  const { findGitRoot } = await import('../spec/config.ts');
  const root = findGitRoot(folder);
  // A bare name in the root's file holds for every folder below.
  if (root === null || (root !== folder && names(await textOf(join(root, fileName)), [name]))) return;
  await ignoreInGit(folder, name);
}

function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

function names(text: string, known: readonly string[]): boolean {
  return text.split(/\r?\n/).some((line) => known.includes(line.trim()));
}
