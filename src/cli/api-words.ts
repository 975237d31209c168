/** How the words of each command of `mission api` become a call. Pure. The words are those of the service's older client. */

import { isObject } from '../wire/fields.ts';
import type { ApiCallName, ApiCallOf, ApiMisuse, AssistantOptions } from './api-call.ts';
import { badArgument, isMisuse, notThat } from './api-misuse.ts';
import { given } from './parse-parts.ts';

export interface Reader<Name extends ApiCallName> {
  /** Words that become parts of an address: they cannot be empty. */
  readonly path?: readonly number[];
  /** The word that is JSON; `value`: only where it begins with { or [. */
  readonly json?: { readonly at: number; readonly value?: true };
  readonly make: (words: readonly string[], data: unknown) => ApiCallOf<Name> | ApiMisuse;
}

type Readers = { readonly [Name in ApiCallName]: Reader<Name> };

const optionalAt = (words: readonly string[], at: number): string | undefined => words[at] || undefined;

export const apiReaders: Readers = {
  'check-key': { make: () => ({ call: 'check-key' }) },
  'create-mission': {
    make: ([name = '', instructions = '']) => ({ call: 'create-mission', name, instructions }),
  },
  'get-mission': { path: [0], make: ([mission = '']) => ({ call: 'get-mission', mission }) },
  'list-missions': { make: () => ({ call: 'list-missions' }) },
  'create-run': {
    path: [0],
    json: { at: 1 },
    make: ([mission = ''], input) => ({ call: 'create-run', mission, input }),
  },
  'get-run': { path: [0, 1], make: ([mission = '', run = '']) => ({ call: 'get-run', mission, run }) },
  'update-run': {
    path: [0, 1],
    make: ([mission = '', run = '', status = '']) => ({ call: 'update-run', mission, run, status }),
  },
  'list-runs': { path: [0], make: ([mission = '']) => ({ call: 'list-runs', mission }) },
  'create-plan': {
    path: [0, 1],
    json: { at: 2 },
    make: ([mission = '', run = ''], steps) =>
      Array.isArray(steps) ? { call: 'create-plan', mission, run, steps } : notThat('steps', 'a list'),
  },
  'get-plan': { path: [0, 1], make: ([mission = '', run = '']) => ({ call: 'get-plan', mission, run }) },
  'update-step': {
    path: [0, 1, 2],
    make: ([mission = '', run = '', step = '', status = '']) => ({ call: 'update-step', mission, run, step, status }),
  },
  'log-event': {
    path: [0, 1],
    json: { at: 5 },
    make: ([mission = '', run = '', type = '', summary = '', step], payload) => ({
      call: 'log-event',
      ...{ mission, run, type, summary },
      ...given({ step: step === '-' ? undefined : step || undefined, payload }),
    }),
  },
  'list-events': { path: [0, 1], make: ([mission = '', run = '']) => ({ call: 'list-events', mission, run }) },
  'create-assistant': {
    json: { at: 3 },
    make: ([name = '', instructions = '', greeting = ''], data) => {
      const options = assistantOptions(data, ['features', 'model', 'tools', 'description', 'voice']);
      return isMisuse(options) ? options : { call: 'create-assistant', name, instructions, greeting, options };
    },
  },
  'list-assistants': { make: listAssistants },
  'get-assistant': { path: [0], make: ([assistant = '']) => ({ call: 'get-assistant', assistant }) },
  'update-assistant': {
    path: [0],
    json: { at: 1 },
    make: ([assistant = ''], updates) =>
      isObject(updates) ? { call: 'update-assistant', assistant, updates } : notThat('updates', 'an object'),
  },
  'get-connection-id': {
    path: [0],
    make: ([assistant = '', feature = 'telephony']) => ({ call: 'get-connection-id', assistant, feature }),
  },
  'list-phones': { make: () => ({ call: 'list-phones' }) },
  'get-available-phone': { make: () => ({ call: 'get-available-phone' }) },
  'assign-phone': {
    path: [0],
    make: ([phone = '', connection = '', type = 'voice']) => ({ call: 'assign-phone', phone, connection, type }),
  },
  'schedule-call': {
    path: [0],
    make: (words) => {
      const [assistant = '', to = '', from = '', at = '', mission = '', run = ''] = words;
      const step = given({ step: optionalAt(words, 6) });
      return { call: 'schedule-call', assistant, to, from, at, mission, run, ...step };
    },
  },
  'schedule-sms': {
    path: [0],
    make: (words) => {
      const [assistant = '', to = '', from = '', at = '', text = ''] = words;
      const part = given({ mission: optionalAt(words, 5), run: optionalAt(words, 6), step: optionalAt(words, 7) });
      return { call: 'schedule-sms', assistant, to, from, at, text, ...part };
    },
  },
  'get-event': { path: [0, 1], make: ([assistant = '', event = '']) => ({ call: 'get-event', assistant, event }) },
  'cancel-scheduled-event': {
    path: [0, 1],
    make: ([assistant = '', event = '']) => ({ call: 'cancel-scheduled-event', assistant, event }),
  },
  'list-events-assistant': { path: [0], make: ([assistant = '']) => ({ call: 'list-events-assistant', assistant }) },
  'get-insights': { path: [0], make: ([conversation = '']) => ({ call: 'get-insights', conversation }) },
  'link-agent': {
    path: [0, 1],
    make: ([mission = '', run = '', assistant = '']) => ({ call: 'link-agent', mission, run, assistant }),
  },
  'list-linked-agents': {
    path: [0, 1],
    make: ([mission = '', run = '']) => ({ call: 'list-linked-agents', mission, run }),
  },
  'unlink-agent': {
    path: [0, 1, 2],
    make: ([mission = '', run = '', assistant = '']) => ({ call: 'unlink-agent', mission, run, assistant }),
  },
  'list-state': { make: () => ({ call: 'list-state' }) },
  'get-state': { make: ([slug = '']) => ({ call: 'get-state', slug }) },
  'remove-state': { make: ([slug = '']) => ({ call: 'remove-state', slug }) },
  'save-memory': {
    json: { at: 2, value: true },
    make: ([slug = '', key = ''], value) => ({ call: 'save-memory', slug, key, value }),
  },
  'get-memory': {
    make: (words) => ({ call: 'get-memory', slug: words[0] ?? '', ...given({ key: optionalAt(words, 1) }) }),
  },
  'append-memory': {
    json: { at: 2, value: true },
    make: ([slug = '', key = ''], value) => ({ call: 'append-memory', slug, key, value }),
  },
  init: {
    json: { at: 3 },
    make: ([name = '', instructions = '', request = ''], steps) => {
      if (isNothing(steps)) return { call: 'init', name, instructions, request };
      return Array.isArray(steps) ? { call: 'init', name, instructions, request, steps } : notThat('steps', 'a list');
    },
  },
  'setup-agent': {
    json: { at: 4 },
    make: ([slug = '', name = '', instructions = '', greeting = ''], data) => {
      if (data !== undefined && !isObject(data)) return notThat('options', 'an object');
      const options = assistantOptions(data, ['tools', 'model']);
      return isMisuse(options) ? options : { call: 'setup-agent', slug, name, instructions, greeting, options };
    },
  },
  complete: {
    path: [1, 2],
    json: { at: 4 },
    make: ([slug = '', mission = '', run = '', summary = ''], payload) => ({
      call: 'complete',
      ...{ slug, mission, run, summary },
      ...given({ payload }),
    }),
  },
};

function listAssistants(words: readonly string[]): ApiCallOf<'list-assistants'> | ApiMisuse {
  const value = (name: string): string | undefined =>
    words.findLast((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  const page = wholeNumber(value('page') ?? '1');
  const size = wholeNumber(value('size') ?? '25');
  if (page === null) return badArgument(`ERROR: --page takes a whole number, not ${value('page')}`);
  if (size === null) return badArgument(`ERROR: --size takes a whole number, not ${value('size')}`);
  return { call: 'list-assistants', page, size, ...given({ name: value('name') || undefined }) };
}

function wholeNumber(word: string): number | null {
  return /^[+-]?\d{1,15}$/.test(word.trim()) ? Number(word) : null;
}

/** Other data than an object says nothing, as far as the older client is concerned. */
function assistantOptions(data: unknown, known: readonly (keyof AssistantOptions)[]): AssistantOptions | ApiMisuse {
  if (!isObject(data)) return {};
  const { enabled_features: enabled, ...rest } = data as Readonly<Record<string, unknown>>;
  const options = known.includes('features') && isNothing(rest.features) ? { ...rest, features: enabled } : rest;
  const isAlias = known.includes('features') || enabled === undefined;
  const odd = Object.keys(rest).find((name) => !(known as readonly string[]).includes(name));
  const unknown = odd ?? (isAlias ? undefined : 'enabled_features');
  if (unknown === undefined) return given(options);
  return badArgument(`ERROR: there is no option ${unknown}; there is ${known.join(', ')}`);
}

/** What the older client takes for not given: null, 0, false and whatever is empty. */
export function isNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) ? Object.keys(value).length === 0 : !value;
}
