/**
 * A service that dials later than it was asked to, puts calls back into its queue, or dials again by itself. The world
 * behind it is asked for the later instant; whoever reads is told the one that was asked for.
 */
import { minuteMs, secondMs } from '../../../src/lib/time.ts';
import type { Provider, Reading } from '../../../src/run/ports.ts';
import type { Draws } from '../../support/random-mission.ts';
import type { Timeline } from '../conductor.ts';
import type { Witness } from '../witness.ts';
import type { Fault, Faults } from './faults.ts';

const noticeMs = minuteMs;
/** How late a service may be, and how late one that is not itself may be. */
const lateMs = 5 * minuteMs;
const veryLateMs = 20 * minuteMs;
/** How long before it is dialled again the first ringing of a call that is put back ends at the latest. */
const putBackMs = 5 * secondMs;

interface Shifted {
  readonly askedAt: number;
  /** Until when the first ringing of a call that is put back lasts. */
  readonly ringsUntil: number;
}

export interface Dialling {
  readonly provider: Provider;
  /** The instant that was asked for. */
  askedAt(ref: string): number | null;
  redials(ref: string): number;
}

export interface Lateness {
  /** 0: in time. */
  readonly ms: number;
  /** How long a call that is put back rings first; 0: it is not. */
  readonly ringsForMs: number;
  readonly strike: Fault;
}

export function drawLateness(
  draws: Draws,
  { label, faults: { dialling } }: { readonly label: string; readonly faults: Faults },
): Lateness {
  const whole = (max: number): number =>
    Math.floor(draws.whole(`${label} by`, { min: 1, max: max - 1 }) / secondMs) * secondMs;
  if (draws.chance(`${label} very late`, dialling.veryLate))
    return { ms: lateMs + whole(veryLateMs), ringsForMs: 0, strike: 'dialled far too late' };
  if (draws.chance(`${label} requeued`, dialling.requeued)) {
    const ms = minuteMs + whole(lateMs - minuteMs);
    const ringsForMs = draws.whole(`${label} rings`, { min: 0, max: ms - putBackMs });
    return { ms, ringsForMs, strike: 'a call is put back' };
  }
  const ms = draws.chance(`${label} late`, dialling.late) ? whole(lateMs) : 0;
  return { ms, ringsForMs: 0, strike: 'dialled late' };
}

/** How often the service dials by itself again a call that nobody answered. */
export function drawRedials(draws: Draws, { ref, faults }: { readonly ref: string; readonly faults: Faults }): number {
  const isRedialled = draws.chance(`redialled ${ref}`, faults.dialling.redialled);
  return isRedialled ? draws.whole(`redials ${ref}`, { min: 1, max: 3 }) : 0;
}

export function diallingLate(
  real: Provider,
  of: {
    readonly draws: Draws;
    readonly faults: Faults;
    readonly conductor: Timeline;
    readonly witness: Witness;
  },
): Dialling {
  const { draws, faults, conductor, witness } = of;
  const redials = (ref: string): number => drawRedials(draws, { ref, faults });
  const shifted = new Map<string, Shifted>();
  let count = 0;
  const told = (reading: Reading): Reading => {
    const late = shifted.get(reading.ref);
    const now = conductor.now();
    if (late !== undefined && reading.status === 'pending' && now >= late.askedAt && now < late.ringsUntil) {
      witness.struck('a call rings and is put back');
      return { ...reading, status: 'in_progress', call: 'ringing' };
    }
    const again = reading.call === 'no-answer' ? redials(reading.ref) : 0;
    if (again === 0) return reading;
    witness.struck('the service redials');
    return { ...reading, redials: again };
  };
  const provider: Provider = {
    ...real,
    async place(request) {
      count += 1;
      const label = `dial ${count}`;
      const late = drawLateness(draws, { label, faults });
      if (late.ms === 0) return real.place(request);
      const askedAt = request.scheduledAt;
      if (askedAt < conductor.now() + noticeMs)
        return { ok: false, error: { code: 'refused', message: 'scheduled_at must lie at least a minute ahead' } };
      const answer = await real.place({ ...request, scheduledAt: askedAt + late.ms });
      if (!answer.ok) return answer;
      shifted.set(answer.value.ref, { askedAt, ringsUntil: askedAt + late.ringsForMs });
      witness.struck(late.strike);
      return answer;
    },
    async read(request) {
      const answer = await real.read(request);
      return answer.ok ? { ...answer, value: answer.value.map(told) } : answer;
    },
    async list(request) {
      const answer = await real.list(request);
      if (!answer.ok) return answer;
      const events = answer.value.events.map((event) => ({
        ...event,
        scheduledAt: shifted.get(event.ref)?.askedAt ?? event.scheduledAt,
      }));
      return { ...answer, value: { ...answer.value, events } };
    },
  };
  return { provider, askedAt: (ref) => shifted.get(ref)?.askedAt ?? null, redials };
}
