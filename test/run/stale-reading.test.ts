/** What the service tells of an earlier intent of the same attempt, of one that does not end, and of one that it put back. */
import { expect, test } from 'vitest';
import { hourMs, isoInstant, minuteMs } from '../../src/lib/time.ts';
import { decideContact } from '../../src/run/contact-decide.ts';
import type { ContactObservation } from '../../src/run/contact-machine.ts';
import { observeContact } from '../../src/run/contact-observe.ts';
import { applyContact, freshContact } from '../../src/run/contact-state.ts';
import type { ContactEvent } from '../../src/run/events.ts';
import type { Reading } from '../../src/run/ports.ts';
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

test('a call that rang, was put back by the service and then taken back counts as one that nobody answered', () => {
  const at = scheduledAt + minuteMs;
  const told = (state: ContactState, reading: Omit<Reading, 'ref'>) =>
    observeContact(state, { kind: 'reading', attempt: 1, reading: { ref: 'evt_1', ...reading } }, { context, at });
  const withdrawing: ContactEvent = {
    type: 'attempt.withdrawing',
    contact,
    attempt: 1,
    at,
    data: { reason: 'paused' },
  };
  const canceled = { status: 'completed', call: 'canceled' } as const;
  const waiting = of([intent('k'), placed('evt_1')]);
  expect(told(applyContact(waiting, withdrawing), canceled).map(({ type }) => type)).toEqual(['attempt.withdrawn']);

  const ringing = told(waiting, { status: 'in_progress', call: 'ringing' }).reduce(applyContact, waiting);
  const putBack = told(ringing, { status: 'pending' }).reduce(applyContact, ringing);
  expect([ringing.status, putBack.status]).toEqual(['open', 'placed']);
  for (const state of [ringing, putBack]) {
    const ends = told(applyContact(state, withdrawing), canceled);
    expect(ends).toMatchObject([{ type: 'attempt.ended', data: { outcome: 'no-answer', cost: 0, released: true } }]);
  }
});
