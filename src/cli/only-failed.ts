/** `--only-failed RUN`: the mission for those alone whom an earlier run of it did not reach. */
import { fail, ok, type Result } from '../lib/result.ts';
import type { RunRecord, Store } from '../run/ports.ts';
import type { LoadedMission } from '../spec/load.ts';
import type { LeftOut, Target } from '../spec/spec.ts';
import { type CommandError, usageError } from './errors.ts';

/**
 * What the plan is made from, so that its hash, its figures and what a gate asks are those of the targets that remain. Left
 * out are targets that were reached in the last round in which they took part, that opted out, or that the run did not have.
 */
export function onlyFailed(
  mission: LoadedMission,
  from: { readonly store: Store; readonly run: RunRecord },
): Result<LoadedMission, CommandError> {
  const { run } = from;
  if (run.slug !== mission.spec.slug) {
    const help = 'Name a run of the mission itself; `mission list` shows them.';
    const message = `${run.name} is a run of another mission, ${run.missionName}`;
    return fail(usageError({ code: 'other-mission', message, help }));
  }
  const done = doneTargets(from);
  const targets: Target[] = [];
  const leftOut: LeftOut[] = [];
  for (const target of mission.targets) {
    const why = done.get(target.id);
    if (why === undefined) leftOut.push(out(target.id, `no target of ${run.name}`));
    else if (why === '') targets.push(target);
    else leftOut.push(out(target.id, `${why} ${run.name}`));
  }
  if (targets.length > 0) return ok({ ...mission, targets, leftOut: [...mission.leftOut, ...leftOut] });
  const help = 'Run the mission without --only-failed.';
  return fail(usageError({ code: 'nobody-failed', message: `${run.name} left nobody unreached`, help }));
}

function out(target: string, reason: string): LeftOut {
  return { target, rule: 'only-failed', reason };
}

/** Every target of the run, and why it need not be tried again; '' where it should. */
function doneTargets({ store, run }: { readonly store: Store; readonly run: RunRecord }): ReadonlyMap<string, string> {
  const done = new Map<string, string>();
  for (const id of store.targetIds(run.name, { from: 0, to: store.targetCount(run.name) })) done.set(id, '');
  const optedOut = new Set<string>();
  for (const { state } of store.contacts(run.name)) {
    if (state.optedOut === true) optedOut.add(state.target);
    if (state.round !== 'act') done.set(state.target, state.status === 'reached' ? 'reached by' : '');
  }
  for (const target of optedOut) done.set(target, 'opted out in');
  return done;
}
