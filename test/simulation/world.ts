/** The service that all processes of a simulation share: the simulated telephone world, its faults, and its own record. */

import type { Model, Provider } from '../../src/run/ports.ts';
import { openSimulator } from '../../src/simulator/open.ts';
import type { SeenEvent } from '../../src/simulator/seen.ts';
import type { SimulateSpec } from '../../src/spec/spec.ts';
import type { Draws } from '../support/random-mission.ts';
import type { Conductor } from './conductor.ts';
import { diallingLate } from './faults/dialling.ts';
import type { Faults } from './faults/faults.ts';
import { withholdingInsights } from './faults/insights.ts';
import { listingBadly } from './faults/listings.ts';
import { racingWithdrawals } from './faults/withdrawals.ts';
import { isDeed } from './process-provider.ts';
import type { Asked, Witness } from './witness.ts';

/** What the service saw of one call or text: its record is the judge. */
export interface ServiceEvent extends SeenEvent {
  /** Redials that the service made by itself. */
  readonly redials: number;
}

export interface SimulatedService {
  readonly provider: Provider;
  readonly model: Model;
  seen(): readonly ServiceEvent[];
  close(): void;
}

export function openService(of: {
  readonly name: string;
  readonly simulate: SimulateSpec;
  readonly draws: Draws;
  readonly faults: Faults;
  readonly conductor: Conductor;
  readonly witness: Witness;
}): SimulatedService {
  const { conductor, witness } = of;
  const opened = openSimulator({ file: ':memory:', simulate: of.simulate, startsAt: conductor.now(), world: of.name });
  if (!opened.ok) throw new Error(opened.error.message);
  const simulator = opened.value;
  conductor.follow(simulator.clock);
  const dialling = diallingLate(simulator.provider, of);
  const provider = withholdingInsights(listingBadly(racingWithdrawals(dialling.provider, of), of), of);
  return {
    provider: witnessed(provider, witness),
    model: simulator.model,
    seen: () =>
      simulator.seen().map((event) => ({
        ...event,
        scheduledAt: dialling.askedAt(event.ref) ?? event.scheduledAt,
        redials: event.outcome === 'no-answer' ? dialling.redials(event.ref) : 0,
      })),
    close: () => simulator.close(),
  };
}

/** What reaches the service. */
function witnessed(service: Provider, witness: Witness): Provider {
  return new Proxy(service, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function' || typeof name !== 'string' || !isDeed(name)) return member;
      return async (request: unknown): Promise<unknown> => {
        witness.ask({ when: 'arrived', process: 'service', ask: { method: name, request } as Asked['ask'] });
        return (await Reflect.apply(member, target, [request])) as unknown;
      };
    },
  });
}
