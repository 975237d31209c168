/** Commands on a store in memory, with runs that stand wherever a test wants them. */
import type { Adapters } from '../../src/cli/adapters.ts';
import type { JournalEvent } from '../../src/run/events.ts';
import type { Signal, Store } from '../../src/run/ports.ts';
import type { ContactState, MissionState } from '../../src/run/state.ts';
import { sampleMission, sampleSpec, sampleTarget, startedAt } from '../results/sample.ts';
import { type Ended, rig } from '../rig.ts';
import { memoryStore } from '../support/memory-store.ts';
import { perform } from './perform.ts';

export interface StagedRun {
  /** Relative to the stage's folder. */
  readonly file?: string;
  readonly mission?: Partial<MissionState>;
  readonly contacts?: readonly ContactState[];
  readonly events?: readonly JournalEvent[];
}

export interface Stage {
  readonly store: Store;
  /** `mission` and the words, in the stage's folder. */
  mission(...words: string[]): Promise<Ended>;
  signals(run: string): readonly Signal[];
}

const started: JournalEvent = {
  seq: 1,
  at: startedAt,
  type: 'run.started',
  data: { plan: 'sha256:0', provider: 'simulator' },
};

/** Call it inside a test. Without runs there is no store at all. */
export function stage(...runs: StagedRun[]): Stage {
  const folder = rig();
  const store = memoryStore();
  if (runs.length > 0) folder.write('.mission/mission.db', '');
  for (const run of runs) addRun(store, { ...run, file: folder.path(run.file ?? 'washers.yaml') });
  const unused = (): never => {
    throw new Error('nothing is driven here');
  };
  const adapters: Adapters = {
    openStore: () => Promise.resolve({ ok: true, value: store }),
    openWorld: unused,
    engine: unused,
  };
  return {
    store,
    mission: (...words) => perform(words, { cwd: folder.folder, adapters }),
    signals: (run) => store.signals(run),
  };
}

function addRun(store: Store, run: StagedRun & { readonly file: string }): void {
  const spec = sampleSpec();
  const contacts = run.contacts ?? [];
  const mission = sampleMission(run.mission);
  const { name } = store.createRun({
    slug: spec.slug,
    file: run.file,
    source: { text: '', specHash: 'sha256:0', planHash: 'sha256:0', spec, plan: {}, seed: 7, approve: [] },
    targets: ['acme', 'bolt', 'cedar', 'dunes'].map((id) => sampleTarget(id)),
    leftOut: [],
    id: () => '0'.repeat(32),
    world: () => 'sim:test',
    createdAt: startedAt,
    mission,
  });
  const lease = store.drive(name, { pid: 1, host: 'here', since: startedAt });
  if (!lease.ok) throw new Error(lease.error.message);
  store.commit({
    run: name,
    epoch: lease.value.epoch,
    events: run.events ?? [started],
    contacts: contacts.map((state, index) => ({
      index,
      targetIndex: index,
      id: state.id,
      round: state.round,
      final: false,
      status: state.status,
      wakeAt: null,
      state,
    })),
    mission,
    wakeAt: mission.waiting?.until ?? null,
    ledger: [],
    optOuts: [],
    taken: [],
  });
  lease.value.release();
}
