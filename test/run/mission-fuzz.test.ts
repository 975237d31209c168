/**
 * Whatever a person, the service or another process says of a mission, in whatever order: its machine neither throws nor comes
 * to a state of its own, and no gate opens but by a yes to exactly what was asked. A failure prints the seed that repeats it.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hourMs } from '../../src/lib/time.ts';
import type { MissionEvent } from '../../src/run/events.ts';
import { decideMission } from '../../src/run/mission-decide.ts';
import type { MissionAction, MissionContext, MissionObservation } from '../../src/run/mission-machine.ts';
import { observeMission } from '../../src/run/mission-observe.ts';
import { applyMission, freshMission, isRunFinal } from '../../src/run/mission-state.ts';
import type { MissionState } from '../../src/run/state.ts';
import { error, expectStorable, from, pass, runs, seed, type World, word, worlds } from './fuzz-world.ts';

const gate = fc.constantFrom('launch', 'demo', 'book', '__proto__', 'x');
/** `right`: the hash of what was asked is put in. */
const hash = fc.constantFrom('right', '', 'sha256:wrong');
const missionObservation = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom({ kind: 'pause' }, { kind: 'resume' }, { kind: 'restarted' }, { kind: 'start' }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'cancel' }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('answered'),
      gate,
      decision: fc.constantFrom('approve', 'deny'),
      hash,
      by: fc.constantFrom('terminal', 'command', 'push'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('approval'),
      gate,
      request: fc.constantFrom('apr_1', 'another'),
      approval: fc.record({ status: fc.constantFrom('pending', 'approved', 'denied', 'expired') }),
    }),
  },
  fc.record(
    { kind: fc.constant('pushed'), gate, request: fc.option(word), reason: word },
    { requiredKeys: ['kind', 'gate', 'request'] },
  ),
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('prepared'),
      prepared: fc.record({
        mission: word,
        assistants: fc.constantFrom({}, { '': [{ id: 'asst_1', from: '+13125550199' }] }),
      }),
    }),
  },
  fc.record({ kind: fc.constant('provider'), error, during: fc.constantFrom('setup', 'place', 'approval') }),
  fc.record({ kind: fc.constant('limit'), limit: word, detail: word }),
  fc.record({
    kind: fc.constant('idle'),
    reason: fc.constantFrom('window', 'retry'),
    until: fc.integer({ min: from, max: from + hourMs }),
  }),
  fc.record({ kind: fc.constant('verified'), unfinished: fc.nat(2), incomplete: fc.nat(2) }),
) as fc.Arbitrary<MissionObservation>;

const missionStep = fc.record({ passes: pass, apt: fc.boolean(), observation: missionObservation });

/** What the mission asked last is answered. */
function aptMissionAnswer(action: MissionAction, context: MissionContext): MissionObservation | null {
  switch (action.kind) {
    case 'prepare': {
      const pool = Array.from({ length: 50 }, (_, at) => ({ id: `asst_${at}`, from: '+13125550199' }));
      const assistants = Object.fromEntries(action.request.rounds.map(({ id }) => [id, pool]));
      return { kind: 'prepared', prepared: { mission: context.run.name, assistants } };
    }
    case 'choose':
      return { kind: 'chosen', round: action.round, contacts: 3, hash: 'sha256:none' };
    case 'push':
      return { kind: 'pushed', gate: action.gate, request: 'apr_1' };
    case 'rank':
      return { kind: 'ranked', round: action.round, ranked: 0, hash: 'sha256:none', top: [] };
    case 'verify':
      return { kind: 'verified', unfinished: 0, incomplete: 0 };
    default:
      return null;
  }
}

test(`any answers to a mission (${runs} lives)`, { timeout: 120_000 }, () => {
  const statuses = new Set<string>();
  fc.assert(
    fc.property(fc.nat(worlds.length - 1), fc.array(missionStep, { maxLength: 25 }), (which, steps) => {
      const { context } = worlds[which] as World;
      let now = from;
      let { state, asked } = turn({ state: freshMission(context), context, now, told: { kind: 'start' } });
      for (const { passes, apt, observation: drawn } of steps) {
        now += passes;
        const answers = asked.flatMap((action) => aptMissionAnswer(action, context) ?? []);
        const told = apt && answers[0] !== undefined ? answers[0] : withRightHash(drawn, state);
        const before = state;
        ({ state, asked } = turn({ state, context, now, told }));
        if (isRunFinal(before.status)) expect(state).toEqual(before);
        expectOnlyYes(before, { told, after: state });
        for (const gate of Object.values(state.gates)) statuses.add(gate.status);
      }
      statuses.add(state.status);
    }),
    { numRuns: runs, seed },
  );
  expect([...statuses].toSorted()).toEqual(
    expect.arrayContaining(['approved', 'asked', 'canceled', 'denied', 'expired', 'failed', 'running', 'waiting']),
  );
});

function withRightHash(told: MissionObservation, state: MissionState): MissionObservation {
  if (told.kind !== 'answered' || told.hash !== 'right') return told;
  return { ...told, hash: Object.hasOwn(state.gates, told.gate) ? (state.gates[told.gate]?.hash ?? '') : '' };
}

/** A failure counts each time, and so does a takeover, or a phone that could not be asked. */
function countsEachTime(told: MissionObservation): boolean {
  return (
    told.kind === 'provider' ||
    told.kind === 'limit' ||
    told.kind === 'restarted' ||
    (told.kind === 'pushed' && told.request === null)
  );
}

interface MissionTurn {
  readonly state: MissionState;
  readonly context: MissionContext;
  readonly now: number;
  readonly told: MissionObservation;
}

function turn({ state, context, now, told }: MissionTurn): {
  readonly state: MissionState;
  readonly asked: readonly MissionAction[];
} {
  const where = { context, at: now };
  const observed = observeMission(state, told, where);
  expectStorable(observed);
  const apply = (before: MissionState, event: MissionEvent): MissionState => applyMission(before, event, context);
  const heard = observed.reduce(apply, state);
  // Everything else that is said twice is said once.
  if (!countsEachTime(told)) expect(observeMission(heard, told, where)).toEqual([]);
  const decided = decideMission(heard, context, { now, fresh: observed, due: true });
  expectStorable(decided.events);
  const after = decided.events.reduce(apply, heard);
  expect(decideMission(after, context, { now, fresh: [], due: false }).events).toEqual([]);
  return { state: after, asked: decided.actions };
}

/** A gate opens by a yes to exactly what was asked, and by nothing else (invariant 7). */
function expectOnlyYes(
  before: MissionState,
  by: { readonly told: MissionObservation; readonly after: MissionState },
): void {
  const { told, after } = by;
  for (const [id, gate] of Object.entries(after.gates)) {
    const was = before.gates[id];
    if (gate.status !== 'approved' || was?.status === 'approved') continue;
    const yes =
      (told.kind === 'answered' && told.gate === id && told.decision === 'approve' && told.hash === was?.hash) ||
      (told.kind === 'approval' &&
        told.gate === id &&
        told.request === was?.request &&
        told.approval.status === 'approved');
    expect(yes && was?.status === 'asked', `${id} was opened by ${JSON.stringify(told)}`).toBe(true);
  }
}
