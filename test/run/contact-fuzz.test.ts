/**
 * Whatever the service, the model or another process says of a contact, in whatever order: its machine neither throws nor comes
 * to a state of its own; what is late, said twice or about another attempt changes nothing. A failure prints the seed that
 * repeats it.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hourMs } from '../../src/lib/time.ts';
import { decideContact } from '../../src/run/contact-decide.ts';
import type { ContactAction, ContactInput, ContactObservation } from '../../src/run/contact-machine.ts';
import { observeContact } from '../../src/run/contact-observe.ts';
import { applyContact, contactId, freshContact, isFinal } from '../../src/run/contact-state.ts';
import type { ContactEvent } from '../../src/run/events.ts';
import type { Reading } from '../../src/run/ports.ts';
import type { ContactState } from '../../src/run/state.ts';
import { error, expectStorable, from, oddNumber, pass, runs, seed, type World, word, worlds } from './fuzz-world.ts';

const attempt = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(1, 2) },
  { weight: 1, arbitrary: fc.constantFrom(0, 3, 99) },
);
const ref = fc.constantFrom('evt_1', 'evt_2', 'evt_9');
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
      return {
        kind: 'reading',
        attempt: action.attempt,
        reading: { ref: action.ref, status: 'completed', call: 'canceled' },
      };
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

/** The lives must reach what can happen to a contact, or the property says little. */
const happenings = [
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
];

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
        // When all is done, one thing may still be said: no.
        if (isFinal(state.status) && observed.length > 0) {
          expect(observed).toMatchObject([{ type: 'number.opted-out' }]);
          expect(state.optedOut).toBeUndefined();
        }
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
  expect([...types].toSorted()).toEqual(expect.arrayContaining(happenings));
});
