/** Which faults a seed has, and how often each strikes. */
import { hourMs, minuteMs, secondMs } from '../../../src/lib/time.ts';
import type { Draws } from '../../support/random-mission.ts';

/** Everything that goes wrong. Each strikes in the seeds that the tests play: one that never does proves nothing. */
export const faultNames = [
  'a stop between intent and sending',
  'a stop right after sending',
  'a stop before a commit: its tail is lost',
  'a stop right after a commit',
  'a takeover',
  'a wake-up after a takeover',
  'a commit fails',
  'a commit fails and is stored',
  'no space for what was placed',
  'a request is lost',
  'an answer is lost',
  'an answer is slow',
  'a placing lands after a listing',
  '429 with Retry-After',
  '429 without Retry-After',
  '500',
  'a listing lags',
  'a listing is cut',
  'a listing lacks metadata',
  'no listing comes',
  'dialled late',
  'dialled far too late',
  'a call is put back',
  'a call rings and is put back',
  'the service redials',
  'a withdrawal races with the dialling',
  'an insight never comes',
  'an insight is late',
  'a push is lost',
  'a push is late',
  'a push comes twice',
  'a push is crossed',
  'a clock is wrong',
  'a clock jumps ahead',
  'a clock jumps back',
  'a no before the intent is stored',
  'a no between intent and sending',
  'a no while the request is on its way',
  'a no before the placing is stored',
  'a no while the call is scheduled',
  'a no after the dialling',
  'a no while nobody drives the run',
  'another process reserves the same number',
  'another run was quicker',
  'a tick over a run',
  'an approval at its deadline',
] as const;
/** What only a server can do to whoever asks it, over HTTP and at its socket. */
export const httpFaultNames = [
  'the server says 429',
  'the server says 503',
  'the server says 500 after the deed',
  'the connection is cut after the deed',
  'an answer is slow in coming',
  'a request never arrives',
  'a request arrives minutes later',
  'what was taken back vanishes',
  'somebody ends a step at the service',
  'sockets are dropped',
  'a message comes twice at the socket',
  'the server is out of order',
  'the server is started again',
] as const;
/** What a service does however it is reached: both simulations have it. */
export const serviceFaultNames = [
  'a listing lags',
  'a listing is cut',
  'a listing lacks metadata',
  'no listing comes',
  'dialled late',
  'dialled far too late',
  'a call is put back',
  'a call rings and is put back',
  'the service redials',
  'a withdrawal races with the dialling',
  'an insight never comes',
  'an insight is late',
  'a clock is wrong',
  'a clock jumps ahead',
  'a clock jumps back',
] as const satisfies readonly (typeof faultNames)[number][];
export type Fault = (typeof faultNames)[number] | (typeof httpFaultNames)[number];

export interface Faults {
  /** Shares of the requests whose answer is lost: on the way there, or on the way back. */
  readonly lostThere: number;
  readonly lostBack: number;
  /** Share of the lost ones that reach the service later than anybody expects. */
  readonly landsLate: number;
  readonly unavailable: number;
  readonly throttled: number;
  readonly saysWhen: boolean;
  readonly slow: number;
  /** Of listings. */
  readonly listing: {
    readonly lagMs: number;
    readonly incomplete: number;
    readonly bare: boolean;
    readonly down: boolean;
  };
  readonly dialling: {
    readonly late: number;
    readonly veryLate: number;
    readonly requeued: number;
    readonly redialled: number;
  };
  /** Share of withdrawals that the service confirms while the call is being handed to the line. */
  readonly withdrawalRaces: number;
  readonly insights: { readonly never: number; readonly late: number };
  readonly pushes: { readonly lost: number; readonly late: number; readonly twice: number; readonly crossed: number };
  readonly commits: {
    readonly fails: number;
    readonly failsAfter: number;
    readonly full: number;
    readonly contested: number;
  };
  /** How many processes of a run are stopped before one is left alone. */
  readonly stops: number;
  readonly suspends: number;
  readonly skewMs: number;
  readonly jumpMs: number;
  readonly optsOut: number;
  /** Shares of the placings during which somebody says no: at each instant on the way. */
  readonly optsOutOnTheWay: number;
}

/** Each fault has its own coin, so that seeds with one alone come up as well as seeds with many. */
export function drawFaults(draws: Draws): Faults {
  const none = draws.chance('no faults', 0.1);
  const often = draws.pick('faults', [0.12, 0.3]);
  const on = (label: string): boolean => !none && draws.chance(`fault ${label}`, often);
  const share = (label: string, choices: readonly number[] = [0.03, 0.1, 0.3]): number =>
    on(label) ? draws.pick(`share ${label}`, choices) : 0;
  return {
    lostThere: share('lost there'),
    lostBack: share('lost back'),
    landsLate: Math.max(
      share('lands late', [0.3, 1]),
      draws.chance('lands late after all', 0.5) ? draws.pick('after all', [0.3, 1]) : 0,
    ),
    unavailable: share('unavailable'),
    throttled: share('throttled'),
    saysWhen: draws.chance('says when', 0.5),
    slow: share('slow'),
    listing: {
      lagMs: on('listing lag') ? draws.pick('lag', [5 * secondMs, 20 * secondMs, 10 * minuteMs]) : 0,
      incomplete: share('listing incomplete', [0.3, 0.8]),
      bare: on('listing bare'),
      down: !none && draws.chance('listing down', 0.05),
    },
    dialling: {
      late: share('dialled late', [0.1, 0.5]),
      veryLate: share('dialled very late', [0.05, 0.2]),
      requeued: share('requeued', [0.1, 0.3]),
      redialled: share('redialled', [0.1, 0.5]),
    },
    withdrawalRaces: share('withdrawal races', [0.3, 1]),
    insights: { never: share('no insight', [0.2, 1]), late: share('late insight', [0.2, 1]) },
    pushes: {
      lost: share('pushes lost', [0.3, 1]),
      late: share('pushes late'),
      twice: share('pushes twice'),
      crossed: share('pushes crossed', [0.1, 0.5]),
    },
    commits: {
      fails: share('commits fail', [0.02, 0.1]),
      failsAfter: share('commits fail after', [0.02, 0.1]),
      full: share('disk full', [0.02, 0.1]),
      contested: share('commits contested', [0.1, 0.3]),
    },
    stops: on('stops') ? draws.whole('stops', { min: 1, max: 4 }) : 0,
    suspends: on('suspends') ? draws.whole('suspends', { min: 1, max: 2 }) : 0,
    skewMs:
      on('skew') && draws.chance('skew rare', 0.4)
        ? draws.pick('skew', [-5 * minuteMs, -20 * secondMs, 15 * secondMs, 40 * secondMs, 10 * minuteMs])
        : 0,
    jumpMs:
      on('jump') && draws.chance('jump rare', 0.8)
        ? draws.pick('jump', [-hourMs, -10 * secondMs, 30 * secondMs, 24 * hourMs])
        : 0,
    optsOut: share('opts out', [0.1, 0.3]),
    optsOutOnTheWay: share('opts out on the way', [0.1, 0.3]),
  };
}
