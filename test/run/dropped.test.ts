/** An attempt that never rang: what becomes of its contact. */
import { expect, test } from 'vitest';
import { minuteMs } from '../../src/lib/time.ts';
import { applyContact, freshContact } from '../../src/run/contact-state.ts';
import type { ContactEvent } from '../../src/run/events.ts';

const now = Date.parse('2026-11-23T17:00:00Z');
const iso = (at: number): string => new Date(at).toISOString();
const contact = 'acme';

/** Called once in vain, to be called again at `notBefore`, and handed over well ahead of that. */
function redialIntended(notBefore: number) {
  const intent = {
    key: 'k',
    channel: 'call' as const,
    scheduled_at: iso(notBefore),
    assistant: 'asst_1',
    from: '+13125550100',
    prompt: false,
  };
  const events: readonly ContactEvent[] = [
    { type: 'attempt.intended', contact, attempt: 1, at: now, data: intent },
    { type: 'attempt.ended', contact, attempt: 1, at: now, data: { outcome: 'busy', cost: 0, released: true } },
    { type: 'contact.retrying', contact, at: now, data: { not_before: iso(notBefore), after: 'busy' } },
    { type: 'attempt.intended', contact, attempt: 2, at: now + minuteMs, data: intent },
  ];
  return events.reduce(applyContact, freshContact({ id: contact, target: contact, round: '' }));
}

function drop(at: number, notBefore?: number): ContactEvent {
  const data = {
    reason: 'restarted',
    key: 'k',
    scheduled_at: iso(at),
    ...(notBefore ? { not_before: iso(notBefore) } : {}),
  };
  return { type: 'attempt.withdrawn', contact, attempt: 2, at, data };
}

test('a redial that never rang is due no earlier than it was', () => {
  const due = now + 12 * minuteMs;
  const state = applyContact(redialIntended(due), drop(now + 2 * minuteMs));
  expect(state).toMatchObject({ status: 'retrying', notBefore: due });
  expect(state.attempts).toHaveLength(1);
});

test('one that the service wants left alone waits', () => {
  const later = now + 30 * minuteMs;
  expect(applyContact(redialIntended(now + 2 * minuteMs), drop(now + 3 * minuteMs, later)).notBefore).toBe(later);
});
