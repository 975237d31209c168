/**
 * A service that is worse than the simulator server: what it does between a process and the server, by what was drawn. One for
 * all processes, as a service is.
 */
import type { Result } from '../../../../src/lib/result.ts';
import type { Instant } from '../../../../src/lib/time.ts';
import type { WireAnswer, WireRequest } from '../../../../src/wire/client.ts';
import type { WireFailure } from '../../../../src/wire/failure.ts';
import type { Witness } from '../../witness.ts';
import type { HttpScenario } from '../faults.ts';
import { type Dialling, diallingLate } from './dialling.ts';
import { withholdingInsights } from './insights.ts';
import { listingBadly } from './listings.ts';
import { racingWithdrawals } from './withdrawals.ts';

export type Came = Result<WireAnswer, WireFailure>;
export type Ask = (asked: WireRequest) => Promise<Came>;

export interface WorseOptions {
  readonly scenario: HttpScenario;
  readonly witness: Witness;
  /** True time. */
  readonly now: () => Instant;
}

export interface Worse extends Pick<Dialling, 'askedAt' | 'redials'> {
  /** The way of a request to the server and back; `ask` takes it there. */
  over(ask: Ask): Ask;
}

export function worse(of: WorseOptions): Worse {
  const dialling = diallingLate(of);
  const layers = [dialling.over, racingWithdrawals(of), listingBadly(of), withholdingInsights(of)];
  return { ...dialling, over: (ask) => layers.reduce((inner, layer) => layer(inner), ask) };
}

/** An event as it is on the wire; null: the path is about something else. */
export function eventPath(path: string): { readonly assistant: string; readonly ref: string | undefined } | null {
  const [, assistant, ref] = /^\/assistants\/([^/?]+)\/events(?:\/([^/?]+))?(?:\?.*)?$/.exec(path) ?? [];
  return assistant === undefined ? null : { assistant, ref };
}

export function missionEventsPath(path: string): boolean {
  return /^\/missions\/[^/?]+\/events(?:\?.*)?$/.test(path);
}

export type EventBody = Readonly<Record<string, unknown>> & { readonly id: string };

/** Where in a body events stand, and the body with others in their place. */
export function changingEvents(came: Came, change: (event: EventBody) => readonly EventBody[]): Came {
  if (!came.ok) return came;
  const body = came.value.body as Readonly<Record<string, unknown>>;
  const name = ['events', 'scheduled_events'].find((one) => Array.isArray(body?.[one]));
  if (name === undefined) return came;
  const events = (body[name] as readonly EventBody[]).flatMap(change);
  return { ok: true, value: { ...came.value, body: { ...body, [name]: events } } };
}

export function goneAnswer(serviceAt: Instant): Came {
  return { ok: false, error: { code: 'refused', message: 'Event not found', status: 404, serviceAt } };
}
