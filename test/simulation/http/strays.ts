/** Requests that were given up and arrive all the same. While one does, time stands. */
import type { WireClient, WireRequest } from '../../../src/wire/client.ts';
import type { Crowd } from './crowd.ts';
import type { ServedWorld } from './world.ts';

export class Strays {
  readonly #of: { readonly world: ServedWorld; readonly crowd: Crowd; readonly client: WireClient };
  #count = 0;

  constructor(of: { readonly world: ServedWorld; readonly crowd: Crowd; readonly client: WireClient }) {
    this.#of = of;
  }

  send(asked: WireRequest, afterMs: number): void {
    const { world, crowd, client } = this.#of;
    this.#count += 1;
    const name = `stray ${this.#count}`;
    crowd.at(crowd.now() + afterMs, () => {
      world.hold(name);
      void client.request(asked).then(() => {
        crowd.poke();
        world.release(name);
      });
    });
  }

  close(): Promise<void> {
    return this.#of.client.close();
  }
}
