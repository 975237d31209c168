/**
 * The simulated service: its documents, its world, its clock and its sockets, which the routes share.
 *
 * It owns none of the rules of a route; what is here is what several of them need.
 */

import type { Push } from '../../run/ports.ts';
import { StoreError } from '../../run/store-error.ts';
import type { SimulateSpec } from '../../spec/spec.ts';
import { VirtualClock } from '../clock.ts';
import { conversationOf, type SimEvent } from '../event.ts';
import type { Happened } from '../next-happening.ts';
import { People } from '../people.ts';
import { Prompts } from '../prompts.ts';
import type { WorldRecord } from '../record.ts';
import { World } from '../world.ts';
import { Writer } from '../writer.ts';
import type { ApprovalDoc, AssistantDoc, MissionDoc, ScheduledDoc } from './documents.ts';
import { Hub } from './hub.ts';
import { Ids } from './ids.ts';
import type { Faults } from './options.ts';
import { ServerClock } from './server-clock.ts';
import { Shelf } from './shelf.ts';
import { AssistantSpeakers } from './speakers.ts';
import { Requests } from './voice/requests.ts';

export interface ServiceOptions {
  readonly file: string;
  readonly record: WorldRecord;
  readonly startsAt: number;
  readonly wallNow: () => number;
  readonly speed: number;
  readonly simulate: SimulateSpec;
  readonly completesSteps: boolean;
  readonly faults: Faults;
  readonly salt: string;
  /** What is done when something happens to a scheduled event. */
  readonly happened: (service: Service, event: SimEvent, what: Happened) => void;
  /** What is done when time has moved on. */
  readonly moved: (service: Service) => void;
}

export interface ClientTold {
  readonly client_version?: unknown;
  readonly owner_name?: unknown;
  readonly agent_name?: unknown;
  readonly restarts: number;
}

const proseShare = 0.1;
/** The one document of its kind. */
export const serverId = 'server';

export class Service {
  readonly shelf: Shelf;
  readonly ids: Ids;
  readonly clock: ServerClock;
  readonly world: World;
  readonly hub: Hub;
  readonly writer: Writer;
  readonly options: ServiceOptions;
  readonly speakers: AssistantSpeakers;
  readonly prompts: Prompts;
  readonly time: VirtualClock;
  /** Scheduled events by the world's number. */
  readonly scheduledByNumber = new Map<number, ScheduledDoc>();
  /** Attempts' keys that an account's events carry in their metadata, and the missions that they belong to. */
  readonly missionByKey = new Map<string, string>();
  /** Neither answered nor expired. */
  readonly openApprovals = new Map<string, ApprovalDoc>();
  readonly #byConversation = new Map<string, ScheduledDoc>();
  /** What the voice clients told of themselves, by account. */
  readonly clients = new Map<string, ClientTold>();
  readonly requests: Requests;
  readonly #scheduledByAccount = new Map<string, ScheduledDoc[]>();
  readonly #scheduledByMission = new Map<string, ScheduledDoc[]>();
  readonly #people = new Map<number, People>();
  readonly #missionByNumber = new Map<number, MissionDoc>();

  constructor(options: ServiceOptions) {
    const { record, file, wallNow, speed } = options;
    this.options = options;
    this.ids = new Ids(options.salt);
    this.writer = new Writer(record, file);
    this.shelf = new Shelf(record, this.writer);
    const performedAt = this.shelf.get('server', serverId)?.at ?? record.lastAt();
    this.time = new VirtualClock(Math.max(options.startsAt, performedAt ?? 0));
    this.prompts = new Prompts(record, this.writer);
    this.speakers = new AssistantSpeakers(this.prompts);
    for (const assistant of this.shelf.all('assistant')) this.speakers.know(assistant);
    for (const mission of this.shelf.all('mission')) this.knowMission(mission);
    for (const event of this.shelf.all('scheduled')) this.knowScheduled(event);
    this.hub = new Hub({ duplicateShare: options.faults.duplicate ?? 0, salt: options.salt });
    this.requests = new Requests(this.ids);
    this.clock = new ServerClock({ world: this.time, wallNow, speed, moved: () => this.#moved() });
    this.world = new World(
      {
        record,
        writer: this.writer,
        clock: this.time,
        people: (mission) => this.#peopleOf(mission),
        speakers: this.speakers,
        happened: (event, what) => options.happened(this, event, what),
      },
      performedAt,
    );
  }

  now(): number {
    return this.clock.now();
  }

  /** Puts a mission's new version. */
  putMission(mission: MissionDoc): MissionDoc {
    return this.knowMission(this.shelf.put('mission', mission));
  }

  knowMission(mission: MissionDoc): MissionDoc {
    const before = this.#missionByNumber.get(mission.number);
    this.#missionByNumber.set(mission.number, mission);
    if (before?.play !== mission.play) this.#people.delete(mission.number);
    return mission;
  }

  putAssistant(assistant: AssistantDoc): AssistantDoc {
    return this.speakers.know(this.shelf.put('assistant', assistant));
  }

  knowScheduled(event: ScheduledDoc): ScheduledDoc {
    this.scheduledByNumber.set(event.number, event);
    this.#byConversation.set(this.ids.uuid(conversationOf(event.number)), event);
    push(this.#scheduledByAccount, event.account, event);
    if (event.mission !== null) push(this.#scheduledByMission, event.mission, event);
    const key = event.metadata?.key;
    if (typeof key === 'string' && event.mission !== null)
      this.missionByKey.set(`${event.account} ${key}`, event.mission);
    return event;
  }

  /** Oldest first. */
  scheduledOfMission(mission: string): readonly ScheduledDoc[] {
    return this.#scheduledByMission.get(mission) ?? [];
  }

  /** All that an account has ever scheduled, oldest first. */
  scheduledOfAccount(account: string): readonly ScheduledDoc[] {
    return this.#scheduledByAccount.get(account) ?? [];
  }

  /** The call with that conversation, once somebody has picked up; null: none of the account's. */
  conversation(account: string, id: string): SimEvent | null {
    const scheduled = this.#byConversation.get(id);
    const event = scheduled?.account === account ? this.eventOf(scheduled) : null;
    const answeredAt = event?.dialled?.answeredAt ?? null;
    return answeredAt !== null && answeredAt <= this.now() ? event : null;
  }

  /** The world's side of a scheduled event. */
  eventOf(scheduled: ScheduledDoc): SimEvent | null {
    return this.world.event(scheduled.number);
  }

  /** Tells an account: its socket, and who drives the clock for it, whose wait ends. False: nobody heard it. */
  tell(account: string, told: { readonly message: object | null; readonly push: Push | null }): boolean {
    const heard = told.message !== null && this.hub.push(account, told.message);
    const driven = told.push !== null && this.clock.tell(`${account} `, told.push);
    if (heard || driven) this.time.delivered();
    return heard || driven;
  }

  /** Notes the time, changed or not: it goes on from here. */
  keepTime(): void {
    const server = this.shelf.get('server', serverId);
    if (server !== undefined) this.shelf.put('server', server);
  }

  /** What was changed goes to the writer, with the instant up to which that is all. */
  hand(): void {
    if (!this.shelf.hasChanges) return;
    const server = this.shelf.get('server', serverId);
    if (server !== undefined)
      this.shelf.put('server', { ...server, at: this.time.now(), ownTime: server.ownTime || this.clock.everHeld });
    this.shelf.hand();
  }

  /** All that was changed is in the file when this is through. */
  async durable(): Promise<void> {
    this.hand();
    await this.writer.durable();
    const { broken } = this.writer;
    if (broken !== null) throw new StoreError(broken);
  }

  simulateOf(mission: MissionDoc | undefined): SimulateSpec {
    return mission?.play?.simulate ?? this.options.simulate;
  }

  /** Whoever no mission calls. */
  peopleOfNone(): People {
    return this.#peopleOf(0);
  }

  #moved(): void {
    this.options.moved(this);
    // While somebody drives, the next request writes it.
    if (this.clock.held || !this.shelf.hasChanges) return;
    this.hand();
    this.writer.flush();
  }

  #peopleOf(number: number): People {
    const known = this.#people.get(number);
    if (known !== undefined) return known;
    const mission = this.#missionByNumber.get(number);
    const automated = new Set(mission?.play?.automated ?? []);
    const people = new People({
      simulate: this.simulateOf(mission),
      isAutomated: (target) => automated.has(target),
      proseShare,
    });
    this.#people.set(number, people);
    return people;
  }
}

function push<Item>(lists: Map<string, Item[]>, name: string, item: Item): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [item]);
  else list.push(item);
}
