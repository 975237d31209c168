/** `mission explain [FILE] TARGET`: what each contact rule says of a target or a number, and when it would next allow an attempt. */
import { didYouMean } from '../../lib/suggest.ts';
import { type CompiledMission, compileMission } from '../../plan/compile.ts';
import { parseInstant } from '../../spec/hours.ts';
import type { LoadedMission } from '../../spec/load.ts';
import type { LeftOut, Purpose, Target } from '../../spec/spec.ts';
import type { Context } from '../context.ts';
import { type CommandError, report, usageError } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { loadForUse } from '../load.ts';
import { diagnosticEntry, printDiagnostics } from '../problems.ts';
import { likelyMoment } from '../service-moment.ts';
import type { Explained } from '../view/explain-view.ts';
import { withStore, workspaceRoot } from '../workspace.ts';

type Args = ArgsOf<'explain'>;

export async function run(context: Context, args: Args): Promise<ExitCode> {
  const at = args.at === undefined ? null : parseInstant(args.at);
  if (args.at !== undefined && at === null) {
    const message = `${args.at} is no instant`;
    return report(context, usageError({ code: 'bad-instant', message, help: 'Write it like 2026-11-23T15:00:00Z.' }));
  }
  return args.file === undefined
    ? explainNumber(context, { number: args.target, at })
    : explainTarget(context, { args, file: args.file, at });
}

/** A target of a mission, or a number as if it were one. */
async function explainTarget(
  context: Context,
  of: { readonly args: Args; readonly file: string; readonly at: number | null },
): Promise<ExitCode> {
  const { args } = of;
  const loading = await loadForUse(context, { ...args, file: of.file });
  if (!loading.ok) return loading.exit;
  const { mission, warnings } = loading;
  const { explain, startOf, unfinished } = await import('../../mission.ts');
  const found = await findTarget(mission, args.target);
  if ('exit' in found) return report(context, found);
  return withStore(context, async (store) => {
    const { spec, file } = mission;
    const open = store === null ? undefined : (unfinished(store, { slug: spec.slug, file }) ?? undefined);
    const isOver = spec.provider === 'simulator' && open !== undefined;
    const now = of.at ?? (isOver ? open.at : startOf(spec, (await likelyMoment(context, spec)).now));
    if ('leftOut' in found) {
      const { target: id } = found.leftOut;
      return print(context, { target: { id, name: id, zones: [] }, leftOut: found.leftOut, now, rounds: [] });
    }
    const compiled = compileMission(spec, mission.holidays);
    const { target } = found;
    const { doNotContact: listed } = mission;
    const rounds = explain({
      store,
      compiled,
      target,
      now,
      run: open,
      bounded: true,
      warnings: byRule(warnings),
      listed,
    });
    const { purpose } = spec;
    return print(context, { ...found, now, rounds: rounds.map((one) => ({ ...one, purpose })) });
  });
}

type Found = { readonly target: Target; readonly number?: string } | { readonly leftOut: LeftOut };

async function findTarget(mission: LoadedMission, asked: string): Promise<Found | CommandError> {
  const { targets } = mission;
  const target = targets.find(({ id }) => id === asked);
  if (target !== undefined) return { target };
  if (asked.startsWith('+')) {
    const stranger = await targetOf(asked);
    if ('exit' in stranger) return stranger;
    const known = targets.find(({ phone }) => phone === stranger.phone);
    return { target: known ?? stranger, number: stranger.phone };
  }
  const leftOut = mission.leftOut.find((one) => one.target === asked);
  if (leftOut !== undefined) return { leftOut };
  const help =
    didYouMean(
      asked,
      targets.map(({ id }) => id),
    ) ?? 'TARGET is the id of a target, or a phone number like +13055550101.';
  return usageError({ code: 'no-such-target', message: `no target is called ${asked}`, help });
}

/** A number that is nobody's, as a target. */
async function targetOf(text: string): Promise<Target | CommandError> {
  const [{ parsePhone }, { zonesOf }, { statesOf }] = await Promise.all([
    import('../../spec/phone.ts'),
    import('../../spec/phone-zones.ts'),
    import('../../spec/us-states.ts'),
  ]);
  const parsed = parsePhone(text);
  if (!parsed.ok) {
    const { code, message, help } = parsed.error;
    return usageError({ code: `${code}-phone`, message: `rule number: ${message}`, help: help ?? 'Mend the number.' });
  }
  const { e164: phone } = parsed.value;
  const name = phone;
  return {
    id: phone,
    name,
    phone,
    zones: zonesOf(phone),
    states: statesOf(phone),
    kind: 'service',
    fields: { name, phone },
  };
}

const purposes: readonly Purpose[] = ['inquiry', 'informational', 'solicitation'];

/** A number by itself, for a mission of each purpose that says nothing more. */
async function explainNumber(
  context: Context,
  of: { readonly number: string; readonly at: number | null },
): Promise<ExitCode> {
  if (!of.number.startsWith('+')) {
    const message = `${of.number} is not a phone number, and no mission file was given`;
    const help = 'Write `mission explain FILE TARGET`, or a number like +13055550101.';
    return report(context, usageError({ code: 'no-file', message, help }));
  }
  const target = await targetOf(of.number);
  if ('exit' in target) return report(context, target);
  const [{ explain }, { loadConfig, configFileName }, { loadRules }, { bareSpec }, { readDoNotContact }] =
    await Promise.all([
      import('../../mission.ts'),
      import('../../spec/config.ts'),
      import('../../spec/rules.ts'),
      import('../../spec/bare-spec.ts'),
      import('../../spec/do-not-contact.ts'),
    ]);
  const root = await workspaceRoot(context);
  const { cwd, env } = context;
  const config = await loadConfig({ root, shown: configFileName, env });
  const { rules, diagnostics } = await loadRules({ root, cwd, config });
  const { numbers: listed, diagnostics: unlisted } = await readDoNotContact({ config, root, cwd });
  const wrong = [...config.diagnostics, ...diagnostics, ...unlisted];
  if (wrong.length > 0) return refuse(context, wrong);
  return withStore(context, async (store) => {
    const now = of.at ?? Date.now();
    const rounds = purposes.flatMap((purpose) => {
      const compiled: CompiledMission = compileMission(bareSpec({ purpose, config: config.config, rules }), {});
      const explained = explain({ store, compiled, target, now, bounded: false, warnings: new Map(), listed });
      return explained.map((one) => ({ ...one, purpose }));
    });
    return print(context, { target, number: target.phone, now, rounds });
  });
}

function refuse(context: Context, diagnostics: Parameters<typeof printDiagnostics>[1]): ExitCode {
  const message = 'the rules of this workspace cannot be read';
  const error = usageError({ code: 'bad-rules', message, help: 'Mend the file.' });
  if (context.json) {
    context.printJson({
      error: { code: error.code, message, help: error.help },
      diagnostics: diagnostics.map(diagnosticEntry),
    });
    return error.exit;
  }
  printDiagnostics(context.err, diagnostics);
  return report(context, error);
}

/** Diagnostics that are what a rule demands. */
const ruleOfCode: ReadonlyMap<string, string> = new Map([
  ['no-disclosure', 'disclosure'],
  ['denies-ai', 'disclosure'],
  ['no-recording-notice', 'recording'],
]);

function byRule(warnings: Parameters<typeof printDiagnostics>[1]): ReadonlyMap<string, string> {
  return new Map(
    warnings.flatMap(({ code, message }) => {
      const rule = ruleOfCode.get(code);
      return rule === undefined ? [] : [[rule, message] as const];
    }),
  );
}

async function print(context: Context, explained: Explained): Promise<ExitCode> {
  const { explainDocument, explainLines } = await import('../view/explain-view.ts');
  if (context.json) context.printJson(explainDocument(explained));
  else {
    const { width, coloured } = context.out;
    context.out.print(explainLines(explained, { columns: width, colour: coloured }).join('\n'));
  }
  return exitCodes.succeeded;
}
