/** What the results are made from: the store's copy of the run, and nothing else (invariant 9). */
import type { RunRecord, RunSource, Store } from '../run/ports.ts';
import type { ContactState, MissionState } from '../run/state.ts';
import type { Target } from '../spec/spec.ts';

/** What results read of a store. */
export type ResultsStore = Pick<
  Store,
  'run' | 'runs' | 'source' | 'mission' | 'contacts' | 'target' | 'targetCount' | 'leftOut' | 'salt'
>;

export interface ResultsInput {
  readonly run: RunRecord;
  readonly source: RunSource;
  readonly mission: MissionState;
  /** How many targets the plan has. */
  readonly targets: number;
  /** How many were left out, by rule. */
  readonly excluded: Readonly<Record<string, number>>;
  /** For hashed phones: a random text of the workspace's own, which stays. */
  readonly salt: string;
  /** A round's contacts in list order, read one by one. */
  contacts(round: string): Iterable<Contact>;
}

/** A contact with the target that it is about; the target is read only when asked for. */
export interface Contact {
  readonly state: ContactState;
  readonly target: () => Target;
}

/** Null: the store has no such run. */
export function resultsInput(store: ResultsStore, name: string): ResultsInput | null {
  const run = store.run(name);
  const mission = store.mission(name);
  if (run === null || mission === null) return null;
  return {
    run,
    source: store.source(name),
    mission,
    targets: store.targetCount(name),
    excluded: countByRule(store, name),
    salt: store.salt(),
    *contacts(round) {
      for (const row of store.contacts(name, { round })) {
        yield { state: row.state, target: () => store.target(name, row.targetIndex) };
      }
    },
  };
}

function countByRule(store: ResultsStore, name: string): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { rule } of store.leftOut(name)) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
