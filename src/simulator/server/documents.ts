/** What the server keeps of an account's things: as stored, not as shown. Instants are on the server's clock. */
import type { Instant } from '../../lib/time.ts';
import type { CollectField, SimulateSpec } from '../../spec/spec.ts';

export type Json = Readonly<Record<string, unknown>>;

/** `number` counts the documents of a kind: lists are ordered by it. */
export interface Numbered {
  readonly id: string;
  readonly number: number;
  /** The account's id. */
  readonly account: string;
  readonly createdAt: Instant;
}

export interface AccountDoc extends Numbered {
  readonly key: string;
  readonly organization: string;
  /** What PATCH /me may change. */
  readonly settings: Json;
  readonly quota: Quota;
  /** Phones that approvals are pushed to; those that cannot be reached count as failed. */
  readonly devices: { readonly notified: number; readonly failed: number };
  readonly lastSocketAt: Instant | null;
  /** How calls to these numbers come out on the voice side, instead of by chance. */
  readonly answers: Readonly<Record<string, VoiceFate>>;
}

export interface Quota {
  readonly daily_call_seconds_limit: number;
  readonly daily_calls_limit: number;
  readonly monthly_call_seconds_limit: number;
  readonly monthly_messages_limit: number;
  readonly monthly_missions_limit: number;
  readonly monthly_mission_events_limit: number;
  readonly max_call_duration_seconds: number;
}

export interface PhoneDoc extends Numbered {
  readonly phone: string;
  readonly connection: string | null;
}

export type MissionStatus = 'pending' | 'running' | 'succeeded' | 'failed' | 'cancelled';

export interface MissionDoc extends Numbered {
  readonly telnyxId: string;
  readonly firstRun: string;
  readonly name: string;
  readonly instructions: string;
  readonly channel: string;
  readonly metadata: Json;
  readonly status: MissionStatus;
  readonly updatedAt: Instant;
  readonly eventsUsed: number;
  readonly assistant: string | null;
  readonly summary: string | null;
  readonly payload: Json | null;
  /** Whom its calls reach; null: by the server's own seed and shares. */
  readonly play: {
    readonly simulate: SimulateSpec;
    readonly automated: readonly string[];
    /** How requests for approval name the run. */
    readonly run?: string;
  } | null;
}

export interface RunDoc extends Numbered {
  readonly mission: string;
  readonly status: MissionStatus;
  readonly input: Json;
  readonly finishedAt: Instant | null;
  readonly summary: string | null;
  readonly payload: Json | null;
  readonly steps: readonly StepDoc[];
  readonly agents: readonly { readonly assistant: string; readonly at: Instant }[];
  /** Ended by the server itself: whoever carries the run out may still end it otherwise, or go on. */
  readonly endedBySelf?: boolean;
}

export type StepStatus = 'pending' | 'in_progress' | 'completed' | 'skipped' | 'failed';

export interface StepDoc {
  readonly step_id: string;
  readonly sequence: number;
  readonly title: string | null;
  readonly description: string | null;
  readonly status: StepStatus;
}

export interface RunEventDoc extends Numbered {
  readonly run: string;
  /** As sent: type, summary, agent_id, step_id, payload. */
  readonly told: Json;
}

export interface AssistantDoc extends Numbered {
  readonly telnyxId: string;
  readonly config: Json;
  readonly phone: { readonly id: string; readonly phone: string } | null;
  readonly connection: string | null;
  readonly updatedAt: Instant;
  readonly prompt: number;
  /** What its calls are to find out, where a mission told it. */
  readonly collect: Readonly<Record<string, CollectField>>;
}

/** A scheduled call or text. Its `number` is the world's, which knows what becomes of it. */
export interface ScheduledDoc extends Numbered {
  readonly telnyxId: string;
  readonly assistant: string;
  readonly mission: string | null;
  readonly run: string | null;
  readonly step: string | null;
  /** `scheduled_at` as it was named. */
  readonly named: string;
  readonly metadata: Json | null;
}

export interface MessageDoc extends Numbered {
  readonly telnyxId: string;
  readonly direction: 'inbound' | 'outbound';
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly media: readonly string[] | null;
  readonly status: string;
  readonly deliveredAt: Instant | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface ApprovalDoc extends Numbered {
  readonly action: string;
  readonly details: string | null;
  readonly biometric: boolean;
  readonly expiresAt: Instant;
  readonly notified: number;
  /** Null: not answered. One that has expired is told to the socket once. */
  readonly answer: { readonly decision: 'approved' | 'denied'; readonly at: Instant } | null;
  readonly timeoutTold: boolean;
  /** What the simulated person does with it, unless somebody else is quicker. */
  readonly scripted: { readonly decision: 'approved' | 'denied'; readonly at: Instant } | null;
}

/** How a call on the voice side comes out. */
export const voiceFates = ['answered', 'voicemail', 'voicemail_failed', 'no_answer', 'fax', 'busy', 'failed'] as const;
export type VoiceFate = (typeof voiceFates)[number];

/** A call of the voice side: by the account's own agent, not by a mission's assistant. */
export interface VoiceCallDoc extends Numbered {
  readonly direction: 'inbound' | 'outbound';
  readonly to: string;
  readonly from: string;
  /** With the owner of the account, on the owner's own phone: the agent is asked what it knows. */
  readonly withOwner: boolean;
  readonly purpose: string | null;
  readonly greeting: string | null;
  readonly fate: VoiceFate;
  /** When somebody or something picks up; null: nobody does. */
  readonly answersAt: Instant | null;
  /** When it ends, unless it is ended before. */
  readonly endsAt: Instant;
  readonly end: { readonly at: Instant; readonly reason: string } | null;
  /** What the agent told of itself, and what it said. */
  readonly context: Json | null;
  readonly said: readonly string[];
}

export interface ServerDoc extends Numbered {
  readonly port: number;
  /** What all ids are made from. */
  readonly salt: string;
  /** Its time is not the machine's: it goes on where it ended. */
  readonly ownTime: boolean;
  /** What happened up to then is in the file. */
  readonly at: Instant;
}

/** By kind. */
export interface Documents {
  server: ServerDoc;
  account: AccountDoc;
  phone: PhoneDoc;
  mission: MissionDoc;
  run: RunDoc;
  'run-event': RunEventDoc;
  assistant: AssistantDoc;
  scheduled: ScheduledDoc;
  message: MessageDoc;
  approval: ApprovalDoc;
  call: VoiceCallDoc;
}

export type Kind = keyof Documents;
