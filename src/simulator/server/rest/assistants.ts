/** `/assistants`, their connections and their numbers. */
import type { PromptRequest } from '../../../run/ports.ts';
import type { AssistantDoc, Json } from '../documents.ts';
import { pageOf } from '../paging.ts';
import {
  badField,
  type Call,
  created,
  missing,
  missingField,
  noContent,
  notFound,
  objectOf,
  ok,
  type Reply,
  type Route,
  textOf,
} from '../reply.ts';
import type { Service } from '../service.ts';
import { shownAssistant } from '../shown.ts';

const assistantsPerPage = 20;
const modelDefault = 'openai/gpt-4o';
/** What may be set, and what it must be. */
const texts = ['name', 'instructions', 'greeting', 'model', 'voice', 'description'] as const;
const lists = ['enabled_features', 'tools'] as const;

export function assistantRoutes(service: Service): readonly Route[] {
  const one = '/assistants/:assistant';
  return [
    { method: 'POST', path: '/assistants', answer: (call) => create(service, call) },
    { method: 'GET', path: '/assistants', answer: (call) => list(service, call) },
    { method: 'GET', path: one, answer: withAssistant(service, (found) => ok({ assistant: shownAssistant(found) })) },
    { method: 'PATCH', path: one, answer: withAssistant(service, (found, call) => change(service, found, call)) },
    {
      method: 'DELETE',
      path: one,
      answer: withAssistant(service, (found) => remove(service, found)),
    },
    {
      method: 'GET',
      path: `${one}/connection-id`,
      answer: withAssistant(service, (found, call) => connection(service, found, call)),
    },
    {
      method: 'POST',
      path: `${one}/assign-phone`,
      answer: withAssistant(service, (found, call) => assignPhone(service, found, call)),
    },
  ];
}

/** By its id, or the telephony layer's; another account's is not there. */
export function assistantOf(service: Service, call: Call, id: string): AssistantDoc | undefined {
  const assistant =
    service.shelf.get('assistant', id) ??
    service.shelf.of('assistant', call.account.id).find(({ telnyxId }) => telnyxId === id);
  return assistant?.account === call.account.id ? assistant : undefined;
}

export function withAssistant(
  service: Service,
  answer: (assistant: AssistantDoc, call: Call) => Reply,
): Route['answer'] {
  return (call) => {
    const assistant = assistantOf(service, call, call.params.assistant ?? '');
    return assistant === undefined ? notFound('Assistant') : answer(assistant, call);
  };
}

function create(service: Service, { account, body }: Call): Reply {
  const lacks = missing(body, ['name', 'instructions']);
  if (lacks.length > 0) return missingField(...lacks);
  const wrong = wrongMember(body);
  if (wrong !== null) return badField(wrong);
  const now = service.now();
  const number = service.shelf.next('assistant');
  const config = {
    model: modelDefault,
    tools: [
      { type: 'hangup', hangup: { description: 'End call' } },
      { type: 'send_dtmf', send_dtmf: {} },
    ],
    greeting: '',
    enabled_features: ['telephony', 'messaging'],
    ...given(body),
  };
  const assistant = service.putAssistant({
    id: service.ids.uuid(`assistant ${number}`),
    number,
    account: account.id,
    createdAt: now,
    updatedAt: now,
    telnyxId: `assistant-${service.ids.uuid(`telnyx assistant ${number}`)}`,
    config,
    phone: null,
    connection: null,
    prompt: service.prompts.add(number, { ...promptOf(config), at: now }),
    collect: {},
  });
  return created({ assistant: shownAssistant(assistant) });
}

function wrongMember(body: Json): string | null {
  for (const name of texts) if (body[name] != null && typeof body[name] !== 'string') return `${name} must be text`;
  for (const name of lists) if (body[name] != null && !Array.isArray(body[name])) return `${name} must be a list`;
  return body.extra_config == null || objectOf(body.extra_config) !== undefined
    ? null
    : 'extra_config must be an object';
}

function given(body: Json): Json {
  const told = Object.entries(body).filter(
    ([name, value]) => value != null && [...texts, ...lists].includes(name as (typeof texts)[number]),
  );
  const extra = objectOf(body.extra_config);
  return { ...Object.fromEntries(told), ...(extra === undefined ? {} : { extra_config: extra }) };
}

/** What the world hears of an assistant: a machine is listened for unless its settings say otherwise. */
function promptOf(config: Json): Omit<PromptRequest, 'assistant'> {
  const extra = objectOf(config.extra_config);
  const telephony = objectOf(extra?.telephony_settings);
  const detection = objectOf(telephony?.voicemail_detection ?? extra?.voicemail_detection);
  const onVoicemail = objectOf(detection?.on_voicemail_detected);
  const message = textOf(objectOf(onVoicemail?.voicemail_message) ?? {}, 'message');
  return {
    instructions: textOf(config, 'instructions') ?? '',
    greeting: textOf(config, 'greeting') ?? '',
    detect: onVoicemail?.action !== 'continue_assistant',
    ...(message === undefined ? {} : { voicemail: message }),
  };
}

function change(service: Service, assistant: AssistantDoc, { body }: Call): Reply {
  const wrong = wrongMember(body);
  if (wrong !== null) return badField(wrong);
  const now = service.now();
  const config: Json = { ...assistant.config, ...given(body) };
  const [before, after] = [promptOf(assistant.config), promptOf(config)];
  const same = JSON.stringify(before) === JSON.stringify(after);
  const prompt = same ? assistant.prompt : service.prompts.add(assistant.number, { ...after, at: now });
  const changed = service.putAssistant({ ...assistant, config, prompt, updatedAt: now });
  return ok({ assistant: shownAssistant(changed) });
}

/** What it was to say is taken back: there is nobody to say it. */
function remove(service: Service, assistant: AssistantDoc): Reply {
  for (const scheduled of service.shelf.of('scheduled', assistant.id)) {
    const event = service.eventOf(scheduled);
    if (event !== null) service.world.withdraw(event);
  }
  service.shelf.remove('assistant', assistant.id);
  return noContent;
}

function list(service: Service, call: Call): Reply {
  const name = call.query('name')?.toLowerCase();
  const all = service.shelf
    .of('assistant', call.account.id)
    .filter(({ config }) => name === undefined || String(config.name).toLowerCase().includes(name))
    .toReversed();
  const names = { number: ['page', 'page[number]'], size: ['pageSize', 'page[size]', 'limit'] };
  const { items, meta } = pageOf(all, { call, ...names, usual: assistantsPerPage });
  const isPaged = [...names.number, ...names.size].some((each) => call.query(each) !== undefined);
  return ok({ assistants: items.map(shownAssistant), ...(isPaged ? { meta } : {}) });
}

function connection(service: Service, assistant: AssistantDoc, call: Call): Reply {
  const feature = call.query('feature') ?? 'telephony';
  if (feature !== 'telephony' && feature !== 'messaging') return badField('feature must be telephony or messaging');
  return ok({ connection_id: service.ids.digits(`connection ${assistant.id} ${feature}`) });
}

function assignPhone(service: Service, assistant: AssistantDoc, { account, body }: Call): Reply {
  const lacks = missing(body, ['phone_number_id', 'connection_id']);
  if (lacks.length > 0) return missingField(...lacks);
  const phone = service.shelf.get('phone', textOf(body, 'phone_number_id') ?? '');
  if (phone?.account !== account.id) return notFound('Phone number');
  const connectionId = textOf(body, 'connection_id') ?? '';
  service.shelf.put('phone', { ...phone, connection: connectionId });
  const changed = service.putAssistant({
    ...assistant,
    phone: { id: phone.id, phone: phone.phone },
    connection: connectionId,
    updatedAt: service.now(),
  });
  return ok({ assistant: shownAssistant(changed) });
}
