/** What goes wrong between a process and a server, by seed. */
import { hourMs, minuteMs } from '../../../src/lib/time.ts';
import type { Faults as ServerFaults } from '../../../src/simulator/server/options.ts';
import type { Draws } from '../../support/random-mission.ts';
import type { Faults } from '../faults/faults.ts';
import { drawScenario, type Scenario } from '../scenario.ts';

export interface HttpFaults {
  readonly server: ServerFaults;
  /** For so long the server answers everything with 503, from then on. */
  readonly outage: { readonly afterMs: number; readonly forMs: number } | null;
  /** The server is ended and started again, with what it had stored. */
  readonly restartAfterMs: number | null;
  /** False: as older servers. */
  readonly completesSteps: boolean;
  /** Told at the socket, by the hub, instead of by the clock. */
  readonly bySocket: boolean;
  /** Shares of the requests that no answer comes to: that never arrive, and of those, of placings and prompts that do so minutes later. */
  readonly lostThere: number;
  readonly landsLate: number;
  /** At the service's own screen somebody ends a step. */
  readonly meddlesAfterMs: number | null;
  /** What was taken back is shown no more. */
  readonly vanish: boolean;
  /** Share of the drives after which the mirror is not waited for. */
  readonly hasty: number;
}

export interface HttpScenario extends Scenario {
  readonly http: HttpFaults;
}

/** How much longer a slow answer takes than the server would have it, in the server's own time. */
export const slowFactor = 10;

export function drawHttpScenario(seed: number): HttpScenario {
  const scenario = drawScenario(seed);
  const { draws } = scenario;
  return {
    ...scenario,
    faults: onlyOurs(scenario.faults),
    store: 'memory',
    http: drawHttpFaults(draws),
    runs: scenario.runs.map(({ mission, ...run }) => ({
      ...run,
      mission: { ...mission, spec: { ...mission.spec, provider: 'clawdtalk' } },
    })),
  };
}

/** How a network fails, the server and the processes' clients have ways of their own. */
function onlyOurs(faults: Faults): Faults {
  return { ...faults, lostThere: 0, lostBack: 0, landsLate: 0, unavailable: 0, throttled: 0, slow: 0 };
}

function drawHttpFaults(draws: Draws): HttpFaults {
  const none = draws.chance('http no faults', 0.1);
  const often = draws.pick('http faults', [0.2, 0.5]);
  const share = (name: string, choices: readonly number[] = [0.03, 0.1, 0.3]): number =>
    !none && draws.chance(`http fault ${name}`, often) ? draws.pick(`http share ${name}`, choices) : 0;
  const when = (name: string): number =>
    draws.whole(`http ${name} after`, {
      min: 0,
      max: draws.pick(`http ${name} range`, [10 * minuteMs, hourMs, 10 * hourMs]),
    });
  return {
    server: {
      throttled: share('throttled'),
      failedBefore: share('failed before'),
      failedAfter: share('failed after'),
      lost: share('lost'),
      slow: share('slow', [0.03, 0.1]),
      dropped: share('dropped', [0.03, 0.1]),
      duplicate: share('duplicate', [0.3, 1]),
    },
    outage:
      !none && draws.chance('http outage', often / 2)
        ? { afterMs: when('outage'), forMs: draws.whole('http outage lasts', { min: minuteMs, max: 3 * hourMs }) }
        : null,
    restartAfterMs: !none && draws.chance('http restart', often / 2) ? when('restart') : null,
    completesSteps: draws.chance('http completes steps', 0.5),
    bySocket: draws.chance('http by socket', 0.3),
    lostThere: share('lost there'),
    landsLate: draws.pick('http lands late', [0, 0.3, 1]),
    meddlesAfterMs: !none && draws.chance('http meddles', often / 2) ? when('meddles') : null,
    vanish: draws.chance('http vanish', 0.5),
    hasty: draws.pick('http hasty', [0, 0.5, 1]),
  };
}
