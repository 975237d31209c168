/** Lists that lag behind, are cut, lack metadata or never come; and events that vanish from them, and for good, once taken back. */
import type { WireRequest } from '../../../../src/wire/client.ts';
import { honestLagMs } from '../../faults/listings.ts';
import {
  type Ask,
  type Came,
  changingEvents,
  type EventBody,
  eventPath,
  goneAnswer,
  missionEventsPath,
  type WorseOptions,
} from './worse.ts';

export function listingBadly({ scenario, witness, now }: WorseOptions): (ask: Ask) => Ask {
  const { draws, faults, http } = scenario;
  const { lagMs, incomplete, bare, down } = faults.listing;
  let count = 0;
  /** After how many events a list ends, by its path. */
  const cuts = new Map<string, number>();
  const isGone = (event: EventBody): boolean => http.vanish && event.call_status === 'canceled';
  const shown = (event: EventBody): readonly EventBody[] => {
    if (isGone(event)) {
      witness.struck('what was taken back vanishes');
      return [];
    }
    if (lagMs > 0 && Date.parse(String(event.created_at)) > now() - lagMs) {
      witness.struck('a listing lags');
      return [];
    }
    if (!bare || event.metadata == null) return [event];
    witness.struck('a listing lacks metadata');
    return [{ ...event, metadata: null }];
  };
  const list = async (ask: Ask, asked: WireRequest): Promise<Came> => {
    const [path = '', query] = asked.path.split('?');
    if (query === undefined) drawCut(path);
    const listed = changingEvents(await ask(asked), shown);
    if (!listed.ok) return listed;
    const { serviceAt } = listed.value;
    const asOf = serviceAt !== null && lagMs > honestLagMs ? serviceAt - lagMs : serviceAt;
    const came: Came = { ok: true, value: { ...listed.value, serviceAt: asOf } };
    const left = cuts.get(path);
    if (left === undefined) return came;
    witness.struck('a listing is cut');
    return cut(came, left);
  };
  const drawCut = (path: string): void => {
    count += 1;
    cuts.delete(path);
    if (draws.chance(`page ${count}`, incomplete)) cuts.set(path, draws.whole(`cut ${count}`, { min: 0, max: 4 }));
  };
  return (ask) => async (asked) => {
    if (asked.method !== 'GET') return ask(asked);
    const path = eventPath(asked.path);
    if (path?.ref !== undefined) {
      const came = await ask(asked);
      return came.ok && isGone(came.value.body as EventBody) ? goneAnswer(now()) : came;
    }
    if (path === null && !missionEventsPath(asked.path)) return ask(asked);
    if (path === null && down) {
      witness.struck('no listing comes');
      return { ok: false, error: { code: 'lost', message: 'listings are down' } };
    }
    return list(ask, asked);
  };
}

/** After so many events, though it says that there is another page: which says the same again. */
function cut(came: Came, max: number): Came {
  let left = max;
  const some = changingEvents(came, (event) => {
    left -= 1;
    return left >= 0 ? [event] : [];
  });
  if (!some.ok) return some;
  const body = { ...(some.value.body as object), meta: { total_pages: 3 } };
  return { ok: true, value: { ...some.value, body } };
}
