/**
 * What a simulator server has beside the service's contract: a clock that can be read and driven, the people that a mission's `simulate`
 * describes, and its seeded model. Asked only with a simulator's key.
 */
import type { Result } from '../lib/result.ts';
import type { Instant } from '../lib/time.ts';
import type { Push } from '../run/provider-port.ts';
import type { CollectField, SimulateSpec } from '../spec/spec.ts';
import type { WireClient } from '../wire/client.ts';
import { field, type WireFailure } from '../wire/failure.ts';

export interface ServerClock {
  readonly now: Instant;
  /** When something happens next there; null: nothing is due. */
  readonly next: Instant | null;
}

export interface Waited extends ServerClock {
  readonly end: 'due' | 'happened' | 'woken' | 'never';
  /** What the service told while time went on, oldest first. */
  readonly pushes: readonly Push[];
}

export interface SimulatedPeople {
  /** The service's id of the mission. */
  readonly mission: string;
  /** How requests for approval name the run. */
  readonly run: string;
  readonly simulate: SimulateSpec;
  /** Targets whose calls a phone tree picks up. */
  readonly automated: readonly string[];
  /** By the assistant's id. */
  readonly assistants: Readonly<
    Record<
      string,
      { readonly round: string; readonly place: number; readonly collect: Readonly<Record<string, CollectField>> }
    >
  >;
}

/** A wait is asked for at most so long, and then again: the server lets go of a driver that it does not hear of. */
const waitTimeoutMs = 120_000;

export class SimulatorControl {
  readonly #client: WireClient;
  readonly #driver: string;

  /** `driver`: names this process to the server's clock. */
  constructor(client: WireClient, driver: string) {
    this.#client = client;
    this.#driver = driver;
  }

  clock(): Promise<Result<ServerClock, WireFailure>> {
    return this.#ask({ method: 'GET', path: '/simulator/clock' }, clockOf);
  }

  /** From now on the clock stands, but for what its drivers ask. */
  hold(): Promise<Result<ServerClock, WireFailure>> {
    return this.#post('/simulator/clock/hold', { driver: this.#driver }, clockOf);
  }

  release(): Promise<Result<ServerClock, WireFailure>> {
    return this.#post('/simulator/clock/release', { driver: this.#driver }, clockOf);
  }

  /** Answers when the time has come, something happened, or `wake` was asked. */
  wait(until: Instant | null): Promise<Result<Waited, WireFailure>> {
    const body = { driver: this.#driver, until };
    return this.#ask({ method: 'POST', path: '/simulator/clock/wait', body, timeoutMs: waitTimeoutMs }, waitedOf);
  }

  wake(): Promise<Result<null, WireFailure>> {
    return this.#post('/simulator/clock/wake', { driver: this.#driver }, () => null);
  }

  /** Repeating it does no harm. */
  describe(people: SimulatedPeople): Promise<Result<null, WireFailure>> {
    return this.#post('/simulator/runs', people, () => null);
  }

  #post<Value>(path: string, body: unknown, read: (body: unknown) => Value): Promise<Result<Value, WireFailure>> {
    return this.#ask({ method: 'POST', path, body }, read);
  }

  async #ask<Value>(
    request: Parameters<WireClient['requestBeside']>[0],
    read: (body: unknown) => Value,
  ): Promise<Result<Value, WireFailure>> {
    const answer = await this.#client.requestBeside(request);
    return answer.ok ? { ok: true, value: read(answer.value.body) } : answer;
  }
}

function clockOf(body: unknown): ServerClock {
  const now = field(body, 'now');
  const next = field(body, 'next');
  if (typeof now !== 'number') throw new Error('the simulator server told no time');
  return { now, next: typeof next === 'number' ? next : null };
}

const ends = ['due', 'happened', 'woken', 'never'] as const;

function waitedOf(body: unknown): Waited {
  const end = ends.find((one) => one === field(body, 'end')) ?? 'woken';
  const pushes = field(body, 'pushes');
  return { ...clockOf(body), end, pushes: Array.isArray(pushes) ? (pushes as readonly Push[]) : [] };
}
