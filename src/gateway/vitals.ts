/**
 * How the voice gateway fares, told at every change, and every half minute besides: whoever looks from outside sees that it is not stuck.
 *
 * Owns: the standing, since when, and when the service was last heard.
 */
import type { Timers } from '../lib/timers.ts';
import type { SocketEnd } from '../wire/socket.ts';
import { type Health, healthEveryMs, type Standing } from './health.ts';

export interface VitalsOptions {
  /** Told with each: where it speaks to. */
  readonly of: Pick<Health, 'service' | 'agentGateway'>;
  readonly onHealth: (health: Health) => void;
  readonly timers: Timers;
}

export class Vitals {
  readonly #options: VitalsOptions;
  #standing: Standing = 'connecting';
  #since: number;
  #heardAt: number | null = null;
  #why = '';
  #end: Health['end'] = null;
  #cancelBeat: () => void = () => undefined;

  constructor(options: VitalsOptions) {
    this.#options = options;
    this.#since = options.timers.now();
  }

  /** Tells how it fares, and goes on telling. */
  start(): void {
    this.tell();
    this.#cancelBeat = this.#options.timers.after(healthEveryMs, () => this.start());
  }

  /** The service was heard; to be told with what comes next. */
  heard(): void {
    this.#heardAt = this.#options.timers.now();
  }

  stand(standing: Exclude<Standing, 'ended'>, why = ''): void {
    this.#change(standing, why);
  }

  ended(end: SocketEnd): void {
    this.#cancelBeat();
    this.#end = end.reason === 'refused' || end.reason === 'taken-over' ? end.reason : null;
    this.#change('ended', endText(end));
  }

  tell(): void {
    const { of, onHealth, timers } = this.#options;
    onHealth({
      pid: process.pid,
      standing: this.#standing,
      since: this.#since,
      at: timers.now(),
      heardAt: this.#heardAt,
      why: this.#why,
      end: this.#end,
      ...of,
    });
  }

  #change(standing: Standing, why: string): void {
    this.#standing = standing;
    this.#why = why;
    this.#since = this.#options.timers.now();
    this.tell();
  }
}

/** For the log, and for whoever asks. */
export function endText(end: SocketEnd): string {
  switch (end.reason) {
    case 'closed':
      return 'stopped';
    case 'refused':
      return `the service does not accept the API key${end.message === '' ? '' : `: ${end.message}`}`;
    case 'taken-over':
      return 'another client with the same key took over';
    case 'held-back':
      return 'it may not connect';
  }
}
