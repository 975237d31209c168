/**
 * The mirror of one run: what its journal says becomes visible at the service.
 *
 * Owns: how far the run was told (the cursor, apart from the journal and its transactions), and the one request under way. Talks to:
 * the store, which it reads; the service; the memory file of other clients.
 * 1. One telling after the other, in the journal's order, each until the service has it or has definitely refused it.
 * 2. It holds nobody up: a nudge returns at once, and an outage of any length costs what is under way here nothing.
 * 3. The cursor may lag behind what the service has, never run ahead of it.
 * 4. After `close` it neither reads nor writes anything.
 */
import { machineTimers, type Timers } from '../lib/timers.ts';
import type { JournalEvent } from '../run/events.ts';
import { StoreError } from '../run/store-error.ts';
import { keyHash } from '../wire/account.ts';
import type { WireFailure } from '../wire/failure.ts';
import { pauseAfter } from './backoff.ts';
import { Cursor } from './cursor.ts';
import { Memory } from './memory.ts';
import type { Mirror, MirrorEnd, MirrorOptions } from './mirror.ts';
import { type Opened, openPlace } from './opening.ts';
import { tellings } from './telling.ts';
import type { Telling } from './told.ts';

export function openMirror(options: MirrorOptions): Mirror {
  return new RunMirror(options);
}

const batchEvents = 256;
/** So often a single telling is tried that the service cannot take although it answers otherwise. */
const triesMax = 10;

class RunMirror implements Mirror {
  readonly #options: MirrorOptions;
  readonly #timers: Timers;
  readonly #cursor: Cursor;
  readonly #memory: Memory;
  /** Null: there is nothing at the service yet. */
  #opened: Opened | null = null;
  #working: Promise<void> | null = null;
  #isAsked = false;
  #isClosed = false;
  /** Nothing more is made at the service: what is not there by now never will be. */
  #isLast = false;
  /** The service has no such run: it is not asked again and again. */
  #isLeft = false;
  /** Ends the pause under way; null: none is. A pause that the service asked for is kept. */
  #goOn: { readonly isAskedFor: boolean; readonly end: () => void } | null = null;
  /** What keeps it from telling more; null: nothing. */
  #trouble: string | null = null;

  constructor(options: MirrorOptions) {
    this.#options = options;
    this.#timers = options.timers ?? machineTimers;
    const account = keyHash(options.client.account.apiKey);
    this.#cursor = new Cursor(options.store.service, { run: options.run, account });
    this.#memory = new Memory(options, () => this.#timers.now());
  }

  nudge(): void {
    if (this.#isClosed || this.#isLeft || this.#cursor.done) return;
    this.#isAsked = true;
    this.#remember();
    this.#working ??= this.#work();
  }

  async close({ lingerMs }: { readonly lingerMs: number }): Promise<MirrorEnd> {
    if (lingerMs > 0) {
      this.#isLast = true;
      this.nudge();
      if (this.#goOn?.isAskedFor === false) this.#goOn.end();
      await this.#within(lingerMs);
    }
    this.#isClosed = true;
    this.#goOn?.end();
    if (!this.#cursor.done) {
      this.#guarded(() => this.#cursor.save());
      this.#remember({ force: true });
    }
    this.#guarded(() => this.#memory.settle());
    return { unsent: this.#unsent(), trouble: this.#trouble, refused: this.#cursor.refused };
  }

  #unsent(): number {
    const { run, store } = this.#options;
    let last = this.#cursor.seq;
    this.#guarded(() => {
      last = store.run(run)?.seq ?? 0;
    });
    return this.#cursor.done ? 0 : Math.max(0, last - this.#cursor.seq);
  }

  /** Though the service cannot be reached, what was found is in the file. */
  #remember(how = { force: false }): void {
    const { place } = this.#opened ?? {};
    if (place !== undefined) this.#guarded(() => this.#memory.write(place, how));
  }

  /** Whatever is wrong here, calls under way are carried on with; the log and the end say it. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      this.#stopped(thrown);
    }
  }

  #stopped(thrown: unknown): void {
    const { log, run } = this.#options;
    const stack = thrown instanceof Error ? thrown.stack : String(thrown);
    log.error({ run, error: thrown instanceof StoreError ? thrown.failure : stack }, 'the mirror has stopped');
    this.#trouble = thrown instanceof Error ? thrown.message : String(thrown);
  }

  /** Until all is told, or the time is over. */
  #within(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const callOff = this.#timers.after(ms, resolve);
      void (this.#working ?? Promise.resolve()).then(() => {
        callOff();
        resolve();
      });
    });
  }

  async #work(): Promise<void> {
    try {
      while (this.#isAsked && !this.#isClosed && !this.#isLeft) {
        this.#isAsked = false;
        await this.#tellAll();
      }
    } catch (thrown) {
      this.#stopped(thrown);
    }
    // In the same breath as the last look at what is asked: a nudge is never lost in between.
    this.#working = null;
  }

  async #tellAll(): Promise<void> {
    const { store, run } = this.#options;
    this.#opened ??= await this.#open();
    if (this.#opened === null || this.#isClosed) return;
    this.#remember();
    for (;;) {
      const events = [...store.events(run, { after: this.#cursor.seq, limit: batchEvents })];
      if (events.length === 0) return;
      for (const event of events) if (!(await this.#tellEvent(event, this.#opened))) return;
      // Long stretches of which nothing is told leave room for others.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#isClosed) return;
    }
  }

  /** Null: there is nothing at the service to tell it to, or it was closed before there was an answer. */
  async #open(): Promise<Opened | null> {
    const { client, store, run } = this.#options;
    for (let failures = 1; ; failures += 1) {
      const opened = await openPlace(client, { store, run, isOpen: () => !this.#isClosed });
      if (this.#isClosed) return null;
      if (!opened.ok) {
        if (!(await this.#pause(opened.error, failures))) return null;
        continue;
      }
      if (typeof opened.value !== 'string') return opened.value;
      // While somebody still prepares, what is looked for may be on its way.
      if (opened.value === 'never' && this.#isLast) this.#cursor.finish(store.run(run)?.seq ?? 0);
      return null;
    }
  }

  /** False: stopped. */
  async #tellEvent(event: JournalEvent, { place, deliverer, facts }: Opened): Promise<boolean> {
    if (event.type === 'run.finished') this.#remember({ force: true });
    const list = tellings(event, facts);
    for (const telling of list) if (!(await this.#tell(telling, { event, deliverer }))) return false;
    if (event.type === 'run.finished') {
      if (event.data.status === 'succeeded') this.#memory.remove(place);
      this.#cursor.finish(event.seq);
      return false;
    }
    this.#cursor.advance(event.seq, list.length);
    return true;
  }

  async #tell(
    telling: Telling,
    of: { readonly event: JournalEvent; readonly deliverer: Opened['deliverer'] },
  ): Promise<boolean> {
    const { seq } = of.event;
    for (let failures = 1; ; failures += 1) {
      const delivery = await of.deliverer.deliver(telling, seq);
      if (this.#isClosed) return false;
      switch (delivery.kind) {
        case 'told':
          this.#trouble = null;
          this.#cursor.told();
          return true;
        case 'refused':
          this.#refuse(seq, delivery.message);
          return true;
        case 'gone':
          this.#leave(seq, delivery.message);
          return false;
        case 'later':
          if (delivery.isItself && this.#cursor.tried() >= triesMax) {
            this.#refuse(seq, delivery.failure.message);
            return true;
          }
          if (!(await this.#pause(delivery.failure, failures))) return false;
      }
    }
  }

  /** It is left out, so that it does not hold up the rest. */
  #refuse(seq: number, message: string): void {
    const { log, run } = this.#options;
    this.#trouble = null;
    this.#cursor.refuse(seq, message);
    log.warn({ run, seq, message }, 'the service refuses what it was told');
  }

  /** The service has no such run: it was removed there, or the key is that of another account. */
  #leave(seq: number, message: string): void {
    const { log, run, store } = this.#options;
    log.warn({ run, seq, message }, 'the service has no such run');
    this.#isLeft = true;
    this.#trouble = `the service has no such run: ${message}`;
    if (!this.#cursor.isOurAccount) return;
    this.#cursor.refuse(seq, this.#trouble);
    this.#cursor.finish(store.run(run)?.seq ?? seq);
  }

  /** False: it was closed meanwhile. */
  async #pause(failure: WireFailure, failures: number): Promise<boolean> {
    const { log, run } = this.#options;
    const { code, message, status } = failure;
    const ms = pauseAfter(failure, failures);
    this.#trouble = message;
    if (failures === 1) log.warn({ run, code, message, status }, 'the mirror waits for the service');
    await new Promise<void>((resolve) => {
      const callOff = this.#timers.after(ms, resolve);
      const end = (): void => {
        callOff();
        resolve();
      };
      this.#goOn = { isAskedFor: code === 'throttled' || failure.retryAfterMs !== undefined, end };
    });
    this.#goOn = null;
    return !this.#isClosed;
  }
}
