/** What a person sees while a run goes on: the live view in a terminal, plain lines elsewhere. */
import { planSteps } from '../plan/steps.ts';
import type { JournalEvent } from '../run/events.ts';
import type { Clock, RunRecord, Store } from '../run/ports.ts';
import type { ContactState, MissionState } from '../run/state.ts';
import { isSimulated } from '../run/world.ts';
import type { Context } from './context.ts';
import { showTextOf } from './journal.ts';
import type { RunFacts } from './view/progress.ts';

export interface RunView {
  tell(events: readonly JournalEvent[], mission: MissionState): void;
  hide(): void;
  show(): void;
  close(): void;
}

/** Contacts under way that a view opened in the middle of a run starts from; with more it counts from here on. */
const openShownMax = 10_000;

export async function openRunView(
  context: Context,
  of: { readonly store: Store; readonly run: RunRecord; readonly clock: Clock },
): Promise<RunView> {
  const { store, run, clock } = of;
  const { spec } = store.source(run.name);
  const mission = store.mission(run.name);
  if (mission === null) throw new Error(`no run ${run.name}`);
  const facts: RunFacts = {
    mission: spec.name,
    run: run.name,
    simulated: isSimulated(run.world),
    virtual: clock.virtual,
    currency: spec.rates.currency,
    show: showTextOf(store, run.name),
    steps: planSteps(spec).map(({ id, title }) => ({ id, title })),
  };
  const { err } = context;
  if (err.terminal) {
    const { openLiveView } = await import('./view/live.ts');
    return openLiveView({
      stream: err.stream as NodeJS.WriteStream,
      facts,
      colour: err.coloured,
      now: () => clock.now(),
      elapsedMs: () => performance.now(),
      mission,
      open: openContacts(store, run),
    });
  }
  const { plainView } = await import('./view/plain.ts');
  const plain = plainView(facts, mission);
  return {
    tell: (events, next) => {
      for (const line of plain.tell(events, next)) err.print(line);
    },
    hide: () => undefined,
    show: () => undefined,
    close: () => undefined,
  };
}

function openContacts(store: Store, run: RunRecord): readonly ContactState[] {
  const open: ContactState[] = [];
  if (run.seq === 0) return open;
  for (const row of store.contacts(run.name, { open: true })) {
    if (row.state.status !== 'queued') open.push(row.state);
    if (open.length >= openShownMax) break;
  }
  return open;
}
