/**
 * The drive's own time, where time is real: a machine's clock may be wrong, and may be set while a run goes on.
 *
 * 1. When a drive begins, and whenever the clock has leapt, the service is asked for the time before anything is decided:
 *    nothing is given up as too late, nor done too early, because a machine's clock was set. A machine that slept has the
 *    service's time, and all is as after a stop. Where the service cannot be asked, a small leap is asked about again, and a
 *    large one ends the drive. What only the clock says, without the service's word since the drive began, is not relied on where
 *    somebody would be called too soon by it (`isSure`).
 * 2. Time never goes back, and never lies before the run's last event: the journal stays in order. By little it stands still
 *    until the clock has caught up; by much the service is asked, and the drive ends where that does not explain it: nothing
 *    can be said of what is due.
 */
import { fail, ok, type Result } from '../lib/result.ts';
import { hourMs, type Instant } from '../lib/time.ts';
import type { Clock, Provider, StoreFailure } from '../run/ports.ts';

/** How far a clock may leap, or lie behind the run, where the service cannot be asked. */
const skewMaxMs = 300_000;
/** How far it may leap, or be off from the service's, and be left alone: the minute of notice must stay one by the service's clock. */
const offsetMinMs = 20_000;
/** How often a service that has not said the time yet is asked for it. */
const askAgainMs = 30_000;
/** However wrong the clock is: what was open when the drive began is over by then. */
const sureAfterMs = 6 * hourMs;

export interface TimekeeperOptions {
  readonly clock: Clock;
  readonly provider: Pick<Provider, 'inbox'>;
  /** The run's last event; 0 where there is none. */
  readonly last: Instant;
  /** Milliseconds that only move forward, whatever the clock is set to. */
  readonly ticks: () => number;
}

export class Timekeeper {
  readonly #options: TimekeeperOptions;
  /** What is added to the machine's clock: the service's is another. */
  #offsetMs = 0;
  #last: Instant;
  /** Null: not yet. */
  #checked: { readonly clock: Instant; readonly ticks: number } | null = null;
  /** Whether the service has said the time. */
  #isTold = false;
  /** Ticks at which it was asked first and last. */
  #asked: { readonly first: number; readonly last: number } | null = null;

  constructor(options: TimekeeperOptions) {
    this.#options = options;
    this.#last = options.last;
  }

  now(): Instant {
    const { clock } = this.#options;
    if (clock.virtual) return clock.now();
    this.#last = Math.max(this.#last, clock.now() + this.#offsetMs);
    return this.#last;
  }

  wait(until: Instant | null): ReturnType<Clock['wait']> {
    return this.#options.clock.wait(until === null ? null : until - this.#offsetMs);
  }

  /** Before anything is decided: whether time can be relied on. */
  async check(): Promise<Result<null, StoreFailure>> {
    const { clock, ticks } = this.#options;
    if (clock.virtual) return ok(null);
    const before = this.#checked;
    const now = { clock: clock.now(), ticks: ticks() };
    const leap = before === null ? null : now.clock - before.clock - (now.ticks - before.ticks);
    const isStill = leap !== null && Math.abs(leap) <= offsetMinMs;
    const known = isStill && !this.#isToBeAsked(now.ticks) ? true : await this.#askService();
    // A service that is down when a drive begins is no reason to doubt the clock.
    if (!known && leap !== null && Math.abs(leap) > skewMaxMs) return fail(leapt(leap));
    if (known || leap === null) this.#checked = { clock: clock.now(), ticks: ticks() };
    // Many small leaps may add up to a large one.
    if (this.#behindMs > skewMaxMs) await this.#askService();
    return this.#behindMs > skewMaxMs ? fail(wentBack(this.#behindMs)) : ok(null);
  }

  /** False: the service could not be asked for the time since the drive began, and that is not long ago. */
  isSure(): boolean {
    const { clock, ticks } = this.#options;
    if (clock.virtual || this.#isTold) return true;
    return this.#asked !== null && ticks() - this.#asked.first >= sureAfterMs;
  }

  #isToBeAsked(ticks: number): boolean {
    return !this.#isTold && (this.#asked === null || ticks - this.#asked.last >= askAgainMs);
  }

  get #behindMs(): number {
    return this.#last - (this.#options.clock.now() + this.#offsetMs);
  }

  /** Any question will do: each answer carries the service's time, a refusal perhaps too. */
  async #askService(): Promise<boolean> {
    const { clock, provider } = this.#options;
    const asked = this.#options.ticks();
    this.#asked = { first: this.#asked?.first ?? asked, last: asked };
    const { serviceAt } = await provider.inbox({ since: clock.now() });
    if (serviceAt === undefined) return false;
    this.#isTold = true;
    const offset = serviceAt - clock.now();
    this.#offsetMs = Math.abs(offset) > offsetMinMs ? offset : 0;
    return true;
  }
}

function wentBack(ms: number): StoreFailure {
  return {
    code: 'clock',
    message: `it is ${minutes(ms)} earlier than when the run was last heard of`,
    help: 'Set the clock of this machine right, then resume the run; if it was ahead before, wait until it has caught up.',
  };
}

function leapt(ms: number): StoreFailure {
  return {
    code: 'clock',
    message: `the clock of this machine has leapt ${ms > 0 ? 'ahead' : 'back'} by ${minutes(Math.abs(ms))}, and the service cannot be asked for the time`,
    help: 'Set it right, then resume the run: nothing was given up as too late.',
  };
}

function minutes(ms: number): string {
  const count = Math.round(ms / 60_000);
  return count < 120 ? `${count} minutes` : `${Math.round(count / 60)} hours`;
}
