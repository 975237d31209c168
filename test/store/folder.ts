/** Folders and stores of single tests. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Store } from '../../src/run/ports.ts';
import { type OpenOptions, openStore } from '../../src/store/sqlite-store.ts';

/** Removed after the test. */
export function newFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mission-store-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, '.mission');
}

export function opened(options: OpenOptions): Store {
  const store = openStore(options);
  if (!store.ok) throw new Error(`${store.error.code}: ${store.error.message}`);
  return store.value;
}
