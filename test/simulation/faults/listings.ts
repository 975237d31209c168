/** Listings that lag behind, are cut after a page, lack metadata, or never come. */
import type { Instant } from '../../../src/lib/time.ts';
import type { ListedEvent, Provider } from '../../../src/run/ports.ts';
import type { Draws } from '../../support/random-mission.ts';
import type { Timeline } from '../conductor.ts';
import type { Witness } from '../witness.ts';
import type { Faults } from './faults.ts';

/** Behind by no more than this, a listing carries the service's own time; behind by more, the time that it is of. */
export const honestLagMs = 30_000;

export function listingBadly(
  real: Provider,
  of: {
    readonly draws: Draws;
    readonly faults: Faults;
    readonly conductor: Timeline;
    readonly witness: Witness;
  },
): Provider {
  const { draws, conductor, witness } = of;
  const { lagMs, incomplete, bare, down } = of.faults.listing;
  const placedAt = new Map<string, Instant>();
  let count = 0;
  const shown = (event: ListedEvent): ListedEvent => {
    const { key, ...rest } = event;
    if (!bare) return event;
    if (key !== undefined) witness.struck('a listing lacks metadata');
    return rest;
  };
  return {
    ...real,
    async place(request) {
      const answer = await real.place(request);
      if (answer.ok) placedAt.set(answer.value.ref, conductor.now());
      return answer;
    },
    async list(request) {
      count += 1;
      if (down) {
        witness.struck('no listing comes');
        return { ok: false, error: { code: 'unavailable', message: 'listings are down' } };
      }
      const answer = await real.list(request);
      if (!answer.ok) return answer;
      witness.listings += 1;
      const asOf = conductor.now() - lagMs;
      const known = answer.value.events.filter(({ ref }) => (placedAt.get(ref) ?? 0) <= asOf).map(shown);
      if (known.length < answer.value.events.length) witness.struck('a listing lags');
      const serviceAt = lagMs > honestLagMs ? answer.serviceAt - lagMs : answer.serviceAt;
      if (!draws.chance(`page ${count}`, incomplete))
        return { ok: true, value: { complete: answer.value.complete, events: known }, serviceAt };
      witness.struck('a listing is cut');
      const cut = draws.whole(`cut ${count}`, { min: 0, max: known.length });
      return { ok: true, value: { complete: false, events: known.slice(0, cut) }, serviceAt };
    },
  };
}
