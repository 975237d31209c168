/** The simulated world behind the provider's port. */
import type { Answer, ListedEvent, Listing, Provider } from '../run/ports.ts';
import { StoreError } from '../run/store-error.ts';
import type { Approver } from './approver.ts';
import type { Assistants } from './assistants.ts';
import type { VirtualClock } from './clock.ts';
import { numberOf, readingOf, refOf, type SimEvent } from './event.ts';
import type { WorldRecord } from './record.ts';
import { refusalOf } from './service-rules.ts';
import type { World } from './world.ts';
import type { Writer } from './writer.ts';

interface ProviderParts {
  readonly name: string;
  readonly world: World;
  readonly assistants: Assistants;
  readonly approver: Approver;
  readonly clock: VirtualClock;
  readonly record: WorldRecord;
  readonly writer: Writer;
  /** Nobody else asks this world: a listing is final. */
  readonly alone: boolean;
}

export class SimulatedProvider implements Provider {
  readonly name = 'simulator';
  readonly world: string;
  readonly alone: boolean;
  readonly #parts: ProviderParts;
  /** Whoever settles doubts asks many times at once, and a listing reads the whole record. */
  #lastListing: { readonly of: string; readonly listing: Listing } = {
    of: '',
    listing: { complete: false, events: [] },
  };

  constructor(parts: ProviderParts) {
    this.#parts = parts;
    this.world = parts.name;
    this.alone = parts.alone;
  }

  prepare: Provider['prepare'] = (request) => {
    const { assistants, clock } = this.#parts;
    return this.#keep(() => assistants.prepare(request, clock.now()));
  };

  update: Provider['update'] = (request) => {
    const { assistants, clock } = this.#parts;
    const assistant = assistants.byId(request.assistant);
    if (assistant === undefined) return this.#refuse(`there is no assistant ${request.assistant}`);
    return this.#keep(() => {
      assistants.update(assistant, { ...request, at: clock.now() });
      return null;
    });
  };

  place: Provider['place'] = (request) => {
    const { world, assistants, clock } = this.#parts;
    const assistant = assistants.byId(request.assistant);
    const mission = assistants.missionById(request.mission);
    const refusal = refusalOf(request, { assistant, mission, now: clock.now() });
    if (refusal !== null || assistant === undefined || mission === undefined) return this.#refuse(refusal ?? 'unknown');
    return this.#keep(() => ({ ref: refOf(world.place(request, { assistant, mission }).number) }));
  };

  read: Provider['read'] = ({ assistant, refs }) =>
    this.#answer((now) =>
      refs.flatMap((ref) => this.#eventOf(assistant, ref) ?? []).map((event) => readingOf(event, now)),
    );

  list: Provider['list'] = (request) => {
    const { world, assistants, record, writer, alone } = this.#parts;
    const assistant = assistants.byId(request.assistant);
    const mission = assistants.missionById(request.mission);
    if (assistant === undefined || mission === undefined) return this.#refuse('there is no such assistant or mission');
    return this.#answer((now) => {
      const of = `${assistant.number} ${mission.number} ${now} ${world.changes}`;
      if (this.#lastListing.of === of) return this.#lastListing.listing;
      writer.flush();
      const events: ListedEvent[] = [];
      for (const event of record.events({ assistant: assistant.number })) {
        if (event.mission === mission.number) events.push(listed(event, readingOf(event, now).status));
      }
      this.#lastListing = { of, listing: { complete: true, ...(alone ? { final: true } : {}), events } };
      return this.#lastListing.listing;
    });
  };

  withdraw: Provider['withdraw'] = ({ assistant, ref }) => {
    const event = this.#eventOf(assistant, ref);
    if (event === null) return this.#refuse(`there is no event ${ref}`);
    return this.#keep(() => ({ withdrawn: this.#parts.world.withdraw(event) }));
  };

  insight: Provider['insight'] = ({ conversation }) => {
    const { world } = this.#parts;
    const number = numberOf(conversation, 'conv_');
    const event = number === null ? null : world.event(number);
    if (event === null) return this.#refuse(`there is no conversation ${conversation}`);
    return this.#answer(() => world.insight(event));
  };

  inbox: Provider['inbox'] = ({ since }) =>
    this.#answer((now) => {
      const { record, writer } = this.#parts;
      writer.flush();
      return record.replies({ since, until: now }).map((event) => ({
        id: `msg_${event.number}`,
        from: event.to,
        to: event.from,
        text: event.dialled?.reply ?? '',
        at: event.dialled?.replyAt ?? now,
      }));
    });

  ask: Provider['ask'] = (request) =>
    this.#keep(() => {
      const id = this.#parts.approver.ask(request);
      return id === null ? { id, reason: 'no_devices' } : { id };
    });

  approval: Provider['approval'] = ({ id }) => {
    const approval = this.#parts.approver.approval(id);
    return approval === null ? this.#refuse(`there is no approval request ${id}`) : this.#answer(() => approval);
  };

  onPush: Provider['onPush'] = (listener) => this.#parts.world.onPush(listener);

  close: Provider['close'] = () => {
    this.#parts.writer.flush();
    return Promise.resolve();
  };

  #eventOf(assistant: string, ref: string): SimEvent | null {
    const number = numberOf(ref, 'evt_');
    const event = number === null ? null : this.#parts.world.event(number);
    return event !== null && event.assistant === numberOf(assistant, 'asst_') ? event : null;
  }

  /** A question: nothing changes, so nothing has to be written before it is answered. */
  async #answer<Value>(read: (now: number) => Value): Promise<Answer<Value>> {
    const serviceAt = this.#parts.clock.now();
    this.#assertWhole();
    const value = read(serviceAt);
    // What was still to be written was perhaps written for it.
    this.#assertWhole();
    return { ok: true, value, serviceAt };
  }

  /** A deed: answered once it is in the record. */
  async #keep<Value>(act: () => Value): Promise<Answer<Value>> {
    const { writer, clock } = this.#parts;
    this.#assertWhole();
    const serviceAt = clock.now();
    const value = act();
    await writer.durable();
    this.#assertWhole();
    return { ok: true, value, serviceAt };
  }

  /** Throws where the record is lost: not what a service does, but trouble of this machine. The run stops as it stands. */
  #assertWhole(): void {
    const { broken } = this.#parts.writer;
    if (broken !== null) throw new StoreError(broken);
  }

  #refuse(message: string): Promise<Answer<never>> {
    const refused: Answer<never> = {
      ok: false,
      error: { code: 'refused', message },
      serviceAt: this.#parts.clock.now(),
    };
    return Promise.resolve(refused);
  }
}

function listed(event: SimEvent, status: ListedEvent['status']): ListedEvent {
  return {
    ref: refOf(event.number),
    key: event.key,
    to: event.to,
    channel: event.channel,
    scheduledAt: event.scheduledAt,
    status,
    ...(event.withdrawnAt === null ? {} : { withdrawn: true }),
  };
}
