/** Judges what a simulation came to: each run by itself, then what only several runs or the order of things can break. */
import { dayMs } from '../../src/lib/time.ts';
import { readResults } from '../../src/results/write.ts';
import type { JournalEvent } from '../../src/run/events.ts';
import type { RunRecord, Store } from '../../src/run/ports.ts';
import { judge } from '../support/judge.ts';
import type { OtherCall } from './bystander.ts';
import type { Operator } from './operator.ts';
import { orderRules } from './rules/order.ts';
import { serviceRules } from './rules/service.ts';
import type { Scenario } from './scenario.ts';
import type { Witness } from './witness.ts';
import type { ServiceEvent, SimulatedService } from './world.ts';

export interface Judged {
  readonly broken: readonly string[];
  readonly journals: readonly (readonly JournalEvent[])[];
  /** Each run's results, from the store alone. */
  readonly results: readonly unknown[];
  readonly seen: readonly ServiceEvent[];
}

/** One run as its judges see it. */
export interface RunEvidence {
  readonly run: RunRecord;
  readonly scenario: Scenario;
  readonly mission: Scenario['runs'][number]['mission'];
  readonly journal: readonly JournalEvent[];
  /** Of this run. */
  readonly seen: readonly ServiceEvent[];
  readonly witness: Witness;
  readonly store: Store;
}

export function judgeSimulation(of: {
  readonly scenario: Scenario;
  readonly store: Store;
  readonly witness: Witness;
  readonly service: Pick<SimulatedService, 'seen'>;
  readonly operators: readonly Operator[];
  readonly calls: readonly OtherCall[];
}): Judged {
  const { scenario, store, witness, service, operators } = of;
  const seen = service.seen();
  const judged = operators.map(
    (operator): { readonly broken: readonly string[]; readonly journal: readonly JournalEvent[] } => {
      const run = store.run(operator.name);
      if (run === null) throw new Error(`no run ${operator.name}`);
      const { mission } = operator;
      const journal = [...store.events(run.name)];
      const own = seen.filter(({ key }) => key.startsWith(`${run.id}.`));
      const evidence = { run, scenario, mission, journal, seen: own, witness, store };
      const alone = judge({
        store,
        run,
        spec: mission.spec,
        targets: mission.targets,
        journal,
        seen: own,
        skewed: scenario.faults.skewMs !== 0 || scenario.faults.jumpMs !== 0,
      });
      const more = [...orderRules, ...serviceRules].flatMap((rule) => rule(evidence));
      return { broken: [...alone, ...more], journal };
    },
  );
  return {
    broken: [...judged.flatMap(({ broken }) => broken), ...sharedCap({ ...of, seen })],
    journals: judged.map(({ journal }) => journal),
    results: operators.map(({ name }) => readResults(store, name)),
    seen,
  };
}

/** 5: attempts per number in any 24 hours, over all runs of the world. What others reserve after an intent is no fault of it. */
function sharedCap(of: {
  readonly scenario: Scenario;
  readonly seen: readonly ServiceEvent[];
  readonly witness: Witness;
  readonly calls: readonly OtherCall[];
}): readonly string[] {
  const cap = of.scenario.runs[0]?.mission.spec.limits.attemptsPerNumberPerDay ?? 0;
  const dialled = of.seen.filter((event) => event.dialledAt !== null && event.withdrawnAt === null);
  const intended = new Map<string, number>();
  for (const { commit, order } of of.witness.stored)
    for (const event of commit.events) if (event.type === 'attempt.intended') intended.set(event.data.key, order);
  const own = dialled.map(({ to, scheduledAt }) => ({ to, at: scheduledAt, order: 0 }));
  const all = [...own, ...of.calls];
  return dialled.flatMap((event) => {
    const known = intended.get(event.key) ?? Number.POSITIVE_INFINITY;
    const within = all.filter(
      ({ to, at, order }) =>
        to === event.to && at <= event.scheduledAt && at > event.scheduledAt - dayMs && order < known,
    );
    return within.length > cap
      ? [`5: ${event.key} is call ${within.length} of ${cap} to ${event.to} within a day`]
      : [];
  });
}
