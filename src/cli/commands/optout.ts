/** `mission optout add|remove|list|import`: the numbers that no mission of the workspace contacts. */
import { join, resolve } from 'node:path';
import type { Store } from '../../run/ports.ts';
import type { Context } from '../context.ts';
import { localError, report, usageError } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { printOptOuts } from '../opt-out-list.ts';
import { parseNumbers } from '../phone-argument.ts';
import { diagnosticEntry, printDiagnostics } from '../problems.ts';
import { isLeft, takeBack, takenBackLines } from '../taken-back.ts';
import { counted } from '../view/event-text.ts';
import { stateFolder, withStore, workspaceRoot } from '../workspace.ts';
import { bringList } from '../workspace-list.ts';

type Args = ArgsOf<'optout'>;
type Of<Action extends Args['action']> = Extract<Args, { action: Action }>;

export async function run(context: Context, args: Args): Promise<ExitCode> {
  if (args.action === 'list') {
    return withStore(context, async (store) => {
      const listed = await bringList(context, store);
      if (!listed.ok) return listed.exit;
      printOptOuts(context, { store, history: args.history, listed: listed.numbers });
      return exitCodes.succeeded;
    });
  }
  const folder = join(await workspaceRoot(context), stateFolder);
  const opened = await context.adapters.openStore({ folder });
  if (!opened.ok) return report(context, localError(opened.error));
  const store = opened.value;
  try {
    const listed = await bringList(context, store);
    if (!listed.ok) return listed.exit;
    if (args.action === 'add') return await add(context, { store, args });
    if (args.action === 'remove') return await remove(context, { store, args });
    return await importFile(context, { store, args });
  } finally {
    store.close();
  }
}

async function add(context: Context, of: { readonly store: Store; readonly args: Of<'add'> }): Promise<ExitCode> {
  const { store, args } = of;
  const parsed = parseNumbers(args.numbers);
  if (!parsed.ok) return report(context, usageError(parsed.error));
  const { reason } = args;
  const at = context.now();
  const added = store.addOptOuts(parsed.value.map((number) => ({ number, at, reason, source: 'command' })));
  const known = parsed.value.length - added;
  const taken = await takeBack(context, { store });
  if (context.json) {
    context.printJson({ added, known, taken_back: taken });
    return isLeft(taken) ? exitCodes.provider : exitCodes.succeeded;
  }
  for (const number of parsed.value) context.out.print(`${number} is not contacted any more, by any mission.`);
  if (known > 0) context.out.print(`${counted(known, 'number')} stood on the list already.`);
  for (const line of takenBackLines(taken)) context.out.print(line);
  return isLeft(taken) ? exitCodes.provider : exitCodes.succeeded;
}

/** A person's own no is theirs: only new consent takes it back, and somebody must say that there is one. */
async function remove(context: Context, of: { readonly store: Store; readonly args: Of<'remove'> }): Promise<ExitCode> {
  const { store, args } = of;
  const parsed = parseNumbers([args.number]);
  if (!parsed.ok) return report(context, usageError(parsed.error));
  const [number = ''] = parsed.value;
  const { reason, newConsent: ownWord } = args;
  const { removed, kept } = store.removeOptOut({ number, at: context.now(), reason, ownWord });
  const listed = kept.some(({ source }) => source === 'list');
  const said = kept.some(({ source }) => source !== 'list');
  if (said || listed || removed.length === 0) {
    const stays = removed.length === 0 ? '' : ' What the workspace itself had said is taken back.';
    return report(context, usageError(notRemoved({ number, said, listed, stays })));
  }
  if (context.json) context.printJson({ number, removed: removed.map(({ source }) => source) });
  else
    context.out.print(`${number} may be contacted again. The history keeps both: \`mission optout list --history\`.`);
  return exitCodes.succeeded;
}

function notRemoved(of: {
  readonly number: string;
  readonly said: boolean;
  readonly listed: boolean;
  readonly stays: string;
}) {
  const { number, said, listed, stays } = of;
  if (said) {
    return {
      code: 'own-word',
      message: `${number} stays on the list: the person said no.${stays}`,
      help: 'Only new consent takes that back. Where you have it, and can show it, add --new-consent.',
    };
  }
  if (listed) {
    return {
      code: 'in-list',
      message: `${number} stays on the list: the configuration says so.${stays}`,
      help: 'Take it out of `do_not_contact` in mission.config.yaml, or of the file that is named there.',
    };
  }
  return {
    code: 'not-opted-out',
    message: `${number} is not on the list`,
    help: '`mission optout list` shows who is.',
  };
}

/** Numbers that can be read are added whatever else the file holds. */
async function importFile(
  context: Context,
  of: { readonly store: Store; readonly args: Of<'import'> },
): Promise<ExitCode> {
  const { store, args } = of;
  const { readTextFile } = await import('../../spec/read-file.ts');
  const { readNumberList } = await import('../../spec/number-list.ts');
  const { listBytesMax } = await import('../../spec/do-not-contact.ts');
  const { file, column } = args;
  const path = resolve(context.cwd, file);
  const read = await readTextFile({ path, shown: file, within: null, bytesMax: listBytesMax });
  if (!read.ok) return report(context, usageError(read.error));
  const list = readNumberList({ text: read.value.text, file, ...(column === undefined ? {} : { column }) });
  const at = context.now();
  const why = args.reason ?? `imported from ${file}`;
  const entries = list.numbers.map(({ number, reason = why }) => ({ number, at, reason, source: 'import' as const }));
  const added = store.addOptOuts(entries);
  const known = entries.length - added;
  const taken = await takeBack(context, { store });
  const code = list.bad.length > 0 ? exitCodes.usage : isLeft(taken) ? exitCodes.provider : exitCodes.succeeded;
  if (context.json) {
    context.printJson({ added, known, bad: list.bad.map(diagnosticEntry), taken_back: taken });
    return code;
  }
  printDiagnostics(context.err, list.bad);
  const already = known === 0 ? '' : `, ${known} known already`;
  const bad = list.bad.length === 0 ? '' : `, ${counted(list.bad.length, 'line')} not understood`;
  context.out.print(`${file}: ${counted(added, 'number')} added${already}${bad}`);
  for (const line of takenBackLines(taken)) context.out.print(line);
  return code;
}
