/**
 * The service behind the provider's port.
 *
 * Owns: which events it took back, which calls it need not ask about (following.ts), and the service's ids of
 * the runs that it was asked about. Talks to: the service, over HTTP; what is pushed comes from a push hub.
 * 1. A placing is asked once, whatever comes of it; `unavailable` is said only where it was never sent (invariant 2).
 * 2. A listing is complete only where every page of both lists was read, and everything in them (invariant 2).
 * 3. A prompt is changed by one request, never repeated here, and confirmed by reading it back (invariant 12).
 * 4. What cannot be read is left out, or is no answer; nothing that a service says throws.
 */
import { type Instant, isoInstant } from '../lib/time.ts';
import type { PlaceRequest, Prepared, Provider } from '../run/ports.ts';
import { segment } from '../wire/client.ts';
import { idOf, inside } from '../wire/fields.ts';
import { approvalOf } from './approvals.ts';
import { askByPhone } from './asking.ts';
import { hasPrompt, promptSettings } from './assistant-settings.ts';
import { eventsOf, listEvents } from './events.ts';
import { Following } from './following.ts';
import { insightOf } from './insight.ts';
import { endsBefore, receivedSince } from './messages.ts';
import { mayCallFrom } from './numbers.ts';
import { askPages } from './pages.ts';
import { findRun, prepareAtService } from './prepare.ts';
import type { PreparedAssistant } from './prepare-assistants.ts';
import type { PushSource } from './push-source.ts';
import { scheduledEvent } from './scheduled-event.ts';
import {
  type Asked,
  answer,
  type Failed,
  isGone,
  lostUnless,
  neverSent,
  refusedWith,
  type Service,
  unreadable,
} from './service.ts';
import { readingsOfTakenBack, shownEvent } from './taken-back.ts';

export interface ClawdTalkParts {
  readonly service: Service;
  readonly world: string;
  /** Of our own: the service's run is found by it. */
  readonly run: string;
  readonly push: PushSource;
  readonly now: () => Instant;
  /** What an earlier process prepared. */
  readonly prepared?: Pick<Prepared, 'mission' | 'run'>;
  /** Awaited at the end of `prepare`; a failure is the answer. */
  readonly onPrepared: (
    prepared: Prepared & { readonly run: string },
    assistants: readonly PreparedAssistant[],
  ) => Promise<Asked<null>>;
}

const messagesPerPage = 100;
/** By it the telephony layer says that something of a request is wrong: the number, or anything else. */
const badRequestCode = '10015';

export class ClawdTalk implements Provider {
  readonly name = 'clawdtalk';
  readonly world: string;
  readonly #parts: ClawdTalkParts;
  readonly #service: Service;
  /** Refs of events that were taken back: a service may list them no more. */
  readonly #withdrawn = new Set<string>();
  readonly #following: Following;
  /** By the mission's id. */
  readonly #runs = new Map<string, string>();

  constructor(parts: ClawdTalkParts) {
    this.#parts = parts;
    this.#service = parts.service;
    this.world = parts.world;
    this.#following = new Following(parts.push, parts.now);
    const { mission, run } = parts.prepared ?? {};
    if (mission !== undefined && run !== undefined) this.#runs.set(mission, run);
  }

  prepare: Provider['prepare'] = async (request) => {
    const made = await prepareAtService(this.#service, request);
    if (!made.ok) return answer(made);
    const { prepared, assistants } = made.value;
    this.#runs.set(prepared.mission, prepared.run);
    const told = await this.#parts.onPrepared(prepared, assistants);
    return told.ok ? { ...made, value: prepared } : answer(told);
  };

  update: Provider['update'] = async (request) => {
    const path = `/assistants/${segment(request.assistant)}`;
    // Once: a change whose answer was lost may arrive after the next one, and whoever gives prompts must know of it.
    const changed = await this.#service.once({ method: 'PATCH', path, body: promptSettings(request) });
    if (!changed.ok) return answer(changed);
    const read = await this.#service.ask({ method: 'GET', path });
    if (!read.ok) return lostUnless(read);
    if (hasPrompt(inside(read.value, 'assistant'), request)) return { ...read, value: null };
    const message = `The service took a new prompt for the assistant ${request.assistant}, and shows another.`;
    return answer(refusedWith({ code: 'lost', message }, read.serviceAt));
  };

  place: Provider['place'] = async (request) => {
    const run = await this.#runOf(request.mission);
    if (!run.ok) return neverSent(run);
    const placed = await this.#service.once({
      method: 'POST',
      path: `/assistants/${segment(request.assistant)}/events`,
      body: placing(request, run.value),
    });
    if (!placed.ok) return answer(await this.#withNumber(placed, request));
    const ref = idOf(inside(placed.value, 'event'));
    if (ref === undefined) return answer(unreadable('id of the call', placed.serviceAt));
    this.#following.placed(ref, request);
    return { ...placed, value: { ref } };
  };

  read: Provider['read'] = async ({ assistant, refs, news = false }) => {
    if (news && !this.#following.wantsReading(refs)) return { ok: true, value: [], serviceAt: this.#parts.now() };
    this.#following.asking(refs);
    const events = await eventsOf(this.#service, assistant);
    if (!events.ok) {
      this.#following.unanswered(refs);
      return answer(events);
    }
    const byRef = new Map(events.value.events.map((event) => [event.ref, event]));
    const gone = refs.filter((ref) => !byRef.has(ref) && this.#withdrawn.has(ref));
    const readings = [
      ...refs.flatMap((ref) => byRef.get(ref)?.reading ?? []),
      ...(await readingsOfTakenBack(this.#service, { assistant, refs: gone })),
    ];
    this.#following.read(readings);
    return { ...events, value: readings };
  };

  list: Provider['list'] = async (request) => {
    const listing = await listEvents(this.#service, request);
    return listing.ok ? listing : answer(listing);
  };

  withdraw: Provider['withdraw'] = async ({ assistant, ref }) => {
    this.#following.forget(ref);
    const path = `/assistants/${segment(assistant)}/events/${segment(ref)}`;
    const deleted = await this.#service.ask({ method: 'DELETE', path });
    const shown = deleted.ok ? scheduledEvent(inside(deleted.value, 'event'))?.reading : undefined;
    if (deleted.ok && (shown === undefined || shown.status === 'pending' || shown.call === 'canceled'))
      return this.#takenBack(ref, deleted.serviceAt);
    if (!deleted.ok && deleted.error.code !== 'refused') return answer(deleted);
    // It says no, or shows it under way: what it shows of it tells whether it was too late, or was taken back before.
    const events = await eventsOf(this.#service, assistant);
    if (!events.ok) return answer(events);
    const listed = events.value.events.find((one) => one.ref === ref);
    const event =
      listed === undefined ? await shownEvent(this.#service, { assistant, ref }) : { ...events, value: listed };
    if (!event.ok) return answer(event);
    const isOver = !deleted.ok && isGone(deleted) && event.value === null && events.value.complete;
    if (isOver || event.value?.reading?.call === 'canceled') return this.#takenBack(ref, event.serviceAt);
    if (!deleted.ok && (event.value === null || event.value.reading?.status === 'pending')) return answer(deleted);
    return { ...event, value: { withdrawn: false } };
  };

  insight: Provider['insight'] = async ({ conversation }) => {
    if (!this.#following.wantsInsight(conversation)) return { ok: true, value: null, serviceAt: this.#parts.now() };
    const path = `/missions/conversations/${segment(conversation)}/insights`;
    const told = await this.#service.ask({ method: 'GET', path });
    if (!told.ok) return answer(told);
    const insight = insightOf(told.value);
    if (insight !== null) this.#following.done(conversation);
    return { ...told, value: insight };
  };

  inbox: Provider['inbox'] = async ({ since }) => {
    const pages = await askPages(this.#service, {
      path: (page) => `/messages?direction=inbound&page=${page}&limit=${messagesPerPage}`,
      names: ['messages', 'data'],
      size: messagesPerPage,
      enough: (items) => endsBefore(items, since),
    });
    return pages.ok ? { ...pages, value: receivedSince(pages.value.items, since) } : answer(pages);
  };

  ask: Provider['ask'] = (request) => askByPhone(this.#service, request);

  approval: Provider['approval'] = async ({ id, biometric = false }) => {
    const approval = await this.#service.ask({ method: 'GET', path: `/approvals/${segment(id)}` });
    return approval.ok ? { ...approval, value: approvalOf(approval.value, biometric) } : answer(approval);
  };

  onPush: Provider['onPush'] = (listener) => this.#parts.push.listen(listener);

  close: Provider['close'] = async () => {
    this.#following.close();
    await this.#parts.push.close();
    await this.#service.close();
  };

  /** The service's id of our run in the mission. */
  async #runOf(mission: string): Promise<Asked<string>> {
    const known = this.#runs.get(mission);
    if (known !== undefined) return { ok: true, value: known, serviceAt: 0 };
    const found = await findRun(this.#service, { mission, run: this.#parts.run });
    if (!found.ok) return found;
    const run = idOf(found.value, 'run_id');
    if (run === undefined) {
      const message = `The service no longer has the run in its mission ${mission}.`;
      return refusedWith({ code: 'refused', message }, found.serviceAt);
    }
    this.#runs.set(mission, run);
    return { ...found, value: run };
  }

  /** A refusal for the number that it was to come from says so: no other call of this assistant would fare better. */
  async #withNumber(refused: Failed, request: PlaceRequest): Promise<Failed> {
    const { assistant, from } = request;
    if (refused.wire?.inner?.some(({ code }) => code === badRequestCode) !== true) return refused;
    if ((await mayCallFrom(this.#service, { assistant, from })) !== false) return refused;
    const message = `The assistant ${assistant} may not call from ${from}: the number is neither its own nor the account's. Give it one at the service, then run the mission again.`;
    return { ...refused, error: { code: 'no-number', message } };
  }

  #takenBack(ref: string, serviceAt: Instant) {
    this.#withdrawn.add(ref);
    return { ok: true, value: { withdrawn: true }, serviceAt } as const;
  }
}

function placing(request: PlaceRequest, run: string) {
  const { channel, to, from, scheduledAt, mission, text, metadata } = request;
  return {
    channel,
    to,
    from,
    scheduled_at: isoInstant(scheduledAt),
    mission_id: mission,
    run_id: run,
    ...(text === undefined ? {} : { text_body: text }),
    metadata,
  };
}
