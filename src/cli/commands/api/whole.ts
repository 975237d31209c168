/** Whole missions: several requests, each noted in the state file as soon as it was answered, so that a stop loses nothing. */
import { fail, ok } from '../../../lib/result.ts';
import { field } from '../../../wire/failure.ts';
import {
  type EntryUpdate,
  entryOf,
  readMissionsState,
  removeEntry,
  stateInstant,
  stateSlugOf,
  updateEntry,
} from '../../../wire/missions-state.ts';
import { isNothing } from '../../api-words.ts';
import { missionsFolder } from '../../workspace.ts';
import { assignPhone, availablePhone, connectionId, createAssistant } from './assistants.ts';
import type { Handlers } from './handler.ts';
import { createMission, createRun, updateRun } from './missions.ts';
import { createPlan, linkAgent } from './plans.ts';
import { type ApiResult, type ApiSession, simply, textIn } from './session.ts';
import { ofState } from './state.ts';

export const wholeCalls: Handlers<'init' | 'setup-agent' | 'complete'> = {
  async init(api, { name, instructions, request, steps }) {
    const slug = stateSlugOf(name);
    const existing = await known(api, slug);
    if (!existing.ok) return existing;
    if (textIn(existing.value, 'mission_id') !== null && textIn(existing.value, 'run_id') !== null) {
      api.say(`Resuming existing mission: ${slug}`);
      return ok({ resumed: slug, ...existing.value });
    }
    const mission = await createMission(api, { name, instructions });
    if (!mission.ok) return mission;
    const at = stateInstant(api.context.now());
    const begun = await note(api, slug, { mission_name: name, mission_id: mission.value.id, created_at: at });
    if (!begun.ok) return begun;
    const run = await createRun(api, { mission: mission.value.id, input: { original_request: request } });
    if (!run.ok) return run;
    const running = await note(api, slug, { run_id: run.value.id });
    if (!running.ok) return running;
    const of = { mission: mission.value.id, run: run.value.id };
    const plan = steps === undefined || steps.length === 0 ? null : await createPlan(api, { ...of, steps });
    if (plan !== null && !plan.ok) return plan;
    const updated = await updateRun(api, { ...of, status: 'running' });
    if (!updated.ok) return updated;
    return ok({
      slug,
      mission: mission.value.answer,
      run: updated.value,
      ...(plan === null ? {} : { plan: plan.value }),
    });
  },
  async 'setup-agent'(api, { slug, name, instructions, greeting, options }) {
    const existing = await known(api, slug);
    if (!existing.ok) return existing;
    const before = textIn(existing.value, 'assistant_id');
    if (before !== null && textIn(existing.value, 'agent_phone') !== null) {
      api.say(`Using existing assistant: ${before}`);
      return ok(existing.value);
    }
    const assistant = await createAssistant(api, { name, instructions, greeting, options });
    if (!assistant.ok) return assistant;
    const noted = await note(api, slug, { assistant_id: assistant.value.id });
    if (!noted.ok) return noted;
    const [mission, run] = [textIn(existing.value, 'mission_id'), textIn(existing.value, 'run_id')];
    if (mission !== null && run !== null) {
      const linked = await linkAgent(api, { mission, run, assistant: assistant.value.id });
      if (!linked.ok) return linked;
    }
    const phone = await givePhone(api, { slug, assistant: assistant.value.id });
    return phone.ok ? ok({ ...assistant.value.answer, phone: phone.value }) : phone;
  },
  async complete(api, { slug, mission, run, summary, payload }) {
    const updated = await updateRun(api, { mission, run, status: 'succeeded', summary, payload });
    if (!updated.ok) return updated;
    const removed = ofState(removeEntry(await missionsFolder(api.context), slug));
    if (!removed.ok) return removed;
    api.say(`Mission '${slug}' completed successfully`);
    return updated;
  },
};

/** Null: none is free, or the assistant speaks by no connection; both were said. */
async function givePhone(
  api: ApiSession,
  { slug, assistant }: { readonly slug: string; readonly assistant: string },
): Promise<ApiResult> {
  const available = await availablePhone(api);
  if (!available.ok) return available;
  const phone = field(available.value, 'phone');
  if (isNothing(phone)) return ok(null);
  const [id, number] = [textIn(phone, 'id'), textIn(phone, 'phone_number')];
  if (id === null || number === null)
    return fail(simply('unreadable', 'ERROR: the service answered with a phone number that has no id'));
  const connection = await connectionId(api, { assistant, feature: 'telephony' });
  if (!connection.ok) return connection;
  const connected = textIn(connection.value, 'connection_id');
  if (connected === null) return ok(null);
  const assigned = await assignPhone(api, { phone: id, connection: connected, type: 'voice' });
  if (!assigned.ok) return assigned;
  const noted = await note(api, slug, { agent_phone: number, phone_number_id: id });
  return noted.ok ? ok(phone) : noted;
}

async function known(api: ApiSession, slug: string): Promise<ApiResult<object>> {
  const state = ofState(readMissionsState(await missionsFolder(api.context)));
  return state.ok ? ok(entryOf(state.value, slug) ?? {}) : state;
}

async function note(api: ApiSession, slug: string, update: EntryUpdate): Promise<ApiResult> {
  return ofState(updateEntry(await missionsFolder(api.context), { slug, update }));
}
