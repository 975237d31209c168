/** The workspace: its root, and what mission.config.yaml says for all its missions. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Diagnostic } from './diagnostic.ts';
import type { ConfigFile } from './generated/config-file.ts';
import { parsePhone } from './phone.ts';
import { readTextFile } from './read-file.ts';
import { Report } from './report.ts';
import { type Path, pathText, SourceText } from './source.ts';
import type { RatesSpec, Spec } from './spec.ts';
import type { YamlPlaces } from './yaml-places.ts';

export const configFileName = 'mission.config.yaml';
const configBytesMax = 1_048_576;

/** With the environment's values filled in. */
export interface Config {
  readonly provider?: Spec['provider'];
  /** `push`: false where runs leave the WebSocket to another client. */
  readonly clawdtalk?: { readonly apiUrl?: string; readonly apiKey?: string; readonly push?: boolean };
  readonly model?: { readonly baseUrl: string; readonly name: string; readonly apiKey?: string };
  readonly rates: RatesSpec;
  /** A file that adds to the built-in rules, as it was written. */
  readonly rules?: string;
  /** Numbers, or a file with one a line. */
  readonly doNotContact?: string | readonly string[];
}

export interface Workspace {
  /** Absolute. */
  readonly root: string;
  readonly config: Config;
}

export const ratesDefault: RatesSpec = { callMinute: 0.12, sms: 0.01, currency: 'USD' };

/** The nearest folder with a mission.config.yaml, else the git root, else the folder itself. All absolute. */
export function findWorkspaceRoot(cwd: string): string {
  return nearestWith(cwd, configFileName) ?? findGitRoot(cwd) ?? cwd;
}

/** The root of the git repository that the folder is in, absolute as the folder is; null: it is in none. */
export function findGitRoot(folder: string): string | null {
  return nearestWith(folder, '.git');
}

function nearestWith(folder: string, name: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, name))) return at;
    if (at === dirname(at)) return null;
  }
}

export interface LoadedConfig {
  readonly config: Config;
  readonly diagnostics: readonly Diagnostic[];
  /** Where something stands in the file. */
  place(path: Path): Place;
  /** Names of the environment that a section asks for and that are not set; reported where the section is needed. */
  unset(section: 'clawdtalk' | 'model'): readonly Diagnostic[];
}

type Place = Pick<Diagnostic, 'file' | 'line' | 'column' | 'path' | 'excerpt' | 'length'>;

const nothing: LoadedConfig = {
  config: { rates: ratesDefault },
  diagnostics: [],
  place: () => ({ file: configFileName, line: 1, column: 1, path: '' }),
  unset: () => [],
};

/** Reads the workspace's configuration; where there is none, the defaults. `shown`: how diagnostics call the file. */
export async function loadConfig(of: {
  readonly root: string;
  readonly shown: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Promise<LoadedConfig> {
  const path = join(of.root, configFileName);
  if (!existsSync(path)) return nothing;
  const read = await readTextFile({ path, shown: of.shown, within: of.root, bytesMax: configBytesMax });
  if (!read.ok) {
    const { code, message, help, at } = read.error;
    const place = { line: at?.line ?? 1, column: at?.column ?? 1 };
    return {
      ...nothing,
      diagnostics: [{ code, severity: 'error', file: of.shown, path: '', message, help, ...place }],
    };
  }
  return parseConfig(new SourceText({ file: of.shown, text: read.value.text }), of.env);
}

async function parseConfig(
  source: SourceText,
  env: Readonly<Record<string, string | undefined>>,
): Promise<LoadedConfig> {
  const [{ parseYaml }, { checkSchema }, { validate }, { configFields }] = await Promise.all([
    import('./yaml.ts'),
    import('./schema-check.ts'),
    import('./generated/validate-config.js'),
    import('./generated/config-fields.ts'),
  ]);
  const parsed = parseYaml(source);
  if (parsed.data === undefined || parsed.data === null)
    return { ...nothing, diagnostics: parsed.diagnostics.map(hideKeys) };
  const report = new Report(source);
  const checked = checkSchema({
    data: parsed.data,
    validate,
    fields: configFields,
    places: parsed.places,
    report,
    broken: parsed.broken,
    partial: parsed.partial,
  });
  const references = new References({ env, places: parsed.places, source });
  reportBadNumbers((checked.data ?? {}) as ConfigFile, { report, places: parsed.places });
  const config = configOf((checked.data ?? {}) as ConfigFile, references);
  return {
    config,
    diagnostics: [...parsed.diagnostics, ...report.diagnostics()].map(hideKeys),
    place: (path) => ({ ...hideKeys(source.place(parsed.places.value(path))), path: pathText(path) }),
    unset: (section) => references.unset(section),
  };
}

/** A key that stands in the file itself is not shown because something else in its line is wrong. */
function hideKeys<Placed extends Pick<Diagnostic, 'excerpt'>>(placed: Placed): Placed {
  const { excerpt } = placed;
  if (excerpt === undefined) return placed;
  const hidden = excerpt.replace(
    /(api_key["']?\s*:\s*)("[^"]*"|'[^']*'|[^\s,}#]+)/g,
    (whole, head: string, key: string) => (key.includes('${') ? whole : `${head}${'*'.repeat(key.length)}`),
  );
  return { ...placed, excerpt: hidden };
}

/** A number that cannot be read would be called: an error. */
function reportBadNumbers(
  { do_not_contact: listed }: ConfigFile,
  of: { readonly report: Report; readonly places: YamlPlaces },
): void {
  if (!Array.isArray(listed)) return;
  for (const [at, text] of listed.entries()) {
    const parsed = parsePhone(String(text));
    if (parsed.ok || parsed.error.code !== 'invalid') continue;
    const path = ['do_not_contact', at];
    const { message, help = '' } = parsed.error;
    of.report.add({ code: 'bad-number', range: of.places.value(path), path, message, help });
  }
}

function configOf(file: ConfigFile, references: References): Config {
  const { provider, clawdtalk, model, rates, rules, do_not_contact: doNotContact } = file;
  const apiUrl = references.resolve(clawdtalk?.api_url, ['clawdtalk', 'api_url']);
  const apiKey = references.resolve(clawdtalk?.api_key, ['clawdtalk', 'api_key']);
  const baseUrl = references.resolve(model?.base_url, ['model', 'base_url']);
  const modelName = references.resolve(model?.name, ['model', 'name']);
  const modelKey = references.resolve(model?.api_key, ['model', 'api_key']);
  return {
    ...(provider === undefined ? {} : { provider }),
    ...(clawdtalk === undefined
      ? {}
      : {
          clawdtalk: {
            ...(apiUrl === undefined ? {} : { apiUrl }),
            ...(apiKey === undefined ? {} : { apiKey }),
            ...(clawdtalk.push === undefined ? {} : { push: clawdtalk.push }),
          },
        }),
    ...(baseUrl === undefined || modelName === undefined
      ? {}
      : { model: { baseUrl, name: modelName, ...(modelKey === undefined ? {} : { apiKey: modelKey }) } }),
    rates: {
      callMinute: rates?.call_minute ?? ratesDefault.callMinute,
      sms: rates?.sms ?? ratesDefault.sms,
      currency: rates?.currency ?? ratesDefault.currency,
    },
    ...(rules === undefined ? {} : { rules }),
    ...(doNotContact === undefined ? {} : { doNotContact }),
  };
}

/** `${NAME}` in values: an environment variable. */
class References {
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #places: YamlPlaces;
  readonly #source: SourceText;
  readonly #unset: { readonly path: Path; readonly name: string }[] = [];

  constructor(of: {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly places: YamlPlaces;
    readonly source: SourceText;
  }) {
    this.#env = of.env;
    this.#places = of.places;
    this.#source = of.source;
  }

  /** Undefined where a variable that it names is not set. */
  resolve(value: string | undefined, path: Path): string | undefined {
    let complete = true;
    const resolved = value?.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
      const found = this.#env[name];
      if (found !== undefined && found !== '') return found;
      complete = false;
      this.#unset.push({ path, name });
      return '';
    });
    return complete ? resolved : undefined;
  }

  unset(section: string): readonly Diagnostic[] {
    const report = new Report(this.#source);
    for (const { path, name } of this.#unset) {
      if (path[0] !== section) continue;
      const message = `The environment variable ${name} is not set.`;
      report.add({
        code: 'missing-env',
        range: this.#places.value(path),
        path,
        message,
        help: `Set ${name} before the command.`,
      });
    }
    return report.diagnostics();
  }
}
