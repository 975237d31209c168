/** Signals of other processes and of the prompt: read from the store now and then, in real time. */
import type { MissionObservation } from '../run/mission-machine.ts';
import type { Signal, Store } from '../run/ports.ts';

/** How often they are looked for while there is work. */
export const signalEveryMs = 200;

export class Signals {
  readonly #store: Store;
  readonly #run: string;
  readonly #ticks: () => number;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(store: Store, of: { readonly run: string; readonly ticks: () => number }) {
    this.#store = store;
    this.#run = of.run;
    this.#ticks = of.ticks;
  }

  /** Those not yet taken, deny before approve (invariant 7); none where they were looked for a moment ago. */
  read(): readonly { readonly id: number; readonly observation: MissionObservation }[] {
    const now = this.#ticks();
    if (now - this.#lookedAt < signalEveryMs) return [];
    this.#lookedAt = now;
    return this.#store
      .signals(this.#run)
      .toSorted((a, b) => rank(a) - rank(b) || a.id - b.id)
      .map((signal) => ({ id: signal.id, observation: observationOf(signal) }));
  }

  /** The next reading looks, however little time has passed. */
  lookAgain(): void {
    this.#lookedAt = Number.NEGATIVE_INFINITY;
  }
}

function rank(signal: Signal): number {
  return signal.kind === 'deny' ? 0 : 1;
}

function observationOf(signal: Signal): MissionObservation {
  switch (signal.kind) {
    case 'approve':
    case 'deny':
      return { kind: 'answered', gate: signal.gate, decision: signal.kind, hash: signal.hash, by: signal.by };
    default:
      return { kind: signal.kind };
  }
}
