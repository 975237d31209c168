/** What connects a process with the service, as long as the process lives. */
import type { Clock, Model, Provider } from '../../src/run/ports.ts';
import type { Timeline } from './conductor.ts';
import type { Faults } from './faults/faults.ts';
import { overNetwork } from './faults/network.ts';
import { unreliablePushes } from './faults/pushes.ts';
import type { Process } from './process.ts';
import { processClock } from './process-clock.ts';
import type { Scenario } from './scenario.ts';
import type { Witness } from './witness.ts';

export interface Line {
  readonly provider: Provider;
  readonly model: Model;
  readonly clock: Clock;
  /** While the run stands still for a person. */
  readonly sleep: (forMs: number) => Promise<unknown>;
  /** Something was stored. */
  readonly onEvents?: () => void;
  /** The process has done what it was started for. */
  readonly leave?: () => Promise<void>;
  /** Nothing of the process holds anything up any more: after `leave`, once somebody has decided what comes next. */
  readonly release?: () => void;
  /** The process was killed. */
  readonly drop?: () => void;
  readonly suspended?: () => void;
  readonly wakes?: () => void;
}

/** To a service in this very process, over a network that is made up. */
export function lineInside(
  process: Process,
  of: {
    readonly service: { readonly provider: Provider; readonly model: Model };
    readonly scenario: Pick<Scenario, 'draws'> & { readonly faults: Faults };
    readonly virtual: boolean;
    readonly conductor: Timeline;
    readonly witness: Witness;
  },
): Line {
  const { service, scenario, conductor, witness, virtual } = of;
  const way = { ...scenario, conductor, witness, name: process.name };
  return {
    provider: unreliablePushes(overNetwork(service.provider, way), way),
    model: service.model,
    clock: processClock(process, { conductor, virtual }),
    async sleep(forMs) {
      await conductor.sleep(forMs);
      await process.running();
    },
  };
}
