/**
 * How far a run was told, in the store. Saved now and then rather than after each request: what was sent since is found at the
 * service and not sent again.
 */
import { maskPhones } from '../lib/phone-text.ts';
import type { ServiceStore } from '../run/service-port.ts';
import type { Value } from '../spec/spec.ts';

const savedEveryTellings = 25;
const savedEveryEvents = 5_000;
const refusedKeptMax = 5;

interface State {
  /** What stands for the key under which the service took something of this run. */
  readonly account?: string;
  /** How often the telling at hand failed although the service answered otherwise. */
  readonly tries: number;
  readonly refusedCount: number;
  readonly refused: readonly string[];
}

const fresh: State = { tries: 0, refusedCount: 0, refused: [] };

export class Cursor {
  readonly #store: ServiceStore;
  readonly #run: string;
  readonly #account: string;
  #seq: number;
  #done: boolean;
  #state: State;
  #unsavedEvents = 0;
  #unsavedTellings = 0;

  constructor(store: ServiceStore, of: { readonly run: string; readonly account: string }) {
    this.#store = store;
    this.#run = of.run;
    this.#account = of.account;
    const saved = store.mirrored(of.run);
    this.#seq = saved?.seq ?? 0;
    this.#done = saved?.done ?? false;
    this.#state = saved === null ? fresh : stateOf(saved.state);
  }

  get seq(): number {
    return this.#seq;
  }

  get done(): boolean {
    return this.#done;
  }

  /** Whether the service ever took anything of this run under the key that is used now. */
  get isOurAccount(): boolean {
    return this.#state.account === this.#account;
  }

  get refused(): { readonly count: number; readonly first: readonly string[] } {
    return { count: this.#state.refusedCount, first: this.#state.refused };
  }

  /** The service has all of the event, which took so many tellings. */
  advance(seq: number, count: number): void {
    this.#seq = seq;
    this.#unsavedEvents += 1;
    this.#unsavedTellings += count;
    if (this.#unsavedTellings >= savedEveryTellings || this.#unsavedEvents >= savedEveryEvents) this.save();
  }

  /** A telling was taken. */
  told(): void {
    if (this.#state.tries === 0 && this.isOurAccount) return;
    this.#state = { ...this.#state, account: this.#account, tries: 0 };
  }

  refuse(seq: number, message: string): void {
    const { refusedCount, refused } = this.#state;
    const line = maskPhones(`event ${seq}: ${message}`);
    const kept = refused.length < refusedKeptMax ? [...refused, line] : refused;
    this.#state = { ...this.#state, tries: 0, refusedCount: refusedCount + 1, refused: kept };
  }

  /** One more try of the telling at hand; how many there were. */
  tried(): number {
    this.#state = { ...this.#state, tries: this.#state.tries + 1 };
    return this.#state.tries;
  }

  finish(seq: number): void {
    this.#seq = seq;
    this.#done = true;
    this.save();
  }

  save(): void {
    this.#unsavedEvents = 0;
    this.#unsavedTellings = 0;
    // Whoever slept through a takeover knows less than the one that went on.
    const there = this.#store.mirrored(this.#run);
    if (there !== null && (there.seq > this.#seq || (there.done && !this.#done))) return;
    const state: Value = { ...this.#state };
    this.#store.saveMirrored(this.#run, { seq: this.#seq, done: this.#done, state });
  }
}

/** As it was saved; what is not so is as new. */
function stateOf(value: Value): State {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fresh;
  const { account, tries, refusedCount, refused } = value as { readonly [key: string]: Value };
  return {
    ...(typeof account === 'string' ? { account } : {}),
    tries: typeof tries === 'number' ? tries : 0,
    refusedCount: typeof refusedCount === 'number' ? refusedCount : 0,
    refused: Array.isArray(refused) ? refused.filter((one): one is string => typeof one === 'string') : [],
  };
}
