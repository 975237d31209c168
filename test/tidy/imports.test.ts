import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSource, readSources, type Source } from './sources.ts';

/** lib ← wire ← spec ← plan ← run ← {store, engine, provider, model, simulator, mirror, gateway, results} ← mission.ts ← cli. */
const ranks: Readonly<Record<string, number>> = {
  lib: 0,
  wire: 1,
  spec: 2,
  plan: 3,
  run: 4,
  store: 5,
  engine: 5,
  provider: 5,
  model: 5,
  simulator: 5,
  mirror: 5,
  gateway: 5,
  results: 5,
  'mission.ts': 6,
  cli: 7,
};

function layerOf(path: string): string {
  return path.split('/')[1] ?? '';
}

/** Imports against the direction, as `path → imported path`. */
function wrongImports(source: Source): string[] {
  const layer = layerOf(source.path);
  return source.imports.flatMap(({ path }) => {
    if (path === null) return [];
    const imported = layerOf(path);
    const allowed = path.startsWith('src/') && (imported === layer || rank(imported) < rank(layer));
    return allowed ? [] : [`${source.path} → ${path}`];
  });
}

function rank(layer: string): number {
  const found = ranks[layer];
  if (found === undefined) throw new Error(`src/${layer} is in no layer; give it a rank here`);
  return found;
}

describe('imports', () => {
  const sources = readSources(['src']);

  it('point one way, type imports included, and siblings never import each other', () => {
    expect(sources.flatMap(wrongImports)).toEqual([]);
  });

  it('of this package end in .ts or name generated code', () => {
    const odd = readSources(['src', 'test', 'bench']).flatMap((source) =>
      source.imports
        .filter(({ path }) => path !== null && !/\.(ts|js|mjs|json)$/.test(path))
        .map(({ specifier }) => `${source.path} → ${specifier}`),
    );
    expect(odd).toEqual([]);
  });

  it('of a package are static, or the package is an ES module: a bundle gives others no names', () => {
    const late = sources.flatMap(({ path, code }) =>
      [...code.matchAll(/(?<!typeof )\bimport\('([^.'][^']*)'\)/g)].map(([, name = '']) => ({ path, name })),
    );
    const unnamed = late.filter(({ name }) => !name.startsWith('node:') && !isEsModule(name));
    expect(unnamed).toEqual([]);
  });

  it('run in no circle', () => {
    expect(circles(sources)).toEqual([]);
  });

  it.each([
    ['src/plan/a.ts', "import { x } from '../run/state.ts';", 1],
    ['src/plan/a.ts', "import type { X } from '../run/state.ts';", 1],
    ['src/plan/a.ts', "export type X = import('../run/state.ts').X;", 1],
    ['src/plan/a.ts', "const x = await import('../run/state.ts');", 1],
    ['src/plan/a.ts', "export * from '../run/state.ts';", 1],
    ['src/store/a.ts', "import { x } from '../engine/local.ts';", 1],
    ['src/store/a.ts', "import { x } from '../../test/rig.ts';", 1],
    ['src/lib/a.ts', "// import { x } from '../spec/spec.ts';", 0],
    ['src/run/a.ts', "import { x } from '../plan/plan.ts';", 0],
    ['src/run/a.ts', "import { x } from './state.ts';", 0],
  ])('are found: %s with %s', (path, text, wrong) => {
    expect(wrongImports(parseSource({ path, text }))).toHaveLength(wrong);
  });
});

function isEsModule(name: string): boolean {
  const folder = name.split('/').slice(0, name.startsWith('@') ? 2 : 1);
  const file = new URL(`../../node_modules/${folder.join('/')}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')).type === 'module';
}

/** Files that import each other in a circle; imports of types alone count too. */
function circles(sources: readonly Source[]): string[] {
  const importsByPath = new Map(
    sources.map((source) => [source.path, source.imports.flatMap((each) => each.path ?? [])]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
    if (done.has(path) || trail.includes(path)) return;
    for (const next of importsByPath.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of sources) visit(path, []);
  return found;
}
