/**
 * Loads a mission: reads, parses, checks, fills in. Every problem comes out in one go, as diagnostics; nothing that a file
 * holds makes it throw. Heavy modules are loaded when the file needs them.
 */
import { dirname, relative, resolve } from 'node:path';
import { sha256 } from '../lib/hash.ts';
import { didYouMean } from '../lib/suggest.ts';
import { configFileName, findWorkspaceRoot, type LoadedConfig, loadConfig, type Workspace } from './config.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { DoNotContact } from './do-not-contact.ts';
import type { LoadOptions } from './load-options.ts';
import { isInside, type ReadText, readTextFile } from './read-file.ts';
import type { ScopeType } from './scope.ts';
import { SourceText } from './source.ts';
import type { LeftOut, Spec, Target } from './spec.ts';

/** Room for tens of thousands of targets in the file itself; a million belongs into a CSV. */
export const missionBytesMax = 10 * 2 ** 20;

export interface Loaded {
  /** By file, then in the order of the file. */
  readonly diagnostics: readonly Diagnostic[];
  /** Null when there is an error among them. */
  readonly mission: LoadedMission | null;
}

export interface LoadedMission {
  /** Absolute. */
  readonly file: string;
  /** The file as it was. */
  readonly text: string;
  /** Of the file's bytes: `sha256:…`. */
  readonly bytesHash: string;
  readonly spec: Spec;
  readonly targets: readonly Target[];
  readonly leftOut: readonly LeftOut[];
  readonly workspace: Workspace;
  /** Numbers that the workspace's configuration lists. */
  readonly doNotContact: ReadonlySet<string>;
  /** What templates and expressions may read of a target. */
  readonly columns: readonly { readonly name: string; readonly type: ScopeType }[];
  /** Local dates of the public holidays (`2026-12-25`) by country code. */
  readonly holidays: Readonly<Record<string, readonly string[]>>;
}

export async function loadMission(options: LoadOptions): Promise<Loaded> {
  const { cwd, env } = options;
  const file = resolve(cwd, options.file);
  const root = findWorkspaceRoot(cwd);
  // A mission from elsewhere keeps to its own folder.
  const within = isInside(root, file) ? root : dirname(file);
  // Read from the disk while the files are.
  const checking = Promise.all([import('./check-file.ts'), import('./rules.ts')]);
  const config = await loadConfig({ root, shown: relative(cwd, resolve(root, configFileName)), env });
  const read = await readTextFile({ path: file, shown: options.file, within, bytesMax: missionBytesMax });
  if (!read.ok) {
    const { code, message, help, at } = read.error;
    const place = { file: options.file, line: at?.line ?? 1, column: at?.column ?? 1 };
    return {
      diagnostics: [...config.diagnostics, { code, severity: 'error', path: '', message, help, ...place }],
      mission: null,
    };
  }
  const [{ checkFile }, { loadRules }] = await checking;
  const rules = await loadRules({ root, cwd, config });
  const provider = providerOf(options);
  const checked = await checkFile({
    options,
    file,
    within,
    config,
    rules: rules.rules,
    source: new SourceText({ file: options.file, text: read.value.text }),
    ...(provider.ok ? { provider: provider.value } : {}),
  });
  const list = await doNotContactOf(config, { root, cwd });
  const diagnostics = [
    ...config.diagnostics,
    ...rules.diagnostics,
    ...list.diagnostics,
    ...provider.diagnostics,
    ...checked.diagnostics,
  ];
  const failed = checked.spec === null || diagnostics.some(({ severity }) => severity === 'error');
  if (failed || checked.spec === null) return { diagnostics, mission: null };
  return {
    diagnostics,
    mission: await missionOf(
      { ...checked, spec: checked.spec },
      { file, read: read.value, root, config, doNotContact: list.numbers, checkOnly: options.checkOnly === true },
    ),
  };
}

/** Most workspaces have none. */
async function doNotContactOf(
  config: LoadedConfig,
  at: { readonly root: string; readonly cwd: string },
): Promise<DoNotContact> {
  if (config.config.doNotContact === undefined) return { numbers: new Set(), diagnostics: [] };
  const { readDoNotContact } = await import('./do-not-contact.ts');
  return readDoNotContact({ config, ...at });
}

type CheckedFile = Awaited<ReturnType<typeof import('./check-file.ts').checkFile>>;

async function missionOf(
  checked: CheckedFile & { readonly spec: Spec },
  of: {
    readonly file: string;
    readonly read: ReadText;
    readonly root: string;
    readonly config: LoadedConfig;
    readonly doNotContact: ReadonlySet<string>;
    readonly checkOnly: boolean;
  },
): Promise<LoadedMission> {
  const { spec, targets, leftOut, columns } = checked;
  return {
    file: of.file,
    text: of.read.text,
    bytesHash: sha256(of.read.bytes),
    spec,
    targets,
    leftOut,
    workspace: { root: of.root, config: of.config.config },
    doNotContact: of.doNotContact,
    columns,
    holidays: of.checkOnly ? {} : await holidaysOf(spec),
  };
}

/** Fixed, so that the same mission has the same holidays, and with them the same hash, whatever the clock says. */
const holidayYears = { from: 2025, to: 2045 };

async function holidaysOf(spec: Spec): Promise<LoadedMission['holidays']> {
  const rounds = spec.act === undefined ? spec.rounds : [...spec.rounds, spec.act];
  const codes = [...new Set(rounds.flatMap((round) => round.schedule.holidays))];
  if (codes.length === 0) return {};
  const { holidayDates } = await import('./holidays.ts');
  return holidayDates(codes, holidayYears);
}

const providers = ['clawdtalk', 'simulator'] as const;

type Provider =
  | { readonly ok: true; readonly value: Spec['provider'] | undefined; readonly diagnostics: readonly [] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** What `--provider` says. */
function providerOf({ provider, file }: LoadOptions): Provider {
  const value = providers.find((each) => each === provider);
  if (value !== undefined || provider === undefined) return { ok: true, value, diagnostics: [] };
  const message = `\`--provider ${provider}\` was given, and there is no such provider.`;
  const help = didYouMean(provider, providers) ?? `There is: ${providers.join(', ')}.`;
  const place = { file, line: 1, column: 1, path: 'provider' };
  return { ok: false, diagnostics: [{ code: 'unknown-provider', severity: 'error', message, help, ...place }] };
}
