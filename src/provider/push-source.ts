/** Where hints come from: a socket of this process, or what another process heard at its own. */
import type { Push } from '../run/ports.ts';

export interface PushSource {
  /** Returns how to stop listening. */
  listen(listener: (push: Push) => void): () => void;
  /** False: what is told now may not be heard. Absent: it is heard always. */
  isLive?(): boolean;
  /** May be called again. */
  close(): Promise<void>;
}

/** Nobody tells anything: polling does it all. */
export const silent: PushSource = {
  listen: () => () => {},
  isLive: () => false,
  close: () => Promise.resolve(),
};
