/**
 * The workspace's own list of numbers (`do_not_contact` of mission.config.yaml), brought into the store: there every run of the
 * workspace asks, whatever it was begun with, so that an addition binds at once.
 */
import { statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Store } from '../run/ports.ts';
import type { LoadedConfig } from '../spec/config.ts';
import type { Diagnostic } from '../spec/diagnostic.ts';
import type { DoNotContact } from '../spec/do-not-contact.ts';
import type { Context } from './context.ts';
import { report, usageError } from './errors.ts';
import type { ExitCode } from './exit-codes.ts';
import { printDiagnostics } from './problems.ts';
import { stateFolder, workspaceRoot } from './workspace.ts';

/** How often a drive looks whether the list has changed. */
const watchEveryMs = 2_000;

interface Read {
  readonly numbers: ReadonlySet<string>;
  readonly errors: readonly Diagnostic[];
  /** Files that it comes from. */
  readonly paths: readonly string[];
}

async function readList(context: Context): Promise<Read> {
  const { configFileName, loadConfig } = await import('../spec/config.ts');
  const root = await workspaceRoot(context);
  const path = join(root, configFileName);
  const loaded = await loadConfig({ root, shown: relative(context.cwd, path), env: context.env });
  const list = await readDoNotContactOf(loaded, { root, cwd: context.cwd });
  const { config } = loaded;
  const file = typeof config.doNotContact === 'string' ? [resolve(root, config.doNotContact)] : [];
  const errors = [...loaded.diagnostics, ...list.diagnostics].filter(({ severity }) => severity === 'error');
  return { numbers: list.numbers, errors, paths: [path, ...file] };
}

/** Most workspaces have none. */
async function readDoNotContactOf(
  config: LoadedConfig,
  at: { readonly root: string; readonly cwd: string },
): Promise<DoNotContact> {
  if (config.config.doNotContact === undefined) return { numbers: new Set(), diagnostics: [] };
  const { readDoNotContact } = await import('../spec/do-not-contact.ts');
  return readDoNotContact({ config, ...at });
}

/** Changes with the list: when the files that it comes from were written, and how long they are. */
function listStamp(paths: readonly string[]): string {
  return paths
    .map((path) => {
      const found = statSync(path, { throwIfNoEntry: false });
      return found === undefined ? '-' : `${found.mtimeMs} ${found.size}`;
    })
    .join(', ');
}

export type Brought =
  | { readonly ok: true; readonly numbers: ReadonlySet<string> }
  /** What is wrong with the list was printed, and nothing may be called. */
  | { readonly ok: false; readonly exit: ExitCode };

/** Makes the store's copy what the configuration says now; where there is no store yet, only reads it. */
export async function bringList(context: Context, store: Store | null): Promise<Brought> {
  const { numbers, errors } = await readList(context);
  if (errors.length === 0) {
    store?.replaceList(numbers, context.now());
    return { ok: true, numbers };
  }
  if (!context.json) printDiagnostics(context.err, errors);
  const message = 'the list of numbers that are not contacted cannot be read; nothing was done';
  const help = 'Mend mission.config.yaml and the file that `do_not_contact` names.';
  return { ok: false, exit: report(context, usageError({ code: 'bad-list', message, help })) };
}

/** Brings later changes of the list too, until it is closed. `onProblem`: what cannot be read leaves the list as it was. */
export async function watchList(
  context: Context,
  options: { readonly onProblem: (message: string) => void; readonly everyMs?: number },
): Promise<{ readonly close: () => void }> {
  const { onProblem, everyMs = watchEveryMs } = options;
  let { paths } = await readList(context);
  let stamp = listStamp(paths);
  let busy = false;
  const look = async (): Promise<void> => {
    const next = listStamp(paths);
    if (next === stamp) return;
    const read = await readList(context);
    ({ paths } = read);
    stamp = listStamp(paths);
    const [error] = read.errors;
    if (error !== undefined) {
      onProblem(`${error.file}:${error.line}: ${error.message}`);
      return;
    }
    // A connection of its own: the drive's must see that somebody else has written.
    const folder = join(await workspaceRoot(context), stateFolder);
    const opened = await context.adapters.openStore({ folder });
    if (!opened.ok) {
      onProblem(opened.error.message);
      return;
    }
    opened.value.replaceList(read.numbers, context.now());
    opened.value.close();
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    look()
      .catch((thrown: unknown) => onProblem(thrown instanceof Error ? thrown.message : String(thrown)))
      .finally(() => {
        busy = false;
      });
  }, everyMs);
  timer.unref();
  return { close: () => clearInterval(timer) };
}
