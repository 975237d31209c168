/** Missions and their runs. */
import { asciiText } from '../../../lib/exact-json.ts';
import { segment } from '../../../wire/client.ts';
import { isNothing } from '../../api-words.ts';
import { answerOf, type Created, created } from './creating.ts';
import type { Handlers } from './handler.ts';
import { memberText, pythonText } from './python-text.ts';
import { type ApiResult, type ApiSession, listIn, textIn, unwrapped } from './session.ts';

const missionsPageSize = 20;

export const missionCalls: Handlers<
  'create-mission' | 'get-mission' | 'list-missions' | 'create-run' | 'get-run' | 'update-run' | 'list-runs'
> = {
  'create-mission': async (api, call) => answerOf(await createMission(api, call)),
  async 'get-mission'(api, { mission }) {
    const answer = await api.ask({ method: 'GET', path: `/missions/${segment(mission)}` });
    if (!answer.ok) return answer;
    api.say(asciiText(unwrapped(answer.value, 'mission', 'data')));
    return answer;
  },
  async 'list-missions'(api) {
    const answer = await api.ask({ method: 'GET', path: `/missions?page[size]=${missionsPageSize}` });
    if (!answer.ok) return answer;
    const missions = listIn(answer.value, 'missions', 'data');
    if (!missions.ok) return missions;
    for (const each of missions.value) {
      api.say(`${pythonText(textIn(each, 'id', 'mission_id'))}: ${memberText(each, 'name', 'unnamed')}`);
    }
    return answer;
  },
  'create-run': async (api, call) => answerOf(await createRun(api, call)),
  async 'get-run'(api, { mission, run }) {
    const answer = await api.ask({ method: 'GET', path: runPath(mission, run) });
    if (!answer.ok) return answer;
    api.say(asciiText(unwrapped(answer.value, 'data')));
    return answer;
  },
  'update-run': (api, { mission, run, status }) => updateRun(api, { mission, run, status }),
  async 'list-runs'(api, { mission }) {
    const answer = await api.ask({ method: 'GET', path: `/missions/${segment(mission)}/runs` });
    if (!answer.ok) return answer;
    const runs = listIn(answer.value, 'data');
    if (!runs.ok) return runs;
    for (const each of runs.value) api.say(`${memberText(each, 'run_id')}: ${memberText(each, 'status')}`);
    return answer;
  },
};

export function createMission(
  api: ApiSession,
  { name, instructions }: { readonly name: string; readonly instructions: string },
): Promise<ApiResult<Created>> {
  const back = { names: ['mission', 'data'], ids: ['id', 'mission_id'] };
  return created(api, { path: '/missions', body: { name, instructions }, what: 'mission', ...back });
}

export function createRun(
  api: ApiSession,
  { mission, input }: { readonly mission: string; readonly input: unknown },
): Promise<ApiResult<Created>> {
  const path = `/missions/${segment(mission)}/runs`;
  return created(api, { path, body: { input }, what: 'run', names: ['data'], ids: ['run_id', 'id'] });
}

/** What is empty is not sent. */
export async function updateRun(
  api: ApiSession,
  of: {
    readonly mission: string;
    readonly run: string;
    readonly status: string;
    readonly summary?: string;
    readonly payload?: unknown;
  },
): Promise<ApiResult<object>> {
  const { mission, run, status, summary = '', payload } = of;
  const body = {
    ...(status === '' ? {} : { status }),
    ...(summary === '' ? {} : { result_summary: summary }),
    ...(isNothing(payload) ? {} : { result_payload: payload }),
  };
  const answer = await api.ask({ method: 'PATCH', path: runPath(mission, run), body });
  if (!answer.ok) return answer;
  api.say(`Updated run ${run}: ${status === '' ? 'updated' : status}`);
  return answer;
}

export function runPath(mission: string, run: string): string {
  return `/missions/${segment(mission)}/runs/${segment(run)}`;
}
