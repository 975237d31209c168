/** As much of the service as a mirror speaks to, in memory, with what goes wrong on the way chosen by the test. */
import type { Result } from '../../src/lib/result.ts';
import type { MirrorOptions } from '../../src/mirror/mirror.ts';
import type { WireAnswer, WireRequest } from '../../src/wire/client.ts';
import { field, type WireFailure } from '../../src/wire/failure.ts';

export type Fault =
  | 'ok'
  | 'lost-before'
  | 'lost-after'
  | 'unreached'
  | 'broken'
  | 'throttled'
  | 'die-before'
  | 'die-after';

export interface ServiceKind {
  /** A newer one completes a step as soon as it is under way, and ends the run with its last step. */
  readonly completes: boolean;
  /** What it does with a change of a final status: newer ones refuse it or leave it, older ones take it. */
  readonly overFinal: 'takes' | 'refuses' | 'leaves';
  readonly oldestFirst?: boolean;
  /** The mission does not end with its run. */
  readonly keepsMission?: boolean;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

interface ServiceEvent {
  readonly type: string;
  readonly summary: string;
  readonly step_id?: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly created_at: string;
}

const finalStatuses = ['completed', 'failed', 'skipped', 'succeeded', 'cancelled'];
const pageSize = 50;

export class FakeService {
  readonly kind: ServiceKind;
  readonly mission = { id: 'm1', status: 'running' };
  readonly run: { status: string; summary: string | null; payload: unknown } = {
    status: 'pending',
    summary: null,
    payload: null,
  };
  readonly steps = new Map<string, string>();
  readonly events: ServiceEvent[] = [];
  /** Every request that arrived, with the status of its answer. */
  readonly seen: (Asked & { readonly status: number })[] = [];
  /** Final statuses that were written over: what a mirror must never bring about. */
  overwritten = 0;
  #input: unknown;

  constructor(of: {
    readonly kind: ServiceKind;
    readonly steps: readonly string[];
    readonly run: string;
    readonly mission: string;
  }) {
    this.kind = of.kind;
    this.mission.id = of.mission;
    this.#input = { mission_run: of.run };
    for (const step of of.steps) this.steps.set(step, 'pending');
  }

  answer(asked: Asked): { readonly status: number; readonly body: unknown } {
    const answer = this.#answer(asked);
    this.seen.push({ ...asked, status: answer.status });
    return answer;
  }

  #answer({ method, path, body }: Asked): { readonly status: number; readonly body: unknown } {
    const [bare = '', query = ''] = path.split('?');
    const base = `/missions/${this.mission.id}`;
    if (bare === '/missions') return ok({ missions: [{ id: 'other' }, { ...this.mission, metadata: this.#input }] });
    if (bare === base) return ok({ mission: this.mission });
    if (bare === `${base}/cancel`) {
      this.mission.status = 'cancelled';
      return ok({ mission: this.mission });
    }
    if (bare === `${base}/runs`)
      return ok({ data: [{ run_id: 'other' }, { run_id: 'r1', input: this.#input }], meta: { total_pages: 1 } });
    const below = bare.startsWith(`${base}/runs/r1`) ? bare.slice(`${base}/runs/r1`.length) : null;
    if (below === null) return refusal(404);
    if (below === '' && method === 'PATCH') return this.#changeRun(body);
    if (below === '') return ok({ data: { run_id: 'r1', status: this.run.status, result_summary: this.run.summary } });
    if (below === '/plan') return ok({ data: [...this.steps].map(([step_id, status]) => ({ step_id, status })) });
    if (below.startsWith('/plan/steps/'))
      return this.#changeStep(decodeURIComponent(below.slice(12)), String(field(body, 'status')));
    if (below === '/events' && method === 'POST') return this.#addEvent(body as ServiceEvent);
    return below === '/events' ? this.#listEvents(Number(new URLSearchParams(query).get('page_number'))) : refusal(404);
  }

  #changeRun(body: unknown): { readonly status: number; readonly body: unknown } {
    const status = field(body, 'status');
    if (typeof status === 'string' && !this.#change(this.run, status)) return refusal(400);
    const summary = field(body, 'result_summary');
    if (typeof summary === 'string') this.run.summary = summary;
    this.run.payload = field(body, 'result_payload') ?? this.run.payload;
    if (finalStatuses.includes(this.run.status) && this.kind.keepsMission !== true)
      this.mission.status = this.run.status;
    return ok({ data: {} });
  }

  #changeStep(step: string, status: string): { readonly status: number; readonly body: unknown } {
    const before = this.steps.get(step);
    if (before === undefined) return refusal(404);
    const held = { status: before };
    const changed = this.#change(held, status);
    this.steps.set(step, held.status);
    if (!changed) return refusal(400);
    if (this.kind.completes && status === 'in_progress') this.steps.set(step, 'completed');
    return ok({ data: {} });
  }

  #change(held: { status: string }, status: string): boolean {
    if (finalStatuses.includes(held.status) && held.status !== status) {
      if (this.kind.overFinal === 'refuses') return false;
      if (this.kind.overFinal === 'leaves') return true;
      this.overwritten += 1;
    }
    held.status = status;
    return true;
  }

  #addEvent(event: ServiceEvent): { readonly status: number; readonly body: unknown } {
    const known = ['tool_call', 'custom', 'message', 'error', 'step_started', 'step_completed'];
    if (!known.includes(event.type)) return refusal(500);
    if (event.step_id !== undefined && !this.steps.has(event.step_id)) return refusal(404);
    this.events.push({ ...event, created_at: new Date(Date.UTC(2026, 0, 1) + this.events.length).toISOString() });
    return ok({ data: event });
  }

  #listEvents(page: number): { readonly status: number; readonly body: unknown } {
    const ordered = this.kind.oldestFirst === true ? this.events : this.events.toReversed();
    const data = ordered.slice((page - 1) * pageSize, page * pageSize);
    return ok({
      data,
      meta: { total_pages: Math.ceil(ordered.length / pageSize), page_number: page, page_size: pageSize },
    });
  }
}

const ok = (body: unknown) => ({ status: 200, body });
const refusal = (status: number) => ({ status, body: { error: { code: 'internal', message: 'no' } } });

export interface FakeClient {
  readonly client: MirrorOptions['client'];
  /** Resolves when the process dies: from then on nothing answers. */
  readonly died: Promise<'died'>;
}

/** One process's line to the service. `fault`: what happens to the next request. */
export function fakeClient(
  service: FakeService,
  fault: (asked: WireRequest) => Fault,
  apiKey = 'cc_test_a',
): FakeClient {
  let die: () => void = () => undefined;
  const died = new Promise<'died'>((resolve) => {
    die = () => resolve('died');
  });
  let isDead = false;
  const never = new Promise<never>(() => undefined);
  const request = async (asked: WireRequest): Promise<Result<WireAnswer, WireFailure>> => {
    if (isDead) return never;
    const what = fault(asked);
    const failed = (code: WireFailure['code'], status?: number): Result<WireAnswer, WireFailure> => ({
      ok: false,
      error: { code, message: `the test's ${what}`, ...(status === undefined ? {} : { status }) },
    });
    if (what === 'lost-before') return failed('lost');
    if (what === 'unreached') return failed('unreached');
    if (what === 'throttled') return failed('throttled', 429);
    if (what === 'broken') return failed('lost', 502);
    if (what !== 'die-before') {
      const { status, body } = service.answer(asked);
      if (what === 'lost-after') return failed('lost');
      if (what === 'ok')
        return status < 300 ? { ok: true, value: { status, body, serviceAt: null } } : failed('refused', status);
    }
    isDead = true;
    die();
    return never;
  };
  const account = { apiUrl: 'http://127.0.0.1:1/v1', apiKey, simulated: true, world: 'sim:x' };
  return { client: { account, request }, died };
}
