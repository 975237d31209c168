/** What actors of the toy engine send one another. A message with a key may come twice; its receiver drops the second. */
import type { Instant } from '../../src/lib/time.ts';
import type { ContactAction, ContactObservation, Grant } from '../../src/run/contact-machine.ts';
import type { ContactEvent } from '../../src/run/events.ts';
import type { MissionObservation } from '../../src/run/mission-machine.ts';

export type Message =
  | { readonly to: 'mission'; readonly tell: MissionObservation; readonly key?: string }
  | { readonly to: 'mission'; readonly want: Extract<ContactAction, { kind: 'want' }>; readonly contact: string }
  | { readonly to: 'mission'; readonly fact: ContactEvent; readonly key: string }
  | { readonly to: 'ledger'; readonly reserve: Omit<Grant, 'names'>; readonly contact: string; readonly number: string }
  | { readonly to: string; readonly told: ContactObservation; readonly key?: string }
  | { readonly to: string; readonly grant: Grant }
  | { readonly to: string; readonly notBefore: Instant }
  | { readonly to: string; readonly open: true };
