/** How a simulator server is set up. */
import type { Instant } from '../../lib/time.ts';

export interface ServerOptions {
  /** 0: any that is free. Absent: the one of the state's last time where there is one and it is free, else any. */
  readonly port?: number;
  /** 127.0.0.1 unless given. */
  readonly host?: string;
  /** Of the calls that no mission gave a seed of its own; ids come from it too. Absent: 1, and ids like no other server's. */
  readonly seed?: number;
  /** Where the clock begins; absent: now, or where the state's clock ended. */
  readonly from?: Instant;
  /** How much faster than the wall clock time runs by itself; 1 unless given. */
  readonly speed?: number;
  /** What outlives a restart; absent: nothing. */
  readonly state?: string;
  /** How many accounts there are at least; 1 unless given. */
  readonly accounts?: number;
  /** How many numbers of its own each new account has; 1 unless given. The first is the dedicated one. */
  readonly numbers?: number;
  /** The first account's key; absent: a random one, or the state's. */
  readonly apiKey?: string;
  /** False: as older servers, which never touch a plan. True unless given. */
  readonly completesSteps?: boolean;
  /** Called with each request that was answered. */
  readonly onRequest?: (line: RequestLine) => void;
  readonly faults?: Faults;
  /** The wall clock; tests bring their own. */
  readonly wallNow?: () => number;
  /** How an answer is held up that is slow; by the wall clock unless given. */
  readonly delay?: (ms: number) => Promise<unknown>;
}

/** Shares of the requests (0 to 1) to which something happens. */
export interface Faults {
  /** Refused with 429. */
  readonly throttled?: number;
  /** 503 before anything was done. */
  readonly failedBefore?: number;
  /** Done, and answered with 500. */
  readonly failedAfter?: number;
  /** Done, and the connection is cut. */
  readonly lost?: number;
  /** Answered late, by 0.2 to 2 seconds. */
  readonly slow?: number;
  /** After the request every socket is cut. */
  readonly dropped?: number;
  /** Of the pushes: sent twice. */
  readonly duplicate?: number;
}

/** No key is ever in it. */
export interface RequestLine {
  /** The wall clock's. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** 0: no answer was sent. */
  readonly status: number;
}

export const defaultHost = '127.0.0.1';
