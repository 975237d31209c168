/** The contact rules: those that come with the program, and those of the workspace. */
import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { sha256 } from '../lib/hash.ts';
import { packageFile } from '../lib/package-root.ts';
import type { LoadedConfig } from './config.ts';
import { shippedHash, shippedRows } from './generated/contact-rules.ts';
import { readTextFile } from './read-file.ts';
import { ruleOf } from './rule-rows.ts';
import type { ReadRules } from './rules-file.ts';
import { SourceText } from './source.ts';

const rulesBytesMax = 1_048_576;
const shippedFile = 'rules/contact-rules.yaml';

/** The program's rules, then the workspace's. */
export async function loadRules(of: {
  readonly root: string;
  readonly cwd: string;
  readonly config: LoadedConfig;
}): Promise<ReadRules> {
  const { root, cwd, config } = of;
  const shipped = await readShipped();
  const { rules: file } = config.config;
  if (file === undefined) return shipped;
  const path = resolve(root, file);
  const shown = relative(cwd, path);
  const read = await readTextFile({ path, shown, within: root, bytesMax: rulesBytesMax });
  if (!read.ok) {
    const { code, message, help, at } = read.error;
    const place = at === undefined ? config.place(['rules']) : { file: shown, path: '', ...at };
    return { ...shipped, diagnostics: [...shipped.diagnostics, { code, severity: 'error', message, help, ...place }] };
  }
  const { parseRules } = await import('./rules-file.ts');
  const source = new SourceText({ file: shown, text: read.value.text });
  const own = parseRules(source, { from: 'workspace', builtIn: shipped.rules });
  return {
    rules: [...shipped.rules, ...own.rules],
    diagnostics: [...shipped.diagnostics, ...own.diagnostics],
  };
}

/** The file is what holds. While it is as it was shipped its rows are at hand, parsed and checked, which saves the start-up's time. */
async function readShipped(): Promise<ReadRules> {
  const path = packageFile(shippedFile);
  const text = await readFile(path, 'utf8');
  if (sha256(text) === shippedHash) return { rules: shippedRows.map((row) => ruleOf(row, 'program')), diagnostics: [] };
  const { parseRules } = await import('./rules-file.ts');
  return parseRules(new SourceText({ file: path, text }), { from: 'program', builtIn: [] });
}
