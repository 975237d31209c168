/**
 * What really happened, in one order: what the store took, what each process asked for, what reached the service. Neither the
 * run's own words nor its own clock.
 */
import type { Instant } from '../../src/lib/time.ts';
import type { JournalEvent } from '../../src/run/events.ts';
import type { Commit, PlaceRequest, PromptRequest, Signal } from '../../src/run/ports.ts';
import type { Fault } from './faults/faults.ts';

export type Intended = Extract<JournalEvent, { type: 'attempt.intended' }>;

interface Seen {
  /** One count over everything. */
  readonly order: number;
  /** True time. */
  readonly at: Instant;
}

/** A request leaves a process (`sent`) or gets to the service (`arrived`). */
export interface Asked extends Seen {
  readonly when: 'sent' | 'arrived';
  readonly process: string;
  readonly ask:
    | { readonly method: 'place'; readonly request: PlaceRequest }
    | { readonly method: 'update'; readonly request: PromptRequest }
    | { readonly method: 'withdraw'; readonly request: { readonly assistant: string; readonly ref: string } };
}

export interface Stored extends Seen {
  readonly process: string;
  readonly commit: Commit;
}

export interface Signalled extends Seen {
  readonly run: string;
  readonly signal: Signal;
}

export interface Refused extends Seen {
  readonly number: string;
  readonly world: string;
}

export class Witness {
  readonly asked: Asked[] = [];
  readonly stored: Stored[] = [];
  readonly signals: Signalled[] = [];
  readonly optOuts: Refused[] = [];
  /** What breaks a rule the moment it happens. */
  readonly broken: string[] = [];
  /** For people: one line for everything. */
  readonly lines: string[] = [];
  /** How often each fault has struck. */
  readonly strikes = new Map<Fault, number>();
  /** Of the service's listings. */
  listings = 0;
  /** Intents that are durable, by key. */
  readonly intents = new Map<string, Intended>();
  /** The newest epoch of each run. */
  readonly #epochs = new Map<string, number>();
  /** True time. */
  readonly now: () => Instant;
  readonly #traces: boolean;
  #order = 0;

  constructor(options: { readonly now: () => Instant; readonly traces: boolean }) {
    this.now = options.now;
    this.#traces = options.traces;
  }

  #seen(): Seen {
    this.#order += 1;
    return { order: this.#order, at: this.now() };
  }

  /** The place of this moment in the one count. */
  moment(): number {
    return this.#seen().order;
  }

  ask(asked: Omit<Asked, 'order' | 'at'>): void {
    this.asked.push({ ...asked, ...this.#seen() });
    const { ask, when, process } = asked;
    this.trace(process, () => `${ask.method} ${when}: ${askText(ask)}`);
  }

  takeOver(run: string, epoch: number): void {
    this.#epochs.set(run, epoch);
  }

  store(process: string, commit: Commit): void {
    const seen = this.#seen();
    if (commit.epoch < (this.#epochs.get(commit.run) ?? 0))
      this.break(`9: ${process} stored something after another had taken the run over`);
    this.stored.push({ process, commit, ...seen });
    for (const event of commit.events) if (event.type === 'attempt.intended') this.intents.set(event.data.key, event);
    for (const { number, world } of commit.optOuts) this.optOuts.push({ number, world, ...seen });
    for (const event of commit.events) this.trace(process, () => `stored ${eventText(event)}`);
  }

  signal(run: string, signal: Signal): void {
    this.signals.push({ run, signal, ...this.#seen() });
    this.trace('someone', () => `signals ${run}: ${JSON.stringify(signal)}`);
  }

  optOut(of: { readonly number: string; readonly world: string }): void {
    this.optOuts.push({ ...of, ...this.#seen() });
    this.trace('someone', () => `opts ${of.number} out in ${of.world}`);
  }

  struck(fault: Fault): void {
    this.strikes.set(fault, (this.strikes.get(fault) ?? 0) + 1);
    this.trace('fault', () => fault);
  }

  break(line: string): void {
    this.broken.push(line);
    this.trace('witness', () => `BROKEN ${line}`);
  }

  trace(who: string, text: () => string): void {
    if (this.#traces) this.lines.push(`${new Date(this.now()).toISOString()} ${who.padEnd(10)} ${text()}`);
  }
}

function askText(ask: Asked['ask']): string {
  switch (ask.method) {
    case 'place':
      return `${ask.request.metadata.key} to ${ask.request.to} at ${new Date(ask.request.scheduledAt).toISOString()}`;
    case 'update':
      return `${ask.request.assistant}: ${ask.request.instructions}`;
    case 'withdraw':
      return `${ask.request.assistant} ${ask.request.ref}`;
  }
}

function eventText({ seq, type, at, data, ...rest }: JournalEvent): string {
  const about = Object.values(rest).join(' ');
  return `${seq} ${type} ${about} ${JSON.stringify(data)} (its own time ${new Date(at).toISOString()})`;
}
