/** The bugs that only the simulation over HTTP can see: they lie between the machines and the wire. */
import type { Planted } from '../planted.ts';
import type { HttpScenario } from './faults.ts';

export interface HttpBug extends Planted {
  /** Where the search for a seed that shows it begins. */
  readonly firstSeed: number;
  /** Seeds without it cannot show the bug. */
  readonly where: (scenario: HttpScenario) => boolean;
}

const calls = ({ runs }: HttpScenario): boolean => runs.every(({ mission }) => mission.spec.gates.length === 0);

export const httpBugs: readonly HttpBug[] = [
  {
    name: 'repeats a placing whose answer was lost',
    invariant: 2,
    firstSeed: 1,
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
    firstSeed: 306,
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
    firstSeed: 1,
    file: 'mirror/deliver.ts',
    from: "    if (error.code === 'lost' || error.code === 'unreadable') this.#known = null;\n",
    to: '',
    where: ({ http, faults }) => (http.server.lost ?? 0) >= 0.1 && faults.suspends === 0,
  },
];
