/**
 * A drive: one process carries one run on, a million contacts without a promise or timer for each.
 *
 * Owns: the loop. Talks to: store, provider, model, clock.
 * 1. A turn's batch is committed before any deed that it asks for is carried out (invariant 1).
 * 2. Virtual time advances only when nothing is outstanding and nothing is left to decide.
 * 3. A commit that fails ends the drive, whether it took place or not: another drive rebuilds from the store (local.ts).
 */
import { setImmediate as immediate } from 'node:timers/promises';
import type { Result } from '../lib/result.ts';
import type { Instant } from '../lib/time.ts';
import { missionContext } from '../run/contexts.ts';
import type { MissionAction } from '../run/mission-machine.ts';
import { isRunFinal } from '../run/mission-state.ts';
import type { Clock, DriveOptions, Drove, Lease, Model, Provider, Store, StoreFailure } from '../run/ports.ts';
import { contactTurn, restartedIn, type Turns } from './contact-turns.ts';
import { Deeds, isDeed, type Told } from './deeds.ts';
import { freshTurns } from './fresh-turns.ts';
import { hear } from './hints.ts';
import { Mailbox } from './mailbox.ts';
import { carryOutMission, type MissionDeeds, missionTurn, openMore, stopAgain } from './mission-turns.ts';
import { rebuild } from './rebuild.ts';
import { Refusals } from './refusals.ts';
import { batchTurnsMax, Serving } from './serving.ts';
import { Session } from './session.ts';
import { Signals, signalEveryMs } from './signals.ts';
import { isStillMeant } from './still-meant.ts';
import { leftUnstored, type Unstored } from './take-back.ts';
import { Timekeeper } from './timekeeper.ts';
import { gateAsked, idleReason, mayNotWait, waitsForPerson, wakeOf } from './waiting.ts';

/** Events that may wait for their commit while virtual time goes on and nothing irreversible is asked. */
const batchEventsMax = 2_000;
/** How long a wait in real time may keep signals unread. */
const signalWhileWaitingMs = 1_000;
/** How long the loop may keep the process to itself. */
const breatheEveryMs = 30;

export interface DriveInput extends DriveOptions {
  readonly store: Store;
  readonly provider: Provider;
  readonly model: Model;
  readonly clock: Clock;
  readonly run: string;
  readonly lease: Pick<Lease, 'epoch' | 'isCurrent'>;
  /** Milliseconds that only move forward. */
  readonly ticks: () => number;
  /** In which people answer while virtual time stands still. */
  readonly sleep: (forMs: number) => Promise<unknown>;
  /** True: another run is calling the same people. Few of them are reserved at once, so that one batch gets through. */
  readonly contested?: boolean;
}

export class Drive {
  readonly #input: DriveInput;
  readonly #session: Session;
  readonly #turns: Turns;
  readonly #deeds: Deeds;
  readonly #mission: MissionDeeds;
  readonly #mailbox: Mailbox;
  readonly #serving: Serving;
  readonly #signals: Signals;
  readonly #refusals: Refusals;
  readonly #time: Timekeeper;
  readonly #resumed: boolean;
  #missionActions: MissionAction[] = [];
  #failure: StoreFailure | null = null;
  #bug: unknown = null;
  #breathedAt: number;

  constructor(input: DriveInput) {
    this.#input = input;
    const { store, run, provider, model, clock } = input;
    this.#mailbox = new Mailbox(clock);
    this.#signals = new Signals(store, { run, ticks: input.ticks });
    this.#breathedAt = input.ticks();
    const record = store.run(run);
    const mission = store.mission(run);
    if (record === null || mission === null) throw new Error(`no run ${run}`);
    const { compiled, context } = missionContext(record, store.source(run));
    const onEvents = input.onEvents ?? (() => {});
    const { lease } = input;
    this.#session = new Session({ store, run: record, epoch: lease.epoch, compiled, context, mission, onEvents });
    this.#resumed = record.seq > 0;
    this.#time = new Timekeeper({ clock, provider, last: this.#resumed ? record.at : 0, ticks: input.ticks });
    const tell = (told: Told): void => this.#mailbox.tell(told);
    this.#turns = freshTurns(this.#session, {
      settled: provider.alone === true,
      isSure: () => this.#time.isSure(),
      onLimit: (limit, detail) => this.#missionTurn({ observation: { kind: 'limit', limit, detail } }),
      onFailure: (failure) => {
        this.#failure ??= failure;
      },
    });
    this.#refusals = new Refusals(this.#turns);
    this.#serving = new Serving(this.#turns, { virtual: clock.virtual, contested: input.contested ?? false });
    this.#deeds = new Deeds({ provider, model, tell });
    this.#deeds.onBug = (error) => {
      this.#bug ??= error;
      this.#mailbox.wake();
    };
    this.#deeds.onSettled = () => this.#mailbox.wake();
    this.#mission = { turns: this.#turns, deeds: this.#deeds, provider, tell, opening: new Map() };
  }

  get #now(): Instant {
    return this.#time.now();
  }

  async toItsEnd(): Promise<Result<Drove, StoreFailure>> {
    const stopListening = this.#input.provider.onPush((push) =>
      hear(push, { turns: this.#turns, mailbox: this.#mailbox, deeds: this.#deeds, now: () => this.#now }),
    );
    const onAbort = (): void => this.#input.clock.wake();
    this.#input.interrupt?.addEventListener('abort', onAbort);
    try {
      const sure = await this.#time.check();
      if (!sure.ok) return sure;
      if (this.#input.only === 'refused') this.#refusals.takeBack(this.#now);
      else if (this.#resumed) this.#takeOver();
      else this.#missionTurn({ observation: { kind: 'start' } });
      // What was texted while nobody listened; in virtual time nothing was.
      if (!this.#input.clock.virtual && this.#input.only === undefined)
        this.#deeds.readInbox(this.#refusals.unheardSince(this.#now));
      return await this.#loop();
    } finally {
      stopListening();
      this.#input.interrupt?.removeEventListener('abort', onAbort);
    }
  }

  /** After a failure: waits for what is under way, so that nothing of it comes later, and says what could not be stored. */
  rest = (): Promise<Unstored> => leftUnstored(this.#session, { mailbox: this.#mailbox, deeds: this.#deeds });

  async #loop(): Promise<Result<Drove, StoreFailure>> {
    for (;;) {
      await this.#breathe();
      const failure = this.#decideAll();
      if (this.#bug !== null) throw this.#bug;
      if (failure !== null) return { ok: false, error: failure };
      if (isRunFinal(this.#session.mission.status) && this.#deeds.outstanding === 0) return this.#end('finished', null);
      if (!this.#mailbox.isEmpty) continue;
      if (this.#interrupted && this.#deeds.outstanding === 0) return this.#end('interrupted', this.#nextWake());
      if (this.#deeds.outstanding > 0 && (this.#input.clock.virtual || this.#interrupted)) {
        await this.#mailbox.arrival();
        continue;
      }
      if (this.#interrupted || this.#isReady()) continue;
      const end = await this.#pause();
      if (end !== null) return end;
    }
  }

  /** The wake time is stored for whoever goes on. */
  #end(end: Drove['end'], wakeAt: Instant | null): Result<Drove, StoreFailure> {
    const due = end === 'waiting' ? wakeOf(this.#turns, { clock: this.#input.clock, wakeAt }) : wakeAt;
    const stored = this.#session.commit({ wakeAt: due, always: true });
    return stored.ok ? { ok: true, value: { end, wakeAt: due } } : stored;
  }

  /** Virtual time runs in microtasks alone: Ctrl-C, the view and other processes get a turn now and then. */
  async #breathe(): Promise<void> {
    if (this.#input.ticks() - this.#breathedAt < breatheEveryMs) return;
    await immediate();
    this.#breathedAt = this.#input.ticks();
  }

  get #interrupted(): boolean {
    return this.#input.interrupt?.aborted === true || this.#input.only !== undefined;
  }

  /** Everything that can be decided now, in batches: turns, commit, then deeds. */
  #decideAll(): StoreFailure | null {
    this.#hearInbox();
    this.#handleNews();
    if (!this.#interrupted) {
      this.#refusals.stopRefused(this.#now);
      this.#takeSignals();
      this.#wakeTimers();
      this.#handleNews();
      if (this.#session.wakeAt !== null && this.#session.wakeAt <= this.#now) this.#missionTurn({ due: true });
      this.#serveWants();
      this.#handleNews();
      const opened = openMore(this.#mission, this.#now);
      if (typeof opened === 'object' && !opened.failed.ok) return opened.failed.error;
      this.#handleNews();
    }
    return this.#failure ?? this.#act();
  }

  /** Questions are asked at once; deeds, and whatever looks at all contacts, after everything so far is durable. */
  #act(): StoreFailure | null {
    const waits = this.#missionActions.length > 0 || this.#turns.actions.some(({ action }) => isDeed(action));
    if (waits || !this.#input.clock.virtual || this.#session.pending >= batchEventsMax) return this.#commitAndAct();
    this.#carryOutContacts();
    return this.#failure;
  }

  #carryOutContacts(): void {
    if (this.#turns.actions.length === 0) return;
    this.#deeds.carryOut(this.#turns.actions.splice(0).filter((asked) => isStillMeant(this.#session, asked)));
  }

  #commitAndAct(): StoreFailure | null {
    const committed = this.#session.commit({ wakeAt: this.#nextWake() });
    if (!committed.ok) return committed.error;
    this.#serving.committed();
    const missionAsked = this.#missionActions;
    this.#missionActions = [];
    this.#carryOutContacts();
    carryOutMission(this.#mission, missionAsked, this.#now);
    this.#handleNews();
    return this.#failure;
  }

  /** True while there is something to decide without waiting. */
  #isReady(): boolean {
    if (
      this.#turns.actions.length > 0 ||
      this.#missionActions.length > 0 ||
      (this.#session.pending > 0 && !this.#input.clock.virtual) ||
      this.#mission.opening.size > 0
    )
      return true;
    const next = this.#nextWake();
    return next !== null && next <= this.#now;
  }

  #hearInbox(): void {
    for (const told of this.#mailbox.take()) this.#dispatch(told);
  }

  #dispatch(told: Told): void {
    switch (told.to) {
      case 'contact':
        contactTurn(this.#turns, told.index, { now: this.#now, due: false, observation: told.observation });
        return;
      case 'due':
        contactTurn(this.#turns, told.index, { now: this.#now, due: true });
        return;
      case 'text':
        this.#refusals.hear(told, this.#now);
        return;
      case 'mission':
        this.#missionTurn({ observation: told.observation });
        return;
      case 'mission-due':
        this.#missionTurn({ due: true });
        return;
    }
  }

  #handleNews(): void {
    while (this.#turns.finished.length > 0) this.#missionTurn({ finished: this.#turns.finished.splice(0) });
  }

  #missionTurn(turn: Partial<Parameters<typeof missionTurn>[1]>): void {
    // Who only takes back leaves the steps to the next drive, which decides on the state that it finds.
    if (this.#input.only !== undefined) return;
    const before = this.#session.mission;
    const actions = missionTurn(this.#turns, { due: false, ...turn, now: this.#now });
    if (this.#session.mission !== before) this.#turns.full = false;
    this.#missionActions.push(...actions);
  }

  #wakeTimers(): void {
    for (let turns = 0; turns < batchTurnsMax; turns += 1) {
      const index = this.#turns.timers.pop(this.#now);
      if (index === null) return;
      contactTurn(this.#turns, index, { now: this.#now, due: true });
    }
  }

  #serveWants(): void {
    for (const index of this.#serving.batch(() => this.#now)) {
      contactTurn(this.#turns, index, { now: this.#now, due: true });
    }
  }

  /** When something is due next, whoever asked for it. */
  #nextWake(): Instant | null {
    if (this.#input.only !== undefined) return this.#session.run.wakeAt;
    const wakes = [this.#turns.timers.peek()?.at ?? null, this.#session.wakeAt, this.#serving.nextAt(this.#now)];
    return wakes.reduce((least, at) => (at === null ? least : least === null ? at : Math.min(least, at)), null);
  }

  /** Nothing to decide: waits, or ends the drive where it may not wait for what is next. */
  async #pause(): Promise<Result<Drove, StoreFailure> | null> {
    const { clock } = this.#input;
    const next = this.#nextWake();
    const person = waitsForPerson(this.#turns, clock);
    if (
      this.#deeds.outstanding === 0 &&
      mayNotWait(this.#session.mission, { ...this.#input, next, person, now: this.#now })
    )
      return this.#end('waiting', next);
    if (this.#sayIdle(next)) return null;
    // Whoever answers, here or in another process, reads the question from the store.
    const failure = person ? this.#commitAndAct() : null;
    if (failure !== null) return { ok: false, error: failure };
    // A process that slept through a takeover would wait for ever: its signals are taken by the other.
    if ((person || !clock.virtual) && !this.#input.lease.isCurrent()) return this.#end('waiting', next);
    if (person) this.#input.onPerson?.(gateAsked(this.#session) ?? '');
    if (person && clock.virtual) {
      await this.#input.sleep(signalEveryMs);
      this.#signals.lookAgain();
      return null;
    }
    const soon = clock.virtual ? next : Math.min(next ?? Number.POSITIVE_INFINITY, this.#now + signalWhileWaitingMs);
    if ((await this.#time.wait(soon)) === 'never') throw new Error(`run ${this.#input.run} waits for nothing`);
    const sure = await this.#time.check();
    return sure.ok ? null : sure;
  }

  /** Nothing open and a long way to go: the run says that it waits, and for what. */
  #sayIdle(next: Instant | null): boolean {
    const reason = idleReason(this.#turns, { next, now: this.#now });
    if (reason === null || next === null) return false;
    const before = this.#session.pending;
    this.#missionTurn({ observation: { kind: 'idle', reason, until: next } });
    return this.#session.pending > before;
  }

  #takeSignals(): void {
    for (const { id, observation } of this.#signals.read()) {
      this.#session.take(id);
      this.#missionTurn({ observation });
    }
  }

  #takeOver(): void {
    const now = this.#now;
    const reopened = rebuild(this.#turns, now);
    this.#missionTurn({ observation: { kind: 'restarted' }, due: true });
    stopAgain(this.#mission, now);
    this.#refusals.stopRefused(now);
    for (const index of reopened) {
      contactTurn(this.#turns, index, { now, due: true, observation: restartedIn(this.#turns) });
    }
    this.#handleNews();
  }
}
