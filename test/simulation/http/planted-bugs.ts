/** The bugs that only the simulation over HTTP can see: they lie between the machines and the wire. */
import type { Planted } from '../planted.ts';
import type { HttpScenario } from './faults.ts';

export interface HttpBug extends Planted {
  /** Where the search for a seed that shows it begins. */
  readonly firstSeed: number;
  /** Seeds without it cannot show the bug. */
  readonly where: (scenario: HttpScenario) => boolean;
}

/** Played again, all comes in the same order. */
const repeats = ({ http, runs }: HttpScenario): boolean => !http.bySocket && runs.every(({ virtual }) => virtual);
const calls = ({ runs }: HttpScenario): boolean => runs.every(({ mission }) => mission.spec.gates.length === 0);

export const httpBugs: readonly HttpBug[] = [
  {
    name: 'repeats a placing whose answer was lost',
    invariant: 2,
    firstSeed: 227,
    file: 'provider/clawdtalk.ts',
    from: 'const placed = await this.#service.once({',
    to: 'const placed = await this.#service.ask({',
    where: (scenario) => calls(scenario) && (scenario.http.server.lost ?? 0) >= 0.1,
  },
  {
    name: 'takes a 500 for a definite no',
    invariant: 9,
    firstSeed: 46,
    file: 'wire/failure.ts',
    from: 'const said = status >= 500 ? (error.innerStatus ?? status) : status;',
    to: 'const said = status === 500 ? 400 : status;',
    where: (scenario) => calls(scenario) && (scenario.http.server.failedAfter ?? 0) >= 0.1,
  },
  {
    name: 'settles doubt on a listing that did not come',
    invariant: 2,
    firstSeed: 331,
    file: 'provider/events.ts',
    from: '  if (!own.ok) return own;\n',
    to: `  if (!own.ok)
    return { ok: true, value: { complete: true, events: [] }, serviceAt: own.serviceAt ?? Number.MAX_SAFE_INTEGER };
`,
    where: ({ http }) => (http.server.lost ?? 0) >= 0.3,
  },
  {
    name: 'tells an event again without having read what is there',
    invariant: 10,
    firstSeed: 69,
    file: 'mirror/deliver.ts',
    from: "    if (error.code === 'lost' || error.code === 'unreadable') this.#known = null;\n",
    to: '',
    where: ({ http, faults }) => (http.server.lost ?? 0) >= 0.1 && faults.suspends === 0,
  },
  {
    name: 'takes what a list lacks for taken back',
    invariant: 2,
    firstSeed: 1521,
    file: 'provider/clawdtalk.ts',
    from: '      ...(await readingsOfTakenBack(this.#service, { assistant, refs: gone })),\n',
    to: "      ...gone.map((ref) => ({ ref, status: 'completed', call: 'canceled' }) as const),\n",
    where: (scenario) => repeats(scenario) && scenario.faults.withdrawalRaces > 0 && scenario.faults.listing.lagMs > 0,
  },
  {
    name: 'takes a list that is cut for all there is',
    invariant: 2,
    firstSeed: 3053,
    file: 'wire/pages.ts',
    from: 'complete: total === undefined',
    to: 'complete: true',
    where: (scenario) =>
      repeats(scenario) && scenario.faults.listing.incomplete >= 0.8 && (scenario.http.server.lost ?? 0) >= 0.1,
  },
  {
    name: 'takes a list for one of a later time',
    invariant: 2,
    firstSeed: 185,
    file: 'provider/events.ts',
    from: 'serviceAt: own.serviceAt };',
    to: 'serviceAt: Number.MAX_SAFE_INTEGER };',
    where: (scenario) => repeats(scenario) && scenario.http.lostThere >= 0.1 && scenario.http.landsLate > 0,
  },
  {
    name: 'does not tell of the redials of the service',
    invariant: 3,
    firstSeed: 66,
    file: 'provider/scheduled-event.ts',
    from: "numberOf(of, 'retry_count')",
    to: "numberOf(of, 'tries')",
    where: ({ faults }) => faults.dialling.redialled >= 0.5,
  },
  {
    name: 'asks for another instant than it intended',
    invariant: 1,
    firstSeed: 7,
    file: 'provider/clawdtalk.ts',
    from: 'scheduled_at: isoInstant(scheduledAt)',
    to: 'scheduled_at: isoInstant(scheduledAt + 1_000)',
    where: calls,
  },
  {
    name: 'makes anew what it has made before',
    invariant: 10,
    firstSeed: 13,
    file: 'provider/finding.ts',
    from: 'if (!found.ok || found.value !== null) return found as Asked<Value>;',
    to: 'if (!found.ok) return found;',
    where: ({ faults }) => faults.stops > 0 && faults.suspends === 0,
  },
  {
    name: 'tells from the beginning what the service has heard',
    invariant: 10,
    firstSeed: 13,
    file: 'mirror/deliver.ts',
    from: 'this.#known = there.ok ? there.value : new Set();',
    to: 'this.#known = new Set();',
    where: ({ faults }) => faults.stops > 0 && faults.suspends === 0,
  },
];
