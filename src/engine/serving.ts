/**
 * Which contact is served next, and when. Where a mission has many slots they are given in pulses, an eighth of them together
 * or what a minute has freed, so that one commit serves many; with few slots a free one is given at once.
 * When the last pulse was stands in the mission's state, so that a run that was stopped goes on as it would have.
 */
import type { Instant } from '../lib/time.ts';
import { hasRoom } from '../run/grant.ts';
import { pulseLastsMs } from '../run/mission-slots.ts';
import type { Turns } from './contact-turns.ts';
import type { Session } from './session.ts';

/** Contact turns between two commits at the most. */
export const batchTurnsMax = 512;
/** The longest time between pulses. In virtual time one lasts an instant. */
const pulseEveryMs = 60_000;
const pulseShare = 8;

export class Serving {
  readonly #turns: Turns;
  readonly #virtual: boolean;
  #batchMax: number;

  /** `contested`: few are served at once, until a batch has got through. */
  constructor(turns: Turns, of: { readonly virtual: boolean; readonly contested: boolean }) {
    this.#turns = turns;
    this.#virtual = of.virtual;
    this.#batchMax = of.contested ? 1 : batchTurnsMax;
  }

  /** Contacts that may ask for a slot one after the other, before the next commit. */
  *batch(now: () => Instant): IterableIterator<number> {
    for (let served = 0; served < this.#batchMax; served += 1) {
      const index = this.#next(now());
      if (index === null) return;
      yield index;
    }
  }

  committed(): void {
    this.#batchMax = Math.min(batchTurnsMax, 2 * this.#batchMax);
  }

  /** Null: none. */
  #next(now: Instant): number | null {
    if (!this.#hasRoom() || this.#servesFrom(now) > now) return null;
    return this.#turns.wants.pop(now);
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
    const pulseFrom =
      this.#within(now) || this.#isPulseFull() ? Number.NEGATIVE_INFINITY : this.#pulseAt + pulseEveryMs;
    return Math.max(this.#turns.heldUntil, pulseFrom);
  }

  get #pulseAt(): Instant {
    return this.#turns.session.mission.pulseAt ?? Number.NEGATIVE_INFINITY;
  }

  #within(now: Instant): boolean {
    return this.#virtual ? now === this.#pulseAt : now - this.#pulseAt < pulseLastsMs;
  }

  #isPulseFull(): boolean {
    const { mission, compiled } = this.#turns.session;
    const round = runningRound(this.#turns.session);
    if (round === null) return true;
    const { concurrency } = compiled.round(round);
    return concurrency - mission.open >= concurrency / pulseShare;
  }
}

/** The round whose calls are being made; null: none. */
export function runningRound(session: Session): string | null {
  const { mission, context } = session;
  const at = mission.steps.findIndex((step) => step.status === 'in_progress');
  return context.steps[at]?.round ?? null;
}
