/**
 * An engine that only passes messages: every contact, the mission and the ledger is an actor with a mailbox, nothing is shared,
 * messages of different actors overtake one another and some come twice. It shows that the two machines need nothing else.
 * It is a toy: nothing is durable.
 */

import { dayMs, type Instant } from '../../src/lib/time.ts';
import { freeFrom } from '../../src/plan/daily-cap.ts';
import { deadlineOf } from '../../src/plan/plan.ts';
import { decideContact } from '../../src/run/contact-decide.ts';
import type { ContactAction, ContactContext, ContactObservation, Grant, Names } from '../../src/run/contact-machine.ts';
import { observeContact } from '../../src/run/contact-observe.ts';
import { applyContact, contactId, freshContact, isFinal } from '../../src/run/contact-state.ts';
import type { ContactEvent, Event, JournalEvent } from '../../src/run/events.ts';
import { answerWant } from '../../src/run/grant.ts';
import { decideMission } from '../../src/run/mission-decide.ts';
import type { MissionAction, MissionContext, MissionObservation } from '../../src/run/mission-machine.ts';
import { observeMission } from '../../src/run/mission-observe.ts';
import { roundState } from '../../src/run/mission-rounds.ts';
import { applyMission, concernsMission, freshMission, isRunFinal } from '../../src/run/mission-state.ts';
import type { Clock, Model, Provider } from '../../src/run/ports.ts';
import type { ContactState, MissionState } from '../../src/run/state.ts';
import type { Fields, Target } from '../../src/spec/spec.ts';
import { Draws } from './random-mission.ts';
import { askService } from './toy-deeds.ts';
import type { Message } from './toy-messages.ts';
import { answersFrom, chooseFrom, type Roster, rankFrom, verifyFrom } from './toy-queries.ts';

export interface ToyOptions {
  readonly context: MissionContext;
  readonly targets: readonly Target[];
  readonly provider: Provider;
  readonly model: Model;
  readonly clock: Clock;
  readonly seed: number;
}

export interface ToyRun {
  readonly mission: MissionState;
  readonly contacts: readonly ContactState[];
  readonly journal: readonly JournalEvent[];
}

export async function runToy(options: ToyOptions): Promise<ToyRun> {
  const toy = new Toy(options);
  await toy.run();
  return { mission: toy.mission, contacts: [...toy.contacts.values()], journal: toy.journal };
}

const turnsMax = 200_000;

class Toy implements Roster {
  readonly #options: ToyOptions;
  readonly #draws: Draws;
  readonly contacts = new Map<string, ContactState>();
  readonly chosen = new Map<string, readonly Target[]>();
  readonly journal: JournalEvent[] = [];
  mission: MissionState;
  #mail: Message[] = [];
  #turn = 0;
  #asked = 0;
  /** Receivers know messages by run, contact, attempt and kind; a second one of the same is dropped. */
  readonly #received = new Set<string>();
  readonly #wakes = new Map<string, Instant>();
  readonly #notBefore = new Map<string, Instant>();
  readonly #reserved = new Map<string, { readonly number: string; readonly at: Instant }>();
  /** The mission answers one want at a time: the contact in whose hands the grant is. */
  #granting: string | null = null;
  #waiting: Message[] = [];

  constructor(options: ToyOptions) {
    this.#options = options;
    this.#draws = new Draws(options.seed);
    this.mission = freshMission(options.context);
  }

  get context(): MissionContext {
    return this.#options.context;
  }

  get targets(): readonly Target[] {
    return this.#options.targets;
  }

  get #now(): Instant {
    return this.#options.clock.now();
  }

  async run(): Promise<void> {
    this.#options.provider.onPush((push) => {
      if (push.kind === 'approval') this.#wakes.set('mission', this.#now);
      else for (const id of this.contacts.keys()) this.#wakes.set(id, this.#now);
    });
    this.#post({ to: 'mission', tell: { kind: 'start' } });
    while (!isRunFinal(this.mission.status)) {
      this.#turn += 1;
      if (this.#turn > turnsMax) throw new Error('the toy does not come to rest');
      const message = this.#next();
      if (message !== null) this.#deliver(message);
      else if (this.#asked > 0) await Promise.resolve();
      else if (!this.#wake()) await this.#options.clock.wait(this.#nextWake());
    }
  }

  /** Any mailbox may be served next; each keeps its own order. */
  #next(): Message | null {
    const boxes = [...new Set(this.#mail.map(({ to }) => to))];
    if (boxes.length === 0) return null;
    const box = this.#draws.pick(`box ${this.#turn}`, boxes);
    const at = this.#mail.findIndex(({ to }) => to === box);
    const [message] = this.#mail.splice(at, 1);
    return message ?? null;
  }

  #post(message: Message): void {
    this.#mail.push(message);
    if ('key' in message && this.#draws.chance(`twice ${this.#turn} ${this.#mail.length}`, 0.2))
      this.#mail.push(message);
  }

  #deliver(message: Message): void {
    if ('key' in message && message.key !== undefined) {
      const key = `${message.to} ${message.key}`;
      if (this.#received.has(key)) return;
      this.#received.add(key);
    }
    if ('want' in message) this.#answer(message);
    else if ('reserve' in message) this.#reserve(message);
    else if ('fact' in message) this.#hear(message.fact);
    else if ('tell' in message) this.#missionTurn({ observation: message.tell });
    else if ('open' in message) this.#contactTurn(message.to, { due: true });
    else if ('told' in message) this.#contactTurn(message.to, { due: false, observation: message.told });
    else if ('grant' in message) this.#contactTurn(message.to, { due: false, grant: message.grant });
    else {
      this.#notBefore.set(message.to, message.notBefore);
      this.#contactTurn(message.to, { due: false });
    }
  }

  #nextWake(): Instant | null {
    const wakes = [...this.#wakes.values()];
    return wakes.length === 0 ? null : Math.min(...wakes);
  }

  #wake(): boolean {
    for (const [address, at] of this.#wakes) {
      if (at > this.#now) continue;
      this.#wakes.delete(address);
      if (address === 'mission') this.#missionTurn({ due: true });
      else this.#contactTurn(address, { due: true });
      return true;
    }
    return false;
  }

  #record(event: Event): void {
    this.journal.push({ ...event, seq: this.journal.length + 1 });
  }

  // ── the mission ──────────────────────────────────────────────────────────────────────────────────────────────────

  #missionTurn(turn: {
    readonly observation?: MissionObservation;
    readonly due?: boolean;
    readonly fact?: ContactEvent;
  }): void {
    const { context } = this;
    const at = this.#now;
    const observed =
      turn.observation === undefined ? [] : observeMission(this.mission, turn.observation, { context, at });
    const apply = (event: Event): void => {
      this.#record(event);
      this.mission = applyMission(this.mission, event, context);
    };
    observed.forEach(apply);
    const fresh = [...(turn.fact === undefined ? [] : [turn.fact]), ...observed];
    const decided = decideMission(this.mission, context, { now: at, fresh, due: turn.due ?? false });
    decided.events.forEach(apply);
    if (decided.wakeAt === null) this.#wakes.delete('mission');
    else this.#wakes.set('mission', decided.wakeAt);
    for (const action of decided.actions) this.#missionAct(action);
    this.#serveWaiting();
  }

  /** A contact's event that concerns the mission is the message: it was recorded where it happened. */
  #hear(fact: ContactEvent): void {
    this.mission = applyMission(this.mission, fact, this.context);
    if (fact.type === 'attempt.intended') this.#granting = null;
    const observation: MissionObservation | null =
      fact.type === 'contact.finished'
        ? {
            kind: 'contact',
            event: fact,
            answers: answersFrom(this),
            target: this.#fieldsOf(this.contacts.get(fact.contact)?.target),
            bestTarget: this.#fieldsOf(this.mission.best?.target),
          }
        : null;
    this.#missionTurn({ fact, ...(observation === null ? {} : { observation }) });
  }

  #fieldsOf(target: string | undefined): Fields {
    return this.targets.find(({ id }) => id === target)?.fields ?? {};
  }

  #answer(message: Extract<Message, { want: unknown }>): void {
    if (this.#granting !== null) {
      this.#waiting.push(message);
      return;
    }
    const { contact, want } = message;
    const state = this.contacts.get(contact);
    if (state === undefined || isFinal(state.status)) return;
    const { earliest, latest } = want;
    const answer = answerWant(
      this.mission,
      { contact, round: state.round, earliest, latest },
      { context: this.context, now: this.#now },
    );
    if (answer.kind === 'limit')
      this.#post({ to: 'mission', tell: { kind: 'limit', limit: answer.limit, detail: answer.detail } });
    if (answer.kind === 'later' && answer.askAt !== null) this.#wakes.set(contact, answer.askAt);
    if (answer.kind === 'later' && answer.askAt === null) this.#waiting.push(message);
    if (answer.kind === 'beyond') this.#post({ to: contact, notBefore: answer.notBefore });
    if (answer.kind !== 'granted') return;
    this.#granting = contact;
    const { scheduledAt, assistant, from } = answer;
    this.#post({ to: 'ledger', reserve: { scheduledAt, assistant, from }, contact, number: this.#target(state).phone });
  }

  /** Wants that found no slot are put again whenever the mission has moved. */
  #serveWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const message of waiting) {
      if ('want' in message && !this.#mail.some((one) => 'want' in one && one.contact === message.contact))
        this.#mail.push(message);
    }
  }

  #reserve(message: Extract<Message, { reserve: unknown }>): void {
    const { contact, number, reserve } = message;
    const at = reserve.scheduledAt;
    const cap = this.context.mission.spec.limits.attemptsPerNumberPerDay;
    const attempts = [...this.#reserved.values()]
      .filter((one) => one.number === number && one.at > at - dayMs && one.at <= at + dayMs)
      .map((one) => one.at)
      .toSorted((a, b) => a - b);
    const free = freeFrom(attempts, { at, cap });
    if (free > at) {
      this.#granting = null;
      this.#post({ to: contact, notBefore: free });
      return;
    }
    this.#post({ to: contact, grant: { ...reserve, names: this.#names(contact) } });
  }

  #names(contact: string): Names {
    const { best, previous, found } = this.mission;
    const flat = (answer: { readonly target: string; readonly collected: object } | undefined): Names => ({
      ...answer?.collected,
    });
    const state = this.contacts.get(contact);
    return {
      best: flat(best),
      previous: flat(previous),
      answers: answersFrom(this),
      found: found ?? {},
      rounds: {},
      of: state?.target,
    };
  }

  // ── contacts ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #target(state: ContactState): Target {
    const target = this.targets.find(({ id }) => id === state.target);
    if (target === undefined) throw new Error(`no target ${state.target}`);
    return target;
  }

  #contactContext(state: ContactState): ContactContext {
    const { mission, run } = this.context;
    const round = mission.round(state.round);
    const start = this.mission.startedAt ?? this.#now;
    const service = this.mission.prepared?.mission ?? '';
    return {
      run,
      mission,
      round,
      target: this.#target(state),
      start,
      deadline: deadlineOf(round.spec.schedule, start),
      service,
    };
  }

  #contactTurn(
    id: string,
    turn: { readonly due: boolean; readonly observation?: ContactObservation; readonly grant?: Grant },
  ): void {
    const before = this.contacts.get(id);
    if (before === undefined || isFinal(before.status)) {
      if (this.#granting === id) this.#granting = null;
      return;
    }
    const context = this.#contactContext(before);
    const now = this.#now;
    const observed =
      turn.observation === undefined ? [] : observeContact(before, turn.observation, { context, at: now });
    const state = observed.reduce(applyContact, before);
    const notBefore = this.#notBefore.get(id);
    const input = {
      now,
      fresh: observed,
      due: turn.due,
      ...(notBefore === undefined ? {} : { notBefore }),
      ...(turn.grant === undefined ? {} : { grant: turn.grant }),
    };
    const decided = decideContact(state, context, input);
    const events = [...observed, ...decided.events];
    this.contacts.set(id, decided.events.reduce(applyContact, state));
    for (const event of events) this.#announce(event);
    if (turn.grant !== undefined && !events.some((event) => event.type === 'attempt.intended')) this.#granting = null;
    if (decided.wakeAt === null) this.#wakes.delete(id);
    else this.#wakes.set(id, decided.wakeAt);
    for (const action of decided.actions) this.#contactAct(id, action);
    if (this.#granting === null) this.#serveWaiting();
  }

  #announce(event: ContactEvent): void {
    this.#record(event);
    if (event.type === 'attempt.intended') {
      this.#notBefore.delete(event.contact);
      const state = this.contacts.get(event.contact);
      if (state !== undefined)
        this.#reserved.set(event.data.key, {
          number: this.#target(state).phone,
          at: Date.parse(event.data.scheduled_at),
        });
    }
    if (event.type === 'attempt.withdrawn') this.#reserved.delete(event.data.key);
    if (concernsMission(event))
      this.#post({ to: 'mission', fact: event, key: `${event.contact} ${this.journal.length}` });
  }

  // ── deeds and questions ──────────────────────────────────────────────────────────────────────────────────────────

  #ask<Value>(request: Promise<Value>, heard: (value: Value) => void): void {
    this.#asked += 1;
    void request.then((value) => {
      this.#asked -= 1;
      heard(value);
    });
  }

  #contactAct(id: string, action: ContactAction): void {
    if (action.kind === 'want') {
      this.#post({ to: 'mission', want: action, contact: id });
      return;
    }
    const { provider, model } = this.#options;
    const number = this.#target(this.contacts.get(id) ?? freshContact({ id, target: '', round: '' })).phone;
    this.#ask(askService(action, { provider, model, number }), (observations) => {
      for (const told of observations) this.#post({ to: id, told });
    });
  }

  #missionAct(action: MissionAction): void {
    const { provider } = this.#options;
    const tell = (observation: MissionObservation): void => this.#post({ to: 'mission', tell: observation });
    switch (action.kind) {
      case 'prepare':
        this.#ask(provider.prepare(action.request), (answer) => {
          if (answer.ok) tell({ kind: 'prepared', prepared: answer.value });
        });
        return;
      case 'choose':
        tell({ kind: 'chosen', round: action.round, ...chooseFrom(this, action.round) });
        return;
      case 'open':
        this.#open(action.round, action.upTo);
        return;
      case 'push': {
        const { gate, question, hash: details, biometric, expiresAt } = action;
        this.#ask(
          provider.ask({ run: this.context.run.name, gate, question, details, biometric, expiresAt }),
          (answer) => tell({ kind: 'pushed', gate, request: answer.ok ? answer.value.id : null }),
        );
        return;
      }
      case 'approval':
        this.#ask(provider.approval({ id: action.request }), (answer) => {
          if (answer.ok) tell({ ...action, approval: answer.value });
        });
        return;
      case 'rank':
        tell({ kind: 'ranked', round: action.round, ...rankFrom(this, action.round) });
        return;
      case 'verify':
        tell({ kind: 'verified', ...verifyFrom(this) });
        return;
      case 'stop':
        for (const id of this.contacts.keys())
          this.#post({ to: id, told: { kind: 'stop', reason: action.reason }, key: `stop ${action.reason}` });
        return;
      case 'recall':
        for (const id of this.contacts.keys()) this.#post({ to: id, told: { kind: 'recall', reason: action.reason } });
        return;
    }
  }

  #open(round: string, upTo: number): void {
    const targets = (this.chosen.get(round) ?? []).slice(
      0,
      Math.min(upTo, roundState(this.mission, round).contacts ?? 0),
    );
    for (const target of targets) {
      const id = contactId(round, target.id);
      if (this.contacts.has(id)) continue;
      this.contacts.set(id, freshContact({ id, target: target.id, round }));
      this.#record({
        type: 'contact.queued',
        contact: id,
        at: this.#now,
        data: { target: target.id, ...(round === '' ? {} : { round }) },
      });
      const { stopping } = this.mission;
      const stopped = stopping !== undefined && (round !== 'act' || stopping.outcome !== null);
      if (stopped) this.#post({ to: id, told: { kind: 'stop', reason: stopping.reason } });
      else this.#post({ to: id, open: true });
    }
  }
}
