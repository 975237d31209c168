/** `/calls`: calls that the account's own agent makes. */
import { isE164 } from '../../../lib/phone-text.ts';
import type { VoiceCallDoc } from '../documents.ts';
import { milli } from '../ids.ts';
import {
  badRequest,
  type Call,
  no,
  notFound,
  objectOf,
  ok,
  quotaExceeded,
  type Reply,
  type Route,
  textOf,
} from '../reply.ts';
import type { Service } from '../service.ts';
import { usageOf, voiceDurationS } from '../usage.ts';
import { beginCall, endCall, voiceStatus } from '../voice/calls.ts';

export function callRoutes(service: Service): readonly Route[] {
  const withCall =
    (answer: (found: VoiceCallDoc, call: Call) => Reply): Route['answer'] =>
    (call) => {
      const found = service.shelf.get('call', call.params.call ?? '');
      return found?.account === call.account.id ? answer(found, call) : notFound('Call');
    };
  return [
    { method: 'POST', path: '/calls', answer: (call) => begin(service, call) },
    { method: 'GET', path: '/calls/:call', answer: withCall((found) => ok(shownCall(service, found))) },
    { method: 'POST', path: '/calls/:call/end', answer: withCall((found, call) => end(service, found, call)) },
  ];
}

function begin(service: Service, { account, body }: Call): Reply {
  const to = textOf(body, 'to');
  if (to !== undefined && !isE164(to)) return badRequest(`${to} is not a valid phone number`);
  const { quota } = account;
  const usage = usageOf(service, account);
  if (usage.callsToday >= quota.daily_calls_limit) return quotaExceeded('Daily calls limit reached');
  if (usage.callSecondsToday >= quota.daily_call_seconds_limit)
    return quotaExceeded('Daily call seconds limit reached');
  if (usage.callSecondsThisMonth >= quota.monthly_call_seconds_limit)
    return quotaExceeded('Monthly call seconds limit reached');
  const purpose = textOf(body, 'purpose') ?? textOf(objectOf(body.context) ?? {}, 'purpose');
  const greeting = textOf(body, 'greeting');
  const made = beginCall(service, account, {
    direction: 'outbound',
    ...(to === undefined ? {} : { other: to }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(greeting === undefined ? {} : { greeting }),
  });
  return { status: 202, body: { call_id: made.id, status: 'initiating', direction: made.direction } };
}

function end(service: Service, call: VoiceCallDoc, { body }: Call): Reply {
  if (call.end !== null) return no(409, 'conflict', 'The call has ended');
  const ended = endCall(service, call, textOf(body, 'reason') ?? 'user_requested');
  return ok({ call_id: call.id, status: 'ending', duration_seconds: voiceDurationS(ended, ended.end?.at ?? 0) });
}

export function shownCall(service: Service, call: VoiceCallDoc): Record<string, unknown> {
  const isUnanswered = call.answersAt === null || service.time.now() < call.answersAt;
  return {
    call_id: call.id,
    direction: call.direction,
    status: voiceStatus(service, call),
    started_at: milli(call.createdAt),
    duration_seconds:
      call.end === null && isUnanswered ? null : voiceDurationS(call, call.end?.at ?? service.time.now()),
    user_id: call.account,
  };
}
