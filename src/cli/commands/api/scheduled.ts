/** Calls and texts that the service is asked to make, and what came of them. */
import { fail, ok } from '../../../lib/result.ts';
import { segment } from '../../../wire/client.ts';
import { field } from '../../../wire/failure.ts';
import { notContacted } from '../../not-contacted.ts';
import type { Handlers } from './handler.ts';
import { memberText } from './python-text.ts';
import { type ApiResult, type ApiSession, listIn, simply, textIn, unwrapped, withoutId } from './session.ts';

export const scheduledCalls: Handlers<
  'schedule-call' | 'schedule-sms' | 'get-event' | 'cancel-scheduled-event' | 'list-events-assistant' | 'get-insights'
> = {
  'schedule-call': (api, { assistant, to, from, at, mission, run, step }) =>
    schedule(api, {
      ...{ assistant, to, what: 'call' },
      body: {
        ...{ channel: 'call', to, from, scheduled_at: at, mission_id: mission, run_id: run },
        ...(step === undefined ? {} : { step_id: step }),
      },
    }),
  'schedule-sms': (api, { assistant, to, from, at, text, mission, run, step }) =>
    schedule(api, {
      ...{ assistant, to, what: 'SMS' },
      body: {
        ...{ channel: 'sms', to, from, scheduled_at: at, text_body: text },
        ...(mission === undefined ? {} : { mission_id: mission }),
        ...(run === undefined ? {} : { run_id: run }),
        ...(step === undefined ? {} : { step_id: step }),
      },
    }),
  async 'get-event'(api, { assistant, event }) {
    const answer = await api.ask({ method: 'GET', path: `${eventsPath(assistant)}/${segment(event)}` });
    if (!answer.ok) return answer;
    api.say(eventLine(unwrapped(answer.value, 'event')));
    return answer;
  },
  async 'cancel-scheduled-event'(api, { assistant, event }) {
    const answer = await api.ask({ method: 'DELETE', path: `${eventsPath(assistant)}/${segment(event)}` });
    if (!answer.ok) return answer;
    api.say(`Deleted scheduled event: ${event}`);
    return answer;
  },
  async 'list-events-assistant'(api, { assistant }) {
    const answer = await api.ask({ method: 'GET', path: eventsPath(assistant) });
    if (!answer.ok) return answer;
    const events = listIn(answer.value, 'events', 'data');
    if (!events.ok) return events;
    for (const each of events.value) {
      const callStatus = textIn(each, 'call_status');
      const rest = callStatus === null ? '' : `, call_status=${callStatus}`;
      api.say(`${memberText(each, 'id')}: ${memberText(each, 'status')}${rest}`);
    }
    return answer;
  },
  async 'get-insights'(api, { conversation }) {
    const path = `/missions/conversations/${segment(conversation)}/insights`;
    const answer = await api.ask({ method: 'GET', path });
    if (!answer.ok) return answer;
    for (const line of insightLines(field(answer.value, 'data'))) api.say(line);
    return answer;
  },
};

function eventsPath(assistant: string): string {
  return `/assistants/${segment(assistant)}/events`;
}

async function schedule(
  api: ApiSession,
  of: { readonly assistant: string; readonly to: string; readonly what: string; readonly body: object },
): Promise<ApiResult<object>> {
  const { assistant, to, what, body } = of;
  const account = await api.account();
  if (!account.ok) return account;
  const refused = await notContacted(api.context, { number: to, world: account.value.world });
  if (!refused.ok) {
    const { code, message, help, told } = refused.error;
    return fail({ ...simply(code, `ERROR: ${message}`, help), told });
  }
  const answer = await api.ask({ method: 'POST', path: eventsPath(assistant), body });
  if (!answer.ok) return answer;
  const id = textIn(unwrapped(answer.value, 'event'), 'id');
  // It may well have been scheduled: whoever asked must look before asking again.
  if (id === null) return fail(withoutId(`${what}, which may be scheduled all the same`));
  api.say(`Scheduled ${what}: ${id}`);
  return ok(answer.value);
}

function eventLine(event: unknown): string {
  const callStatus = textIn(event, 'call_status');
  const conversation = textIn(event, 'conversation_id');
  const retries = Number(field(event, 'retry_count') ?? 0);
  return [
    `Status: ${memberText(event, 'status', 'unknown')}`,
    ...(callStatus === null ? [] : [`call_status: ${callStatus}`]),
    ...(conversation === null ? [] : [`conversation_id: ${conversation}`]),
    ...(retries > 0 ? [`retry_count: ${retries}`] : []),
  ].join(', ');
}

/** Both forms that are known: a list of insights, and one summary. */
function insightLines(data: unknown): readonly string[] {
  if (!Array.isArray(data)) {
    const summary = textIn(data, 'summary');
    return summary === null ? [] : [`Insight: ${summary}`];
  }
  return data
    .filter((each) => field(each, 'status') === 'completed')
    .flatMap((each) => {
      const insights = field(each, 'conversation_insights');
      return Array.isArray(insights) ? insights.map((one) => `Insight: ${memberText(one, 'result')}`) : [];
    });
}
