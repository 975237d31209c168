/** What is done about a hint: whoever it is about looks for itself. */
import { dayMs, type Instant } from '../lib/time.ts';
import type { Push } from '../run/ports.ts';
import type { Turns } from './contact-turns.ts';
import type { Deeds } from './deeds.ts';
import type { Mailbox } from './mailbox.ts';

/** How far back texts are looked for that no contact waits for, or that nobody may have heard of. */
const textsOfMs = dayMs;

export interface Hearing {
  readonly turns: Turns;
  readonly mailbox: Mailbox;
  readonly deeds: Deeds;
  /** Asked only where it matters: a clock that has leapt is checked before anything is decided by it. */
  readonly now: () => Instant;
}

export function hear(push: Push, { turns, mailbox, deeds, now }: Hearing): void {
  const { session, references } = turns;
  switch (push.kind) {
    case 'approval':
      mailbox.tell({ to: 'mission-due' });
      return;
    case 'under-way':
      return;
    case 'missed':
      // Everything open, and what was texted since.
      for (const index of session.hot()) mailbox.tell({ to: 'due', index });
      mailbox.tell({ to: 'mission-due' });
      deeds.readInbox(now() - textsOfMs);
      return;
    case 'number':
      if (push.mission !== session.mission.prepared?.mission) return;
      break;
    case 'attempt':
    case 'insight':
    case 'text':
      break;
  }
  const index = references.of(push);
  if (index !== null) mailbox.tell({ to: 'due', index });
  // It may be a no from somebody whose contact is finished.
  else if (push.kind === 'text') deeds.readInbox(now() - textsOfMs);
}
