/** Reads the sources for the tidy tests. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Source {
  /** From the package's root, with `/`. */
  readonly path: string;
  readonly text: string;
  /** The text without comments; strings stay. Line numbers are kept. */
  readonly code: string;
  readonly imports: readonly Import[];
}

export interface Import {
  /** As written. */
  readonly specifier: string;
  /** Resolved from the package's root for a relative one, else null. */
  readonly path: string | null;
}

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Every hand-written file with one of the endings below the folders, in order of their paths. */
export function readSources(folders: readonly string[], endings: readonly string[] = ['.ts', '.mjs']): Source[] {
  return folders
    .flatMap((folder) => listFiles(folder))
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .filter((path) => !path.startsWith('src/spec/generated/') && !path.includes('/fixtures/'))
    .sort()
    .map((path) => parseSource({ path, text: readFileSync(join(root, path), 'utf8') }));
}

export function parseSource({ path, text }: { readonly path: string; readonly text: string }): Source {
  const code = withoutComments(text);
  return { path, text, code, imports: importsOf({ path, code }) };
}

function listFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) =>
      join(item.parentPath, item.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    );
}

/** `import … from`, `export … from`, `import()` and the type `import('…')` alike: types count. */
function importsOf({ path, code }: { readonly path: string; readonly code: string }): Import[] {
  const pattern = /(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])((?:(?!\1).)+)\1/g;
  return [...code.matchAll(pattern)].map((match) => {
    const specifier = match[2] ?? '';
    return { specifier, path: specifier.startsWith('.') ? join(dirname(path), specifier) : null };
  });
}

/**
 * Strings, templates and regular expressions are stepped over, so that a `//` inside them stays. A regular expression is
 * told from a division by what stands before it.
 */
function withoutComments(text: string): string {
  const token =
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`|(?<=[(,=:[!&|?{};\n]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//g;
  return text.replace(token, (found) =>
    found.startsWith('//') || found.startsWith('/*') ? found.replace(/[^\n]/g, ' ') : found,
  );
}
