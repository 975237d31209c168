/**
 * From the words of a command line to an exit code. The only place that builds adapters; each module, of a command or of an
 * adapter, is loaded when it is needed.
 */
import { statSync } from 'node:fs';
import type { Adapters } from './adapters.ts';
import { type Context, type Host, makeContext } from './context.ts';
import { localError, report, reportBug, usageError } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { ArgsOf, CommandName, GlobalOptions, Invocation } from './invocation.ts';
import { parseCommandLine } from './parse.ts';

export { reportBug };

export const adapters: Adapters = {
  openStore: async (options) => (await import('../store/sqlite-store.ts')).openStore(options),
  openWorld: async (options) => (await import('./worlds.ts')).openWorld(options),
  async engine({ store, world, lease }) {
    const { localEngine } = await import('../engine/local.ts');
    const { provider, model, clock } = world;
    return localEngine({ store, provider, model, clock, lease });
  },
};

type Run<Name extends CommandName> = (context: Context, args: ArgsOf<Name>) => Promise<ExitCode>;
type Loaders = { readonly [Name in CommandName]: () => Promise<{ readonly run: Run<Name> }> };

const commands: Loaders = {
  init: () => import('./commands/init.ts'),
  validate: () => import('./commands/validate.ts'),
  plan: () => import('./commands/plan.ts'),
  explain: () => import('./commands/explain.ts'),
  run: () => import('./commands/run.ts'),
  resume: () => import('./commands/resume.ts'),
  tick: () => import('./commands/tick.ts'),
  list: () => import('./commands/list.ts'),
  status: () => import('./commands/status.ts'),
  show: () => import('./commands/show.ts'),
  logs: () => import('./commands/logs.ts'),
  approve: () => import('./commands/answer.ts'),
  deny: () => import('./commands/answer.ts'),
  pause: () => import('./commands/pause.ts'),
  cancel: () => import('./commands/cancel.ts'),
  results: () => import('./commands/results.ts'),
  optout: () => import('./commands/optout.ts'),
  forget: () => import('./commands/forget.ts'),
  connect: () => import('./commands/connect/command.ts'),
  simulator: () => import('./commands/simulator.ts'),
  schema: () => import('./commands/schema.ts'),
  api: () => import('./commands/api.ts'),
  call: () => import('./commands/call.ts'),
  sms: () => import('./commands/sms.ts'),
  approval: () => import('./commands/approval.ts'),
  setup: () => import('./commands/setup.ts'),
  doctor: () => import('./commands/doctor.ts'),
  account: () => import('./commands/account.ts'),
  voices: () => import('./commands/voices.ts'),
};

/** Carries a command line out. Never throws. Tests of trouble bring adapters of their own. */
export async function main(words: readonly string[], host: Host, made: Adapters = adapters): Promise<ExitCode> {
  try {
    const parsed = parseCommandLine(words);
    if (parsed.kind === 'invocation') return await carryOut(parsed.invocation, { host, options: parsed.options, made });
    if (parsed.kind === 'misuse') {
      return report(makeContext(host, { ...plain, json: parsed.json }, adapters), usageError(parsed.error));
    }
    const told =
      parsed.kind === 'help' ? { text: parsed.text } : { version: await (await import('./version.ts')).version() };
    if (parsed.json) makeContext(host, { ...plain, json: true }, adapters).printJson(told);
    else host.stdout.write(told.text ?? `${told.version}\n`);
    return exitCodes.succeeded;
  } catch (thrown) {
    return reportBug(thrown, { stream: host.stderr, out: host.stdout, words, env: host.env });
  }
}

const plain: GlobalOptions = { json: false, colour: true, debug: false };

async function carryOut(
  invocation: Invocation,
  { host, options, made }: { readonly host: Host; readonly options: GlobalOptions; readonly made: Adapters },
): Promise<ExitCode> {
  const context = makeContext(host, options, made);
  try {
    if (!statSync(context.cwd, { throwIfNoEntry: false })?.isDirectory()) {
      const message = `there is no folder ${options.folder}`;
      return report(context, usageError({ code: 'no-folder', message, help: 'Give -C an existing folder.' }));
    }
    const { run } = await commands[invocation.command]();
    // The table pairs every command with its own arguments; the compiler cannot follow a union through it.
    return await (run as (context: Context, args: Invocation) => Promise<ExitCode>)(context, invocation);
  } catch (thrown) {
    const { StoreError } = await import('../run/store-error.ts');
    if (thrown instanceof StoreError) return report(context, localError(thrown.failure));
    throw thrown;
  } finally {
    context.close();
  }
}
