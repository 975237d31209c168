/**
 * One telling, and what came of it. Telling the same again does no harm: what the service holds is read before it is changed.
 *
 * 1. A final status of a step or a run is never written over, whoever set it.
 * 2. An event is sent only when it is known not to be on the service's list, or was never sent before by anybody.
 */
import type { Value } from '../spec/spec.ts';
import type { WireFailure } from '../wire/failure.ts';
import type { MirrorService, RunAtService } from './service.ts';
import type { Telling } from './told.ts';

export type Delivery =
  /** The service has it, or something final in its place. */
  | { readonly kind: 'told' }
  /** A definite no: another try would be the same. */
  | { readonly kind: 'refused'; readonly message: string }
  /** The service has no such run. */
  | { readonly kind: 'gone'; readonly message: string }
  /** `isItself`: the service answers otherwise; it is this that it cannot take. */
  | { readonly kind: 'later'; readonly failure: WireFailure; readonly isItself: boolean };

type Of<Kind extends Telling['kind']> = Extract<Telling, { kind: Kind }>;

const told: Delivery = { kind: 'told' };
const finalStatuses = new Set(['completed', 'succeeded', 'failed', 'skipped', 'canceled', 'cancelled']);
const isFinal = (status: string | undefined): boolean => status !== undefined && finalStatuses.has(status);

export class Deliverer {
  readonly #service: MirrorService;
  readonly #payload: () => Readonly<Record<string, Value>>;
  /** Our events on the service's list from the one at hand on; null: it must be read. */
  #known: ReadonlySet<number> | null = null;

  /** `payload`: the run's result, asked for at its end. */
  constructor(service: MirrorService, payload: () => Readonly<Record<string, Value>>) {
    this.#service = service;
    this.#payload = payload;
  }

  deliver(telling: Telling, seq: number): Promise<Delivery> {
    switch (telling.kind) {
      case 'run':
        return this.#start();
      case 'end':
        return this.#end(telling);
      case 'step':
        return this.#step(telling);
      case 'event':
        return this.#event(telling, seq);
      case 'cancel':
        return this.#cancel();
    }
  }

  async #start(): Promise<Delivery> {
    const run = await this.#service.readRun();
    if (!run.ok) return unread(run.error);
    if (run.value.status === 'running' || isFinal(run.value.status)) return told;
    const written = await this.#service.writeRun({ status: 'running' });
    return written.ok ? told : this.#runUnwritten(written.error);
  }

  async #end({ status, summary }: Of<'end'>): Promise<Delivery> {
    const run = await this.#service.readRun();
    if (!run.ok) return unread(run.error);
    if (isFinal(run.value.status)) return this.#addResult(run.value, summary);
    const result = { result_summary: summary, result_payload: this.#payload() };
    const written = await this.#service.writeRun({ status, ...result });
    if (written.ok) return told;
    const unwritten = await this.#runUnwritten(written.error);
    if (unwritten.kind !== 'refused') return unwritten;
    // The payload may be what it does not like: how the run ended matters more.
    const bare = await this.#service.writeRun({ status, result_summary: summary });
    return bare.ok ? told : unwritten;
  }

  /** A server that ended the run by itself knows nothing of what came of it. */
  async #addResult({ hasSummary }: RunAtService, summary: string): Promise<Delivery> {
    if (hasSummary) return told;
    const written = await this.#service.writeRun({ result_summary: summary, result_payload: this.#payload() });
    return written.ok || written.error.code === 'refused' ? told : later(written.error);
  }

  async #runUnwritten(failure: WireFailure): Promise<Delivery> {
    if (failure.code !== 'refused') return later(failure);
    const run = await this.#service.readRun();
    if (!run.ok) return unread(run.error);
    return isFinal(run.value.status) ? told : { kind: 'refused', message: failure.message };
  }

  async #step({ step, status }: Of<'step'>): Promise<Delivery> {
    const before = await this.#service.readPlan();
    if (!before.ok) return this.#unreadPlan(before.error);
    const stands = before.value.get(step);
    if (stands === undefined) return { kind: 'refused', message: `The plan at the service has no step ${step}.` };
    if (stands === status || isFinal(stands)) return told;
    const written = await this.#service.writeStep(step, status);
    if (written.ok) return told;
    if (written.error.code !== 'refused') return later(written.error);
    // A newer server may have been quicker.
    const after = await this.#service.readPlan();
    if (!after.ok) return this.#unreadPlan(after.error);
    return isFinal(after.value.get(step)) ? told : { kind: 'refused', message: written.error.message };
  }

  async #unreadPlan(failure: WireFailure): Promise<Delivery> {
    const run = failure.status === 404 ? await this.#service.readRun() : null;
    return unread(run === null || run.ok ? failure : run.error);
  }

  async #event(telling: Of<'event'>, seq: number): Promise<Delivery> {
    const reads = this.#known === null;
    if (this.#known === null) {
      const there = await this.#service.eventsAfter(seq - 1);
      // A server without such a list cannot say; its own list is then told twice rather than not at all.
      if (!there.ok && there.error.code !== 'refused') return unread(there.error);
      this.#known = there.ok ? there.value : new Set();
    }
    if (this.#known.has(seq)) return told;
    const written = await this.#service.writeEvent(telling);
    if (written.ok) return told;
    const { error } = written;
    if (error.code === 'lost' || error.code === 'unreadable') this.#known = null;
    if (error.code !== 'refused') return { ...later(error), isItself: reads && isItself(error) };
    const run = error.status === 404 ? await this.#service.readRun() : null;
    if (run?.ok === false) return unread(run.error);
    return { kind: 'refused', message: error.message };
  }

  /** A server that ends the mission with its run has done so already. */
  async #cancel(): Promise<Delivery> {
    const status = await this.#service.readMission();
    if (!status.ok) return unread(status.error);
    if (isFinal(status.value)) return told;
    const canceled = await this.#service.cancelMission();
    if (canceled.ok || canceled.error.code === 'refused') return told;
    return later(canceled.error);
  }
}

/** After a successful read: what fails is the change itself. */
function later(failure: WireFailure): Extract<Delivery, { kind: 'later' }> {
  return { kind: 'later', failure, isItself: isItself(failure) };
}

function isItself({ code, status = 0 }: WireFailure): boolean {
  return status >= 500 || code === 'unreadable';
}

function unread(failure: WireFailure): Delivery {
  const { code, status, message } = failure;
  if (status === 404 && code === 'refused') return { kind: 'gone', message };
  return code === 'refused' ? { kind: 'refused', message } : { kind: 'later', failure, isItself: false };
}
