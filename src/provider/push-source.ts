/** Where hints come from: a socket of this process, or what another process heard at its own. */
import type { Push } from '../run/ports.ts';

export interface PushSource {
  /** Returns how to stop listening. */
  listen(listener: (push: Push) => void): () => void;
  /** May be called again. */
  close(): Promise<void>;
}

/** Nobody tells anything: polling does it all. */
export const silent: PushSource = {
  listen: () => () => {},
  close: () => Promise.resolve(),
};
