/** How documents look to clients. Source: the captured responses of the service. */
import type { Instant } from '../../lib/time.ts';
import { conversationOf, readingOf, type SimEvent } from '../event.ts';
import type { AssistantDoc, MissionDoc, PhoneDoc, RunDoc, RunEventDoc, ScheduledDoc, StepDoc } from './documents.ts';
import { micro, milli } from './ids.ts';
import { objectOf, textOf } from './reply.ts';
import type { Service } from './service.ts';

export function shownMission(service: Service, mission: MissionDoc): Record<string, unknown> {
  const assistant = mission.assistant === null ? undefined : service.shelf.get('assistant', mission.assistant);
  return {
    id: mission.id,
    user_id: mission.account,
    telnyx_mission_id: mission.telnyxId,
    telnyx_run_id: mission.firstRun,
    name: mission.name,
    instructions: mission.instructions,
    status: mission.status,
    channel: mission.channel,
    target_count: targetsOf(service, mission).size,
    events_used: mission.eventsUsed,
    assistant_id: mission.assistant,
    assistant_phone: assistant?.phone?.phone ?? null,
    metadata: mission.metadata,
    created_at: milli(mission.createdAt),
    updated_at: milli(mission.updatedAt),
    result_summary: mission.summary,
    result_payload: mission.payload,
  };
}

/** As in the list of all missions: with its counts, as text. */
export function listedMission(service: Service, mission: MissionDoc): Record<string, unknown> {
  const events = scheduledOf(service, mission);
  return {
    ...shownMission(service, mission),
    computed_target_count: String(targetsOf(service, mission).size),
    computed_event_count: String(runsOf(service, mission).reduce((sum, run) => sum + eventsOf(service, run).length, 0)),
    computed_scheduled_count: String(events.length),
  };
}

export function detailedMission(service: Service, mission: MissionDoc): Record<string, unknown> {
  const { user_id: _user, ...shown } = shownMission(service, mission);
  const runs = runsOf(service, mission);
  const assistant = mission.assistant === null ? undefined : service.shelf.get('assistant', mission.assistant);
  return {
    ...shown,
    assistant: assistant === undefined ? null : shownAssistant(assistant),
    linked_agents: runs.flatMap((run) => shownAgents(service, run)),
    plan: {
      steps:
        runs
          .toReversed()
          .find(({ steps }) => steps.length > 0)
          ?.steps.map(shownStep) ?? [],
    },
  };
}

/** Oldest first. */
export const runsOf = (service: Service, mission: MissionDoc): readonly RunDoc[] => service.shelf.of('run', mission.id);
export const eventsOf = (service: Service, run: RunDoc): readonly RunEventDoc[] =>
  service.shelf.of('run-event', run.id);

/** The scheduled events of a mission, oldest first. */
export function scheduledOf(service: Service, mission: MissionDoc): readonly ScheduledDoc[] {
  return service.scheduledOfMission(mission.id);
}

/** The numbers that were named with the mission, and those that something was scheduled for. */
function targetsOf(service: Service, mission: MissionDoc): ReadonlySet<string> {
  const named = service.shelf.get('run', mission.firstRun)?.input.targets;
  return new Set([
    ...(Array.isArray(named) ? named.map((target, i) => textOf(objectOf(target) ?? {}, 'phone') ?? `target ${i}`) : []),
    ...scheduledOf(service, mission).map((event) => service.eventOf(event)?.to ?? ''),
  ]);
}

export function shownRun(service: Service, run: RunDoc): Record<string, unknown> {
  const mission = service.shelf.get('mission', run.mission);
  const account = service.shelf.get('account', run.account);
  const startedAt = micro(run.createdAt, run.id);
  return {
    run_id: run.id,
    mission_id: mission?.telnyxId ?? run.mission,
    organization_id: account?.organization ?? run.account,
    status: run.status,
    input: run.input,
    started_at: startedAt,
    finished_at: run.finishedAt === null ? null : micro(run.finishedAt, `${run.id} finished`),
    result_summary: run.summary,
    result_payload: run.payload,
    error: null,
    metadata: null,
    // A change of a run leaves it as it is, as the service does.
    updated_at: startedAt,
  };
}

export const shownStep = (step: StepDoc): StepDoc => step;

export function shownRunEvent(event: RunEventDoc): Record<string, unknown> {
  return { id: event.id, ...event.told, created_at: micro(event.createdAt, event.id) };
}

export function shownAgents(service: Service, run: RunDoc): readonly Record<string, unknown>[] {
  return run.agents.map(({ assistant, at }) => ({
    run_id: run.id,
    telnyx_agent_id: service.shelf.get('assistant', assistant)?.telnyxId ?? assistant,
    created_at: micro(at, `${run.id} ${assistant}`),
  }));
}

export function shownAssistant(assistant: AssistantDoc): Record<string, unknown> {
  const { config } = assistant;
  return {
    id: assistant.id,
    user_id: assistant.account,
    telnyx_assistant_id: assistant.telnyxId,
    name: config.name,
    description: config.description ?? null,
    model: config.model,
    enabled_features: config.enabled_features,
    phone_number: assistant.phone?.phone ?? null,
    phone_number_id: assistant.phone?.id ?? null,
    connection_id: assistant.connection,
    config,
    created_at: milli(assistant.createdAt),
    updated_at: milli(assistant.updatedAt),
  };
}

export function shownPhone(phone: PhoneDoc): Record<string, unknown> {
  return {
    id: phone.id,
    phone_number: phone.phone,
    status: 'active',
    ordered_at: milli(phone.createdAt),
    ...(phone.connection === null ? {} : { connection_id: phone.connection }),
  };
}

/** How a scheduled call or text stands now. */
export function shownScheduled(service: Service, scheduled: ScheduledDoc): Record<string, unknown> {
  const event = service.eventOf(scheduled);
  const assistant = service.shelf.get('assistant', scheduled.assistant);
  const mission = scheduled.mission === null ? undefined : service.shelf.get('mission', scheduled.mission);
  const now = service.now();
  return {
    id: scheduled.id,
    user_id: scheduled.account,
    assistant_id: scheduled.assistant,
    telnyx_assistant_id: assistant?.telnyxId ?? null,
    telnyx_event_id: scheduled.telnyxId,
    channel: event?.channel ?? 'call',
    to_number: event?.to ?? null,
    from_number: event?.from ?? null,
    scheduled_at: scheduled.named,
    text_body: event?.text ?? null,
    metadata: scheduled.metadata,
    ...(event === null ? { status: 'failed', call_status: null, conversation_id: null } : standing(service, event)),
    telnyx_mission_id: mission?.telnyxId ?? null,
    telnyx_run_id: scheduled.run,
    step_id: scheduled.step,
    created_at: milli(scheduled.createdAt),
    updated_at: milli(event === null ? scheduled.createdAt : changedAt(event, now)),
  };
}

/** A call that was taken back is `completed` with the call status `canceled`; so is a text. */
function standing(service: Service, event: SimEvent): Record<string, unknown> {
  const now = service.now();
  const reading = readingOf(event, now);
  return {
    status: reading.status,
    call_status: callStatus(reading.call),
    conversation_id: reading.conversation === undefined ? null : conversationId(service, event),
    ...(reading.durationS === undefined
      ? {}
      : { duration_seconds: reading.durationS, answered_by: reading.call === 'voicemail' ? 'machine' : 'human' }),
  };
}

function callStatus(call: ReturnType<typeof readingOf>['call']): string | null {
  switch (call) {
    case undefined:
    case 'delivered':
    case 'undelivered':
      return null;
    case 'answered':
    case 'voicemail':
      return 'completed';
    default:
      return call;
  }
}

function changedAt(event: SimEvent, now: Instant): Instant {
  const { dialled, withdrawnAt, placedAt } = event;
  const changes = [withdrawnAt, dialled?.at, dialled?.answeredAt, dialled?.endedAt].filter(
    (at): at is Instant => at != null && at <= now,
  );
  return Math.max(placedAt, ...changes);
}

export function conversationId(service: Service, event: SimEvent): string {
  return service.ids.uuid(conversationOf(event.number));
}
