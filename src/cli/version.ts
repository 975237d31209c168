/** The program's own version, from its package. */
export async function version(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  const { packageFile } = await import('../lib/package-root.ts');
  return JSON.parse(await readFile(packageFile('package.json'), 'utf8')).version;
}
