/**
 * One drive of one run: what is in memory, and the batch that the next commit makes durable.
 *
 * Owns: the mission's state, the states of contacts with something open, the pending batch. Talks to: the store.
 * 1. Nothing leaves the batch but by `commit`; no deed is carried out before its batch is durable (invariant 1).
 * 2. `seq` is contiguous; after a commit that failed nothing more is committed.
 * 3. A contact that is neither placed, open nor reading is not kept: it is read from the store when its time comes.
 */
import type { Result } from '../lib/result.ts';
import type { Instant } from '../lib/time.ts';
import type { CompiledMission } from '../plan/compile.ts';
import { deadlineOf } from '../plan/plan.ts';
import type { ContactContext } from '../run/contact-machine.ts';
import { contactId, freshContact, isFinal, openAttempt } from '../run/contact-state.ts';
import type { Event, JournalEvent } from '../run/events.ts';
import type { MissionContext } from '../run/mission-machine.ts';
import { roundState } from '../run/mission-rounds.ts';
import { applyMission, concernsMission } from '../run/mission-state.ts';
import type { RefusalRule } from '../run/number-port.ts';
import type { Commit, CommitContact, LedgerEntry, RunRecord, Store, StoreFailure } from '../run/ports.ts';
import type { ContactState, MissionState } from '../run/state.ts';
import type { Target } from '../spec/spec.ts';
import { Blocks } from './blocks.ts';
import { ledgerEntry } from './ledger.ts';
import { targetIds } from './target-ids.ts';

export interface SessionOptions {
  readonly store: Store;
  readonly run: RunRecord;
  readonly epoch: number;
  readonly compiled: CompiledMission;
  readonly context: MissionContext;
  readonly mission: MissionState;
  readonly onEvents: (events: readonly JournalEvent[], mission: MissionState) => void;
}

/** A call or text that the service holds, as it is named there. */
export interface Placed {
  readonly assistant: string;
  readonly ref: string;
}

const contextsMax = 8_192;

export class Session {
  readonly store: Store;
  readonly run: RunRecord;
  readonly compiled: CompiledMission;
  readonly context: MissionContext;
  readonly blocks: Blocks;
  readonly #options: SessionOptions;
  mission: MissionState;
  /** The mission's next wake time. */
  wakeAt: Instant | null = null;
  #failure: StoreFailure | null = null;
  #seq: number;
  #missionChanged = false;
  #events: JournalEvent[] = [];
  #ledger = new Map<string, LedgerEntry>();
  /** Numbers with a reservation among them that never rang. */
  readonly #givenBack = new Set<string>();
  #optOuts: Commit['optOuts'][number][] = [];
  #taken: number[] = [];
  /** Changed since the last commit. */
  readonly #changed = new Map<number, ContactState>();
  /** Known and worth keeping: placed, open, reading. */
  readonly #hot = new Map<number, ContactState>();
  readonly #contexts = new Map<number, ContactContext>();

  constructor(options: SessionOptions) {
    this.#options = options;
    this.store = options.store;
    this.run = options.run;
    this.compiled = options.compiled;
    this.context = options.context;
    this.mission = options.mission;
    this.#seq = options.run.seq;
    this.blocks = new Blocks();
  }

  get pending(): number {
    return this.#events.length + this.#taken.length + this.#optOuts.length;
  }

  get hotCount(): number {
    return this.#hot.size;
  }

  hot(): IterableIterator<number> {
    return this.#hot.keys();
  }

  state(index: number): ContactState {
    const known = this.#changed.get(index) ?? this.#hot.get(index);
    if (known !== undefined) return known;
    const place = this.blocks.of(index);
    if (this.blocks.isFresh(index))
      return freshContact({ id: place.id(this.target(index).id), target: this.target(index).id, round: place.round });
    const stored = this.store.contact(this.run.name, index);
    if (stored === null) throw new Error(`contact ${index} is not in the store`);
    return stored;
  }

  /** A round's contacts in order, what is not yet committed included. */
  *states(round?: string): IterableIterator<ContactState> {
    for (const row of this.store.contacts(this.run.name, round === undefined ? {} : { round })) {
      yield this.#changed.get(row.index) ?? row.state;
    }
  }

  target(index: number): Target {
    return this.store.target(this.run.name, this.blocks.of(index).targetIndex);
  }

  /** Fixed for the run; kept while the contact has something open. */
  contact(index: number): ContactContext {
    const known = this.#contexts.get(index);
    if (known !== undefined) return known;
    const round = this.compiled.round(this.blocks.of(index).round);
    const runStart = this.mission.startedAt ?? this.run.startedAt;
    const start = Math.max(runStart, round.spec.schedule.start ?? runStart);
    const context: ContactContext = {
      run: { id: this.run.id, name: this.run.name },
      mission: this.compiled,
      round,
      target: this.target(index),
      start,
      deadline: deadlineOf(round.spec.schedule, start),
      service: this.mission.prepared?.mission ?? '',
    };
    this.#contexts.set(index, context);
    if (this.#contexts.size > contextsMax) this.#forgetOldestContext();
    return context;
  }

  /** A context can be made again at any time; those of waiting contacts are not worth their room. */
  #forgetOldestContext(): void {
    const [oldest] = this.#contexts.keys();
    if (oldest !== undefined) this.#contexts.delete(oldest);
  }

  /** Takes a turn's outcome into the batch. */
  put(index: number, change: { readonly state: ContactState; readonly events: readonly Event[] }): void {
    const { state, events } = change;
    if (events.length > 0) {
      this.#changed.set(index, state);
      this.blocks.touch(index);
    }
    for (const event of events) this.#record(event, index);
    this.keep(index, state);
  }

  /** Keeps a state in memory for as long as something is open. */
  keep(index: number, state: ContactState): void {
    if (state.status === 'placed' || state.status === 'open' || state.status === 'reading') this.#hot.set(index, state);
    else {
      this.#hot.delete(index);
      this.#contexts.delete(index);
    }
  }

  putMission(events: readonly Event[]): void {
    for (const event of events) this.#record(event, null);
  }

  optOut(entry: Commit['optOuts'][number]): void {
    this.#optOuts.push(entry);
  }

  /** Why the number may not be contacted, what is not yet committed included; null: it may. */
  refusal(number: string): RefusalRule | null {
    if (this.#optOuts.some((one) => one.number === number)) return 'opt-out';
    const query = { number, world: this.run.world };
    // Asked first, because the commit checks that this answer still holds.
    return this.store.optedOut(query) ? this.store.refusal(query) : null;
  }

  /** Whether the batch gives back a reservation of the number that the store still counts. */
  givesBack(number: string): boolean {
    return this.#givenBack.has(number);
  }

  /** What the last commit would have made durable: calls with the service, and refusals heard. */
  unstored(): { readonly placed: readonly Placed[]; readonly optOuts: number } {
    const placed: Placed[] = [];
    for (const state of this.#changed.values()) {
      const open = openAttempt(state);
      if (open?.phase !== 'placed' || open.ref === undefined) continue;
      const { assistant, ref } = open;
      const isNew = this.#events.some(
        (event) => event.type === 'attempt.placed' && event.contact === state.id && event.data.ref === ref,
      );
      if (isNew) placed.push({ assistant, ref });
    }
    return { placed, optOuts: this.#optOuts.length };
  }

  take(signal: number): void {
    this.#taken.push(signal);
  }

  #record(event: Event, index: number | null): void {
    this.#seq += 1;
    this.#events.push({ ...event, seq: this.#seq });
    if (concernsMission(event)) {
      this.mission = applyMission(this.mission, event, this.context);
      this.#missionChanged = true;
    }
    if (index === null) return;
    const entry = ledgerEntry({ event, session: this, index });
    if (entry === null) return;
    this.#ledger.set(entry.key, entry);
    if (entry.status === 'void') this.#givenBack.add(entry.number);
  }

  /** Everything since the last commit, in one transaction. `wakeAt` alone is worth one only when the drive ends. */
  commit(
    next: { readonly wakeAt: Instant | null; readonly always?: boolean } = { wakeAt: this.wakeAt },
  ): Result<null, StoreFailure> {
    if (this.pending === 0 && next.always !== true) return { ok: true, value: null };
    const events = this.#events;
    const result = this.#store({
      run: this.run.name,
      epoch: this.#options.epoch,
      events,
      contacts: [...this.#changed].map(([index, state]) => this.#row(index, state)),
      ...(this.#missionChanged ? { mission: this.mission } : {}),
      ledger: [...this.#ledger.values()],
      optOuts: this.#optOuts,
      taken: this.#taken,
      wakeAt: next.wakeAt,
    });
    if (!result.ok) return result;
    this.#events = [];
    this.#changed.clear();
    this.#ledger.clear();
    this.#givenBack.clear();
    this.#optOuts = [];
    this.#taken = [];
    this.#missionChanged = false;
    if (events.length > 0) this.#options.onEvents(events, this.mission);
    return result;
  }

  /**
   * After a commit that failed, nothing more: it may have taken place, or what it stood on is no longer so (what it reserved was
   * refused, and would get through with the next).
   */
  #store(commit: Commit): Result<null, StoreFailure> {
    if (this.#failure !== null) return { ok: false, error: this.#failure };
    const result = this.store.commit(commit);
    if (!result.ok) this.#failure = result.error;
    return result;
  }

  /** Creates contacts of a round in order; their states are `freshContact` until something happens to them. */
  open(
    round: string,
    range: { readonly from: number; readonly to: number; readonly at: Instant },
  ): Result<null, StoreFailure> {
    const before = this.commit();
    if (!before.ok) return before;
    const block = this.blocks.block(round);
    const events: JournalEvent[] = [];
    const contacts: CommitContact[] = [];
    const indexes = block.targets.subarray(range.from, range.to);
    const targets = [...targetIds(this.store, { run: this.run.name, indexes })];
    for (let place = range.from; place < range.to; place += 1) {
      const index = block.base + place;
      const target = targets[place - range.from] ?? '';
      const targetIndex = block.targets[place] ?? 0;
      const id = contactId(round, target);
      this.#seq += 1;
      const data = { target, ...(round === '' ? {} : { round }) };
      events.push({ type: 'contact.queued', contact: id, at: range.at, data, seq: this.#seq });
      contacts.push({ index, targetIndex, id, round, final: false, status: 'queued', wakeAt: null, state: null });
      this.blocks.markFresh(index);
    }
    const result = this.#store({
      run: this.run.name,
      epoch: this.#options.epoch,
      events,
      contacts,
      ledger: [],
      optOuts: [],
      taken: [],
    });
    if (result.ok) this.#options.onEvents(events, this.mission);
    return result;
  }

  #row(index: number, state: ContactState): CommitContact {
    const place = this.blocks.of(index);
    return {
      index,
      targetIndex: place.targetIndex,
      id: state.id,
      round: state.round,
      final: isFinal(state.status),
      status: state.status,
      wakeAt: state.status === 'retrying' ? state.notBefore : null,
      state,
    };
  }

  /** How many contacts of the round are not final. */
  unfinished(round: string): number {
    const { contacts, finished } = roundState(this.mission, round);
    return (contacts ?? 0) - finished.reached - finished.unreached - finished.failed - finished.skipped;
  }
}
