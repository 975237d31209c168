/** What a seed stands for: its missions, how their processes are run, what people do meanwhile, and what goes wrong. */
import { hourMs, type Instant, minuteMs } from '../../src/lib/time.ts';
import { Draws, type RandomMission, randomMission } from '../support/random-mission.ts';
import { drawFaults, type Faults } from './faults/faults.ts';

/** What somebody at a terminal does to a run, and when after its start. */
export interface Intervention {
  readonly afterMs: number;
  readonly kind: 'pause' | 'cancel' | 'second-driver';
  /** pause: how long it lasts. */
  readonly forMs: number;
}

/** How a question at a gate is answered from a terminal. */
export interface GateAnswer {
  /** Milliseconds before its deadline (or after, where negative); from the asking where `fromAsking`. */
  readonly beforeDeadlineMs: number;
  readonly fromAsking: boolean;
  readonly decisions: readonly ('approve' | 'deny' | 'approve-other')[];
}

export interface ScenarioRun {
  readonly mission: RandomMission;
  readonly startsAfterMs: number;
  readonly interventions: readonly Intervention[];
  readonly answers: Readonly<Record<string, GateAnswer>>;
  /** Null: one process waits for whatever comes; else `mission tick`, this often. */
  readonly tickEveryMs: number | null;
  readonly virtual: boolean;
}

export interface Scenario {
  readonly seed: number;
  readonly draws: Draws;
  readonly faults: Faults;
  readonly store: 'memory' | 'file';
  readonly startsAt: Instant;
  readonly runs: readonly ScenarioRun[];
}

const fileShare = 0.03;

export function drawScenario(seed: number): Scenario {
  const draws = new Draws(seed * 7919 + 13);
  const first = randomMission(seed, { people: true });
  const faults = drawFaults(draws);
  const shared = draws.chance('two runs', 0.2);
  const second = draws.chance('twins', 0.4) ? twin(first) : randomMission(seed + 1_000_003, { people: true });
  const cap = Math.min(...[first, second].map(({ spec }) => spec.limits.attemptsPerNumberPerDay));
  const missions = shared ? [withCap(first, cap), withCap(second, cap)] : [first];
  // A virtual clock is the world's own: only a machine's can be wrong.
  const isWrong = faults.skewMs !== 0 || faults.jumpMs !== 0;
  const virtual = !isWrong && !draws.chance('real time', 0.1);
  return {
    seed,
    draws,
    faults,
    store: draws.chance('store in a file', fileShare) ? 'file' : 'memory',
    startsAt: first.spec.simulate.from ?? 0,
    runs: missions.map((mission, at) => drawRun(draws, { mission, at, virtual })),
  };
}

/** The same mission once more, at the same time: the same people, the same channel. */
function twin({ spec, targets }: RandomMission): RandomMission {
  return { spec: { ...spec, name: `${spec.name} twin`, slug: `${spec.slug}-twin` }, targets };
}

/** Two runs in one world share the cap, or the looser one would break the stricter one's by itself. */
function withCap({ spec, targets }: RandomMission, attemptsPerNumberPerDay: number): RandomMission {
  return { spec: { ...spec, limits: { ...spec.limits, attemptsPerNumberPerDay } }, targets };
}

function drawRun(
  draws: Draws,
  of: { readonly mission: RandomMission; readonly at: number; readonly virtual: boolean },
): ScenarioRun {
  const { mission, at, virtual } = of;
  const interventions: Intervention[] = [];
  const when = (label: string): number =>
    draws.whole(`${label} ${at}`, {
      min: 0,
      max: draws.pick(`${label} range ${at}`, [hourMs, 8 * hourMs, 40 * hourMs]),
    });
  if (draws.chance(`pause ${at}`, 0.15))
    interventions.push({
      afterMs: when('pause'),
      kind: 'pause',
      forMs: draws.whole(`paused ${at}`, { min: minuteMs, max: 3 * hourMs }),
    });
  if (draws.chance(`cancel ${at}`, 0.1)) interventions.push({ afterMs: when('cancel'), kind: 'cancel', forMs: 0 });
  if (draws.chance(`second ${at}`, 0.15))
    interventions.push({ afterMs: when('second'), kind: 'second-driver', forMs: 0 });
  return {
    mission,
    startsAfterMs: at === 0 ? 0 : draws.whole('second starts', { min: 0, max: hourMs }),
    interventions,
    answers: Object.fromEntries(
      mission.spec.gates.flatMap(({ id, via }) =>
        via.includes('terminal') ? [[id, drawAnswer(draws, `${at} ${id}`)]] : [],
      ),
    ),
    tickEveryMs: draws.chance(`ticks ${at}`, 0.1)
      ? draws.pick(`tick every ${at}`, [5 * minuteMs, 30 * minuteMs, hourMs])
      : null,
    virtual,
  };
}

function drawAnswer(draws: Draws, label: string): GateAnswer {
  const atDeadline = draws.chance(`at deadline ${label}`, 0.4);
  return {
    fromAsking: !atDeadline,
    beforeDeadlineMs: atDeadline
      ? draws.pick(`edge ${label}`, [-1_000, -1, 0, 1, 1_000])
      : draws.whole(`answer ${label}`, { min: 0, max: hourMs }),
    decisions: draws.pick(`decisions ${label}`, [
      ['approve'],
      ['approve'],
      ['approve'],
      ['deny'],
      ['approve', 'deny'],
      ['approve-other', 'approve'],
      ['approve-other'],
    ] as const),
  };
}
