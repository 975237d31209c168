/** What the service tells of an earlier intent of the same attempt, and of one that does not end. */
import { expect, test } from 'vitest';
import { hourMs, isoInstant, minuteMs } from '../../src/lib/time.ts';
import { decideContact } from '../../src/run/contact-decide.ts';
import type { ContactObservation } from '../../src/run/contact-machine.ts';
import { observeContact } from '../../src/run/contact-observe.ts';
import { applyContact, freshContact } from '../../src/run/contact-state.ts';
import type { ContactEvent } from '../../src/run/events.ts';
import type { ContactState } from '../../src/run/state.ts';
import { from, worlds } from './fuzz-world.ts';

const [world] = worlds;
if (world === undefined) throw new Error('no world');
const { contact: context } = world;
const contact = context.target.id;
const scheduledAt = from + 5 * minuteMs;

function intent(key: string): ContactEvent {
  const scheduled_at = isoInstant(scheduledAt);
  const data = { key, channel: 'call' as const, scheduled_at, assistant: 'asst_1', from: '+13125550100' };
  return { type: 'attempt.intended', contact, attempt: 1, at: from, data: { ...data, prompt: false } };
}

function of(events: readonly ContactEvent[]): ContactState {
  return events.reduce(applyContact, freshContact({ id: contact, target: contact, round: context.round.spec.id }));
}

function placed(ref: string): ContactEvent {
  const data = { scheduled_at: isoInstant(scheduledAt), ref };
  return { type: 'attempt.placed', contact, attempt: 1, at: from, data };
}

function observed(state: ContactState, ref: string, at: number) {
  const reading = { ref, status: 'completed', call: 'canceled' } as const;
  const told: ContactObservation = { kind: 'reading', attempt: 1, reading };
  return observeContact(state, told, { context, at }).map(({ type }) => type);
}

const doubted: ContactEvent = {
  type: 'attempt.doubted',
  contact,
  attempt: 1,
  at: from + 2 * hourMs,
  data: { reason: 'no end after two hours' },
};

test('a reading of an earlier intent says nothing of this one, even while this one has no ref', () => {
  const dropped: ContactEvent = {
    type: 'attempt.withdrawn',
    contact,
    attempt: 1,
    at: from,
    data: { reason: 'overdue', key: 'k', scheduled_at: isoInstant(scheduledAt) },
  };
  const lost: ContactEvent = { ...doubted, at: from, data: { reason: 'lost' } };
  const again = of([intent('k'), placed('evt_1'), dropped, intent('k.1'), lost]);
  expect(observed(again, 'evt_1', from + minuteMs)).toEqual([]);
  expect(observed(of([intent('k.1'), placed('evt_2')]), 'evt_2', from + minuteMs)).toContain('attempt.ended');
});

test('what was to be taken back still is while its end is in doubt', () => {
  const withdrawing: ContactEvent = {
    type: 'attempt.withdrawing',
    contact,
    attempt: 1,
    at: scheduledAt + 6 * minuteMs,
    data: { reason: 'overdue' },
  };
  const input = { now: from + 3 * hourMs, due: true, fresh: [] };
  const asked = (events: readonly ContactEvent[]) =>
    decideContact(of(events), context, input).actions.map(({ kind }) => kind);
  expect(asked([intent('k'), placed('evt_1'), withdrawing, doubted])).toEqual(['list', 'withdraw', 'read']);
  expect(asked([intent('k'), placed('evt_1'), doubted])).toEqual(['list', 'read']);
});
