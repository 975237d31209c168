/**
 * Bugs, planted one at a time into a copy of the sources as they are bundled: nothing of them is in the program. A text that
 * is no longer there fails the test, so that a bug is never planted in vain.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { simulateHttp } from './http/simulate.ts';
import type { Scenario } from './scenario.ts';
import type { simulate } from './simulate.ts';

/** A change of the sources that makes a bug. */
export interface Planted {
  readonly name: string;
  /** The number of the invariant that breaks. */
  readonly invariant: number;
  /** In the folder of the sources. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export interface PlantedBug extends Planted {
  /** Where the search for a seed that shows it begins; 1 unless given. */
  readonly firstSeed?: number;
  /** The store in a file, where the bug lies in it. */
  readonly store?: 'file';
  /** Seeds without it cannot show the bug. */
  readonly where?: (scenario: Scenario) => boolean;
}

const root = join(import.meta.dirname, '../..');

/** The simulation as it is with the bug. */
export async function withBug(
  bug: Planted,
): Promise<{ readonly simulate: typeof simulate; readonly remove: () => void }> {
  const { module, remove } = await bundled(bug, 'simulate.ts');
  return { ...(module as { readonly simulate: typeof simulate }), remove };
}

/** The same over HTTP. */
export async function withBugOverHttp(
  bug: Planted,
): Promise<{ readonly simulateHttp: typeof simulateHttp; readonly remove: () => void }> {
  const { module, remove } = await bundled(bug, 'http/simulate.ts');
  return { ...(module as { readonly simulateHttp: typeof simulateHttp }), remove };
}

async function bundled(
  bug: Planted,
  entry: string,
): Promise<{ readonly module: unknown; readonly remove: () => void }> {
  const folder = join(root, 'node_modules/.cache/planted', `${process.pid}-${bug.name.replaceAll(/[^a-z]+/gi, '-')}`);
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, 'simulate.mjs');
  const path = join(root, 'src', bug.file);
  const text = readFileSync(path, 'utf8');
  if (text.split(bug.from).length !== 2)
    throw new Error(`src/${bug.file} does not have exactly one place for: ${bug.name}`);
  await build({
    entryPoints: [join(import.meta.dirname, entry)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
    plugins: [
      {
        name: 'planted-bug',
        setup(bundling) {
          bundling.onLoad({ filter: /\.ts$/ }, ({ path: loaded }) => {
            const source = loaded === path ? text.replace(bug.from, () => bug.to) : readFileSync(loaded, 'utf8');
            // What lies beside a source is still found there.
            const contents = source
              .replaceAll('import.meta.dirname', () => JSON.stringify(dirname(loaded)))
              .replaceAll('import.meta.url', () => JSON.stringify(pathToFileURL(loaded).href));
            return { contents, loader: 'ts' };
          });
        },
      },
    ],
  });
  const module: unknown = await import(pathToFileURL(outfile).href);
  return { module, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
