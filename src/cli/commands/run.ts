/** `mission run FILE`: carries a mission out, or goes on with its unfinished run. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ok, type Result } from '../../lib/result.ts';
import { closest } from '../../lib/suggest.ts';
import type { Planned } from '../../plan/plan.ts';
import type { RunRecord, Store } from '../../run/ports.ts';
import type { LoadedMission } from '../../spec/load.ts';
import { cancelFirst } from '../cancel-first.ts';
import { conclude } from '../conclude.ts';
import type { Context } from '../context.ts';
import { type CommandError, localError, report, usageError } from '../errors.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { loadForUse } from '../load.ts';
import { onlyFailed } from '../only-failed.ts';
import { changedParts } from '../plan-changes.ts';
import { findRun } from '../runs.ts';
import { likelyMoment, type Moment, sureMoment } from '../service-moment.ts';
import { stateFolder, withStore, workspaceRoot } from '../workspace.ts';
import { bringList } from '../workspace-list.ts';
import { printPlan } from './plan.ts';

type Args = ArgsOf<'run'>;

export async function run(context: Context, args: Args): Promise<ExitCode> {
  const loading = await loadForUse(context, { ...args, carriesOut: !args.dryRun });
  if (!loading.ok) return loading.exit;
  const mission = seeded(loading.mission, args.seed);
  const misuse = wrongGate(mission, args.approve);
  if (misuse !== null) return report(context, misuse);
  const { plan } = await import('../../mission.ts');
  if (args.dryRun) {
    return withStore(context, async (store) => {
      const chosen = chosenTargets(context, { args, mission, store });
      if (!chosen.ok) return report(context, chosen.error);
      const planned = plan(chosen.value, { store, ...(await likelyMoment(context, mission.spec)) });
      return printPlan(context, { mission: chosen.value, planned });
    });
  }
  const ready = await sureMoment(context, mission.spec);
  if (!ready.ok) return report(context, ready.error);
  const moment = ready.value;
  const folder = join(await workspaceRoot(context), stateFolder);
  // Where nothing ran yet a refusal leaves nothing behind: there is nothing to remember, so no store is made to plan.
  const isNew = !existsSync(join(folder, 'mission.db'));
  const alone = isNew ? chosenTargets(context, { args, mission, store: null }) : null;
  if (alone?.ok === false) return report(context, alone.error);
  const first = alone === null ? null : plan(alone.value, { store: null, ...moment });
  if (first?.plan.included.length === 0) return report(context, nobody(first));
  const opened = await context.adapters.openStore({ folder });
  if (!opened.ok) return report(context, localError(opened.error));
  const store = opened.value;
  try {
    // The list that the store holds may be older than the file.
    const listed = await bringList(context, store);
    if (!listed.ok) return listed.exit;
    const chosen = chosenTargets(context, { args, mission, store });
    if (!chosen.ok) return report(context, chosen.error);
    const planned = first ?? plan(chosen.value, { store, ...moment });
    return await begin(context, { args, mission: chosen.value, store, planned, moment });
  } finally {
    store.close();
  }
}

/** All targets, or those that an earlier run did not reach. */
function chosenTargets(
  context: Context,
  of: { readonly args: Args; readonly mission: LoadedMission; readonly store: Store | null },
): Result<LoadedMission, CommandError> {
  const { args, mission, store } = of;
  if (args.onlyFailed === undefined) return ok(mission);
  const found = findRun(store, { run: args.onlyFailed, cwd: context.cwd });
  if (!found.ok || store === null) return found.ok ? ok(mission) : found;
  return onlyFailed(mission, { store, run: found.value });
}

interface Beginning {
  readonly args: Args;
  readonly mission: LoadedMission;
  readonly planned: Planned;
  readonly store: Store;
  readonly moment: Moment;
}

async function begin(context: Context, of: Beginning): Promise<ExitCode> {
  const { args, mission, planned, store, moment } = of;
  const { begin: makeRun, unfinished } = await import('../../mission.ts');
  const open = unfinished(store, { slug: mission.spec.slug, file: mission.file });
  if (open !== null && !args.fresh) return goOn(context, { ...of, open });
  if (planned.plan.included.length === 0) return report(context, nobody(planned));
  if (open !== null) {
    const canceled = await cancelFirst(context, { store, open });
    if (canceled !== null) return canceled;
  }
  const record = makeRun({
    store,
    loaded: mission,
    planned,
    ...moment,
    approve: args.approve,
    randomId: () => randomBytes(16).toString('hex'),
  });
  // Another process was quicker: what it began is now the unfinished run.
  if (record === null) return begin(context, of);
  return conclude(context, { store, run: record, wait: args.wait });
}

/** The same plan and seed go on; anything else is a choice that nobody makes for the user. */
async function goOn(context: Context, of: Beginning & { readonly open: RunRecord }): Promise<ExitCode> {
  const { args, mission, planned, store, open } = of;
  const seed = store.source(open.name).seed;
  const changed =
    open.planHash === planned.plan.hash ? null : changedText(changedParts(open, { ...of, plan: planned.plan }));
  const reseeded =
    mission.spec.provider === 'simulator' && seed !== mission.spec.simulate.seed ? `its seed is ${seed}` : null;
  const why = changed ?? reseeded;
  if (why !== null) {
    const help = [
      `\`mission resume ${open.name}\` goes on with it as it was begun,`,
      `\`mission cancel ${open.name}\` ends it,`,
      '`mission run --new` cancels it and begins anew.',
    ].join('\n');
    return report(
      context,
      usageError({ code: 'unfinished-run', message: `${open.name} is unfinished, and ${why}`, help }),
    );
  }
  const misuse = approveNow(context, { args, store, open });
  if (misuse !== null) return report(context, misuse);
  const paused = store.mission(open.name)?.paused === true;
  if (!context.json) context.err.print(`Going on with ${open.name}, which ${paused ? 'was paused' : 'is unfinished'}.`);
  if (paused) store.signal(open.name, { kind: 'resume' });
  return conclude(context, { store, run: open, wait: args.wait });
}

function changedText(parts: readonly string[]): string {
  return `its plan has changed since: ${parts.join(', ')}`;
}

/** The gates that `--approve` names of a run that has begun: those that ask now are answered. */
function approveNow(
  context: Context,
  of: { readonly args: Args; readonly store: Store; readonly open: RunRecord },
): CommandError | null {
  const { args, store, open } = of;
  const beforehand = store.source(open.name).approve;
  const gates = store.mission(open.name)?.gates ?? {};
  for (const id of args.approve) {
    const gate = gates[id];
    if (beforehand.includes(id) || gate?.status === 'approved') continue;
    if (gate?.status === 'asked' && gate.hash !== undefined) {
      store.signal(open.name, { kind: 'approve', gate: id, hash: gate.hash, by: 'command' });
      if (!context.json) context.err.print(`Gate ${id} is approved as ${gate.hash}.`);
      continue;
    }
    const message = `${open.name} has begun without --approve ${id}, and gate ${id} does not ask now`;
    const help = `\`mission approve ${open.name} ${id}\` answers it when it asks; \`mission run --new\` begins anew.`;
    return usageError({ code: 'too-late-to-approve', message, help });
  }
  return null;
}

function seeded(mission: LoadedMission, seed: number | undefined): LoadedMission {
  if (seed === undefined) return mission;
  return { ...mission, spec: { ...mission.spec, simulate: { ...mission.spec.simulate, seed } } };
}

function wrongGate(mission: LoadedMission, approve: readonly string[]): CommandError | null {
  const gates = mission.spec.gates.map(({ id }) => id);
  const unknown = approve.find((gate) => !gates.includes(gate));
  if (unknown === undefined) return null;
  const near = closest(unknown, gates);
  const help =
    near !== undefined
      ? `Did you mean ${near}?`
      : gates.length === 0
        ? 'It has none.'
        : `Its gates: ${gates.join(', ')}.`;
  return usageError({ code: 'no-such-gate', message: `the mission has no gate ${unknown}`, help });
}

function nobody(planned: Planned): CommandError {
  const rules = new Map<string, number>();
  for (const { rule } of planned.plan.excluded) rules.set(rule, (rules.get(rule) ?? 0) + 1);
  const why = [...rules].map(([rule, count]) => `${count} by ${rule}`).join(', ');
  const message = `nobody is left to contact${why === '' ? '' : `: left out ${why}`}`;
  return usageError({
    code: 'nobody-to-contact',
    message,
    help: '`mission plan` names the rule for everyone left out.',
  });
}
