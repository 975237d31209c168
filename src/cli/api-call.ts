/** What `mission api` was asked to do: one member of a closed union per command, arguments by name. */
import type { Failure } from '../lib/result.ts';

interface OfMission {
  readonly mission: string;
}

interface OfRun extends OfMission {
  readonly run: string;
}

interface OfAssistant {
  readonly assistant: string;
}

interface OfEvent extends OfAssistant {
  readonly event: string;
}

/** What an assistant is told to be; absent members take the defaults. */
export interface AssistantOptions {
  readonly features?: unknown;
  readonly model?: unknown;
  readonly tools?: unknown;
  readonly description?: unknown;
  readonly voice?: unknown;
}

interface NewAssistant {
  readonly name: string;
  readonly instructions: string;
  readonly greeting: string;
  readonly options: AssistantOptions;
}

interface Scheduling extends OfAssistant {
  readonly to: string;
  readonly from: string;
  /** As typed. */
  readonly at: string;
  readonly step?: string;
}

interface Remembered {
  readonly slug: string;
  readonly key: string;
  readonly value: unknown;
}

export type ApiCall =
  | { readonly call: 'check-key' }
  | { readonly call: 'create-mission'; readonly name: string; readonly instructions: string }
  | ({ readonly call: 'get-mission' } & OfMission)
  | { readonly call: 'list-missions' }
  | ({ readonly call: 'create-run'; readonly input: unknown } & OfMission)
  | ({ readonly call: 'get-run' } & OfRun)
  | ({ readonly call: 'update-run'; readonly status: string } & OfRun)
  | ({ readonly call: 'list-runs' } & OfMission)
  | ({ readonly call: 'create-plan'; readonly steps: readonly unknown[] } & OfRun)
  | ({ readonly call: 'get-plan' } & OfRun)
  | ({ readonly call: 'update-step'; readonly step: string; readonly status: string } & OfRun)
  | ({
      readonly call: 'log-event';
      readonly type: string;
      readonly summary: string;
      readonly step?: string;
      readonly payload?: unknown;
    } & OfRun)
  | ({ readonly call: 'list-events' } & OfRun)
  | ({ readonly call: 'create-assistant' } & NewAssistant)
  | { readonly call: 'list-assistants'; readonly name?: string; readonly page: number; readonly size: number }
  | ({ readonly call: 'get-assistant' } & OfAssistant)
  | ({ readonly call: 'update-assistant'; readonly updates: object } & OfAssistant)
  | ({ readonly call: 'get-connection-id'; readonly feature: string } & OfAssistant)
  | { readonly call: 'list-phones' }
  | { readonly call: 'get-available-phone' }
  | { readonly call: 'assign-phone'; readonly phone: string; readonly connection: string; readonly type: string }
  | ({ readonly call: 'schedule-call' } & Scheduling & OfRun)
  | ({ readonly call: 'schedule-sms'; readonly text: string } & Scheduling & Partial<OfRun>)
  | ({ readonly call: 'get-event' } & OfEvent)
  | ({ readonly call: 'cancel-scheduled-event' } & OfEvent)
  | ({ readonly call: 'list-events-assistant' } & OfAssistant)
  | { readonly call: 'get-insights'; readonly conversation: string }
  | ({ readonly call: 'link-agent' } & OfRun & OfAssistant)
  | ({ readonly call: 'list-linked-agents' } & OfRun)
  | ({ readonly call: 'unlink-agent' } & OfRun & OfAssistant)
  | { readonly call: 'list-state' }
  | { readonly call: 'get-state'; readonly slug: string }
  | { readonly call: 'remove-state'; readonly slug: string }
  | ({ readonly call: 'save-memory' } & Remembered)
  | { readonly call: 'get-memory'; readonly slug: string; readonly key?: string }
  | ({ readonly call: 'append-memory' } & Remembered)
  | {
      readonly call: 'init';
      readonly name: string;
      readonly instructions: string;
      readonly request: string;
      readonly steps?: readonly unknown[];
    }
  | ({ readonly call: 'setup-agent'; readonly slug: string } & NewAssistant)
  | ({
      readonly call: 'complete';
      readonly slug: string;
      readonly summary: string;
      readonly payload?: unknown;
    } & OfRun);

export type ApiCallName = ApiCall['call'];
export type ApiCallOf<Name extends ApiCallName> = Extract<ApiCall, { readonly call: Name }>;

export interface ApiMisuse extends Failure<'no-command' | 'unknown-command' | 'missing-argument' | 'bad-argument'> {
  /** What the older client prints on stderr, line by line. */
  readonly said: readonly string[];
  /** The list of commands follows. */
  readonly usage: boolean;
}
