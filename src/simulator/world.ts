/**
 * The simulated telephone world: what happens to each call and text that was placed.
 *
 * It owns the events under way, the order of numbers, and how often each target was dialled. It knows nothing of ports'
 * answers (provider.ts) and nothing of files (record.ts).
 *
 * 1. What becomes of an event is settled once, when it is dialled, by seed, target and attempt; all later readings follow
 *    from that and the time. So the same requests have the same answers, in this process or the next.
 * 2. A call uses the prompt that its assistant has when it is dialled.
 * 3. Events that are over leave memory, but for the newest; they are read from the record when asked for.
 */
import type { Instant } from '../lib/time.ts';
import type { Insight, PlaceRequest, Push } from '../run/ports.ts';
import type { CollectField, Fields } from '../spec/spec.ts';
import { AttemptCounts } from './attempt-counts.ts';
import type { VirtualClock } from './clock.ts';
import type { Dialled, SimEvent } from './event.ts';
import { type Happened, nextOf } from './next-happening.ts';
import type { People } from './people.ts';
import type { WorldRecord } from './record.ts';
import type { Writer } from './writer.ts';

/** Events that are over and still in memory: what is asked about next is almost always among them. */
const recentMax = 4_096;

/** Of the assistants, what a call needs: the prompt's version and what it is to collect. */
export interface Speakers {
  byNumber(number: number): {
    readonly prompt: number;
    readonly collect: Readonly<Record<string, CollectField>>;
  };
  detects(prompt: number): boolean;
}

export interface WorldParts {
  /** Who is called in a mission. */
  readonly people: (mission: number) => People;
  readonly speakers: Speakers;
  /** Told of everything that happens, once, when it happens. */
  readonly happened?: (event: SimEvent, what: Happened) => void;
  readonly record: WorldRecord;
  readonly writer: Writer;
  readonly clock: VirtualClock;
}

export class World {
  readonly #parts: WorldParts;
  readonly #counts = new AttemptCounts();
  /** Those under way, and the newest that are over. */
  readonly #events = new Map<number, SimEvent>();
  /** The newest that are over, in turn: the next place is the oldest one's. */
  readonly #recent: SimEvent[] = [];
  #oldest = 0;
  /** The events in memory about which the model may be asked. */
  readonly #byKey = new Map<string, SimEvent>();
  readonly #listeners = new Set<(push: Push) => void>();
  #lastNumber: number;
  #changes = 0;

  /** `performedAt`: what happened up to then in an earlier process does not happen again. Null: there was none. */
  constructor(parts: WorldParts, performedAt: Instant | null) {
    this.#parts = parts;
    this.#lastNumber = parts.record.lastNumber();
    if (performedAt !== null) this.#reopen(performedAt);
  }

  #reopen(performedAt: Instant): void {
    const { record } = this.#parts;
    for (const [mission, target] of record.dialledTargets()) this.#counts.next(countName({ mission, target }));
    const open = record.openEvents(performedAt);
    const live = new Set(open.map((event) => event.number));
    for (const event of record.newestEvents(recentMax).toReversed()) {
      if (!live.has(event.number)) this.#remember(event);
    }
    for (const event of open.toSorted(byTime)) this.#takeUp(event, performedAt);
  }

  #remember(event: SimEvent): void {
    this.#events.set(event.number, event);
    this.#keepKey(event);
    this.#over(event);
  }

  /** What was due before now was dialled then, written or not; what came of it since `performedAt` is told at the next wait. */
  #takeUp(event: SimEvent, performedAt: Instant): void {
    const { record, clock } = this.#parts;
    this.#events.set(event.number, event);
    if (event.dialled === null && event.scheduledAt > clock.now()) this.#await(event);
    else if (event.dialled === null)
      this.#dial(event, { prompt: record.promptAt(event.assistant, event.scheduledAt), heardUntil: performedAt });
    else this.#goOn(event, { dialled: event.dialled, after: performedAt });
    this.#keepKey(event);
  }

  /** Grows with everything that a listing would show. */
  get changes(): number {
    return this.#changes;
  }

  nextNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  /** The request has passed the service's rules. */
  place(
    request: Omit<PlaceRequest, 'assistant' | 'mission'>,
    by: { readonly assistant: { readonly number: number }; readonly mission: { readonly number: number } },
  ): SimEvent {
    const { channel, to, from, scheduledAt, metadata } = request;
    const event: SimEvent = {
      number: this.nextNumber(),
      assistant: by.assistant.number,
      mission: by.mission.number,
      channel,
      to,
      from,
      scheduledAt,
      key: metadata.key,
      contact: metadata.contact,
      target: metadata.target,
      text: request.text ?? null,
      placedAt: this.#parts.clock.now(),
      withdrawnAt: null,
      dialled: null,
      next: null,
    };
    this.#events.set(event.number, event);
    this.#parts.writer.placed(event);
    this.#changes += 1;
    this.#await(event);
    return event;
  }

  event(number: number): SimEvent | null {
    return this.#events.get(number) ?? this.#recorded((record) => record.event(number));
  }

  /** False: too late, it was dialled. */
  withdraw(event: SimEvent): boolean {
    if (event.withdrawnAt !== null) return true;
    if (event.dialled !== null) return false;
    const { clock, writer } = this.#parts;
    event.withdrawnAt = clock.now();
    this.#changes += 1;
    if (event.next !== null) event.next.canceled = true;
    writer.add('withdrawn', event.number, event.withdrawnAt);
    this.#over(event);
    return true;
  }

  /** Null: none, or not yet. */
  insight(event: SimEvent): Insight | null {
    const { dialled } = event;
    if (dialled === null || dialled.insightAt === null || dialled.insightAt > this.#parts.clock.now()) return null;
    return this.conversation(event);
  }

  /** What was said, though the service may not have made its insight of it yet; null: nobody picked up. */
  conversation(event: SimEvent): Insight | null {
    const { dialled } = event;
    if (dialled === null || dialled.insightAt === null) return null;
    return this.#parts.people(event.mission).insight(this.#asked(event), dialled);
  }

  /** What was said in the conversation of the event with this key; null: there was none. */
  said(key: string): Fields | null {
    const event = this.#byKey.get(key) ?? this.#recorded((record) => record.eventWithKey(key));
    if (event?.dialled == null) return null;
    return this.#parts.people(event.mission).collected(this.#asked(event), event.dialled.attempt);
  }

  onPush(listener: (push: Push) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  push(push: Push): void {
    if (this.#listeners.size === 0) return;
    this.#parts.clock.delivered();
    for (const listener of this.#listeners) listener(push);
  }

  #await(event: SimEvent): void {
    const { scheduledAt: at, number } = event;
    const perform = () =>
      this.#dial(event, { prompt: this.#parts.speakers.byNumber(event.assistant).prompt, heardUntil: at });
    event.next = this.#parts.clock.schedule({ at, number, perform });
  }

  #dial(event: SimEvent, by: { readonly prompt: number; readonly heardUntil: Instant }): void {
    const attempt = this.#counts.next(countName(event));
    const { collect } = this.#parts.speakers.byNumber(event.assistant);
    const detects = this.#parts.speakers.detects(by.prompt);
    const dialled = this.#parts.people(event.mission).fate(event, { attempt, prompt: by.prompt, detects, collect });
    event.dialled = dialled;
    this.#changes += 1;
    this.#parts.writer.dialled(event, dialled);
    this.#keepKey(event);
    this.#goOn(event, { dialled, after: by.heardUntil });
  }

  /** Awaits the next thing to happen to a dialled event; where there is none, it is over. */
  #goOn(event: SimEvent, from: { readonly dialled: Dialled; readonly after: Instant }): void {
    const { dialled } = from;
    const next = nextOf(event, from);
    if (next === null) {
      event.next = null;
      this.#over(event);
      return;
    }
    const perform = () => {
      this.#parts.happened?.(event, next.what);
      this.push(next.push);
      this.#goOn(event, { dialled, after: next.at });
    };
    event.next = this.#parts.clock.schedule({ at: next.at, number: event.number, perform });
  }

  #over(event: SimEvent): void {
    const forgotten = this.#recent[this.#oldest];
    if (forgotten !== undefined) {
      this.#events.delete(forgotten.number);
      if (this.#byKey.get(forgotten.key) === forgotten) this.#byKey.delete(forgotten.key);
    }
    this.#recent[this.#oldest] = event;
    this.#oldest = (this.#oldest + 1) % recentMax;
  }

  #recorded(read: (record: WorldRecord) => SimEvent | null): SimEvent | null {
    this.#parts.writer.flush();
    return read(this.#parts.record);
  }

  #asked(event: SimEvent) {
    return { target: event.target, collect: this.#parts.speakers.byNumber(event.assistant).collect };
  }

  #keepKey(event: SimEvent): void {
    const { dialled } = event;
    if (dialled !== null && (dialled.prose || dialled.reply !== null)) this.#byKey.set(event.key, event);
  }
}

function byTime(a: SimEvent, b: SimEvent): number {
  return a.scheduledAt - b.scheduledAt || a.number - b.number;
}

/** Attempts are counted per run and target: two runs in one world each begin with the first. */
function countName(of: { readonly mission: number; readonly target: string }): string {
  return `${of.mission} ${of.target}`;
}
