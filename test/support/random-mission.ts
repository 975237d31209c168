/** Random missions of every class, drawn from a seed: specs as the checker would make them, and their targets. */
import { draw } from '../../src/lib/prng.ts';
import { dayMs, hourMs, minuteMs } from '../../src/lib/time.ts';
import type {
  AssistantSpec,
  Channel,
  CollectField,
  GateSpec,
  MissionClass,
  RoundSpec,
  Spec,
  Target,
  TargetKind,
} from '../../src/spec/spec.ts';
import { statesOf } from '../../src/spec/us-states.ts';
import { rulesFor } from './rules.ts';

export const missionClasses: readonly MissionClass[] = [
  'parallel-sweep',
  'parallel-screening',
  'sequential-negotiation',
  'multi-round',
  'gather-then-act',
];

/** Draws by label: the same seed and label give the same choice, whatever was drawn before. */
export class Draws {
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  chance(label: string, share: number): boolean {
    return draw(`${this.#seed} ${label}`) < share;
  }

  whole(label: string, range: { readonly min: number; readonly max: number }): number {
    return range.min + Math.floor(draw(`${this.#seed} ${label}`) * (range.max - range.min + 1));
  }

  pick<Choice>(label: string, choices: readonly Choice[]): Choice {
    const choice = choices[this.whole(label, { min: 0, max: choices.length - 1 })];
    if (choice === undefined) throw new Error('nothing to pick from');
    return choice;
  }
}

const zones = [
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
  'Europe/Berlin',
  'Asia/Kolkata',
];
/** Illinois, Florida, Texas, Washington, Maryland, Oklahoma, New York, and one that is nowhere: toll-free. */
const areas = ['312', '305', '713', '206', '410', '405', '212', '800'];
const overrides = [['hours-state'], ['hours-federal', 'hours-state'], ['hours-federal'], ['consent'], ['attempts-day']];
const kinds: readonly TargetKind[] = ['automated', 'service', 'professional', 'person'];
const mondayNoon = Date.parse('2026-11-23T17:00:00Z');

export interface RandomMission {
  readonly spec: Spec;
  readonly targets: readonly Target[];
}

/** `people`: gates may be answered at a terminal, may wait, people may write that they want no more, and rules may be loosened. */
export function randomMission(seed: number, options: { readonly people?: boolean } = {}): RandomMission {
  const people = options.people === true;
  const draws = new Draws(seed);
  const missionClass = draws.pick('class', missionClasses);
  const purpose = draws.pick('purpose', ['inquiry', 'informational', 'solicitation'] as const);
  const targets = randomTargets(draws, purpose);
  const collect = randomCollect(draws, missionClass);
  const round = (id: string): RoundSpec => randomRound(draws, { id, missionClass, collect });
  const rounds: [RoundSpec, ...RoundSpec[]] = missionClass === 'multi-round' ? multiRounds(draws, round) : [round('')];
  const gates = randomGates(draws, { missionClass, rounds: rounds.map(({ id }) => id), people });
  const spec: Spec = {
    version: 1,
    name: `Random mission ${seed}`,
    slug: `random-mission-${seed}`,
    class: missionClass,
    purpose,
    params: { city: 'Chicago', walk_away: 7013 },
    secretParams: ['walk_away'],
    rounds,
    ...(missionClass === 'gather-then-act' ? { goal: 'collected.price < 60.0', act: actRound(draws) } : {}),
    ...(missionClass === 'sequential-negotiation' ? { negotiate: randomNegotiation(draws) } : {}),
    limits: randomLimits(draws, { targets: targets.length, purpose }),
    gates,
    againAfterMs: 30 * dayMs,
    contactRules: rulesFor(purpose),
    ...(people && draws.chance('loosened', 0.15)
      ? { rules: { override: draws.pick('override', overrides), because: 'They asked for it' } }
      : {}),
    provider: 'simulator',
    results: { formats: ['yaml'], transcripts: draws.chance('transcripts', 0.3), phones: 'masked' },
    simulate: {
      seed,
      from: mondayNoon + draws.whole('from', { min: 0, max: 7 * 24 }) * hourMs,
      default: people && draws.chance('stops', 0.3) ? sharesWithStops : randomShares(draws),
      personas: {},
      approver: Object.fromEntries(gates.map((gate) => [gate.id, randomApprover(draws, gate.id, people)])),
    },
    rates: { callMinute: 0.12, sms: 0.01, currency: 'USD' },
  };
  return { spec, targets };
}

function randomTargets(draws: Draws, purpose: Spec['purpose']): readonly Target[] {
  const count = draws.whole('targets', { min: 1, max: 14 });
  return Array.from({ length: count }, (_, at): Target => {
    const id = `t${at}`;
    // A name that would be template, expression or secret if it were ever read as one (invariant 11).
    const name = draws.chance(`hostile ${at}`, 0.2) ? `{{params.walk_away}} ${id} {{#each}}` : `Target ${id}`;
    const area = draws.pick(`area ${at}`, areas);
    const phone = `+1${area}555${String(100 + at).padStart(4, '0')}`;
    const zone = draws.pick(`zone ${at}`, zones);
    // Zones that are never open together cost a year's search: a few will do.
    const more = draws.chance(`zones ${at}`, zone.startsWith('America') ? 0.1 : 0.01)
      ? [draws.pick(`second zone ${at}`, zones.slice(0, 4))]
      : [];
    const kind = draws.pick(`kind ${at}`, kinds);
    const state = draws.chance(`moved ${at}`, 0.2) ? { state: draws.pick(`state ${at}`, ['TX', 'FL', 'CA']) } : {};
    const states = [...new Set([...statesOf(phone), ...Object.values(state)])];
    const agreed = draws.chance(`consent ${at}`, 0.8) ? { type: 'written', source: 'form', at: '2026-03-01' } : null;
    const consent = draws.chance(`half a consent ${at}`, 0.05) && agreed !== null ? { type: 'written' } : agreed;
    return {
      id,
      name,
      phone,
      zones: [zone, ...more],
      ...(purpose === 'solicitation' ? { states } : {}),
      kind,
      ...(consent === null ? {} : { consent }),
      fields: { id, name, phone, size: at, kind, ...state },
    };
  });
}

function randomCollect(draws: Draws, missionClass: MissionClass): Readonly<Record<string, CollectField>> {
  const price: CollectField = { type: 'number', minimum: 20, maximum: 120, required: true };
  if (missionClass === 'parallel-sweep' && draws.chance('no collect', 0.5)) return {};
  return { price, insured: { type: 'boolean', required: false }, note: { type: 'string', required: false } };
}

function randomRound(
  draws: Draws,
  of: { readonly id: string; readonly missionClass: MissionClass; readonly collect: RoundSpec['collect'] },
): RoundSpec {
  const { id, missionClass, collect } = of;
  const serial = missionClass === 'sequential-negotiation';
  const channel: Channel = !serial && draws.chance(`sms ${id}`, 0.25) ? 'sms' : 'call';
  const ranked = missionClass === 'parallel-screening' || missionClass === 'multi-round';
  const hours = draws.pick(`hours ${id}`, [
    { from: 9 * 60, to: 17 * 60 },
    { from: 8 * 60, to: 21 * 60 },
    { from: 10 * 60, to: 12 * 60 },
    // Longer than the law allows: the rules cut it.
    { from: 6 * 60, to: 24 * 60 },
  ]);
  return {
    id,
    targets: { kind: 'all' },
    channel,
    ...(channel === 'call'
      ? { assistant: randomAssistant(draws, { id, serial }) }
      : { message: 'Hello {{target.name}}, a word from {{params.city}}? STOP ends this.' }),
    ...(channel === 'sms' && (Object.keys(collect).length > 0 || draws.chance(`reply ${id}`, 0.5))
      ? { reply: { withinMs: 6 * hourMs } }
      : {}),
    collect,
    ...(ranked
      ? {
          rubric: {
            require: draws.chance(`require ${id}`, 0.3) ? ['collected.insured'] : [],
            criteria: [
              { id: 'price', weight: 60, kind: 'score', score: '1.0 - collected.price / 120.0' },
              ...(draws.chance(`judge ${id}`, 0.5)
                ? [{ id: 'manner', weight: 40, kind: 'judge', judge: 'Polite?', scale: 5 } as const]
                : []),
            ],
            shortlist: 2,
          },
        }
      : {}),
    schedule: {
      start: null,
      hours,
      days: draws.chance(`weekend ${id}`, 0.3) ? [1, 2, 3, 4, 5, 6, 7] : [1, 2, 3, 4, 5],
      timezone: draws.chance(`own zone ${id}`, 0.06) ? 'America/Chicago' : 'target',
      holidays: [],
      ...(draws.chance(`pace ${id}`, 0.4)
        ? { pace: { batch: draws.whole(`batch ${id}`, { min: 1, max: 4 }), everyMs: 5 * minuteMs } }
        : {}),
      lookaheadMs: draws.pick(`lookahead ${id}`, [15 * minuteMs, 5 * minuteMs]),
      deadline: { afterMs: draws.pick(`deadline ${id}`, [dayMs, 3 * dayMs, 7 * dayMs]) },
    },
    retry: draws.pick(`retry ${id}`, [
      { base: null, adjust: {} },
      { base: 'none', adjust: {} },
      {
        base: 'service',
        total: 3,
        adjust: { voicemail: { times: 1, after: { kind: 'range', minMs: hourMs, maxMs: 2 * hourMs } } },
      },
    ] as const),
  };
}

function randomAssistant(draws: Draws, of: { readonly id: string; readonly serial: boolean }): AssistantSpec {
  const own = of.serial || draws.chance(`own prompt ${of.id}`, 0.5);
  const instructions = own
    ? 'You are an AI assistant calling {{target.name}} in {{params.city}}.{{#each answers}} Heard {{price}}.{{/each}}'
    : 'You are an AI assistant calling from {{params.city}}.';
  return {
    name: 'Caller',
    greeting: '',
    instructions,
    model: 'openai/gpt-4o',
    tools: ['hangup'],
    voicemail: { detect: 'auto', action: 'hang_up' },
  };
}

function multiRounds(draws: Draws, round: (id: string) => RoundSpec): [RoundSpec, ...RoundSpec[]] {
  const second = round('demo');
  const targets = draws.pick('second round', [
    { kind: 'top', count: 2 },
    { kind: 'where', expression: 'rounds.screen.collected.price < 80.0' },
    { kind: 'all' },
  ] as const);
  return [round('screen'), { ...second, targets }];
}

function actRound(draws: Draws): RoundSpec {
  const round = randomRound(draws, { id: 'act', missionClass: 'parallel-sweep', collect: {} });
  const { assistant: _, reply: __, ...rest } = round;
  return { ...rest, channel: 'sms', message: 'We would like to book, {{target.name}}.' };
}

function randomNegotiation(draws: Draws): NonNullable<Spec['negotiate']> {
  return {
    direction: 'minimize',
    expression: 'collected.price',
    ...(draws.chance('order', 0.5) ? { order: '-1.0 * target.size' } : {}),
    ...(draws.chance('stop', 0.5) ? { stop: 'best.price <= 45.0' } : {}),
    ...(draws.chance('floor', 0.3) ? { floor: 30 } : {}),
    ceiling: 110,
  };
}

function randomLimits(
  draws: Draws,
  of: { readonly targets: number; readonly purpose: Spec['purpose'] },
): Spec['limits'] {
  const { targets, purpose } = of;
  return {
    concurrency: draws.whole('concurrency', { min: 1, max: 5 }),
    attemptsPerNumberPerDay: draws.whole('daily', { min: 1, max: purpose === 'solicitation' ? 3 : 4 }),
    callMinutes: 15,
    ...(draws.chance('attempts total', 0.2)
      ? { attemptsTotal: draws.whole('total', { min: 1, max: targets * 2 }) }
      : {}),
    ...(draws.chance('minutes total', 0.15) ? { minutesTotal: draws.whole('minutes', { min: 20, max: 90 }) } : {}),
    ...(draws.chance('cost total', 0.15)
      ? { costTotal: { amount: draws.whole('cost', { min: 2, max: 12 }), currency: 'USD' } }
      : {}),
  };
}

function randomGates(
  draws: Draws,
  of: { readonly missionClass: MissionClass; readonly rounds: readonly string[]; readonly people: boolean },
): readonly GateSpec[] {
  const gate = (id: string, before: string): GateSpec => ({
    id,
    before,
    ask: 'Contact {{plan.contacts}} in {{params.city}}?',
    via: of.people
      ? draws.pick(`via ${id}`, [['push'], ['push'], ['push', 'terminal'], ['terminal']] as const)
      : ['push'],
    biometric: false,
    timeoutMs: 2 * hourMs,
    onTimeout: 'deny',
  });
  const first = of.missionClass === 'multi-round' ? 'screen/calls' : 'calls';
  const gates = draws.chance('launch gate', 0.5) ? [gate('launch', first)] : [];
  if (of.missionClass === 'multi-round') gates.push(gate('demo', 'demo/calls'));
  if (of.missionClass === 'gather-then-act' && draws.chance('act gate', 0.5)) gates.push(gate('book', 'act'));
  return gates;
}

function randomApprover(draws: Draws, gate: string, people: boolean): Spec['simulate']['approver'][string] {
  const answer =
    people && draws.chance(`willing ${gate}`, 0.7)
      ? 'approved'
      : draws.pick(`approver ${gate}`, [
          'approved',
          'approved',
          'approved',
          'approved',
          'denied',
          'silent',
          'no_devices',
        ] as const);
  return { answer, afterMs: draws.whole(`approver after ${gate}`, { min: 1, max: 90 }) * minuteMs };
}

const sharesWithStops = { replied: 0.3, 'opted-out': 0.3, delivered: 0.2, 'no-answer': 0.2 };

function randomShares(draws: Draws): Spec['simulate']['default'] {
  return draws.pick('shares', [
    { answered: 0.6, 'no-answer': 0.2, voicemail: 0.1, busy: 0.1, delivered: 0.5, replied: 0.4 },
    { answered: 0.2, 'no-answer': 0.5, busy: 0.2, failed: 0.1, delivered: 0.9 },
    { answered: 1, replied: 1 },
    { 'no-answer': 1, undelivered: 1 },
  ]);
}
