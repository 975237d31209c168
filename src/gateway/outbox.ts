/**
 * Answers that have nobody to go to while the socket is lost. They are sent when it is back, unless they have become stale: a call
 * does not wait for long.
 *
 * Owns: the answers that were not sent, oldest first.
 */

import { minuteMs } from '../lib/time.ts';
import type { Timers } from '../lib/timers.ts';
import type { SocketMessage } from '../wire/connection.ts';

const keepMs = 2 * minuteMs;
const keepMax = 50;

export class Outbox {
  readonly #timers: Timers;
  readonly #send: (message: SocketMessage) => boolean;
  readonly #kept: { readonly at: number; readonly message: SocketMessage }[] = [];

  constructor(of: { readonly timers: Timers; readonly send: (message: SocketMessage) => boolean }) {
    this.#timers = of.timers;
    this.#send = of.send;
  }

  /** False: it is kept for later. */
  put(message: SocketMessage): boolean {
    if (this.#send(message)) return true;
    this.#kept.push({ at: this.#timers.now(), message });
    if (this.#kept.length > keepMax) this.#kept.shift();
    return false;
  }

  /** The socket is back. Returns how many were sent, and how many were too old. */
  flush(): { readonly sent: number; readonly stale: number } {
    const since = this.#timers.now() - keepMs;
    let [sent, stale] = [0, 0];
    for (const { at, message } of this.#kept.splice(0)) {
      if (at < since) stale += 1;
      else if (this.put(message)) sent += 1;
    }
    return { sent, stale };
  }
}
