/** What was told and not yet heard, and waking whoever waits for it. */
import type { Clock } from '../run/ports.ts';
import type { Told } from './deeds.ts';

export class Mailbox {
  readonly #clock: Clock;
  #told: Told[] = [];
  #arrival: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isEmpty(): boolean {
    return this.#told.length === 0;
  }

  tell(told: Told): void {
    this.#told.push(told);
    this.wake();
  }

  /** Takes everything that has arrived. */
  take(): readonly Told[] {
    const told = this.#told;
    this.#told = [];
    return told;
  }

  /** Also after an answer that told nothing: whoever waits looks again. */
  wake(): void {
    this.#arrival?.();
    this.#arrival = null;
    if (!this.#clock.virtual) this.#clock.wake();
  }

  async arrival(): Promise<void> {
    if (!this.isEmpty) return;
    await new Promise<void>((resolve) => {
      this.#arrival = resolve;
    });
  }
}
