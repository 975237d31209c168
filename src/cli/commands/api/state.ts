/** What is kept of missions in `.missions_state.json`, and what is remembered. No request is made. */
import { asciiText, isNumber } from '../../../lib/exact-json.ts';
import { fail, ok, type Result } from '../../../lib/result.ts';
import { field } from '../../../wire/failure.ts';
import {
  appendMemory,
  entryOf,
  memoryOf,
  readMissionsState,
  removeEntry,
  type StateFailure,
  saveMemory,
} from '../../../wire/missions-state.ts';
import { missionsFolder } from '../../workspace.ts';
import type { Handlers } from './handler.ts';
import { memberText, pythonText } from './python-text.ts';
import { type ApiResult, simply } from './session.ts';

export const stateCalls: Handlers<
  'list-state' | 'get-state' | 'remove-state' | 'save-memory' | 'get-memory' | 'append-memory'
> = {
  async 'list-state'(api) {
    const state = ofState(readMissionsState(await missionsFolder(api.context)));
    if (!state.ok) return state;
    for (const [slug, entry] of Object.entries(state.value)) {
      api.say(`${slug}: ${memberText(entry, 'mission_name')} [${memberText(entry, 'status', 'unknown')}]`);
    }
    return state;
  },
  async 'get-state'(api, { slug }) {
    const state = ofState(readMissionsState(await missionsFolder(api.context)));
    if (!state.ok) return state;
    const entry = entryOf(state.value, slug) ?? {};
    api.say(asciiText(entry));
    return ok(entry);
  },
  async 'remove-state'(api, { slug }) {
    const state = ofState(removeEntry(await missionsFolder(api.context), slug));
    if (!state.ok) return state;
    api.say(`Removed ${slug} from state`);
    return state;
  },
  async 'save-memory'(api, { slug, key, value }) {
    const state = ofState(saveMemory(await missionsFolder(api.context), { slug, key, value, at: api.context.now() }));
    if (!state.ok) return state;
    api.say(`Saved memory '${key}' for mission '${slug}'`);
    return ok(memoryOf(state.value, slug));
  },
  async 'get-memory'(api, { slug, key }) {
    const state = ofState(readMissionsState(await missionsFolder(api.context)));
    if (!state.ok) return state;
    const memory = memoryOf(state.value, slug);
    const found = key === undefined ? memory : (field(memory, key) ?? null);
    if (found === null) api.say('No memory found');
    else api.say(typeof found === 'object' && !isNumber(found) ? asciiText(found) : pythonText(found));
    return ok(found);
  },
  async 'append-memory'(api, { slug, key, value }) {
    const state = ofState(appendMemory(await missionsFolder(api.context), { slug, key, value, at: api.context.now() }));
    if (!state.ok) return state;
    const items = field(memoryOf(state.value, slug), key);
    const count = Array.isArray(items) ? items.length : 0;
    api.say(`Appended to memory '${key}' for mission '${slug}' (now ${count} items)`);
    return ok(items);
  },
};

export function ofState<Value>(result: Result<Value, StateFailure>): ApiResult<Value> {
  if (result.ok) return result;
  const { code, message, help } = result.error;
  return fail(simply(code, `ERROR: ${message}`, help));
}
