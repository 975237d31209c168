/** How a call ended, in a sentence or two for the agent that asked for it. Pure. */
import type { CallEnded } from './inbound.ts';

const quoteCharsMax = 300;

export function outcomeText(call: CallEnded): string {
  const { direction, to, purpose, voicemailMessage } = call;
  const lasted = duration(call.durationS);
  if (direction === 'inbound') return `[CALL ENDED] An inbound call has ended after ${lasted}.`;
  if (direction !== 'outbound') return `[CALL ENDED] A call has ended after ${lasted}${reason(call)}.`;
  const whom = to === undefined ? 'The outbound call' : `The call to ${to}`;
  const about = purpose === undefined ? '' : ` It was about: ${quoted(purpose)}`;
  const left = voicemailMessage === undefined ? '' : ` What was left: ${quoted(voicemailMessage)}`;
  return `[CALL ENDED] ${whom} ${ending(call, lasted)}.${left}${about}`;
}

function ending(call: CallEnded, lasted: string): string {
  switch (call.outcome) {
    case 'voicemail':
      return 'reached a voicemail, and a message was left';
    case 'voicemail_failed':
      return 'reached a voicemail, but no message could be left';
    case 'no_answer':
      return 'was not answered';
    case 'fax':
      return 'reached a fax machine';
    default:
      // What newer services call an outcome is told as it is.
      return `has ended after ${lasted}${call.outcome === undefined ? reason(call) : ` (${call.outcome})`}`;
  }
}

function reason(call: CallEnded): string {
  return call.reason === undefined ? '' : ` (${call.reason})`;
}

function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return JSON.stringify(line.length > quoteCharsMax ? `${line.slice(0, quoteCharsMax)}…` : line);
}

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
