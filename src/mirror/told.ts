/** What can be told to the service, and what must be known to tell it. */
import type { StepStatus } from '../run/events.ts';
import type { ContactState } from '../run/state.ts';
import type { Value } from '../spec/spec.ts';

/** Of the kinds that the service knows these alone are accepted by every server. */
export type EventKind = 'tool_call' | 'custom' | 'message' | 'error' | 'step_started' | 'step_completed';
export type ServiceRunStatus = 'running' | 'succeeded' | 'failed' | 'cancelled';

export type Telling =
  | { readonly kind: 'run'; readonly status: 'running' }
  | { readonly kind: 'end'; readonly status: Exclude<ServiceRunStatus, 'running'>; readonly summary: string }
  | { readonly kind: 'step'; readonly step: string; readonly status: Exclude<StepStatus, 'pending'> }
  /** The mission itself, where its run was canceled. */
  | { readonly kind: 'cancel' }
  | {
      readonly kind: 'event';
      readonly type: EventKind;
      /** Phone numbers in it are masked. */
      readonly summary: string;
      readonly step?: string;
      readonly payload: Readonly<Record<string, Value>>;
    };

/** What an event becomes on the service's list: most become one, some none. */
export type Note = Omit<Extract<Telling, { kind: 'event' }>, 'kind' | 'payload'> & {
  readonly payload?: Readonly<Record<string, Value>>;
};

/** What is known of the run beside the event. */
export interface Facts {
  /** The run's id, hex. */
  readonly run: string;
  readonly world: string;
  /** A step's title; of one that the plan has not, its id. */
  title(step: string): string;
  /** The step that a contact belongs to. */
  stepOf(contact: string): string;
  readonly large: boolean;
  /** As it stands now; null: there is none. */
  contact(id: string): ContactState | null;
}
