/** The workspace's .gitignore: what is nobody else's goes into it, once. */
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** `name` as it is to stand there; it stands there already with a slash before or behind it, too. */
export async function ignoreInGit(root: string, name: string): Promise<void> {
  const path = join(root, '.gitignore');
  const text = await readFile(path, 'utf8').catch(() => '');
  const bare = name.replace(/\/$/, '');
  const known = [bare, `${bare}/`, `/${bare}`, `/${bare}/`];
  if (text.split(/\r?\n/).some((line) => known.includes(line.trim()))) return;
  const separator = text === '' || text.endsWith('\n') ? '' : '\n';
  await appendFile(path, `${separator}${name}\n`);
}
