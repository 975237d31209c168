/** What contacts do to the mission's state: they take slots, assistants and the pace, give them back, settle totals, and finish. */
import { placeOf } from '../lib/ordered.ts';
import type { ContactEvent } from './events.ts';
import type { MissionContext } from './mission-machine.ts';
import { changeRound, roundOf, roundState, running } from './mission-rounds.ts';
import { workingAgain } from './patience.ts';
import type { MissionState } from './state.ts';

/** Attempts intended within so long are one pulse. */
export const pulseLastsMs = 1_000;

export function applyContactEvent(state: MissionState, event: ContactEvent, context: MissionContext): MissionState {
  switch (event.type) {
    case 'attempt.intended':
      return takeSlot(running(state), event, context);
    case 'attempt.progressed':
      return event.data.released ? giveBack(state, event.contact) : state;
    case 'attempt.withdrawn': {
      const totals = { ...state.totals, attempts: state.totals.attempts - 1 };
      const unsure = unsureAfter(state, event);
      return {
        ...givePaceBack(giveBack(state, event.contact), Date.parse(event.data.scheduled_at)),
        totals,
        ...unsure,
      };
    }
    case 'attempt.ended': {
      const totals = settleTotals(state, event, context);
      const after = { ...(event.data.released ? giveBack(state, event.contact) : state), totals };
      return event.data.unsettled === true ? after : workingAgain(after);
    }
    case 'contact.finished':
      return finishContact(state, event, context);
    default:
      return state;
  }
}

/** What an attempt came to takes the place of its worst case; where nobody knows, the worst case stands (invariant 5). */
function settleTotals(
  state: MissionState,
  event: Extract<ContactEvent, { type: 'attempt.ended' }>,
  context: MissionContext,
): MissionState['totals'] {
  const { duration_s, cost, unsettled } = event.data;
  const { mission } = context;
  const isCall = mission.round(roundOf(state, event.contact)).spec.channel === 'call';
  const worstMinutes = isCall ? mission.spec.limits.callMinutes : 0;
  const minutes = unsettled === true ? worstMinutes : (duration_s ?? 0) / 60;
  const { totals } = state;
  return {
    ...totals,
    minutes: tidy(totals.minutes + minutes),
    cost: tidy(totals.cost + cost),
    ...(unsettled === true ? { unsettled: (totals.unsettled ?? 0) + 1 } : {}),
  };
}

function takeSlot(
  state: MissionState,
  event: Extract<ContactEvent, { type: 'attempt.intended' }>,
  context: MissionContext,
): MissionState {
  const round = context.mission.round(roundOf(state, event.contact));
  const assistants = state.prepared?.assistants[round.id] ?? [];
  const totals = { ...state.totals, attempts: state.totals.attempts + 1 };
  const taken = { ...state, open: state.open + 1, totals, pulseAt: pulseOf(state, event.at) };
  const paced =
    round.spec.schedule.pace === undefined
      ? taken
      : takePace(taken, {
          at: Date.parse(event.data.scheduled_at),
          now: event.at,
          everyMs: round.spec.schedule.pace.everyMs,
        });
  if (!round.prompted) return paced;
  const pool = assistants.map((_, at) => state.pool[at] ?? null);
  const at = assistants.findIndex((assistant) => assistant.id === event.data.assistant);
  return { ...paced, pool: at === -1 ? pool : pool.with(at, event.contact) };
}

function pulseOf({ pulseAt }: MissionState, at: number): number {
  return pulseAt !== undefined && at - pulseAt < pulseLastsMs ? pulseAt : at;
}

/** Takes a place in the pace; what lies a whole interval back counts no more. */
function takePace(
  state: MissionState,
  slot: { readonly at: number; readonly now: number; readonly everyMs: number },
): MissionState {
  const kept = state.paced.slice(placeOf(state.paced, slot.now - slot.everyMs + 1));
  return { ...state, paced: kept.toSpliced(placeOf(kept, slot.at), 0, slot.at) };
}

/** An attempt that never rang gives its place back. */
function givePaceBack(state: MissionState, at: number): MissionState {
  const place = state.paced.indexOf(at);
  return place === -1 ? state : { ...state, paced: state.paced.toSpliced(place, 1) };
}

function giveBack(state: MissionState, contact: string): MissionState {
  const at = state.pool.indexOf(contact);
  return { ...state, open: state.open - 1, ...(at === -1 ? {} : { pool: state.pool.with(at, null) }) };
}

/** The assistant that the attempt held is nobody's for a while; what is over is forgotten. */
function unsureAfter(
  state: MissionState,
  { at, contact, data }: Extract<ContactEvent, { type: 'attempt.withdrawn' }>,
): Pick<MissionState, 'unsure'> {
  const place = state.pool.indexOf(contact);
  const assistant = state.prepared?.assistants[roundOf(state, contact)]?.[place]?.id;
  if (data.unsure_until === undefined || assistant === undefined) return {};
  const still = Object.entries(state.unsure ?? {}).filter(([, until]) => until > at);
  return { unsure: { ...Object.fromEntries(still), [assistant]: Date.parse(data.unsure_until) } };
}

function finishContact(
  state: MissionState,
  event: Extract<ContactEvent, { type: 'contact.finished' }>,
  context: MissionContext,
): MissionState {
  const id = roundOf(state, event.contact);
  const { finished, skippedBy = {} } = roundState(state, id);
  const { status, collected, goal, reason = '' } = event.data;
  const counted = changeRound(state, id, {
    finished: { ...finished, [status]: finished[status] + 1 },
    ...(status === 'skipped' ? { skippedBy: { ...skippedBy, [reason]: (skippedBy[reason] ?? 0) + 1 } } : {}),
  });
  const target = event.contact.slice(id === '' ? 0 : id.length + 1);
  return {
    ...counted,
    ...(collected === undefined || context.mission.objective === null ? {} : { previous: { target, collected } }),
    ...(goal === true && state.found === undefined
      ? { found: { contact: event.contact, target, collected: collected ?? {} } }
      : {}),
  };
}

/** Sums of money and minutes without the dust of floating point. */
function tidy(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
