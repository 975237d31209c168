/** The life of a call of the voice side: it rings, is picked up, ends, and the account's socket hears of it. */
import { type Instant, secondMs } from '../../../lib/time.ts';
import { Draws } from '../../draw.ts';
import type { AccountDoc, VoiceCallDoc, VoiceFate } from '../documents.ts';
import { ownerPhone } from '../rest/me.ts';
import type { Service } from '../service.ts';
import { voiceDurationS } from '../usage.ts';

const ring = { min: 3, max: 12 };
const noAnswer = { min: 25, max: 30 };
const voicemail = { min: 20, max: 35 };
const talk = { min: 30, max: 240 };
const refusal = { min: 1, max: 3 };

export interface NewCall {
  readonly direction: VoiceCallDoc['direction'];
  /** Absent: the owner's own phone. */
  readonly other?: string;
  readonly purpose?: string;
  readonly greeting?: string;
}

export function beginCall(service: Service, account: AccountDoc, asked: NewCall): VoiceCallDoc {
  const now = service.now();
  const number = service.shelf.next('call');
  const other = asked.other ?? ownerPhone(account);
  const own = service.shelf.of('phone', account.id)[0]?.phone ?? ownerPhone(account);
  const isOutbound = asked.direction === 'outbound';
  const withOwner = other === ownerPhone(account);
  const earlier = service.shelf.of('call', account.id).filter(({ to }) => to === other).length;
  const draws = new Draws({ seed: service.options.simulate.seed, target: `voice ${other}`, attempt: earlier + 1 });
  const fate = isOutbound ? fateOf(service, { account, other, withOwner, attempt: earlier + 1 }) : 'answered';
  const call = service.shelf.put('call', {
    id: service.ids.uuid(`call ${number}`),
    number,
    account: account.id,
    createdAt: now,
    direction: asked.direction,
    to: isOutbound ? other : own,
    from: isOutbound ? own : other,
    withOwner,
    purpose: asked.purpose ?? null,
    greeting: asked.greeting ?? null,
    fate,
    ...timesOf({
      now,
      fate,
      draws,
      isOutbound,
      withOwner,
      longestMs: account.quota.max_call_duration_seconds * secondMs,
    }),
    end: null,
    context: null,
    said: [],
  });
  if (!isOutbound) started(service, call);
  goOn(service, call);
  return call;
}

/** The owner picks up; of others it is as told for the number, else by chance. */
function fateOf(
  service: Service,
  of: { readonly account: AccountDoc; readonly other: string; readonly withOwner: boolean; readonly attempt: number },
): VoiceFate {
  const told = Object.hasOwn(of.account.answers, of.other) ? of.account.answers[of.other] : undefined;
  if (told !== undefined) return told;
  if (of.withOwner) return 'answered';
  const { outcome } = service
    .peopleOfNone()
    .fate(
      { target: of.other, channel: 'call', scheduledAt: service.time.now() },
      { attempt: of.attempt, prompt: 0, detects: true, collect: {} },
    );
  if (outcome === 'no-answer') return 'no_answer';
  return outcome === 'answered' || outcome === 'voicemail' || outcome === 'busy' ? outcome : 'failed';
}

function timesOf(of: {
  readonly now: Instant;
  readonly fate: VoiceFate;
  readonly draws: Draws;
  readonly isOutbound: boolean;
  readonly withOwner: boolean;
  readonly longestMs: number;
}): { readonly answersAt: Instant | null; readonly endsAt: Instant } {
  const { now, fate, draws } = of;
  const after = (at: Instant, range: { readonly min: number; readonly max: number }) =>
    at + draws.whole(`${fate} ${range.min}`, range) * secondMs;
  if (fate === 'no_answer') return { answersAt: null, endsAt: after(now, noAnswer) };
  if (fate === 'busy' || fate === 'failed') return { answersAt: null, endsAt: after(now, refusal) };
  const answersAt = of.isOutbound ? after(now, ring) : now;
  // Who speaks with the agent hangs up when done, which somebody else decides.
  const ownEnd = of.withOwner || !of.isOutbound ? answersAt + of.longestMs : after(answersAt, talk);
  const endsAt = fate === 'answered' ? ownEnd : after(answersAt, voicemail);
  return { answersAt, endsAt: Math.min(endsAt, answersAt + of.longestMs) };
}

/** Awaits what is still to come; also of a call that was under way when an earlier process ended. */
export function goOn(service: Service, call: VoiceCallDoc): void {
  const { id, answersAt, endsAt } = call;
  const at = (instant: Instant, act: (call: VoiceCallDoc) => void) =>
    service.time.schedule({
      at: instant,
      number: service.world.nextNumber(),
      perform: () => {
        const found = service.shelf.get('call', id);
        if (found !== undefined && found.end === null) act(found);
      },
    });
  if (answersAt !== null && answersAt > service.time.now()) at(answersAt, (found) => started(service, found));
  at(endsAt, (found) => endCall(service, found, reasonOf(found)));
}

/** Of a call that the person called ended; clients tell it from all other ends by this very word. */
export const personHungUp = 'user_hangup';

/** Nobody hangs up for who speaks with the agent: their call ends by itself only because it may not be longer. */
function reasonOf({ fate, withOwner, direction }: VoiceCallDoc): string {
  return fate === 'answered' && (withOwner || direction === 'inbound') ? 'max_duration' : reasons[fate];
}

const reasons: Readonly<Record<VoiceFate, string>> = {
  answered: personHungUp,
  voicemail: 'hangup',
  voicemail_failed: 'hangup',
  fax: 'hangup',
  no_answer: 'no_answer',
  busy: 'busy',
  failed: 'failed',
};

function started(service: Service, call: VoiceCallDoc): void {
  const tell = (event: string, more: object) =>
    service.tell(call.account, { message: { type: 'event', event, call_id: call.id, ...more }, push: null });
  if (call.withOwner || call.direction === 'inbound') tell('context_request', {});
  tell('call.started', { direction: call.direction });
}

/** What the service tells of how it came out; null: somebody spoke. */
const outcomes: Readonly<Record<VoiceFate, string | null>> = {
  answered: null,
  voicemail: 'voicemail',
  voicemail_failed: 'voicemail_failed',
  fax: 'fax',
  no_answer: 'no_answer',
  // The contract has no word for them; the reason says it.
  busy: null,
  failed: null,
};

/** Null too where the call was ended before it came to that. */
function outcomeOf({ fate, endsAt }: VoiceCallDoc, at: Instant): string | null {
  return at < endsAt ? null : outcomes[fate];
}

export function endCall(service: Service, call: VoiceCallDoc, reason: string): VoiceCallDoc {
  const at = service.time.now();
  const ended = service.shelf.put('call', { ...call, end: { at, reason } });
  const outcome = outcomeOf(call, at);
  service.tell(call.account, {
    message: {
      type: 'event',
      event: 'call.ended',
      call_id: call.id,
      direction: call.direction,
      duration_seconds: voiceDurationS(ended, at),
      reason,
      outcome,
      to_number: call.to,
      purpose: call.purpose,
      greeting: call.greeting,
      voicemail_message: outcome === 'voicemail' ? (call.greeting ?? call.purpose) : null,
    },
    push: null,
  });
  return ended;
}

export function voiceStatus(service: Service, call: VoiceCallDoc): string {
  if (call.end !== null) {
    if (call.answersAt !== null && call.end.at >= call.answersAt) return 'completed';
    if (call.end.at < call.endsAt) return 'canceled';
    return call.fate === 'no_answer' ? 'no-answer' : call.fate;
  }
  const now = service.time.now();
  if (call.answersAt !== null && now >= call.answersAt) return 'in-progress';
  return now - call.createdAt < secondMs ? 'initiating' : 'ringing';
}

/** The account's call on which somebody speaks now; the newest where there are several. */
export function callUnderWay(service: Service, account: string): VoiceCallDoc | undefined {
  return service.shelf
    .of('call', account)
    .toReversed()
    .find((call) => voiceStatus(service, call) === 'in-progress');
}
