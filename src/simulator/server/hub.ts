/**
 * Who listens at the WebSocket, by account, and what is pushed to them.
 *
 * 1. One socket per key: a newer one takes the older one's place, which is closed with 4000.
 * 2. A push may be lost or come twice; nothing depends on it.
 */
import { draw } from '../../lib/prng.ts';

/** A connection that has given its key. */
export interface Listener {
  send(text: string): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

export const replacedCode = 4000;

export class Hub {
  readonly #listeners = new Map<string, Listener>();
  readonly #options: { readonly duplicateShare: number; readonly salt: string };
  #pushes = 0;

  constructor(options: { readonly duplicateShare: number; readonly salt: string }) {
    this.#options = options;
  }

  enter(account: string, listener: Listener): void {
    const before = this.#listeners.get(account);
    this.#listeners.set(account, listener);
    if (before !== undefined && before !== listener) before.close(replacedCode, 'Replaced by a newer connection');
  }

  leave(account: string, listener: Listener): void {
    if (this.#listeners.get(account) === listener) this.#listeners.delete(account);
  }

  isListening(account: string): boolean {
    return this.#listeners.has(account);
  }

  /** False: nobody heard it. */
  push(account: string, message: object): boolean {
    const listener = this.#listeners.get(account);
    if (listener === undefined) return false;
    const text = JSON.stringify(message);
    this.#pushes += 1;
    listener.send(text);
    if (draw(`${this.#options.salt} push ${this.#pushes}`) < this.#options.duplicateShare) listener.send(text);
    return true;
  }

  /** Cuts every connection, without a word. */
  cut(): void {
    for (const listener of this.#listeners.values()) listener.terminate();
  }

  close(): void {
    for (const listener of this.#listeners.values()) listener.close(1001, 'The server is going away');
    this.#listeners.clear();
  }
}
