/**
 * Texts: whose are passed on, and how answers go back.
 *
 * Owns: how many texts each sender wrote lately, and who said no just now.
 *
 * 1. A no is for ever: it goes to no agent, it is stored, and nobody who said it, or stands on the list, is written to.
 * 2. An answer is sent again only where the service certainly did not take it.
 */

import { hourMs, type Instant, minuteMs, secondMs } from '../lib/time.ts';
import type { Timers } from '../lib/timers.ts';
import { isOptOut } from '../run/opt-out.ts';
import type { WireClient } from '../wire/client.ts';
import type { TextReceived } from './inbound.ts';
import type { WriteLine } from './log.ts';

/** The workspace's list of numbers that are not contacted. */
export interface NumberList {
  isRefused(number: string): Promise<boolean>;
  /** Stores a person's no, which came at that instant, and takes back what is scheduled. */
  refuse(number: string, at: Instant): Promise<void>;
}

export interface TextsOptions {
  readonly client: Pick<WireClient, 'request'>;
  readonly numbers: NumberList;
  readonly timers: Timers;
  readonly log: WriteLine;
}

/** Two programs that answer each other must come to an end. */
const perSenderMax = 20;
const allMax = 200;
const triesMax = 3;
const againAfterMs = 2 * secondMs;
const againAfterMaxMs = 30 * secondMs;

export class Texts {
  readonly #options: TextsOptions;
  /** When texts came in the last hour, per sender. */
  readonly #recent = new Map<string, number[]>();
  /** Who said no within the last minute, and when. */
  readonly #refused = new Map<string, number>();

  constructor(options: TextsOptions) {
    this.#options = options;
  }

  /** Why the agent is not asked about a text; null: it is. */
  async refusal({ from, words }: TextReceived): Promise<string | null> {
    if (await this.hearNo({ from, words })) return 'it says no for ever, which is noted';
    if (this.#isTooMany(from)) return 'too many texts within an hour';
    return (await this.#options.numbers.isRefused(from)) ? 'the number is not to be contacted' : null;
  }

  /** Whether it says no for ever, which is stored then. */
  async hearNo({ from, words }: Pick<TextReceived, 'from' | 'words'>): Promise<boolean> {
    if (!isOptOut(words)) return false;
    if (this.#isNew(from)) await this.#options.numbers.refuse(from, this.#options.timers.now());
    return true;
  }

  async reply({ to, message }: { readonly to: string; readonly message: string }): Promise<void> {
    const { client, numbers, timers, log } = this.#options;
    for (let tries = 1; ; tries += 1) {
      // Asked anew each time: the agent took its time, or the service did, and a no may have come meanwhile.
      if (await numbers.isRefused(to))
        return log('WARN', `a text to ${to} was not sent: the number is not to be contacted any more`);
      const sent = await client.request({ method: 'POST', path: '/messages/send', body: { to, message } });
      if (sent.ok) return log('INFO', `a text of ${message.length} characters was sent to ${to}`);
      const { code, retryAfterMs = againAfterMs } = sent.error;
      const isSafe = code === 'unreached' || code === 'throttled';
      if (!isSafe || tries === triesMax || retryAfterMs > againAfterMaxMs)
        return log('ERROR', `the text to ${to} was not sent, or it is not known: ${sent.error.message}`);
      await new Promise<void>((resolve) => timers.after(retryAfterMs, resolve));
    }
  }

  /** A no that is said over and over is stored once a minute. */
  #isNew(from: string): boolean {
    const now = this.#options.timers.now();
    for (const [sender, at] of this.#refused) if (at <= now - minuteMs) this.#refused.delete(sender);
    if (this.#refused.has(from)) return false;
    this.#refused.set(from, now);
    return true;
  }

  #isTooMany(from: string): boolean {
    const since = this.#options.timers.now() - hourMs;
    for (const [sender, times] of this.#recent) {
      const late = times.filter((at) => at > since);
      if (late.length === 0) this.#recent.delete(sender);
      else this.#recent.set(sender, late);
    }
    const mine = this.#recent.get(from) ?? [];
    const all = [...this.#recent.values()].reduce((sum, { length }) => sum + length, 0);
    if (mine.length >= perSenderMax || all >= allMax) return true;
    this.#recent.set(from, [...mine, this.#options.timers.now()]);
    return false;
  }
}
