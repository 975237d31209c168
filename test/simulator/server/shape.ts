/** What a value looks like: every text by its kind, so that an answer can be held against a shape. */
const kinds: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
  ['assistant-uuid', /^assistant-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
  ['milli', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/],
  ['micro', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/],
  ['digits', /^29\d{17}$/],
  ['phone', /^\+1\d{10}$/],
];

export function shapeOf(value: unknown): unknown {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]));
  if (typeof value !== 'string') return typeof value;
  return kinds.find(([, pattern]) => pattern.test(value))?.[0] ?? 'text';
}

export const missionShape = {
  id: 'uuid',
  user_id: 'uuid',
  telnyx_mission_id: 'uuid',
  telnyx_run_id: 'uuid',
  name: 'text',
  instructions: 'text',
  status: 'text',
  channel: 'text',
  target_count: 'number',
  events_used: 'number',
  assistant_id: null,
  assistant_phone: null,
  metadata: {},
  created_at: 'milli',
  updated_at: 'milli',
  result_summary: null,
  result_payload: null,
};

export const runShape = {
  run_id: 'uuid',
  mission_id: 'uuid',
  organization_id: 'uuid',
  status: 'text',
  input: {},
  started_at: 'micro',
  finished_at: null,
  result_summary: null,
  result_payload: null,
  error: null,
  metadata: null,
  updated_at: 'micro',
};

export const assistantShape = {
  id: 'uuid',
  user_id: 'uuid',
  telnyx_assistant_id: 'assistant-uuid',
  name: 'text',
  description: null,
  model: 'text',
  enabled_features: ['text', 'text'],
  phone_number: null,
  phone_number_id: null,
  connection_id: null,
  config: {
    name: 'text',
    model: 'text',
    tools: [{ type: 'text', hangup: { description: 'text' } }],
    greeting: 'text',
    instructions: 'text',
    enabled_features: ['text', 'text'],
  },
  created_at: 'milli',
  updated_at: 'milli',
};

export const scheduledShape = {
  id: 'uuid',
  user_id: 'uuid',
  assistant_id: 'uuid',
  telnyx_assistant_id: 'assistant-uuid',
  telnyx_event_id: 'uuid',
  channel: 'text',
  to_number: 'phone',
  from_number: 'phone',
  scheduled_at: 'milli',
  text_body: null,
  metadata: null,
  status: 'text',
  call_status: null,
  conversation_id: null,
  telnyx_mission_id: null,
  telnyx_run_id: null,
  step_id: null,
  created_at: 'milli',
  updated_at: 'milli',
};

export const phoneShape = { id: 'digits', phone_number: 'phone', status: 'text', ordered_at: 'milli' };

/** The JSON inside a message of the telephony layer, after what failed. */
export function innerOf(message: string): { readonly before: string; readonly errors: readonly object[] } {
  const at = message.indexOf('{');
  return { before: message.slice(0, at), errors: JSON.parse(message.slice(at)).errors };
}
