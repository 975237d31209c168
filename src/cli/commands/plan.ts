/** `mission plan FILE`: what would happen, and nothing happens. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { closest } from '../../lib/suggest.ts';
import type { Planned } from '../../plan/plan.ts';
import type { LoadedMission } from '../../spec/load.ts';
import type { Context } from '../context.ts';
import { type CommandError, localError, report, usageError } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { loadForUse } from '../load.ts';
import { contactEntry, planDocument } from '../plan-document.ts';
import { likelyMoment } from '../service-moment.ts';
import { withStore } from '../workspace.ts';

export async function run(context: Context, args: ArgsOf<'plan'>): Promise<ExitCode> {
  const loading = await loadForUse(context, args);
  if (!loading.ok) return loading.exit;
  const { plan } = await import('../../mission.ts');
  const moment = await likelyMoment(context, loading.mission.spec);
  return withStore(context, async (store) => {
    const planned = plan(loading.mission, { store, ...moment });
    if (args.prompt !== undefined)
      return printPrompt(context, { planned, mission: loading.mission, target: args.prompt });
    if (args.contacts !== undefined) {
      const written = writeContacts(context, { planned, mission: loading.mission, file: args.contacts });
      if (written !== null) return written;
    }
    return printPlan(context, { planned, mission: loading.mission });
  });
}

interface PlannedMission {
  readonly planned: Planned;
  readonly mission: LoadedMission;
}

/** Also what `mission run --dry-run` prints. */
export async function printPlan(context: Context, of: PlannedMission): Promise<ExitCode> {
  const { planned, mission } = of;
  if (context.json) {
    context.printJson(planDocument(planned, mission.targets));
    return exitCodes.succeeded;
  }
  const { planLines } = await import('../view/plan-view.ts');
  const { width, coloured } = context.out;
  const lines = planLines(planned, { columns: width, colour: coloured, spec: mission.spec, targets: mission.targets });
  context.out.print(lines.join('\n'));
  return exitCodes.succeeded;
}

async function printPrompt(context: Context, of: PlannedMission & { readonly target: string }): Promise<ExitCode> {
  const { planned, mission } = of;
  const target = mission.targets.find(({ id }) => id === of.target);
  if (target === undefined) {
    const near = closest(
      of.target,
      mission.targets.map(({ id }) => id),
    );
    const help = near === undefined ? '`mission plan` lists the contacts.' : `Did you mean ${near}?`;
    return report(context, usageError({ code: 'no-such-target', message: `no target is called ${of.target}`, help }));
  }
  const { renderPrompts } = await import('../../run/prompt.ts');
  const prompts = renderPrompts(planned.compiled, target);
  if (context.json) context.printJson({ target: target.id, prompts });
  else {
    for (const { round, part, text } of prompts)
      context.out.print(`── ${round === '' ? '' : `${round} `}${part} ──\n${text}\n`);
  }
  return exitCodes.succeeded;
}

/** One JSON line per contact, in a new file: nothing that is there is written over. Null: written. */
function writeContacts(context: Context, of: PlannedMission & { readonly file: string }): ExitCode | null {
  const lines = of.planned.plan.included.map((index, place) => {
    const target = of.mission.targets[index];
    return target === undefined ? '' : `${JSON.stringify(contactEntry(of.planned, { target, place }))}\n`;
  });
  try {
    writeFileSync(resolve(context.cwd, of.file), lines.join(''), { flag: 'wx' });
    return null;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return report(context, fileExists(of.file));
    const message = `cannot write ${of.file}: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
    return report(context, localError({ code: 'io', message, help: 'Name a file in a folder that can be written.' }));
  }
}

function fileExists(file: string): CommandError {
  const help = 'Name a file that is not there yet, or remove that one first; nothing is written over.';
  return usageError({ code: 'file-exists', message: `${file} is there already`, help });
}
