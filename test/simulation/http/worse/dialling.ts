/**
 * Dialled later than asked for, put back into the queue, dialled again by the service itself. The server is asked for the later
 * instant; whoever reads is told the one that was asked for.
 */
import { type Instant, isoInstant, minuteMs } from '../../../../src/lib/time.ts';
import { drawLateness, drawRedials } from '../../faults/dialling.ts';
import { type Ask, changingEvents, type EventBody, eventPath, type WorseOptions } from './worse.ts';

const noticeMs = minuteMs;

interface Shifted {
  readonly askedAt: Instant;
  readonly ringsUntil: Instant;
}

export interface Dialling {
  readonly over: (ask: Ask) => Ask;
  /** The instant that was asked for; null: it was dialled then. */
  askedAt(key: string): Instant | null;
  redials(ref: string): number;
}

export function diallingLate({ scenario, witness, now }: WorseOptions): Dialling {
  const { draws, faults } = scenario;
  /** By the attempt's key: the answer to a placing may be lost. */
  const shifted = new Map<string, Shifted>();
  let count = 0;
  const told = (event: EventBody): EventBody => {
    const late = shifted.get(keyOf(event));
    const shown = late === undefined ? event : { ...event, scheduled_at: isoInstant(late.askedAt) };
    if (late !== undefined && shown.status === 'pending' && now() >= late.askedAt && now() < late.ringsUntil) {
      witness.struck('a call rings and is put back');
      return { ...shown, status: 'in_progress', call_status: 'ringing' };
    }
    const again = shown.call_status === 'no-answer' ? drawRedials(draws, { ref: event.id, faults }) : 0;
    if (again === 0) return shown;
    witness.struck('the service redials');
    return { ...shown, retry_count: again };
  };
  return {
    over: (ask) => async (asked) => {
      const path = eventPath(asked.path);
      if (path === null) return changingEvents(await ask(asked), (event) => [told(event)]);
      if (asked.method !== 'POST') {
        const came = await ask(asked);
        if (path.ref === undefined || !came.ok || asked.method === 'DELETE')
          return changingEvents(came, (event) => [told(event)]);
        return { ok: true, value: { ...came.value, body: told(came.value.body as EventBody) } };
      }
      count += 1;
      const late = drawLateness(draws, { label: `dial ${count}`, faults });
      const body = asked.body as { readonly scheduled_at: string };
      const askedAt = Date.parse(body.scheduled_at);
      if (late.ms === 0 || askedAt < now() + noticeMs) return ask(asked);
      shifted.set(keyOf(body), { askedAt, ringsUntil: askedAt + late.ringsForMs });
      const came = await ask({ ...asked, body: { ...body, scheduled_at: isoInstant(askedAt + late.ms) } });
      if (!came.ok) return came;
      witness.struck(late.strike);
      return { ok: true, value: { ...came.value, body: told(came.value.body as EventBody) } };
    },
    askedAt: (key) => shifted.get(key)?.askedAt ?? null,
    redials: (ref) => drawRedials(draws, { ref, faults }),
  };
}

function keyOf(of: object): string {
  return (of as { readonly metadata: { readonly key: string } }).metadata.key;
}
