/** Assistants and the account's phone numbers. */
import { asciiText } from '../../../lib/exact-json.ts';
import { segment } from '../../../wire/client.ts';
import { field } from '../../../wire/failure.ts';
import type { AssistantOptions } from '../../api-call.ts';
import { isNothing } from '../../api-words.ts';
import { answerOf, type Created, created } from './creating.ts';
import type { Handlers } from './handler.ts';
import { memberText, pythonText } from './python-text.ts';
import { type ApiResult, type ApiSession, listIn, textIn, unwrapped } from './session.ts';

const modelDefault = 'openai/gpt-4o';
const featuresDefault = ['telephony', 'messaging'];
/** An assistant can hang up, and press keys. */
const toolsDefault = [
  { type: 'hangup', hangup: { description: 'Hang up once the conversation is over.' } },
  { type: 'send_dtmf', send_dtmf: {} },
];

export const assistantCalls: Handlers<
  | 'create-assistant'
  | 'list-assistants'
  | 'get-assistant'
  | 'update-assistant'
  | 'get-connection-id'
  | 'list-phones'
  | 'get-available-phone'
  | 'assign-phone'
> = {
  'create-assistant': async (api, call) => answerOf(await createAssistant(api, call)),
  async 'list-assistants'(api, { name, page, size }) {
    const filter = name === undefined ? '' : `&name=${pythonQuoted(name)}`;
    const answer = await api.ask({ method: 'GET', path: `/assistants?pageSize=${size}&page=${page}${filter}` });
    if (!answer.ok) return answer;
    const assistants = listIn(answer.value, 'assistants', 'data');
    if (!assistants.ok) return assistants;
    for (const each of assistants.value) api.say(assistantLine(each));
    const meta = field(answer.value, 'meta');
    const said = [field(meta, 'total_results'), field(meta, 'total')].find((count) => !isNothing(count));
    const pages = field(meta, 'total_pages') ?? 1;
    api.note(`\nPage ${page}/${pythonText(pages)} (${pythonText(said ?? assistants.value.length)} total)`);
    return answer;
  },
  async 'get-assistant'(api, { assistant }) {
    const answer = await api.ask({ method: 'GET', path: `/assistants/${segment(assistant)}` });
    if (!answer.ok) return answer;
    api.say(asciiText(unwrapped(answer.value, 'assistant')));
    return answer;
  },
  async 'update-assistant'(api, { assistant, updates }) {
    const answer = await api.ask({ method: 'PATCH', path: `/assistants/${segment(assistant)}`, body: updates });
    if (!answer.ok) return answer;
    api.say(`Updated assistant ${assistant}`);
    return answer;
  },
  'get-connection-id': connectionId,
  async 'list-phones'(api) {
    const answer = await api.ask({ method: 'GET', path: '/numbers/account-phones' });
    if (!answer.ok) return answer;
    const phones = listIn(answer.value, 'data');
    if (!phones.ok) return phones;
    for (const each of phones.value) {
      const state = isNothing(field(each, 'connection_id')) ? 'available' : 'assigned';
      api.say(`${memberText(each, 'id')}: ${memberText(each, 'phone_number')} [${state}]`);
    }
    return answer;
  },
  'get-available-phone': (api) => availablePhone(api),
  'assign-phone': assignPhone,
};

function assistantLine(assistant: unknown): string {
  const id = pythonText(textIn(assistant, 'id', 'assistant_id'));
  return `${id}: ${memberText(assistant, 'name', 'unnamed')} (model=${memberText(assistant, 'model', '')}, features=${memberText(assistant, 'enabled_features', [])})`;
}

export async function createAssistant(
  api: ApiSession,
  of: {
    readonly name: string;
    readonly instructions: string;
    readonly greeting: string;
    readonly options: AssistantOptions;
  },
): Promise<ApiResult<Created>> {
  const { name, instructions, greeting, options } = of;
  const { model = modelDefault, features, tools, description, voice } = options;
  const body = {
    ...{ name, model, instructions, greeting },
    tools: tools ?? toolsDefault,
    enabled_features: isNothing(features) ? featuresDefault : features,
    ...(isNothing(description) ? {} : { description }),
    ...(isNothing(voice) ? {} : { voice }),
  };
  return created(api, { path: '/assistants', body, what: 'assistant', names: ['assistant'], ids: ['id'] });
}

export async function connectionId(
  api: ApiSession,
  { assistant, feature }: { readonly assistant: string; readonly feature: string },
): Promise<ApiResult<object>> {
  const path = `/assistants/${segment(assistant)}/connection-id?feature=${encodeURIComponent(feature)}`;
  const answer = await api.ask({ method: 'GET', path });
  if (!answer.ok) return answer;
  const id = textIn(answer.value, 'connection_id');
  if (id === null) api.note(`No connection ID found for ${feature}`);
  else api.say(`Connection ID: ${id}`);
  return answer;
}

/** That there is none is an answer too. */
export async function availablePhone(api: ApiSession): Promise<ApiResult<object>> {
  const answer = await api.ask({ method: 'GET', path: '/numbers/account-phones/available' });
  if (!answer.ok) return answer;
  const phone = field(answer.value, 'phone');
  if (isNothing(phone)) api.note('ERROR: No available phone numbers found');
  else api.say(`Found available: ${memberText(phone, 'phone_number')}`);
  return answer;
}

export async function assignPhone(
  api: ApiSession,
  { phone, connection, type }: { readonly phone: string; readonly connection: string; readonly type: string },
): Promise<ApiResult<object>> {
  const path = `/numbers/account-phones/${segment(phone)}`;
  const answer = await api.ask({ method: 'PATCH', path, body: { connection_id: connection, type } });
  if (!answer.ok) return answer;
  api.say(`Assigned phone number ${phone}`);
  return answer;
}

/** As Python's `urllib.parse.quote` writes it. */
function pythonQuoted(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (unit) => `%${unit.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/');
}
