/** Reading a mission file for a command, with what only the command line knows: a simulator server brings its own model. */
import type { Loaded } from '../spec/load.ts';
import type { LoadOptions } from '../spec/load-options.ts';
import type { Context } from './context.ts';
import { serviceAccount } from './service.ts';

export async function readMission(
  context: Context,
  of: Omit<LoadOptions, 'cwd' | 'env' | 'modelAvailable'> & {
    readonly load: (options: LoadOptions) => Promise<Loaded>;
  },
): Promise<Loaded> {
  const { load, ...options } = of;
  const all = { ...options, cwd: context.cwd, env: context.env };
  const loaded = await load(all);
  if (loaded.diagnostics.every(({ code }) => code !== 'needs-model')) return loaded;
  const account = await serviceAccount(context);
  return account.ok && account.value.simulated ? load({ ...all, modelAvailable: true }) : loaded;
}
