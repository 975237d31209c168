/** What a run waits for when there is nothing to decide. */
import type { Instant } from '../lib/time.ts';
import { isHeld } from '../run/mission-state.ts';
import type { Clock, DriveOptions } from '../run/ports.ts';
import type { MissionState } from '../run/state.ts';
import type { Turns } from './contact-turns.ts';
import type { Session } from './session.ts';

/** A wait this long, with nothing open, is said. */
const idleSaidMs = 300_000;

/**
 * In virtual time a gate stands still for a real person only where no simulated one will answer, and where either the terminal
 * is among its ways or the end of its time decides nothing: it would be asked again for ever.
 */
export function waitsForPerson({ session, timers }: Turns, clock: Clock): boolean {
  const gate = gateAsked(session);
  if (gate === null) return false;
  if (!clock.virtual) return true;
  // The phone could not be asked, and will be: until then nobody stands still for somebody else.
  if (session.mission.gates[gate]?.pushAgainAt !== undefined) return false;
  const { via, onTimeout } = session.compiled.gate(gate);
  const isForPerson = via.includes('terminal') || onTimeout === 'wait';
  return isForPerson && clock.nextHappening() === null && timers.size === 0;
}

/** The gate that waits for its answer; null: none. */
export function gateAsked({ mission, context }: Session): string | null {
  const at = mission.steps.findIndex((step) => step.status === 'in_progress');
  const gate = context.steps[at]?.gate;
  return gate !== undefined && mission.gates[gate]?.status === 'asked' ? gate : null;
}

/** At a gate that waits for a person nothing is due before its time is over. */
export function wakeOf(turns: Turns, of: { readonly clock: Clock; readonly wakeAt: Instant | null }): Instant | null {
  const person = waitsForPerson(turns, of.clock);
  return person ? (turns.session.mission.waiting?.until ?? of.wakeAt) : of.wakeAt;
}

/** Whether the drive ends instead of waiting for what is next. */
export function mayNotWait(
  mission: MissionState,
  of: Pick<DriveOptions, 'waitMaxMs' | 'until'> & {
    readonly clock: Clock;
    readonly next: Instant | null;
    readonly person: boolean;
    readonly now: Instant;
  },
): boolean {
  const { clock, waitMaxMs, until, next, person, now } = of;
  if (isHeld(mission) && mission.open === 0) return true;
  // With `until` a wait may be as long as that allows: only a person, or what is due beyond it, ends the drive.
  const tooLong = !clock.virtual && (next === null || next - now > (waitMaxMs ?? Number.POSITIVE_INFINITY));
  if (waitMaxMs !== undefined && (person || (until === undefined && tooLong))) return true;
  const happening = clock.nextHappening() ?? Number.POSITIVE_INFINITY;
  return until !== undefined && (next === null || next > until) && happening > until;
}

/** Why a run with nothing open waits until `next`; null: it does not, not for long, or has said so. */
export function idleReason(
  { session, timers, wants }: Turns,
  when: { readonly next: Instant | null; readonly now: Instant },
): 'retry' | 'window' | null {
  const { mission } = session;
  const { next, now } = when;
  if (next === null || next - now < idleSaidMs || mission.open > 0 || timers.size > 0) return null;
  const want = wants.peek();
  if (want === null) return null;
  const reason = session.state(want.index).status === 'retrying' ? 'retry' : 'window';
  return mission.waiting?.reason === reason && mission.waiting.until === next ? null : reason;
}
