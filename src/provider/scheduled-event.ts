/** The service's scheduled events, as the port's readings and listings. Pure. Whatever spelling came, it is translated here. */
import type { Instant } from '../lib/time.ts';
import type { ListedEvent, Reading } from '../run/ports.ts';
import { field, idOf, instantOf, numberOf, spelled, textOf } from '../wire/fields.ts';

export interface ScheduledEvent {
  readonly ref: string;
  /** Absent: by the service's words it is nothing that we know. */
  readonly reading?: Reading;
  /** Absent: something of it cannot be read. */
  readonly listed?: ListedEvent;
}

/** Null: it has no id, so nothing can be said of it. */
export function scheduledEvent(of: unknown): ScheduledEvent | null {
  const ref = idOf(of);
  if (ref === undefined) return null;
  const channel = channelOf(of);
  const status = statusOf(of);
  const call = spelled(textOf(of, 'call_status'));
  const reading = channel === undefined ? null : readingOf(of, { ref, channel, status, call });
  const listed = channel === undefined ? null : listedOf(of, { ref, channel, status: status ?? 'in_progress' });
  return { ref, ...(reading === null ? {} : { reading }), ...(listed === null ? {} : { listed }) };
}

type Status = Reading['status'] | 'withdrawn';

const statuses: Readonly<Record<string, Status>> = {
  pending: 'pending',
  scheduled: 'pending',
  queued: 'pending',
  'in-progress': 'in_progress',
  running: 'in_progress',
  initiated: 'in_progress',
  ringing: 'in_progress',
  completed: 'completed',
  succeeded: 'completed',
  sent: 'completed',
  delivered: 'completed',
  failed: 'failed',
  error: 'failed',
  undelivered: 'failed',
  canceled: 'withdrawn',
  cancelled: 'withdrawn',
  deleted: 'withdrawn',
};

function statusOf(of: unknown): Status | undefined {
  const word = spelled(textOf(of, 'status'));
  const status = word !== undefined && Object.hasOwn(statuses, word) ? statuses[word] : undefined;
  const call = spelled(textOf(of, 'call_status'));
  return (call === 'canceled' || call === 'cancelled') && status !== 'in_progress' ? 'withdrawn' : status;
}

function channelOf(of: unknown): 'call' | 'sms' | undefined {
  const channel = spelled(textOf(of, 'channel'));
  if (channel === 'call' || channel === 'voice') return 'call';
  return channel === 'sms' ? 'sms' : undefined;
}

interface Parts {
  readonly ref: string;
  readonly channel: 'call' | 'sms';
  readonly status: Status | undefined;
  readonly call: string | undefined;
}

function readingOf(of: unknown, { ref, channel, status, call }: Parts): Reading | null {
  const conversation = idOf(of, 'conversation_id');
  const redials = numberOf(of, 'retry_count');
  const more = {
    ...(conversation === undefined ? {} : { conversation }),
    ...(redials === undefined || redials <= 0 ? {} : { redials }),
  };
  switch (status) {
    case undefined:
      return null;
    case 'pending':
      return { ref, status };
    case 'withdrawn':
      return { ref, status: 'completed', call: 'canceled' };
    case 'in_progress':
      return { ref, status, ...underWay(channel, call), ...more };
    case 'completed':
    case 'failed':
      return channel === 'sms'
        ? { ref, status, call: textEnd(status, call), ...more }
        : { ref, status, call: callEnd(of, { status, call }), ...duration(of), ...more };
  }
}

function underWay(channel: 'call' | 'sms', call: string | undefined): Pick<Reading, 'call'> {
  if (channel === 'sms' || call === undefined) return {};
  if (call === 'ringing' || call === 'initiated' || call === 'queued') return { call: 'ringing' };
  return call === 'in-progress' || call === 'answered' ? { call: 'in-progress' } : {};
}

function textEnd(status: 'completed' | 'failed', call: string | undefined): 'delivered' | 'undelivered' {
  return status === 'failed' || call === 'undelivered' || call === 'failed' ? 'undelivered' : 'delivered';
}

type CallEnd = 'answered' | 'voicemail' | 'no-answer' | 'busy' | 'failed';

/** Of a call that is over. `completed` with `no-answer` beside it was not answered. */
const callEnds: Readonly<Record<string, CallEnd>> = {
  completed: 'answered',
  answered: 'answered',
  voicemail: 'voicemail',
  'voicemail-failed': 'voicemail',
  machine: 'voicemail',
  'no-answer': 'no-answer',
  noanswer: 'no-answer',
  timeout: 'no-answer',
  busy: 'busy',
  failed: 'failed',
  error: 'failed',
  fax: 'failed',
};

function callEnd(
  of: unknown,
  at: { readonly status: 'completed' | 'failed'; readonly call: string | undefined },
): CallEnd {
  const end = knownEnd(at.call);
  if (at.status === 'failed') return end === undefined || end === 'answered' ? 'failed' : end;
  // Completed, and no word that says otherwise: somebody was spoken to, and is not called again.
  return end === undefined || end === 'answered' ? (byWhom(of) ?? 'answered') : end;
}

/** Who picked up, where the service listened for it and says so: `answered_by`, else how the call came out. */
function byWhom(of: unknown): CallEnd | undefined {
  const by = spelled(textOf(of, 'answered_by'));
  if (by?.startsWith('machine') === true) return 'voicemail';
  return knownEnd(by) ?? knownEnd(spelled(textOf(of, 'outcome')));
}

function knownEnd(word: string | undefined): CallEnd | undefined {
  return word !== undefined && Object.hasOwn(callEnds, word) ? callEnds[word] : undefined;
}

/** Seconds, where the service says it. */
function duration(of: unknown): Pick<Reading, 'durationS'> {
  const seconds = numberOf(of, 'duration_seconds') ?? numberOf(of, 'duration_sec');
  return seconds === undefined ? {} : { durationS: seconds };
}

function listedOf(
  of: unknown,
  { ref, channel, status }: { readonly ref: string; readonly channel: 'call' | 'sms'; readonly status: Status },
): ListedEvent | null {
  const to = textOf(of, 'to_number') ?? textOf(of, 'to');
  const scheduledAt: Instant | undefined = instantOf(of, 'scheduled_at');
  if (to === undefined || scheduledAt === undefined) return null;
  const key = textOf(field(of, 'metadata'), 'key');
  return {
    ref,
    ...(key === undefined ? {} : { key }),
    to: to.replace(/^ /, '+'),
    channel,
    scheduledAt,
    ...(status === 'withdrawn' ? { status: 'completed', withdrawn: true } : { status }),
  };
}
