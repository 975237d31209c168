/** How a mission, its run, its plan and its events are read and written at the service: paths, bodies, and what comes back. */
import { fail, ok, type Result } from '../lib/result.ts';
import type { Value } from '../spec/spec.ts';
import { segment, type WireAnswer, type WireClient, type WireRequest } from '../wire/client.ts';
import { field, type WireFailure } from '../wire/failure.ts';
import { runMarker } from '../wire/our-run.ts';
import { markerField } from './telling.ts';
import type { Telling } from './told.ts';

export type MirrorClient = Pick<WireClient, 'request'>;
export type Asked<Of> = Promise<Result<Of, WireFailure>>;

/** The service's own ids of a run that is mirrored. */
export interface Place {
  readonly mission: string;
  readonly run: string;
}

export interface RunAtService {
  readonly status: string;
  readonly hasSummary: boolean;
}

const eventsPageSize = 50;
/** 50,000 events: what a list that long does not show is told again. */
const eventPagesMax = 1_000;

export class MirrorService {
  readonly #client: MirrorClient;
  readonly #place: Place;
  readonly #run: string;
  readonly #isOpen: () => boolean;

  /** `run`: our own id of it. `isOpen`: false once nothing more may be asked. */
  constructor(
    client: MirrorClient,
    of: { readonly place: Place; readonly run: string; readonly isOpen: () => boolean },
  ) {
    this.#client = client;
    this.#place = of.place;
    this.#run = of.run;
    this.#isOpen = of.isOpen;
  }

  async readRun(): Asked<RunAtService> {
    const answer = await this.#ask({ method: 'GET', path: this.#path() });
    if (!answer.ok) return answer;
    const run = field(answer.value.body, 'data');
    const status = field(run, 'status');
    if (typeof status !== 'string') return fail(strange(answer.value, 'a run without a status'));
    return ok({ status, hasSummary: typeof field(run, 'result_summary') === 'string' });
  }

  writeRun(body: Readonly<Record<string, Value>>): Asked<WireAnswer> {
    return this.#ask({ method: 'PATCH', path: this.#path(), body });
  }

  /** Statuses by step. */
  async readPlan(): Asked<ReadonlyMap<string, string>> {
    const answer = await this.#ask({ method: 'GET', path: this.#path('/plan') });
    if (!answer.ok) return answer;
    const steps = field(answer.value.body, 'data');
    if (!Array.isArray(steps)) return fail(strange(answer.value, 'no plan'));
    const statuses = new Map<string, string>();
    for (const step of steps) {
      const id: unknown = field(step, 'step_id');
      const status: unknown = field(step, 'status');
      if (typeof id === 'string') statuses.set(id, typeof status === 'string' ? status : 'pending');
    }
    return ok(statuses);
  }

  writeStep(step: string, status: string): Asked<WireAnswer> {
    return this.#ask({ method: 'PATCH', path: this.#path(`/plan/steps/${segment(step)}`), body: { status } });
  }

  writeEvent({ type, summary, step, payload }: Extract<Telling, { kind: 'event' }>): Asked<WireAnswer> {
    const body = { type, summary, ...(step === undefined ? {} : { step_id: step }), payload };
    return this.#ask({ method: 'POST', path: this.#path('/events'), body });
  }

  /** Of the events that we told after `after`, the numbers that the service has. Lists are newest first, of some servers oldest first. */
  async eventsAfter(after: number): Asked<ReadonlySet<number>> {
    const there = new Set<number>();
    let pages = 1;
    let fromEnd = false;
    for (let turn = 1; turn <= Math.min(pages, eventPagesMax); turn += 1) {
      const number = fromEnd && turn > 1 ? pages - turn + 2 : turn;
      const page = await this.#eventPage(number);
      if (!page.ok) return page;
      const { seqs, total, isOldestFirst } = page.value;
      pages = total;
      if (turn === 1) fromEnd = isOldestFirst;
      for (const seq of seqs) if (seq > after) there.add(seq);
      // The first page of a list that begins with the oldest says nothing about its end.
      if (seqs.some((seq) => seq <= after) && !(fromEnd && turn === 1)) break;
    }
    return ok(there);
  }

  async #eventPage(page: number): Asked<{ seqs: readonly number[]; total: number; isOldestFirst: boolean }> {
    const query = `?page_number=${page}&page_size=${eventsPageSize}`;
    const answer = await this.#ask({ method: 'GET', path: this.#path(`/events${query}`) });
    if (!answer.ok) return answer;
    const { body } = answer.value;
    const data = field(body, 'data');
    if (!Array.isArray(data)) return fail(strange(answer.value, 'no list of events'));
    const seqs = data.flatMap((event: unknown) => this.#seqOf(event) ?? []);
    const total = field(field(body, 'meta'), 'total_pages');
    return ok({ seqs, total: typeof total === 'number' ? total : 1, isOldestFirst: isOldestFirst(data) });
  }

  #seqOf(event: unknown): number | null {
    const payload = field(event, 'payload');
    const seq = field(payload, markerField);
    return typeof seq === 'number' && field(payload, runMarker) === this.#run ? seq : null;
  }

  async readMission(): Asked<string> {
    const answer = await this.#ask({ method: 'GET', path: `/missions/${segment(this.#place.mission)}` });
    if (!answer.ok) return answer;
    const status = field(field(answer.value.body, 'mission'), 'status');
    return typeof status === 'string' ? ok(status) : fail(strange(answer.value, 'a mission without a status'));
  }

  cancelMission(): Asked<WireAnswer> {
    return this.#ask({ method: 'POST', path: `/missions/${segment(this.#place.mission)}/cancel` });
  }

  async #ask(asked: WireRequest): Asked<WireAnswer> {
    if (!this.#isOpen()) return fail({ code: 'unreached', message: 'The mirror is closed.' });
    return this.#client.request(asked);
  }

  #path(below = ''): string {
    return `/missions/${segment(this.#place.mission)}/runs/${segment(this.#place.run)}${below}`;
  }
}

function isOldestFirst(events: readonly unknown[]): boolean {
  const [first, last] = [field(events[0], 'created_at'), field(events.at(-1), 'created_at')];
  return typeof first === 'string' && typeof last === 'string' && Date.parse(first) < Date.parse(last);
}

export function strange({ status }: WireAnswer, what: string): WireFailure {
  return { code: 'unreadable', status, message: `The service answered with ${what}.` };
}
