/**
 * Whatever the service, the model, a person or another process says, in whatever order: neither machine throws or comes to a
 * state of its own; what is late, said twice or about something else changes nothing. A failure prints the seed that repeats it.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../src/lib/time.ts';
import { planMission } from '../../src/plan/plan.ts';
import { storePlan } from '../../src/plan/stored.ts';
import { decideContact } from '../../src/run/contact-decide.ts';
import type { ContactAction, ContactContext, ContactInput, ContactObservation } from '../../src/run/contact-machine.ts';
import { observeContact } from '../../src/run/contact-observe.ts';
import { applyContact, contactId, freshContact, isFinal } from '../../src/run/contact-state.ts';
import { missionContext } from '../../src/run/contexts.ts';
import type { ContactEvent, Event, MissionEvent } from '../../src/run/events.ts';
import { decideMission } from '../../src/run/mission-decide.ts';
import type { MissionAction, MissionContext, MissionObservation } from '../../src/run/mission-machine.ts';
import { observeMission } from '../../src/run/mission-observe.ts';
import { applyMission, freshMission, isRunFinal } from '../../src/run/mission-state.ts';
import type { Reading, RunSource } from '../../src/run/ports.ts';
import type { ContactState, MissionState } from '../../src/run/state.ts';
import { randomMission } from '../support/random-mission.ts';

const runs = Number(process.env.MISSION_FUZZ_RUNS ?? 2500);
const seed = Number(process.env.MISSION_FUZZ_SEED ?? 7);
const from = Date.parse('2026-11-23T17:00:00Z');

interface World {
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
const worlds = (['call', 'sms'] as const).flatMap((channel) =>
  drawn.filter(({ contact }) => contact.round.spec.channel === channel).slice(0, 12),
);

// ── what may be said ──────────────────────────────────────────────────────────────────────────────────────────────

const oddNumber = fc.oneof(
  fc.integer({ min: 0, max: 600 }),
  fc.constantFrom(-1, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_VALUE, 1e20, 0.1, -0),
);
const word = fc.oneof(
  fc.constantFrom('', 'STOP', '__proto__', 'constructor', 'evt_1', 'evt_2', 'conv_1'),
  fc.string({ maxLength: 8 }),
);
const attempt = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(1, 2) },
  { weight: 1, arbitrary: fc.constantFrom(0, 3, 99) },
);
const ref = fc.constantFrom('evt_1', 'evt_2', 'evt_9');
const errorCode = fc.constantFrom(
  'refused',
  'throttled',
  'lost',
  'unavailable',
  'unauthorized',
  'no-number',
  'quota',
) as fc.Arbitrary<'refused'>;
const error = fc.record(
  { code: errorCode, message: word, retryAfterMs: oddNumber },
  { requiredKeys: ['code', 'message'] },
);
const call = fc.constantFrom(
  'ringing',
  'in-progress',
  'answered',
  'voicemail',
  'no-answer',
  'busy',
  'canceled',
  'failed',
  'delivered',
  'undelivered',
);
const status = fc.constantFrom('pending', 'in_progress', 'completed', 'failed');
const reading = fc.record(
  { ref, status, call, durationS: oddNumber, conversation: word, redials: oddNumber },
  { requiredKeys: ['ref', 'status'] },
);
const when = fc.oneof(
  fc.integer({ min: -2, max: 26 }).map((hours) => from + hours * hourMs),
  fc.constantFrom(0, Number.NaN, Number.MAX_SAFE_INTEGER),
);
const listing = fc.record(
  {
    complete: fc.boolean(),
    final: fc.boolean(),
    events: fc.array(
      fc.record(
        {
          ref,
          key: word,
          to: fc.constantFrom('+13125550100', '+13125550101', 'x'),
          channel: fc.constantFrom('call', 'sms'),
          scheduledAt: when,
          status,
          withdrawn: fc.boolean(),
        },
        { requiredKeys: ['ref', 'to', 'channel', 'scheduledAt', 'status'] },
      ),
      { maxLength: 4 },
    ),
  },
  { requiredKeys: ['complete', 'events'] },
);
const insightText = fc.oneof(
  word,
  fc.json({ maxDepth: 3 }),
  fc.json({ maxDepth: 2 }).map((json) => `Well:\n\`\`\`json\n${json}\n\`\`\``),
  fc.constantFrom(
    '{"price": 50, "insured": true}',
    '{"price": "50"}',
    '{"__proto__": {"price": 1}}',
    '{"price": 1e999}',
  ),
);
const fields = fc.dictionary(fc.constantFrom('price', 'insured', 'note', 'x'), fc.jsonValue() as fc.Arbitrary<never>);

const observation = fc.oneof(
  fc.constantFrom<ContactObservation>({ kind: 'restarted' }, { kind: 'recall', reason: 'paused' }),
  fc.constant<ContactObservation>({ kind: 'text', text: 'STOP', at: from + 99 * hourMs }),
  fc.record({ kind: fc.constant('stop'), reason: word }),
  fc.record({
    kind: fc.constant('prompted'),
    attempt,
    prompt: fc.record({ assistant: word, instructions: word, greeting: word }),
  }),
  fc.record({ kind: fc.constant('placed'), attempt, ref }),
  fc.record({ kind: fc.constant('refused'), attempt, error, deed: fc.constantFrom('prompt', 'place') }),
  fc.record({ kind: fc.constant('reading'), attempt, reading }),
  fc.record({ kind: fc.constant('listing'), attempt, listing, serviceAt: when }),
  fc.record({ kind: fc.constant('withdrawn'), attempt, withdrawn: fc.boolean() }),
  fc.record({
    kind: fc.constant('insight'),
    attempt,
    insight: fc.option(
      fc.record({ text: insightText, transcript: fc.array(word, { maxLength: 2 }) }, { requiredKeys: ['text'] }),
    ),
  }),
  fc.record({ kind: fc.constant('text'), text: word, at: when }),
  fc.record({ kind: fc.constant('silence'), attempt, until: when }),
  fc.record({ kind: fc.constant('extracted'), attempt, fields: fc.option(fields) }),
  fc.record({
    kind: fc.constant('judged'),
    criterion: fc.constantFrom('manner', 'x', '__proto__'),
    score: fc.option(oddNumber),
  }),
) as fc.Arbitrary<ContactObservation>;

const pass = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, secondMs, 10 * secondMs, minuteMs) },
  { weight: 1, arbitrary: fc.constantFrom(11 * minuteMs, 3 * hourMs, 25 * hourMs) },
);
const step = fc.record({
  passes: pass,
  grants: fc.boolean(),
  due: fc.boolean(),
  observation: fc.option(observation),
  /** What was asked last is answered, if anything was: lives would hardly get on otherwise. */
  apt: fc.boolean(),
  answer: fc.record({
    reading: fc.oneof(
      reading,
      fc.record({ ref, status: fc.constant('completed'), call, conversation: fc.constant('conv_1') }),
    ),
    insight: fc.record({ text: insightText }),
    fields,
    score: oddNumber,
    text: fc.oneof(fc.constant('STOP'), word),
  }),
});
type Answer = typeof step extends fc.Arbitrary<infer Step extends { answer: unknown }> ? Step['answer'] : never;

function aptAnswer(
  action: ContactAction,
  of: { readonly answer: Answer; readonly now: number },
): ContactObservation | null {
  const { answer, now } = of;
  switch (action.kind) {
    case 'prompt':
      return { kind: 'prompted', attempt: action.attempt, prompt: action.request };
    case 'place':
      return { kind: 'placed', attempt: action.attempt, ref: 'evt_1' };
    case 'read':
      return { kind: 'reading', attempt: action.attempt, reading: { ...answer.reading, ref: action.ref } as Reading };
    case 'withdraw':
      return { kind: 'withdrawn', attempt: action.attempt, withdrawn: true };
    case 'insight':
      return { kind: 'insight', attempt: action.attempt, insight: answer.insight };
    case 'inbox':
      return { kind: 'text', text: answer.text, at: now };
    case 'extract':
      return { kind: 'extracted', attempt: action.attempt, fields: answer.fields };
    case 'judge':
      return { kind: 'judged', criterion: action.criterion, score: answer.score };
    default:
      return null;
  }
}

const happenings = {
  contact: [
    'assistant.updated',
    'attempt.doubted',
    'attempt.ended',
    'attempt.intended',
    'attempt.placed',
    'attempt.progressed',
    'attempt.withdrawing',
    'attempt.withdrawn',
    'contact.finished',
    'contact.retrying',
    'contact.scored',
    'contact.stopped',
    'criterion.judged',
    'insight.extracted',
    'insight.received',
    'number.opted-out',
    'rule.breached',
  ],
  mission: ['approved', 'asked', 'canceled', 'denied', 'expired', 'failed', 'running', 'waiting'],
};

// ── the contact ───────────────────────────────────────────────────────────────────────────────────────────────────

/** What the journal holds is what happened: nothing in it is lost on its way to the disk. */
function expectStorable(events: readonly Event[]): void {
  expect(JSON.parse(JSON.stringify(events))).toEqual(events);
}

function decide(state: ContactState, world: World, input: ContactInput) {
  const decided = decideContact(state, world.contact, input);
  expectStorable(decided.events);
  return { ...decided, after: decided.events.reduce(applyContact, state) };
}

test(`any answers to a contact (${runs} lives)`, { timeout: 120_000 }, () => {
  const types = new Set<string>();
  fc.assert(
    fc.property(fc.nat(worlds.length - 1), fc.array(step, { maxLength: 25 }), (which, steps) => {
      const world = worlds[which] as World;
      const { contact } = world;
      const { id } = contact.target;
      let state = freshContact({ id: contactId(contact.round.id, id), target: id, round: contact.round.id });
      let now = from;
      const life: ContactEvent[] = [];
      let asked: readonly ContactAction[] = [];
      for (const { passes, grants, due, apt, answer, observation: drawn } of steps) {
        now += passes;
        const answerable = asked.flatMap((action) => aptAnswer(action, { answer, now }) ?? []);
        const told = apt && answerable[0] !== undefined ? answerable[0] : drawn;
        const where = { context: contact, at: now };
        const observed = told === null ? [] : observeContact(state, told, where);
        expectStorable(observed);
        if (told !== null && 'attempt' in told && told.attempt !== state.attempts.at(-1)?.n)
          expect(observed).toEqual([]);
        if (isFinal(state.status)) expect(observed).toEqual([]);
        const heard = observed.reduce(applyContact, state);
        // Said twice is said once.
        if (told !== null) expect(observeContact(heard, told, where)).toEqual([]);
        let { after, events, actions } = decide(heard, world, { now, fresh: observed, due });
        life.push(...observed, ...events);
        const want = actions.find((action) => action.kind === 'want');
        if (want?.kind === 'want' && grants) {
          const grant = { scheduledAt: want.earliest, assistant: 'asst_1', from: '+13125550199', names: {} };
          ({ after, events, actions } = decide(after, world, { now, fresh: [], due: false, grant }));
          life.push(...events);
        }
        // Deciding again adds nothing and does nothing.
        const again = decide(after, world, { now, fresh: [], due: false });
        expect(again.events).toEqual([]);
        const deeds = again.actions.filter(({ kind }) => kind === 'place' || kind === 'prompt' || kind === 'withdraw');
        expect(deeds).toEqual([]);
        state = after;
        asked = actions;
      }
      for (const { type } of life) types.add(type);
      const stored = JSON.parse(JSON.stringify(life)) as ContactEvent[];
      const fresh = freshContact({ id: state.id, target: state.target, round: state.round });
      expect(stored.reduce(applyContact, fresh)).toEqual(state);
      const intents = life.flatMap((event) => (event.type === 'attempt.intended' ? [event.data.key] : []));
      expect(new Set(intents).size).toBe(intents.length);
    }),
    { numRuns: runs, seed },
  );
  // The lives must reach what can happen to a contact, or the property says little.
  expect([...types].toSorted()).toEqual(expect.arrayContaining(happenings.contact));
});

// ── the mission ───────────────────────────────────────────────────────────────────────────────────────────────────

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
  expect([...statuses].toSorted()).toEqual(expect.arrayContaining(happenings.mission));
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
      (told.kind === 'approval' && told.gate === id && told.approval.status === 'approved');
    expect(yes && was?.status === 'asked', `${id} was opened by ${JSON.stringify(told)}`).toBe(true);
  }
}
