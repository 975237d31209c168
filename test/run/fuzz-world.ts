/** What the fuzz tests of both machines have in common: the missions, what may be said, and how the journal must stay. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../src/lib/time.ts';
import { planMission } from '../../src/plan/plan.ts';
import { storePlan } from '../../src/plan/stored.ts';
import type { ContactContext } from '../../src/run/contact-machine.ts';
import { missionContext } from '../../src/run/contexts.ts';
import type { Event } from '../../src/run/events.ts';
import type { MissionContext } from '../../src/run/mission-machine.ts';
import type { RunSource } from '../../src/run/ports.ts';
import { randomMission } from '../support/random-mission.ts';

export const runs = Number(process.env.MISSION_FUZZ_RUNS ?? 2500);
export const seed = Number(process.env.MISSION_FUZZ_SEED ?? 7);
export const from = Date.parse('2026-11-23T17:00:00Z');

export interface World {
  readonly context: MissionContext;
  readonly contact: ContactContext;
  readonly source: RunSource;
}

function worldOf(seed: number): World {
  const { spec, targets } = randomMission(seed);
  const { plan } = planMission({ spec, targets, leftOut: [], holidays: {}, now: from });
  const source: RunSource = {
    text: '',
    specHash: '',
    planHash: plan.hash,
    spec,
    plan: storePlan(plan),
    seed: spec.simulate.seed,
    approve: [],
  };
  const run = { id: 'f'.repeat(32), name: 'fuzz-1' };
  const { compiled, context } = missionContext(run, source);
  const round = compiled.round(spec.rounds[0].id);
  const target = targets[0];
  if (target === undefined) throw new Error('no target');
  const contact = {
    run,
    mission: compiled,
    round,
    target,
    start: from,
    deadline: from + 72 * hourMs,
    service: 'msn_1',
  };
  return { context, contact, source };
}

const drawn = Array.from({ length: 80 }, (_, place) => worldOf(place + 1));
/** As many that call as that text. */
export const worlds = (['call', 'sms'] as const).flatMap((channel) =>
  drawn.filter(({ contact }) => contact.round.spec.channel === channel).slice(0, 12),
);

export const oddNumber = fc.oneof(
  fc.integer({ min: 0, max: 600 }),
  fc.constantFrom(-1, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_VALUE, 1e20, 0.1, -0),
);
export const word = fc.oneof(
  fc.constantFrom('', 'STOP', '__proto__', 'constructor', 'evt_1', 'evt_2', 'conv_1'),
  fc.string({ maxLength: 8 }),
);
const errorCode = fc.constantFrom(
  'refused',
  'throttled',
  'lost',
  'unavailable',
  'unauthorized',
  'no-number',
  'quota',
) as fc.Arbitrary<'refused'>;
export const error = fc.record(
  { code: errorCode, message: word, retryAfterMs: oddNumber },
  { requiredKeys: ['code', 'message'] },
);
export const pass = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, secondMs, 10 * secondMs, minuteMs) },
  { weight: 1, arbitrary: fc.constantFrom(11 * minuteMs, 3 * hourMs, 25 * hourMs) },
);
/** What the journal holds is what happened: nothing in it is lost on its way to the disk. */
export function expectStorable(events: readonly Event[]): void {
  expect(JSON.parse(JSON.stringify(events))).toEqual(events);
}
