/** `/missions` and `/missions/:m/runs`. */

import type { MissionDoc, RunDoc } from '../documents.ts';
import { pageOf } from '../paging.ts';
import { endRun, isFinal } from '../plan.ts';
import {
  badField,
  type Call,
  created,
  missing,
  missingField,
  notFound,
  objectOf,
  ok,
  quotaExceeded,
  type Reply,
  type Route,
  textOf,
} from '../reply.ts';
import type { Service } from '../service.ts';
import {
  detailedMission,
  eventsOf,
  listedMission,
  runsOf,
  scheduledOf,
  shownMission,
  shownRunEvent,
  shownScheduled,
} from '../shown.ts';
import { usageOf } from '../usage.ts';

const missionsPerPage = 20;

export function missionRoutes(service: Service): readonly Route[] {
  return [
    { method: 'POST', path: '/missions', answer: (call) => create(service, call) },
    { method: 'GET', path: '/missions', answer: (call) => list(service, call) },
    {
      method: 'GET',
      path: '/missions/:mission',
      answer: withMission(service, (mission) => ok({ mission: detailedMission(service, mission) })),
    },
    {
      method: 'POST',
      path: '/missions/:mission/cancel',
      answer: withMission(service, (mission) => cancel(service, mission)),
    },
    {
      method: 'GET',
      path: '/missions/:mission/events',
      answer: withMission(service, (mission) => events(service, mission)),
    },
  ];
}

/** By its id, or the telephony layer's; another account's is not there. */
export function missionOf(service: Service, call: Call, id: string): MissionDoc | undefined {
  const mission =
    service.shelf.get('mission', id) ??
    service.shelf.of('mission', call.account.id).find(({ telnyxId }) => telnyxId === id);
  return mission?.account === call.account.id ? mission : undefined;
}

export function withMission(service: Service, answer: (mission: MissionDoc, call: Call) => Reply): Route['answer'] {
  return (call) => {
    const mission = missionOf(service, call, call.params.mission ?? '');
    return mission === undefined ? notFound('Mission') : answer(mission, call);
  };
}

function create(service: Service, call: Call): Reply {
  const { account, body } = call;
  const lacks = missing(body, ['name', 'instructions']);
  if (lacks.length > 0) return missingField(...lacks);
  const channel = body.channel ?? 'voice';
  if (typeof channel !== 'string') return badField('channel must be text');
  if (body.metadata !== undefined && objectOf(body.metadata) === undefined)
    return badField('metadata must be an object');
  // Named by the client's shell script; nobody is called for it.
  const targets = body.targets ?? [];
  if (!Array.isArray(targets)) return badField('targets must be a list');
  if (usageOf(service, account).missionsThisMonth >= account.quota.monthly_missions_limit)
    return quotaExceeded('Monthly missions limit reached');
  const now = service.now();
  const number = service.shelf.next('mission');
  const metadata = objectOf(body.metadata) ?? {};
  const instructions = textOf(body, 'instructions') ?? '';
  const id = service.ids.uuid(`mission ${number}`);
  const run = newRun(service, {
    account: account.id,
    mission: id,
    input: { channel, targets, metadata, original_request: instructions },
  });
  const mission = service.putMission({
    id,
    number,
    account: account.id,
    createdAt: now,
    updatedAt: now,
    telnyxId: service.ids.uuid(`telnyx mission ${number}`),
    firstRun: run.id,
    name: textOf(body, 'name') ?? '',
    instructions,
    channel,
    metadata,
    status: 'pending',
    eventsUsed: 0,
    assistant: null,
    summary: null,
    payload: null,
    play: null,
  });
  return created({ mission: shownMission(service, mission) });
}

export function newRun(
  service: Service,
  of: { readonly account: string; readonly mission: string; readonly input: RunDoc['input'] },
): RunDoc {
  const number = service.shelf.next('run');
  return service.shelf.put('run', {
    id: service.ids.uuid(`run ${number}`),
    number,
    createdAt: service.now(),
    ...of,
    status: 'pending',
    finishedAt: null,
    summary: null,
    payload: null,
    steps: [],
    agents: [],
  });
}

function list(service: Service, call: Call): Reply {
  const status = call.query('status');
  const all = service.shelf
    .of('mission', call.account.id)
    .filter((mission) => status === undefined || mission.status === status)
    .toReversed();
  const names = { number: ['page[number]', 'page_number', 'page'], size: ['page[size]', 'page_size', 'limit'] };
  const { items } = pageOf(all, { call, ...names, usual: missionsPerPage });
  return ok({ missions: items.map((mission) => listedMission(service, mission)) });
}

/** Ends its runs and takes back what has not rung. */
function cancel(service: Service, mission: MissionDoc): Reply {
  if (!isFinal(mission.status)) {
    for (const scheduled of scheduledOf(service, mission)) {
      const event = service.eventOf(scheduled);
      if (event !== null) service.world.withdraw(event);
    }
    for (const run of runsOf(service, mission))
      if (!isFinal(run.status)) endRun(service, run.id, { status: 'cancelled' });
  }
  const ended = service.shelf.get('mission', mission.id) ?? mission;
  return ok({ mission: shownMission(service, ended) });
}

function events(service: Service, mission: MissionDoc): Reply {
  const scheduled = scheduledOf(service, mission)
    .toReversed()
    .map((each) => shownScheduled(service, each));
  const told = runsOf(service, mission).flatMap((run) => eventsOf(service, run));
  return ok({
    telnyx_events: told.toSorted((a, b) => b.number - a.number).map(shownRunEvent),
    scheduled_events: scheduled,
    local_events: scheduled.map((event) => ({
      id: event.id,
      mission_id: mission.id,
      type: event.channel,
      status: event.status,
      target_phone: event.to_number,
      step_id: event.step_id,
    })),
  });
}
