/** How the socket of a drive fares, for the log: without it a run goes on by polling, and nobody would know why it is slow. */
import type { SocketChange } from '../wire/socket.ts';
import type { Log } from './log.ts';

export function pushLog(log: Pick<Log, 'info' | 'warn'>): {
  readonly onChange: (change: SocketChange) => void;
  readonly onTrouble: (error: Error) => void;
} {
  let trouble = '';
  return {
    onChange(change) {
      switch (change.kind) {
        case 'ready':
          log.info({ again: change.again }, 'socket: ready');
          return;
        case 'lost':
          log.warn({ why: change.why, retryInMs: change.retryInMs }, 'socket: lost');
          return;
        case 'garbage':
          log.warn({ why: change.why }, 'socket: what came was no message');
          return;
        case 'ended':
          if (change.end.reason !== 'closed') log.warn({ end: change.end }, `socket: ${change.end.reason}`);
          return;
        case 'connecting':
        case 'alive':
          return;
      }
    },
    // Looked for every second: the same again is not said again.
    onTrouble({ message }) {
      if (message !== trouble) log.warn({ message }, 'socket: a hint was not stored or read');
      trouble = message;
    },
  };
}
