/** Which parts of what a plan's hash covers differ between an unfinished run and the mission as it is now. */
import { canonicalJson } from '../lib/canonical.ts';
import type { Plan } from '../plan/plan.ts';
import { readStoredPlan } from '../plan/stored.ts';
import type { RunRecord, Store } from '../run/ports.ts';
import type { LoadedMission } from '../spec/load.ts';
import type { Spec } from '../spec/spec.ts';

/** As the user would name them; at least one. */
export function changedParts(
  open: Pick<RunRecord, 'name'>,
  now: { readonly store: Store; readonly mission: LoadedMission; readonly plan: Pick<Plan, 'holidays'> },
): readonly string[] {
  const { store, mission } = now;
  const source = store.source(open.name);
  const [before, after] = [source.spec, mission.spec];
  const differs = (a: unknown, b: unknown): boolean => canonicalJson(a) !== canonicalJson(b);
  const params = changedNames(before.params, after.params);
  const parts = [
    ...(before.provider === after.provider ? [] : [`the provider (${before.provider})`]),
    ...(params.length === 0 ? [] : [`the params (${params.join(', ')})`]),
    ...(differs(rulesOf(before), rulesOf(after)) ? ['the rules'] : []),
    ...(targetsDiffer(open.name, now) ? ['the targets'] : []),
    ...(differs(rest(before), rest(after)) ? [fileText(source.specHash === mission.bytesHash)] : []),
  ];
  if (parts.length > 0) return parts;
  const holidays = differs(readStoredPlan(source.plan).holidays, now.plan.holidays);
  return [holidays ? 'the public holidays' : 'who is left out'];
}

function fileText(sameBytes: boolean): string {
  return sameBytes ? 'a file that the mission reads, or this program' : 'the mission file';
}

/** What the rules demand, not how they are worded. */
function rulesOf({ rules, contactRules }: Spec): unknown {
  return { rules, demanded: contactRules.map(({ description: _, date: __, ...rule }) => rule) };
}

/** What the mission file says beyond that which is named by itself. `simulate` and `rates` are not part of a plan. */
function rest(spec: Spec): Partial<Spec> {
  const { simulate: _, provider: _p, params: _q, rules: _r, contactRules: _c, rates: _s, ...others } = spec;
  return others;
}

function changedNames(before: Spec['params'], after: Spec['params']): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name] !== after[name]);
}

/** Whether targets were added, taken away or changed; who is left out of them is another matter. */
function targetsDiffer(
  run: string,
  { store, mission }: { readonly store: Store; readonly mission: LoadedMission },
): boolean {
  const before = new Map([...store.targets(run)].map((target) => [target.id, target]));
  const leftOut = new Set([...store.leftOut(run)].map(({ target }) => target));
  let same = 0;
  for (const target of mission.targets) {
    const known = before.get(target.id);
    if (known === undefined) {
      if (!leftOut.has(target.id)) return true;
    } else if (canonicalJson(known) === canonicalJson(target)) same += 1;
    else return true;
  }
  return same < before.size;
}
