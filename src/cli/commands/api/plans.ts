/** The plan of a run, its events, and the assistants that are linked to it. */
import { asciiText } from '../../../lib/exact-json.ts';
import { segment } from '../../../wire/client.ts';
import { field } from '../../../wire/failure.ts';
import { isNothing } from '../../api-words.ts';
import type { Handlers } from './handler.ts';
import { runPath } from './missions.ts';
import { memberText } from './python-text.ts';
import { type ApiResult, type ApiSession, listIn } from './session.ts';

/** Who the service is told has noted an event: what the older client tells it, so that its screen shows one author. */
const eventAuthor = 'claude-code';

export const planCalls: Handlers<
  | 'create-plan'
  | 'get-plan'
  | 'update-step'
  | 'log-event'
  | 'list-events'
  | 'link-agent'
  | 'list-linked-agents'
  | 'unlink-agent'
> = {
  'create-plan': createPlan,
  async 'get-plan'(api, { mission, run }) {
    const answer = await api.ask({ method: 'GET', path: `${runPath(mission, run)}/plan` });
    if (!answer.ok) return answer;
    api.say(asciiText(field(answer.value, 'data') ?? {}));
    return answer;
  },
  async 'update-step'(api, { mission, run, step, status }) {
    const path = `${runPath(mission, run)}/plan/steps/${segment(step)}`;
    const answer = await api.ask({ method: 'PATCH', path, body: { status } });
    if (!answer.ok) return answer;
    api.say(`Updated step '${step}': ${status}`);
    return answer;
  },
  async 'log-event'(api, { mission, run, type, summary, step, payload }) {
    const body = {
      ...{ type, summary, agent_id: eventAuthor },
      ...(step === undefined ? {} : { step_id: step }),
      ...(isNothing(payload) ? {} : { payload }),
    };
    const answer = await api.ask({ method: 'POST', path: `${runPath(mission, run)}/events`, body });
    if (!answer.ok) return answer;
    api.say(`Logged event: ${summary}`);
    return answer;
  },
  async 'list-events'(api, { mission, run }) {
    const answer = await api.ask({ method: 'GET', path: `${runPath(mission, run)}/events` });
    if (!answer.ok) return answer;
    const events = listIn(answer.value, 'data');
    if (!events.ok) return events;
    for (const each of events.value) {
      api.say(`[${memberText(each, 'type')}] ${memberText(each, 'summary')}`);
    }
    return answer;
  },
  'link-agent': linkAgent,
  async 'list-linked-agents'(api, { mission, run }) {
    const answer = await api.ask({ method: 'GET', path: `${runPath(mission, run)}/agents` });
    if (!answer.ok) return answer;
    const agents = listIn(answer.value, 'data');
    if (!agents.ok) return agents;
    for (const each of agents.value) api.say(`Agent: ${memberText(each, 'telnyx_agent_id')}`);
    return answer;
  },
  async 'unlink-agent'(api, { mission, run, assistant }) {
    const path = `${runPath(mission, run)}/agents/${segment(assistant)}`;
    const answer = await api.ask({ method: 'DELETE', path });
    if (!answer.ok) return answer;
    api.say(`Unlinked agent ${assistant} from run ${run}`);
    return answer;
  },
};

export async function createPlan(
  api: ApiSession,
  { mission, run, steps }: { readonly mission: string; readonly run: string; readonly steps: readonly unknown[] },
): Promise<ApiResult<object>> {
  const answer = await api.ask({ method: 'POST', path: `${runPath(mission, run)}/plan`, body: { steps } });
  if (!answer.ok) return answer;
  api.say(`Created plan with ${steps.length} steps`);
  return answer;
}

export async function linkAgent(
  api: ApiSession,
  { mission, run, assistant }: { readonly mission: string; readonly run: string; readonly assistant: string },
): Promise<ApiResult<object>> {
  const path = `${runPath(mission, run)}/agents`;
  const answer = await api.ask({ method: 'POST', path, body: { telnyx_agent_id: assistant } });
  if (!answer.ok) return answer;
  api.say(`Linked agent ${assistant} to run ${run}`);
  return answer;
}
