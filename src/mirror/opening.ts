/** Where a run stands at the service, and what it takes to tell it. */
import { ok, type Result } from '../lib/result.ts';
import { isRunFinal } from '../run/mission-state.ts';
import type { Store } from '../run/ports.ts';
import type { WireFailure } from '../wire/failure.ts';
import { Deliverer } from './deliver.ts';
import { factsOf } from './facts.ts';
import { findRun } from './find.ts';
import { payloadOf } from './findings.ts';
import { type MirrorClient, MirrorService, type Place } from './service.ts';
import type { Facts } from './told.ts';

export interface Opened {
  readonly place: Place;
  readonly deliverer: Deliverer;
  readonly facts: Facts;
}

type OpeningStore = Pick<Store, 'run' | 'mission' | 'source' | 'targetCount' | 'contactIndex' | 'contact' | 'contacts'>;

/** 'not yet': the service has not been prepared. 'never': the run ended before the service held anything of it. */
export async function openPlace(
  client: MirrorClient,
  of: { readonly store: OpeningStore; readonly run: string; readonly isOpen: () => boolean },
): Promise<Result<Opened | 'not yet' | 'never', WireFailure>> {
  const { store, run, isOpen } = of;
  const record = store.run(run);
  const mission = store.mission(run);
  if (record === null || mission === null) return ok('not yet');
  const { prepared } = mission;
  const isOver = isRunFinal(mission.status);
  if (prepared === undefined && !isOver) return ok('not yet');
  const opened = (place: Place): Result<Opened, WireFailure> => {
    const service = new MirrorService(client, { place, run: record.id, isOpen });
    const deliverer = new Deliverer(service, () => payloadOf(store, run));
    return ok({ place, deliverer, facts: factsOf(store, { run: record, mission }) });
  };
  if (prepared?.run !== undefined) return opened({ mission: prepared.mission, run: prepared.run });
  // Preparing may have failed half-way: what it had made is found by our own id.
  const found = await findRun(client, { mission: prepared?.mission ?? null, run: record.id });
  if (!found.ok && found.error.code !== 'refused') return found;
  const place = found.ok ? found.value : null;
  if (place !== null) return opened(place);
  return ok(isOver ? 'never' : 'not yet');
}
