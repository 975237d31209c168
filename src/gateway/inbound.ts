/** Reads what the service says on the socket: a closed union, or null for what is none of the voice gateway's business. Pure. */
import { isE164 } from '../lib/phone-text.ts';
import type { SocketMessage } from '../wire/connection.ts';
import { field } from '../wire/failure.ts';

export type Inbound =
  | { readonly kind: 'context'; readonly call: string }
  | { readonly kind: 'call-started'; readonly call: string; readonly direction: string }
  | CallEnded
  | DeepToolRequest
  | WalkieRequest
  | TextReceived
  | MissionTextReceived
  | { readonly kind: 'approval'; readonly request: string; readonly decision: string }
  | { readonly kind: 'logs'; readonly request: string };

export interface CallEnded {
  readonly kind: 'call-ended';
  readonly call: string;
  readonly direction: string;
  readonly durationS: number;
  readonly reason?: string;
  readonly outcome?: string;
  readonly to?: string;
  readonly purpose?: string;
  readonly voicemailMessage?: string;
}

export interface DeepToolRequest {
  readonly kind: 'deep-tool';
  readonly request: string;
  readonly call?: string;
  readonly words: string;
  readonly context?: unknown;
}

export interface WalkieRequest {
  readonly kind: 'walkie';
  readonly request: string;
  readonly words: string;
  readonly sessionKey?: string;
}

export interface TextReceived {
  readonly kind: 'text';
  readonly id: string;
  /** E.164. */
  readonly from: string;
  readonly words: string;
}

/** To a number that a mission wrote from: its run answers, and only a no is the voice gateway's business too. */
export interface MissionTextReceived {
  readonly kind: 'mission-text';
  /** E.164. */
  readonly from: string;
  readonly words: string;
}

const idCharsMax = 200;
const shortCharsMax = 200;
const longCharsMax = 2_000;

/** `malformed`: it is meant for the gateway and lacks what it must have. */
export function readInbound(message: SocketMessage): Inbound | 'malformed' | null {
  if (message.type === 'request_logs') {
    const request = idOf(message, 'request_id');
    return request === null ? 'malformed' : { kind: 'logs', request };
  }
  if (message.type !== 'event') return null;
  const read = readers.get(String(field(message, 'event')));
  return read === undefined ? null : (read(message) ?? 'malformed');
}

const readers = new Map<string, (message: SocketMessage) => Inbound | null>([
  ['context_request', (message) => withId(message, 'call_id', (call) => ({ kind: 'context', call }))],
  [
    'call.started',
    (message) =>
      withId(message, 'call_id', (call) => ({
        kind: 'call-started',
        call,
        direction: short(message, 'direction') ?? '',
      })),
  ],
  ['call.ended', (message) => withId(message, 'call_id', (call) => callEnded(message, call))],
  [
    'deep_tool_request',
    (message) =>
      withId(message, 'request_id', (request) => ({
        kind: 'deep-tool',
        request,
        ...optional('call', idOf(message, 'call_id')),
        words: words(message, 'query'),
        ...optional('context', field(message, 'context')),
      })),
  ],
  [
    'walkie_request',
    (message) =>
      withId(message, 'request_id', (request) => ({
        kind: 'walkie',
        request,
        words: words(message, 'transcript'),
        ...optional('sessionKey', sessionKey(message)),
      })),
  ],
  ['sms.received', textReceived],
  ['mission.sms_received', missionTextReceived],
  [
    'approval.responded',
    (message) =>
      withId(message, 'request_id', (request) => ({
        kind: 'approval',
        request,
        decision: short(message, 'decision') ?? '',
      })),
  ],
]);

function callEnded(message: SocketMessage, call: string): CallEnded {
  const seconds = field(message, 'duration_seconds') ?? field(message, 'duration');
  return {
    kind: 'call-ended',
    call,
    direction: short(message, 'direction') ?? '',
    durationS: typeof seconds === 'number' && seconds > 0 && Number.isFinite(seconds) ? seconds : 0,
    ...optional('reason', short(message, 'reason')),
    ...optional('outcome', short(message, 'outcome')),
    ...optional('to', short(message, 'to_number')),
    ...optional('purpose', long(message, 'purpose') ?? long(message, 'greeting')),
    ...optional('voicemailMessage', long(message, 'voicemail_message')),
  };
}

function textReceived(message: SocketMessage): TextReceived | null {
  const from = sender(message);
  if (from === null) return null;
  return withId(message, 'message_id', (id) => ({ kind: 'text', id, from, words: words(message, 'body') }));
}

function missionTextReceived(message: SocketMessage): MissionTextReceived | null {
  const from = sender(message);
  return from === null ? null : { kind: 'mission-text', from, words: words(message, 'text') };
}

function sender(message: SocketMessage): string | null {
  const from = short(message, 'from');
  return from !== null && isE164(from) ? from : null;
}

function withId<Made>(message: SocketMessage, name: string, make: (id: string) => Made): Made | null {
  const id = idOf(message, name);
  return id === null ? null : make(id);
}

function idOf(message: SocketMessage, name: string): string | null {
  const id = field(message, name);
  return typeof id === 'string' && id !== '' && id.length <= idCharsMax ? id : null;
}

function words(message: SocketMessage, name: string): string {
  const text = field(message, name);
  return typeof text === 'string' ? text : '';
}

/** Which of the agent's conversations: `agent:main:main`. */
function sessionKey(message: SocketMessage): string | null {
  const key = field(message, 'session_key');
  return typeof key === 'string' && /^[\w:.+@-]{1,200}$/.test(key) ? key : null;
}

function short(message: SocketMessage, name: string): string | null {
  return cut(message, name, shortCharsMax);
}

function long(message: SocketMessage, name: string): string | null {
  return cut(message, name, longCharsMax);
}

function cut(message: SocketMessage, name: string, charsMax: number): string | null {
  const text = field(message, name);
  return typeof text === 'string' && text.trim() !== '' ? text.trim().slice(0, charsMax) : null;
}

function optional<Name extends string, Value>(
  name: Name,
  value: Value | null | undefined,
): { readonly [Key in Name]?: Value } {
  return value === null || value === undefined ? {} : ({ [name]: value } as { [Key in Name]: Value });
}
