/**
 * The local engine: one process drives one run, a million contacts without a promise or timer for each.
 *
 * Owns: the loop. Talks to: store, provider, model, clock.
 * 1. A turn's batch is committed before anything it asks for is carried out (invariant 1).
 * 2. Virtual time advances only when nothing is outstanding and nothing is left to decide.
 * 3. A commit that fails ends the drive: another drive rebuilds from the store.
 */
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import type { Result } from '../lib/result.ts';
import type { Instant } from '../lib/time.ts';
import { missionContext } from '../run/contexts.ts';
import type { ContactAction } from '../run/contact-machine.ts';
import type { ContactEvent } from '../run/events.ts';
import { hasRoom } from '../run/grant.ts';
import type { MissionAction } from '../run/mission-machine.ts';
import { isRunFinal } from '../run/mission-state.ts';
import type {
  Clock,
  DriveOptions,
  Driver,
  Drove,
  Engine,
  Model,
  Provider,
  Push,
  Signal,
  Store,
  StoreFailure,
} from '../run/ports.ts';
import { contactTurn, type Turn, type Turns } from './contact-turns.ts';
import { Deeds, type Told } from './deeds.ts';
import { WakeHeap } from './heap.ts';
import { carryOutMission, type MissionDeeds, missionTurn, openMore } from './mission-turns.ts';
import { rebuild } from './rebuild.ts';
import { References } from './references.ts';
import { Session } from './session.ts';

export interface LocalEngineOptions {
  readonly store: Store;
  readonly provider: Provider;
  readonly model: Model;
  readonly clock: Clock;
  /** This process. */
  readonly driver: Driver;
}

/** Contact turns between two commits at the most. */
const batchTurnsMax = 512;
/** How far apart pulses are, and how long one lasts in real time; in virtual time an instant. */
const pulseEveryMs = 20_000;
const pulseLastsMs = 1_000;
/** Events that may wait for their commit while virtual time goes on and nothing irreversible is asked. */
const batchEventsMax = 2_000;
/** How often signals of other processes are looked for, in real time. */
const signalEveryMs = 200;
const signalWhileWaitingMs = 1_000;
/** How long the loop may keep the process to itself. */
const breatheEveryMs = 30;
/** A wait this long, with nothing open, is said. */
const idleSaidMs = 300_000;

export function localEngine(options: LocalEngineOptions): Engine {
  return {
    async drive(run, driveOptions) {
      const lease = options.store.drive(run, options.driver);
      if (!lease.ok) return lease;
      try {
        const drive = new Drive({ ...options, ...driveOptions, run, epoch: lease.value.epoch });
        return await drive.toItsEnd();
      } finally {
        lease.value.release();
      }
    },
  };
}

interface DriveInput extends LocalEngineOptions, DriveOptions {
  readonly run: string;
  readonly epoch: number;
}

class Drive {
  readonly #input: DriveInput;
  readonly #session: Session;
  readonly #turns: Turns;
  readonly #deeds: Deeds;
  readonly #mission: MissionDeeds;
  readonly #references = new References();
  readonly #resumed: boolean;
  #inbox: Told[] = [];
  #arrival: (() => void) | null = null;
  #missionActions: MissionAction[] = [];
  #failure: StoreFailure | null = null;
  #bug: unknown = null;
  #lookedForSignals = 0;
  #pulseAt = Number.NEGATIVE_INFINITY;
  #breathedAt = performance.now();

  constructor(input: DriveInput) {
    this.#input = input;
    const { store, run, epoch, provider, model } = input;
    const record = store.run(run);
    const mission = store.mission(run);
    if (record === null || mission === null) throw new Error(`no run ${run}`);
    const { compiled, context } = missionContext(record, store.source(run));
    const onEvents = input.onEvents ?? (() => {});
    this.#session = new Session({ store, run: record, epoch, compiled, context, mission, onEvents });
    this.#resumed = record.seq > 0;
    const tell = (told: Told): void => this.#tell(told);
    this.#turns = {
      session: this.#session,
      wants: new WakeHeap(),
      timers: new WakeHeap(),
      actions: [],
      heldUntil: 0,
      full: false,
      notBefore: new Map(),
      news: [],
      opened: new Map(),
      onLimit: (limit, detail) => this.#missionTurn({ observation: { kind: 'limit', limit, detail } }),
      onFailure: (failure) => {
        this.#failure ??= failure;
      },
    };
    this.#deeds = new Deeds({ provider, model, tell });
    this.#deeds.onBug = (error) => {
      this.#bug ??= error;
      this.#tell({ to: 'mission-due' });
    };
    this.#deeds.onSettled = () => this.#arrived();
    this.#mission = { turns: this.#turns, deeds: this.#deeds, provider, tell, opening: new Map() };
  }

  get #now(): Instant {
    return this.#input.clock.now();
  }

  async toItsEnd(): Promise<Result<Drove, StoreFailure>> {
    const stopListening = this.#input.provider.onPush((push) => this.#hear(push));
    const onAbort = (): void => this.#input.clock.wake();
    this.#input.interrupt?.addEventListener('abort', onAbort);
    try {
      if (this.#resumed) this.#takeOver();
      else this.#missionTurn({ observation: { kind: 'start' } });
      return await this.#loop();
    } finally {
      stopListening();
      this.#input.interrupt?.removeEventListener('abort', onAbort);
    }
  }

  async #loop(): Promise<Result<Drove, StoreFailure>> {
    for (;;) {
      await this.#breathe();
      const failure = this.#decideAll();
      if (this.#bug !== null) throw this.#bug;
      if (failure !== null) return { ok: false, error: failure };
      if (isRunFinal(this.#session.mission.status) && this.#deeds.outstanding === 0) return this.#end('finished', null);
      if (this.#inbox.length > 0) continue;
      if (this.#interrupted && this.#deeds.outstanding === 0) return this.#end('interrupted', this.#nextWake());
      if (this.#deeds.outstanding > 0 && (this.#input.clock.virtual || this.#interrupted)) {
        await this.#answers();
        continue;
      }
      if (this.#interrupted || this.#isReady()) continue;
      const end = await this.#pause();
      if (end !== null) return end;
    }
  }

  /** The wake time is stored for whoever goes on. */
  #end(end: Drove['end'], wakeAt: Instant | null): Result<Drove, StoreFailure> {
    const stored = this.#session.commit({ wakeAt, always: true });
    return stored.ok ? { ok: true, value: { end, wakeAt } } : stored;
  }

  /** Virtual time runs in microtasks alone: Ctrl-C, the view and other processes get a turn now and then. */
  async #breathe(): Promise<void> {
    if (performance.now() - this.#breathedAt < breatheEveryMs) return;
    await immediate();
    this.#breathedAt = performance.now();
  }

  get #interrupted(): boolean {
    return this.#input.interrupt?.aborted === true;
  }

  /** Everything that can be decided now, in batches: turns, commit, then deeds. */
  #decideAll(): StoreFailure | null {
    this.#hearInbox();
    if (!this.#interrupted) {
      this.#takeSignals();
      this.#wakeTimers();
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
    const asked = this.#turns.actions.splice(0);
    for (const { index } of asked) this.#references.note(index, this.#session);
    this.#deeds.carryOut(asked);
  }

  #commitAndAct(): StoreFailure | null {
    const committed = this.#session.commit({ wakeAt: this.#nextWake() });
    if (!committed.ok) return committed.error;
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
    const inbox = this.#inbox;
    this.#inbox = [];
    for (const told of inbox) this.#dispatch(told);
  }

  #dispatch(told: Told): void {
    switch (told.to) {
      case 'contact':
        this.#contactTurn(told.index, { due: false, observation: told.observation });
        return;
      case 'due':
        this.#contactTurn(told.index, { due: true });
        return;
      case 'text': {
        const index = this.#references.byNumber(told.from);
        if (index === null) return;
        this.#contactTurn(index, { due: false, observation: { kind: 'text', text: told.text, at: told.at } });
        return;
      }
      case 'mission':
        this.#missionTurn({ observation: told.observation });
        return;
      case 'mission-due':
        this.#missionTurn({ due: true });
        return;
    }
  }

  #contactTurn(index: number, turn: Omit<Turn, 'now'>): void {
    contactTurn(this.#turns, index, { ...turn, now: this.#now });
    this.#references.note(index, this.#session);
    if (this.#turns.news.some((event) => event.type === 'contact.finished')) this.#handleNews();
  }

  #handleNews(): void {
    while (this.#turns.news.length > 0) {
      const news = this.#turns.news.splice(0);
      if (news.some((event) => event.type === 'contact.finished')) this.#missionTurn({ news });
    }
  }

  #missionTurn(turn: Partial<Parameters<typeof missionTurn>[1]>): void {
    const before = this.#session.mission;
    const actions = missionTurn(this.#turns, { due: false, ...turn, now: this.#now });
    if (this.#session.mission !== before) this.#turns.full = false;
    this.#missionActions.push(...actions);
  }

  #wakeTimers(): void {
    for (let turns = 0; turns < batchTurnsMax; turns += 1) {
      const index = this.#turns.timers.pop(this.#now);
      if (index === null) return;
      this.#contactTurn(index, { due: true });
    }
  }

  #serveWants(): void {
    for (let turns = 0; turns < batchTurnsMax && this.#canServe(); turns += 1) {
      const index = this.#turns.wants.pop(this.#now);
      if (index === null) return;
      this.#contactTurn(index, { due: true });
    }
  }

  #canServe(): boolean {
    const { mission, compiled } = this.#session;
    if (this.#turns.full || this.#servesFrom() > this.#now || mission.paused === true) return false;
    if (this.#now - this.#pulseAt >= pulseEveryMs) this.#pulseAt = this.#now;
    const round = this.#runningRound();
    return round === null || hasRoom(mission, compiled.round(round));
  }

  /** Slots are given in pulses: what is freed in between is given together, in one commit. */
  #servesFrom(): Instant {
    const within = this.#input.clock.virtual ? this.#now === this.#pulseAt : this.#now - this.#pulseAt < pulseLastsMs;
    return Math.max(this.#turns.heldUntil, within ? this.#pulseAt : this.#pulseAt + pulseEveryMs);
  }

  #runningRound(): string | null {
    const { mission, context } = this.#session;
    const at = mission.steps.findIndex((step) => step.status === 'in_progress');
    return context.steps[at]?.round ?? null;
  }

  /** When something is due next, whoever asked for it. */
  #nextWake(): Instant | null {
    const wakes = [this.#turns.timers.peek()?.at ?? null, this.#session.wakeAt];
    const want = this.#turns.wants.peek();
    if (want !== null && !this.#turns.full && this.#session.mission.paused !== true) {
      const round = this.#runningRound();
      if (round === null || hasRoom(this.#session.mission, this.#session.compiled.round(round)))
        wakes.push(Math.max(want.at, this.#servesFrom()));
    }
    return wakes.reduce((least, at) => (at === null ? least : least === null ? at : Math.min(least, at)), null);
  }

  // ── waiting ─────────────────────────────────────────────────────────────────────────────────────────────────────

  async #pause(): Promise<Result<Drove, StoreFailure> | null> {
    const { clock, waitMaxMs, until } = this.#input;
    const next = this.#nextWake();
    const person = this.#waitsForPerson();
    const paused = this.#session.mission.paused === true && this.#session.mission.open === 0;
    const tooLong = waitMaxMs !== undefined && !clock.virtual && (next === null || next - this.#now > waitMaxMs);
    if ((waitMaxMs !== undefined && person) || tooLong || paused) return this.#end('waiting', next);
    if (
      until !== undefined &&
      (next === null || next > until) &&
      (clock.nextHappening() ?? Number.POSITIVE_INFINITY) > until
    )
      return this.#end('waiting', next);
    if (this.#sayIdle(next)) return null;
    if (person) this.#input.onPerson?.(this.#session.mission.waiting?.gate ?? '');
    if (person && clock.virtual) {
      await sleep(signalEveryMs);
      this.#lookedForSignals = 0;
      return null;
    }
    const came = await clock.wait(
      clock.virtual ? next : Math.min(next ?? Number.POSITIVE_INFINITY, this.#now + signalWhileWaitingMs),
    );
    if (came === 'never') throw new Error(`run ${this.#input.run} waits for nothing`);
    return null;
  }

  /** In virtual time a gate stands still for a real person only where no simulated one will answer. */
  #waitsForPerson(): boolean {
    const { clock } = this.#input;
    const { waiting, gates } = this.#session.mission;
    if (waiting?.reason !== 'gate' || gates[waiting.gate ?? '']?.status !== 'asked') return false;
    if (!clock.virtual) return true;
    const viaTerminal = this.#session.compiled.gate(waiting.gate ?? '').via.includes('terminal');
    return viaTerminal && clock.nextHappening() === null && this.#turns.timers.size === 0;
  }

  /** Nothing open and a long way to go: the run says that it waits, and for what. */
  #sayIdle(next: Instant | null): boolean {
    const { mission } = this.#session;
    if (next === null || next - this.#now < idleSaidMs || mission.open > 0 || this.#turns.timers.size > 0) return false;
    const want = this.#turns.wants.peek();
    if (want === null) return false;
    const reason = this.#session.state(want.index).status === 'retrying' ? 'retry' : 'window';
    if (mission.waiting?.reason === reason && mission.waiting.until === next) return false;
    const before = this.#session.pending;
    this.#missionTurn({ observation: { kind: 'idle', reason, until: next } });
    return this.#session.pending > before;
  }

  async #answers(): Promise<void> {
    if (this.#inbox.length > 0) return;
    await new Promise<void>((resolve) => {
      this.#arrival = resolve;
    });
  }

  #tell(told: Told): void {
    this.#inbox.push(told);
    this.#arrived();
  }

  #arrived(): void {
    this.#arrival?.();
    this.#arrival = null;
    if (!this.#input.clock.virtual) this.#input.clock.wake();
  }

  #hear(push: Push): void {
    if (push.kind === 'approval') {
      this.#tell({ to: 'mission-due' });
      return;
    }
    const index = this.#references.of(push);
    if (index !== null) this.#tell({ to: 'due', index });
  }

  // ── signals, takeover ───────────────────────────────────────────────────────────────────────────────────────────

  #takeSignals(): void {
    const wall = performance.now();
    if (wall - this.#lookedForSignals < signalEveryMs) return;
    this.#lookedForSignals = wall;
    const signals = this.#session.store.signals(this.#input.run);
    // Deny beats approve (invariant 7).
    const order = (signal: Signal): number => (signal.kind === 'deny' ? 0 : 1);
    for (const signal of signals.toSorted((a, b) => order(a) - order(b) || a.id - b.id)) {
      this.#session.take(signal.id);
      this.#missionTurn({ observation: observationOf(signal) });
    }
  }

  #takeOver(): void {
    const now = this.#now;
    const reopened = rebuild(this.#turns, now);
    this.#missionTurn({ observation: { kind: 'restarted' }, due: true });
    const events: ContactEvent[] = [];
    for (const index of reopened) {
      contactTurn(this.#turns, index, { now, due: true, observation: { kind: 'restarted' } });
      this.#references.note(index, this.#session);
      events.push(...this.#turns.news.splice(0));
    }
    if (events.some((event) => event.type === 'contact.finished')) this.#missionTurn({ news: events });
    if (this.#session.mission.stopping !== undefined && !isRunFinal(this.#session.mission.status)) {
      const { reason, outcome } = this.#session.mission.stopping;
      if (this.#runningRound() !== 'act' || outcome !== null) this.#missionActions.push({ kind: 'stop', reason });
    }
  }
}

/** What cannot be taken back, or changes the service: never before its intent is durable (invariant 1). */
function isDeed(action: ContactAction): boolean {
  return action.kind === 'place' || action.kind === 'prompt' || action.kind === 'withdraw';
}

function observationOf(signal: Signal) {
  switch (signal.kind) {
    case 'approve':
    case 'deny':
      return { kind: 'answered', gate: signal.gate, decision: signal.kind, hash: signal.hash, by: signal.by } as const;
    default:
      return { kind: signal.kind };
  }
}
