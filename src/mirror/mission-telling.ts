/** What the service is told of a mission's own events. Pure. */
import { unreachable } from '../lib/result.ts';
import type { GateChannel, MissionEvent } from '../run/events.ts';
import type { Facts, Note } from './told.ts';

/** Null: nothing is told of it. */
export function missionTold(event: MissionEvent, facts: Facts): Note | null {
  if ('step' in event) return stepTold(event, facts);
  if ('gate' in event) return gateTold(event);
  switch (event.type) {
    case 'run.started':
      return { type: 'custom', summary: 'The run has started', payload: { plan: event.data.plan } };
    case 'run.waiting':
      return waitingTold(event.data, facts);
    case 'run.resumed':
      return facts.large ? null : { type: 'custom', summary: `The run goes on: ${event.data.reason}` };
    case 'run.paused':
      return { type: 'custom', summary: 'The run is paused' };
    case 'run.stopping':
      return { type: event.data.fault ? 'error' : 'custom', summary: `The run ends early: ${event.data.reason}` };
    case 'run.finished': {
      const { status, summary } = event.data;
      return { type: status === 'failed' ? 'error' : 'message', summary: `${status}: ${summary}`, payload: { status } };
    }
    case 'offer.best': {
      const { target, value } = event.data;
      const summary = `${target} makes the best offer so far: ${value}`;
      return { type: 'custom', summary, payload: { target, value } };
    }
    case 'limit.reached': {
      const { limit, detail } = event.data;
      return { type: 'custom', summary: `Limit ${limit} is reached: ${detail}`, payload: { limit } };
    }
    case 'provider.throttled':
      return null;
    case 'provider.failed': {
      const { code, during, message } = event.data;
      return { type: 'error', summary: `Trouble during ${during}: ${message}`, payload: { code } };
    }
    default:
      return unreachable(event);
  }
}

/** A gate says itself that it waits. In a large run the hours and redials of single contacts are too many to tell. */
function waitingTold(data: Extract<MissionEvent, { type: 'run.waiting' }>['data'], { large }: Facts): Note | null {
  if (large || data.reason === 'gate' || data.reason === 'paused') return null;
  const what = data.reason === 'window' ? 'the next calling hours' : 'the next try';
  return { type: 'custom', summary: `The run waits for ${what}${data.until === undefined ? '' : `, ${data.until}`}` };
}

function stepTold(event: Extract<MissionEvent, { step: string }>, facts: Facts): Note | null {
  const { step } = event;
  const title = facts.title(step);
  switch (event.type) {
    case 'step.started':
      return { type: 'step_started', step, summary: title };
    case 'step.completed':
      return { type: 'step_completed', step, summary: `${title}: ${event.data.summary}` };
    // `step_failed` and its like are unknown to older servers.
    case 'step.failed':
      return {
        type: 'error',
        step,
        summary: `${title}: failed: ${event.data.reason}`,
        payload: { status: 'failed' },
      };
    case 'step.skipped':
      return {
        type: 'custom',
        step,
        summary: `${title}: skipped: ${event.data.reason}`,
        payload: { status: 'skipped' },
      };
    case 'service.prepared': {
      const assistants = Object.values(event.data.assistants).flat().length;
      return { type: 'custom', step, summary: 'Mission, run, plan and assistants are there', payload: { assistants } };
    }
    case 'round.chosen': {
      const { round, contacts } = event.data;
      const summary = `${roundName(round)}: ${contacts} ${contacts === 1 ? 'contact' : 'contacts'}`;
      return { type: 'custom', step, summary, payload: { round, contacts } };
    }
    case 'round.ranked': {
      const { round, ranked, top } = event.data;
      const first = top[0] === undefined ? '' : `, ${top[0].target} first`;
      const head = top.map(({ rank, target, score }) => ({ rank, target, score }));
      return {
        type: 'custom',
        step,
        summary: `${roundName(round)}: ${ranked} ranked${first}`,
        payload: { round, ranked, top: head },
      };
    }
    default:
      return unreachable(event);
  }
}

function gateTold(event: Extract<MissionEvent, { gate: string }>): Note | null {
  const { gate } = event;
  const step = `approve:${gate}`;
  switch (event.type) {
    case 'gate.asked': {
      const { question, expires_at } = event.data;
      return { type: 'message', step, summary: `Asks for approval: ${question}`, payload: { gate, expires_at } };
    }
    case 'gate.pushed':
      return { type: 'tool_call', step, summary: 'The phone was asked', payload: { gate } };
    case 'gate.unanswered':
      return {
        type: 'custom',
        step,
        summary: `No answer by ${event.data.via}: ${event.data.reason}`,
        payload: { gate, via: event.data.via },
      };
    case 'gate.approved':
      return {
        type: 'custom',
        step,
        summary: `Approved ${byWay[event.data.by]}`,
        payload: { gate, answer: 'approved' },
      };
    case 'gate.denied':
      return { type: 'custom', step, summary: `Denied ${byWay[event.data.by]}`, payload: { gate, answer: 'denied' } };
    case 'gate.expired':
      return { type: 'custom', step, summary: 'Nobody answered in time', payload: { gate, answer: 'expired' } };
    default:
      return unreachable(event);
  }
}

const byWay = {
  push: 'on the phone',
  terminal: 'at the terminal',
  command: 'by command',
  beforehand: 'beforehand',
  timeout: 'by timeout',
} as const satisfies Record<GateChannel, string>;

function roundName(round: string): string {
  if (round === 'act') return 'The action';
  return round === '' ? 'The mission' : `Round ${round}`;
}
