/**
 * The server's time: the world's clock, and who moves it.
 *
 * It owns the drivers and their waits, and the timer that lets time run by itself. It knows nothing of HTTP.
 *
 * 1. While nobody drives, time runs with the wall clock, `speed` times as fast. While somebody does, it stands but for what
 *    every driver waits for.
 * 2. It never goes back.
 * 3. What is due is performed before anything is answered, so an answer is never older than the time it names.
 * 4. A driver that was not heard of for `silenceMaxMs` of wall time, and waits for nothing, is let go; after `goneMaxMs` where its
 *    connection broke while it waited.
 */
import { type Instant, secondMs } from '../../lib/time.ts';
import type { Push } from '../../run/ports.ts';
import type { VirtualClock } from '../clock.ts';

/** A driver that died is missed after this. */
const silenceMaxMs = 10 * secondMs;
/** One whose connection broke while it waited asks again at once, or is dead. */
const goneMaxMs = 2 * secondMs;
/** No wait takes more wall time than that: who waits asks again, and connections are not held for ever. */
const waitMaxMs = 20 * secondMs;
const timerMaxMs = 2 ** 31 - 1;
/** A driver that does not wait hears of no more than that: it has to look at everything then anyway. */
const pushesMax = 10_000;

export type WaitEnd = 'due' | 'happened' | 'woken' | 'never';

export interface Waited {
  readonly now: Instant;
  readonly next: Instant | null;
  readonly end: WaitEnd;
  readonly pushes: readonly Push[];
}

interface Driver {
  heardAt: number;
  /** What its account was told since its last wait, oldest first. */
  pushes: Push[];
  wait: { readonly until: Instant | null; readonly end: (end: WaitEnd) => void } | null;
}

export interface ServerClockParts {
  readonly world: VirtualClock;
  readonly wallNow: () => number;
  /** How much faster than the wall clock time runs while nobody drives. */
  readonly speed: number;
  /** Called whenever time has moved on. */
  readonly moved: () => void;
}

export class ServerClock {
  readonly #parts: ServerClockParts;
  readonly #drivers = new Map<string, Driver>();
  /** While nobody drives: the world's instant and the wall's that belong together. */
  #free: { readonly world: Instant; readonly wall: number };
  #timer: NodeJS.Timeout | undefined;
  #watch: NodeJS.Timeout | undefined;
  #closed = false;
  #everHeld = false;
  #settling = false;

  constructor(parts: ServerClockParts) {
    this.#parts = parts;
    this.#free = { world: parts.world.now(), wall: parts.wallNow() };
  }

  /** The time, with everything due performed. */
  now(): Instant {
    this.settle();
    return this.#parts.world.now();
  }

  get held(): boolean {
    return this.#drivers.size > 0;
  }

  /** How many drivers wait now. */
  get waiting(): number {
    return [...this.#drivers.values()].filter(({ wait }) => wait !== null).length;
  }

  /** Whether anybody has driven it since the start: its time is then not the machine's. */
  get everHeld(): boolean {
    return this.#everHeld;
  }

  /** The next happening; null: none. */
  next(): Instant | null {
    return this.#parts.world.nextHappening();
  }

  /** A time that a client knows by the wall clock alone. */
  fromWall(named: number): Instant {
    return this.now() + (named - this.#parts.wallNow());
  }

  /** Brings free time up to the wall's, and performs what is due. */
  settle(): void {
    // What happens may ask for the time while it happens.
    if (this.held || this.#closed || this.#settling) return;
    const { world, wallNow, moved } = this.#parts;
    const now = Math.floor(this.#free.world + (wallNow() - this.#free.wall) * this.#parts.speed);
    if (now > world.now()) {
      this.#settling = true;
      world.advanceTo(now);
      moved();
      this.#settling = false;
    }
    this.#arm();
  }

  /** Time stands while something is done in one go: in a day that takes a second, a moment is longer than a minute of notice. */
  still<Value>(act: () => Value): Value {
    this.settle();
    this.#settling = true;
    try {
      return act();
    } finally {
      this.#settling = false;
    }
  }

  hold(driver: string): Instant {
    this.settle();
    this.#driver(driver);
    return this.#parts.world.now();
  }

  release(driver: string): void {
    const found = this.#drivers.get(driver);
    if (found === undefined) return;
    this.#drivers.delete(driver);
    found.wait?.end('woken');
    if (this.held) this.#turn();
    else this.#runFree();
  }

  /** Waiting drives. A second wait of the same driver ends the first. */
  wait(
    driver: string,
    options: { readonly until: Instant | null; readonly gone: AbortSignal; readonly maxMs?: number },
  ): Promise<Waited> {
    this.settle();
    const found = this.#driver(driver);
    found.wait?.end('woken');
    return new Promise((resolve) => {
      const end = (how: WaitEnd) => {
        options.gone.removeEventListener('abort', leave);
        clearTimeout(late);
        if (found.wait === wait) found.wait = null;
        found.heardAt = this.#parts.wallNow();
        const pushes = found.pushes;
        found.pushes = [];
        resolve({ now: this.#parts.world.now(), next: this.next(), end: how, pushes });
      };
      const leave = () => {
        end('woken');
        found.heardAt = this.#parts.wallNow() - silenceMaxMs + goneMaxMs;
      };
      const late = setTimeout(leave, options.maxMs ?? waitMaxMs);
      const wait = { until: options.until, end };
      found.wait = wait;
      options.gone.addEventListener('abort', leave, { once: true });
      if (options.gone.aborted) leave();
      this.#turn();
    });
  }

  wake(driver: string): void {
    const found = this.#drivers.get(driver);
    if (found !== undefined) found.heardAt = this.#parts.wallNow();
    found?.wait?.end('woken');
  }

  /** An account was told something, which its drivers hear of at their next wait. False: nobody drives for it. */
  tell(prefix: string, push: Push): boolean {
    const found = [...this.#drivers].filter(([name]) => name.startsWith(prefix));
    for (const [, driver] of found) if (driver.pushes.length < pushesMax) driver.pushes.push(push);
    return found.length > 0;
  }

  /** The drivers whose names begin so are alive. */
  heard(prefix: string): void {
    for (const [name, driver] of this.#drivers) if (name.startsWith(prefix)) driver.heardAt = this.#parts.wallNow();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#watch);
    for (const driver of this.#drivers.values()) driver.wait?.end('woken');
    this.#drivers.clear();
  }

  #driver(name: string): Driver {
    const wallNow = this.#parts.wallNow();
    const found = this.#drivers.get(name);
    if (found !== undefined) {
      found.heardAt = wallNow;
      return found;
    }
    const made: Driver = { heardAt: wallNow, pushes: [], wait: null };
    this.#drivers.set(name, made);
    this.#everHeld = true;
    clearTimeout(this.#timer);
    this.#watch ??= setInterval(() => this.#letGo(), secondMs).unref();
    return made;
  }

  /** While every driver waits, time goes on, to the least of what they wait for and what happens. */
  #turn(): void {
    while (!this.#closed && this.held) {
      const waits = [...this.#drivers.values()].map(({ wait }) => wait);
      if (waits.some((wait) => wait === null)) return;
      const untils = waits.flatMap((wait) => wait?.until ?? []);
      const until = untils.length === 0 ? null : Math.min(...untils);
      const end = this.#parts.world.advance(until);
      this.#parts.moved();
      for (const wait of waits) {
        if (end === 'never') wait?.end('never');
        else if (end === 'woken') wait?.end('happened');
        else if (wait?.until != null && wait.until <= this.#parts.world.now()) wait.end('due');
      }
    }
  }

  #letGo(): void {
    const before = this.#parts.wallNow() - silenceMaxMs;
    for (const [name, driver] of this.#drivers) {
      if (driver.wait === null && driver.heardAt < before) this.release(name);
    }
  }

  #runFree(): void {
    clearInterval(this.#watch);
    this.#watch = undefined;
    this.#free = { world: this.#parts.world.now(), wall: this.#parts.wallNow() };
    this.settle();
    this.#arm();
  }

  /** Time that runs by itself performs what is due when it is due, asked or not. */
  #arm(): void {
    clearTimeout(this.#timer);
    const next = this.next();
    if (next === null || this.#closed || this.held) return;
    const wallMs = (next - this.#parts.world.now()) / this.#parts.speed;
    this.#timer = setTimeout(() => this.settle(), Math.min(Math.max(0, Math.ceil(wallMs)), timerMaxMs));
  }
}
