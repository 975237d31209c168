/**
 * What is heard at the socket, as hints of the port. Pure. Nothing in a message is taken for a fact: it says where to look, and a
 * message that is lost, late or there twice changes nothing in the end.
 */
import type { Push } from '../run/ports.ts';
import { field, idOf, textOf } from '../wire/fields.ts';

/** Null: nothing that a mission waits for. */
export function pushOf(message: unknown): Push | null {
  if (field(message, 'type') !== 'event') return null;
  switch (field(message, 'event')) {
    case 'mission.call_started':
      return aboutNumber(message, 'under-way');
    case 'mission.call_completed':
    case 'mission.call_failed':
    case 'mission.sms_delivered':
      return aboutNumber(message, 'number');
    case 'mission.insights_ready': {
      const conversation = idOf(message, 'conversation_id');
      return conversation === undefined ? aboutNumber(message, 'number') : { kind: 'insight', conversation };
    }
    case 'mission.sms_received':
    case 'sms.received': {
      const from = textOf(message, 'from');
      return from === undefined ? null : { kind: 'text', from, to: textOf(message, 'to') ?? '' };
    }
    case 'approval.responded': {
      const id = idOf(message, 'request_id');
      return id === undefined ? null : { kind: 'approval', id };
    }
    default:
      return null;
  }
}

/** The messages name a number and a mission, not the call. */
function aboutNumber(message: unknown, kind: 'number' | 'under-way'): Push | null {
  const mission = idOf(message, 'mission_id');
  const to = textOf(message, 'to');
  return mission === undefined || to === undefined ? null : { kind, mission, to };
}
