/** A folder that may be read but not written, as a user without the right sees it: also where the tests run as root. */
import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The user that owns nothing; by the number that it has on Linux and macOS alike. */
const nobody = 65_534;

/** Modules that `use` needs should be loaded before: the program's own folder may not be readable to everybody. */
export async function unwritable<Value>(folder: string, use: () => Promise<Value>): Promise<Value> {
  const isRoot = process.geteuid?.() === 0;
  setModes(folder, { folders: 0o555, files: 0o444 });
  if (isRoot) process.seteuid?.(nobody);
  try {
    return await use();
  } finally {
    if (isRoot) process.seteuid?.(0);
    setModes(folder, { folders: 0o755, files: 0o644 });
  }
}

function setModes(path: string, modes: { readonly folders: number; readonly files: number }): void {
  if (!lstatSync(path).isDirectory()) {
    chmodSync(path, modes.files);
    return;
  }
  chmodSync(path, 0o755);
  for (const name of readdirSync(path)) setModes(join(path, name), modes);
  chmodSync(path, modes.folders);
}
