/**
 * What a simulator server has beside the service's contract: a clock that can be read and driven, the people that a mission's `simulate`
 * describes, and its seeded model. Asked only with a simulator's key.
 */
import { fail, ok, type Result } from '../lib/result.ts';
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

  #post<Value>(
    path: string,
    body: unknown,
    read: (body: unknown) => Value | undefined,
  ): Promise<Result<Value, WireFailure>> {
    return this.#ask({ method: 'POST', path, body }, read);
  }

  async #ask<Value>(
    request: Parameters<WireClient['requestBeside']>[0],
    read: (body: unknown) => Value | undefined,
  ): Promise<Result<Value, WireFailure>> {
    const answer = await this.#client.requestBeside(request);
    if (!answer.ok) return answer;
    const value = read(answer.value.body);
    return value === undefined ? fail(unreadable(request.path)) : ok(value);
  }
}

function unreadable(path: string): WireFailure {
  return {
    code: 'unreadable',
    message: `The simulator server answered ${path} with what cannot be read.`,
    help: 'Check CLAWDTALK_API_URL: a simulator’s key is for what `mission simulator` printed, with /v1.',
  };
}

function clockOf(body: unknown): ServerClock | undefined {
  const now = field(body, 'now');
  const next = field(body, 'next');
  return isInstant(now) ? { now, next: isInstant(next) ? next : null } : undefined;
}

function isInstant(value: unknown): value is Instant {
  return Number.isSafeInteger(value);
}

const ends = ['due', 'happened', 'woken', 'never'] as const;

function waitedOf(body: unknown): Waited | undefined {
  const clock = clockOf(body);
  const end = ends.find((one) => one === field(body, 'end'));
  const pushes = field(body, 'pushes');
  if (clock === undefined || end === undefined) return undefined;
  return { ...clock, end, pushes: Array.isArray(pushes) ? pushes.filter(isPush) : [] };
}

/** By its kind, the members of which are ids and numbers. */
function isPush(value: unknown): value is Push {
  return (
    typeof field(value, 'kind') === 'string' && Object.values(value as object).every((one) => typeof one === 'string')
  );
}
