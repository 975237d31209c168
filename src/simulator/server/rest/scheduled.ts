/** `/assistants/:a/events`: calls and texts that are to be made at a time. */
import { isE164 } from '../../../lib/phone-text.ts';
import { type Instant, minuteMs } from '../../../lib/time.ts';
import type { AssistantDoc, ScheduledDoc } from '../documents.ts';
import {
  badField,
  type Call,
  created,
  missingField,
  noContent,
  notFound,
  objectOf,
  ok,
  quotaExceeded,
  type Reply,
  type Route,
  telephonyRefusal,
  textOf,
} from '../reply.ts';
import type { Service } from '../service.ts';
import { shownScheduled } from '../shown.ts';
import { usageOf } from '../usage.ts';
import { withAssistant } from './assistants.ts';
import { missionOf } from './missions.ts';

/** `scheduled_at` must lie at least this far ahead. */
const noticeMs = minuteMs;

export function scheduledRoutes(service: Service): readonly Route[] {
  const events = '/assistants/:assistant/events';
  const withEvent = (answer: (scheduled: ScheduledDoc) => Reply): Route['answer'] =>
    withAssistant(service, (assistant, call) => {
      const found = service.shelf.get('scheduled', call.params.event ?? '');
      return found === undefined || found.assistant !== assistant.id ? notFound('Event') : answer(found);
    });
  return [
    {
      method: 'POST',
      path: events,
      answer: withAssistant(service, (assistant, call) =>
        service.clock.still(() => schedule(service, assistant, call)),
      ),
    },
    {
      method: 'GET',
      path: events,
      answer: withAssistant(service, (assistant) => {
        const all = service.shelf.of('scheduled', assistant.id).toReversed();
        return ok({ events: all.map((each) => shownScheduled(service, each)) });
      }),
    },
    { method: 'GET', path: `${events}/:event`, answer: withEvent((found) => ok(shownScheduled(service, found))) },
    { method: 'DELETE', path: `${events}/:event`, answer: withEvent((found) => withdraw(service, found)) },
  ];
}

interface Asked {
  readonly channel: 'call' | 'sms';
  readonly to: string;
  readonly from: string;
  readonly named: string;
  readonly at: Instant;
  readonly text: string | null;
}

function schedule(service: Service, assistant: AssistantDoc, call: Call): Reply {
  const { account, body } = call;
  const { channel } = body;
  if (channel !== 'call' && channel !== 'sms') {
    return channel === undefined ? missingField('channel') : badField('channel must be call or sms');
  }
  const to = textOf(body, 'to') ?? textOf(body, 'to_number');
  const from = textOf(body, 'from') ?? textOf(body, 'from_number');
  const named = textOf(body, 'scheduled_at');
  const text = channel === 'sms' ? textOf(body, 'text_body') : null;
  if (to === undefined || from === undefined || named === undefined || text === undefined) {
    const lacks = Object.entries({ to, from, scheduled_at: named, text_body: text });
    return missingField(...lacks.filter(([, value]) => value === undefined).map(([name]) => name));
  }
  const missionId = textOf(body, 'mission_id') ?? textOf(body, 'telnyx_mission_id');
  const mission = missionId === undefined ? undefined : missionOf(service, call, missionId);
  if (missionId !== undefined && mission === undefined) return notFound('Mission');
  const runId = textOf(body, 'run_id') ?? textOf(body, 'telnyx_run_id');
  const run = runId === undefined ? undefined : service.shelf.get('run', runId);
  if (runId !== undefined && (run === undefined || (mission !== undefined && run.mission !== mission.id)))
    return notFound('Run');
  const instant = instantNamed(named);
  const at = call.knowsClock ? instant : service.clock.fromWall(instant);
  const asked: Asked = { channel, to, from, named, at, text };
  const refusal = refusalOf(service, assistant, asked);
  if (refusal !== null) {
    return telephonyRefusal(
      [{ code: '10015', detail: refusal }],
      `schedule ${channel === 'sms' ? 'SMS' : 'call'} failed`,
    );
  }
  if (mission !== undefined && isOverQuota(service, call)) return quotaExceeded('Monthly mission events limit reached');
  const metadata = objectOf(body.metadata) ?? null;
  const owner = {
    account: account.id,
    mission: mission?.id ?? null,
    run: run?.id ?? null,
    step: textOf(body, 'step_id') ?? null,
  };
  const scheduled = put(service, assistant, { asked, metadata, owner });
  if (mission !== undefined) service.putMission({ ...mission, eventsUsed: mission.eventsUsed + 1 });
  return created(shownScheduled(service, scheduled));
}

/** Without an offset it is UTC, whatever the zone of this machine; NaN: it is none. */
function instantNamed(text: string): Instant {
  return Date.parse(/(?:Z|GMT|UTC|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
}

/** What the telephony layer has against it; null: nothing. */
function refusalOf(service: Service, assistant: AssistantDoc, asked: Asked): string | null {
  const own = service.shelf.of('phone', assistant.account).map(({ phone }) => phone);
  if (!own.includes(asked.from) && assistant.phone?.phone !== asked.from)
    return `telnyx_agent_target ${asked.from} does not belong to this assistant`;
  if (!isE164(asked.to)) return `telnyx_end_user_target ${asked.to} is not a valid phone number`;
  if (!Number.isFinite(asked.at)) return 'scheduled_at_fixed_datetime is not a valid datetime';
  return asked.at < service.now() + noticeMs
    ? 'scheduled_at_fixed_datetime must be at least 1 minute in the future'
    : null;
}

function isOverQuota(service: Service, { account }: Call): boolean {
  const limit = account.quota.monthly_mission_events_limit;
  // Whoever never had so many has not in this month.
  if (service.scheduledOfAccount(account.id).length < limit) return false;
  return usageOf(service, account).missionEventsThisMonth >= limit;
}

interface Owner {
  readonly account: string;
  readonly mission: string | null;
  readonly run: string | null;
  readonly step: string | null;
}

function put(
  service: Service,
  assistant: AssistantDoc,
  of: { readonly asked: Asked; readonly metadata: ScheduledDoc['metadata']; readonly owner: Owner },
): ScheduledDoc {
  const { asked, metadata, owner } = of;
  const mission = owner.mission === null ? undefined : service.shelf.get('mission', owner.mission);
  const told = (name: string, otherwise: string) => {
    const value = metadata?.[name];
    return typeof value === 'string' && value !== '' ? value : otherwise;
  };
  const event = service.world.place(
    {
      channel: asked.channel,
      to: asked.to,
      from: asked.from,
      scheduledAt: asked.at,
      ...(asked.text === null ? {} : { text: asked.text }),
      metadata: {
        key: told('key', ''),
        run: told('run', owner.run ?? ''),
        contact: told('contact', asked.to),
        // A persona is a target's; who names none is called by the number.
        target: told('target', asked.to),
      },
    },
    { assistant, mission: { number: mission?.number ?? 0 } },
  );
  return service.knowScheduled(
    service.shelf.put('scheduled', {
      id: service.ids.uuid(`event ${event.number}`),
      number: event.number,
      createdAt: event.placedAt,
      telnyxId: service.ids.uuid(`telnyx event ${event.number}`),
      assistant: assistant.id,
      named: asked.named,
      metadata,
      ...owner,
    }),
  );
}

/** Safe to repeat; what has rung cannot be taken back. */
function withdraw(service: Service, scheduled: ScheduledDoc): Reply {
  const event = service.eventOf(scheduled);
  if (event === null || !service.world.withdraw(event))
    return telephonyRefusal([{ code: '10015', detail: 'the scheduled event is not pending any more' }]);
  return noContent;
}
