/** What must be known of a run to tell its events, from the store. */
import { callsStep, planSteps } from '../plan/steps.ts';
import { roundOf } from '../run/mission-rounds.ts';
import type { RunRecord, Store } from '../run/ports.ts';
import type { MissionState } from '../run/state.ts';
import { fullTargetsMax } from './telling.ts';
import type { Facts } from './told.ts';

export function factsOf(
  store: Pick<Store, 'source' | 'targetCount' | 'contactIndex' | 'contact'>,
  of: { readonly run: RunRecord; readonly mission: MissionState },
): Facts {
  const { run, mission } = of;
  const titles = new Map(planSteps(store.source(run.name).spec).map(({ id, title }) => [id, title]));
  return {
    run: run.id,
    world: run.world,
    large: store.targetCount(run.name) > fullTargetsMax,
    title: (step) => titles.get(step) ?? step,
    stepOf(contact) {
      const round = roundOf(mission, contact);
      return round === 'act' ? 'act' : callsStep(round);
    },
    contact(id) {
      const index = store.contactIndex(run.name, id);
      return index === null ? null : store.contact(run.name, index);
    },
  };
}
