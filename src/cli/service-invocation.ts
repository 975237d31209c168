/** Commands that speak to the service directly. Numbers as typed. */
import type { Result } from '../lib/result.ts';
import type { ApiCall, ApiMisuse } from './api-call.ts';

export type ServiceInvocation =
  | { readonly command: 'api'; readonly asked: Result<ApiCall, ApiMisuse>; readonly usage: string }
  | {
      readonly command: 'call';
      readonly action: 'place';
      readonly to?: string;
      readonly purpose?: string;
      readonly greeting?: string;
    }
  | { readonly command: 'call'; readonly action: 'status'; readonly id: string }
  | { readonly command: 'call'; readonly action: 'end'; readonly id: string; readonly reason: string }
  | {
      readonly command: 'sms';
      readonly action: 'send';
      readonly to: string;
      readonly text: string;
      readonly media: readonly string[];
    }
  | {
      readonly command: 'sms';
      readonly action: 'list';
      readonly limit: number;
      readonly contact?: string;
      readonly direction?: 'inbound' | 'outbound';
    }
  | { readonly command: 'sms'; readonly action: 'conversations' }
  | {
      readonly command: 'approval';
      readonly action: 'request';
      readonly asked: string;
      readonly details?: string;
      readonly biometric: boolean;
      readonly timeoutS: number;
      readonly wait: boolean;
    }
  | { readonly command: 'approval'; readonly action: 'status'; readonly id: string }
  | { readonly command: 'approval'; readonly action: 'list'; readonly status: string }
  | {
      readonly command: 'setup';
      readonly apiKey?: string;
      readonly server?: string;
      readonly owner?: string;
      readonly agent?: string;
      /** True: the gateway's tool is allowed without asking. */
      readonly allow: boolean;
      readonly gateway: boolean;
    }
  | { readonly command: 'doctor'; readonly socket: boolean }
  | { readonly command: 'account'; readonly action: 'show' }
  | { readonly command: 'account'; readonly action: 'set'; readonly settings: AccountSettings }
  | { readonly command: 'voices'; readonly filter: VoiceFilter };

/** As the service names them. Absent: not changed; empty: taken away. */
export interface AccountSettings {
  readonly agent_name?: string;
  readonly bot_role?: string;
  readonly custom_instructions?: string;
  readonly greeting?: string;
  readonly voice_preference?: string;
}

export interface VoiceFilter {
  readonly provider?: string;
  /** The beginning of a language: `en`, `en-GB`. */
  readonly language?: string;
  readonly gender?: string;
  readonly accent?: string;
  /** What the id, the name or the label contain. */
  readonly search?: string;
}
