/**
 * Which contact is served next, and when: in pulses, so that the slots that come free in between are given together, in one
 * commit.
 */
import type { Instant } from '../lib/time.ts';
import { hasRoom } from '../run/grant.ts';
import type { Turns } from './contact-turns.ts';
import type { Session } from './session.ts';

/** How far apart pulses are, and how long one lasts in real time; in virtual time an instant. */
const pulseEveryMs = 20_000;
const pulseLastsMs = 1_000;

export class Serving {
  readonly #turns: Turns;
  readonly #virtual: boolean;
  #pulseAt = Number.NEGATIVE_INFINITY;

  constructor(turns: Turns, virtual: boolean) {
    this.#turns = turns;
    this.#virtual = virtual;
  }

  /** The next contact that may ask for a slot now; null: none. */
  next(now: Instant): number | null {
    if (!this.#hasRoom() || this.#servesFrom(now) > now) return null;
    const index = this.#turns.wants.pop(now);
    if (index !== null && now - this.#pulseAt >= pulseEveryMs) this.#pulseAt = now;
    return index;
  }

  /** When a contact may be served next; null: not before a slot is given back. */
  nextAt(now: Instant): Instant | null {
    const want = this.#turns.wants.peek();
    return want === null || !this.#hasRoom() ? null : Math.max(want.at, this.#servesFrom(now));
  }

  #hasRoom(): boolean {
    const { mission, compiled } = this.#turns.session;
    if (this.#turns.full || mission.paused === true) return false;
    const round = runningRound(this.#turns.session);
    return round === null || hasRoom(mission, compiled.round(round));
  }

  #servesFrom(now: Instant): Instant {
    const within = this.#virtual ? now === this.#pulseAt : now - this.#pulseAt < pulseLastsMs;
    return Math.max(this.#turns.heldUntil, within ? this.#pulseAt : this.#pulseAt + pulseEveryMs);
  }
}

/** The round whose calls are being made; null: none. */
export function runningRound(session: Session): string | null {
  const { mission, context } = session;
  const at = mission.steps.findIndex((step) => step.status === 'in_progress');
  return context.steps[at]?.round ?? null;
}
