/** What the service does when something happens to a scheduled call or text: it tells the socket, and minds plan and mission. */

import type { Push } from '../../run/ports.ts';
import { durationS, readingOf, type SimEvent } from '../event.ts';
import type { Happened } from '../next-happening.ts';
import type { ScheduledDoc } from './documents.ts';
import { putMessage } from './messages.ts';
import { stepEnded } from './plan.ts';
import { receive } from './received.ts';
import type { Service } from './service.ts';
import { conversationId } from './shown.ts';

const transcriptMax = 20;

export function happened(service: Service, event: SimEvent, what: Happened): void {
  const scheduled = service.scheduledByNumber.get(event.number);
  if (scheduled === undefined) return;
  if (what === 'ended') ended(service, { event, scheduled });
  const { account, mission, id } = scheduled;
  if (what === 'replied') replied(service, { event, scheduled });
  if (what === 'replied') return;
  const push: Push =
    what === 'insight'
      ? { kind: 'insight', conversation: conversationId(service, event) }
      : { kind: 'attempt', ref: id };
  service.tell(account, { message: mission === null ? null : message(service, { event, scheduled, what }), push });
}

interface Of {
  readonly event: SimEvent;
  readonly scheduled: ScheduledDoc;
}

function ended(service: Service, { event, scheduled }: Of): void {
  if (event.channel === 'sms') {
    const delivered = event.dialled?.outcome === 'delivered';
    putMessage(service, {
      account: scheduled.account,
      direction: 'outbound',
      from: event.from,
      to: event.to,
      body: event.text ?? '',
      at: event.dialled?.at ?? event.scheduledAt,
      status: delivered ? 'delivered' : 'delivery_failed',
      deliveredAt: delivered ? (event.dialled?.endedAt ?? null) : null,
      error: delivered ? null : undeliverable,
    });
  }
  const { status } = readingOf(event, service.time.now());
  stepEnded(service, scheduled, status === 'failed' ? 'failed' : 'completed');
}

const undeliverable = { code: '40008', message: 'Undeliverable' };

function message(service: Service, of: Of & { readonly what: Exclude<Happened, 'replied'> }): object {
  const { event, scheduled, what } = of;
  const named = (name: string) => ({
    type: 'event',
    event: name,
    mission_id: scheduled.mission,
    step_id: scheduled.step,
  });
  const ends = { from: event.from, to: event.to };
  const conversation_id = conversationId(service, event);
  if (what === 'answered') return { ...named('mission.call_started'), conversation_id, ...ends };
  const told = service.world.conversation(event);
  if (what === 'insight') return { ...named('mission.insights_ready'), conversation_id, summary: told?.text ?? '' };
  const { dialled } = event;
  if (event.channel === 'sms') {
    const delivered = dialled?.outcome === 'delivered';
    const errors = delivered ? [] : [undeliverable.message];
    return { ...named('mission.sms_delivered'), ...ends, status: delivered ? 'delivered' : 'delivery_failed', errors };
  }
  if (dialled === null || dialled.answeredAt === null)
    return { ...named('mission.call_failed'), ...ends, reason: dialled?.outcome ?? 'failed' };
  return {
    ...named('mission.call_completed'),
    conversation_id,
    ...ends,
    duration_sec: durationS(dialled),
    reason: dialled.outcome === 'voicemail' ? 'voicemail' : 'hangup',
    transcript: transcriptOf(told?.transcript ?? [], { from: dialled.answeredAt, to: dialled.endedAt }),
  };
}

/** The last lines, each with a time between the call's beginning and its end. */
function transcriptOf(
  lines: readonly string[],
  call: { readonly from: number; readonly to: number },
): readonly object[] {
  return lines
    .map((line, i) => {
      const [, role, content] = /^(\w+): ([\s\S]*)$/.exec(line) ?? [null, 'user', line];
      const at = call.from + Math.floor(((call.to - call.from) * i) / lines.length);
      return { role, content, timestamp: new Date(at).toISOString() };
    })
    .slice(-transcriptMax);
}

function replied(service: Service, { event, scheduled }: Of): void {
  receive(service, {
    account: scheduled.account,
    from: event.to,
    to: event.from,
    body: event.dialled?.reply ?? '',
    at: event.dialled?.replyAt ?? service.time.now(),
    answers: scheduled,
  });
}
