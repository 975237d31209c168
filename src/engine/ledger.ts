/**
 * The ledger's row that an event makes or changes: reserved with the intent, void where it never rang. An end changes nothing
 * in it: the attempt was made, and the mission's totals settle minutes and cost.
 */

import type { ContactContext } from '../run/contact-machine.ts';
import type { Event } from '../run/events.ts';
import type { LedgerEntry, RunRecord } from '../run/ports.ts';
import type { ContactState } from '../run/state.ts';

interface Books {
  readonly run: RunRecord;
  state(index: number): ContactState;
  contact(index: number): ContactContext;
}

export function ledgerEntry(of: {
  readonly event: Event;
  readonly session: Books;
  readonly index: number;
}): LedgerEntry | null {
  const { event, session, index } = of;
  switch (event.type) {
    case 'attempt.intended': {
      const { limits, rates } = session.contact(index).mission.spec;
      const isCall = event.data.channel === 'call';
      const minutes = isCall ? limits.callMinutes : 0;
      const cost = isCall ? limits.callMinutes * rates.callMinute : rates.sms;
      return {
        ...base(of, event.data.key),
        at: Date.parse(event.data.scheduled_at),
        status: 'reserved',
        reached: false,
        minutes,
        cost,
      };
    }
    case 'attempt.withdrawn':
      return { ...base(of, event.data.key), at: event.at, status: 'void', reached: false, minutes: 0, cost: 0 };
    case 'contact.finished': {
      const attempt = session.state(index).attempts.at(-1);
      if (event.data.status !== 'reached' || attempt === undefined) return null;
      const minutes = (attempt.durationS ?? 0) / 60;
      return {
        ...base(of, attempt.key),
        at: attempt.scheduledAt,
        status: 'settled',
        reached: true,
        minutes,
        cost: attempt.cost ?? 0,
      };
    }
    default:
      return null;
  }
}

function base(of: { readonly session: Books; readonly index: number }, key: string) {
  const { session, index } = of;
  const { name: run, slug, world } = session.run;
  return { key, run, slug, world, contact: session.state(index).id, number: session.contact(index).target.phone };
}
