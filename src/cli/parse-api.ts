/**
 * The words of `mission api COMMAND …` as a call. Pure. The words, and what is said of wrong ones, are those of the service's older
 * client: they are known to whoever calls it from a script.
 */
import { parseExact } from '../lib/exact-json.ts';
import { fail, ok, type Result } from '../lib/result.ts';
import { closest } from '../lib/suggest.ts';
import type { ApiCall, ApiCallName, ApiCallOf, ApiMisuse, AssistantOptions } from './api-call.ts';
import { apiCommandHelp } from './help-api.ts';
import { given } from './parse-parts.ts';

interface Reader<Name extends ApiCallName> {
  /** Words that become parts of an address: they cannot be empty. */
  readonly path?: readonly number[];
  /** The word that is JSON; `value`: only where it begins with { or [. */
  readonly json?: { readonly at: number; readonly value?: true };
  readonly make: (words: readonly string[], data: unknown) => ApiCallOf<Name> | ApiMisuse;
}

type Readers = { readonly [Name in ApiCallName]: Reader<Name> };

const optionalAt = (words: readonly string[], at: number): string | undefined => words[at] || undefined;

const readers: Readers = {
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

/** `words`: the command and what follows it. Words beyond those that it takes are not looked at. */
export function parseApi(words: readonly string[]): Result<ApiCall, ApiMisuse> {
  const [name, ...rest] = words;
  if (name === undefined) {
    const message = '`api` needs to know what to do';
    return fail({ code: 'no-command', message, help: seeAll, said: [], usage: true });
  }
  if (!isApiCallName(name)) return fail(unknownCommand(name));
  return read(name, rest);
}

function isApiCallName(name: string): name is ApiCallName {
  return Object.hasOwn(readers, name);
}

function read<Name extends ApiCallName>(name: Name, words: readonly string[]): Result<ApiCall, ApiMisuse> {
  const { path = [], json, make }: Reader<Name> = readers[name];
  const wrong = name === 'log-event' ? wrongEvent(words) : null;
  if (wrong !== null) return fail(wrong);
  const least = apiCommandHelp[name].takes.split('<').length - 1;
  // A step of `.` or `..` would name another address.
  if (words.length < least || path.some((at) => /^\.{0,2}$/.test(words[at] ?? ''))) return fail(missing(name));
  const data = readData(words, json);
  if (!data.ok) return data;
  const made = make(words, data.value);
  return isMisuse(made) ? fail(made) : ok(made);
}

function readData(words: readonly string[], json: Reader<ApiCallName>['json']): Result<unknown, ApiMisuse> {
  const text = json === undefined ? undefined : words[json.at];
  if (text === undefined || (json?.value === true && !/^[{[]/.test(text))) return ok(text);
  const parsed = parseExact(text);
  return parsed.ok ? parsed : fail(badArgument(`Invalid JSON: ${parsed.error.message}`));
}

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

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMisuse(made: object): made is ApiMisuse {
  return 'said' in made;
}

const seeAll = 'See `mission api --help`.';
const noStep = 'Use "-" for step_id if event doesn\'t belong to a specific step';

function wrongEvent(words: readonly string[]): ApiMisuse | null {
  const takes = apiCommandHelp['log-event'].takes;
  if (words.length < 5) {
    const needed = takes.replace(/ \[.*/, '');
    return misuse('missing-argument', [`ERROR: log-event requires at least 5 arguments: ${needed}`, noStep]);
  }
  if (!/^[{[]/.test(words[4] ?? '')) return null;
  const said = 'ERROR: step_id appears to be JSON. You likely forgot the step_id argument.';
  return misuse('bad-argument', [said, `Expected: log-event ${takes}`, noStep]);
}

function unknownCommand(name: string): ApiMisuse {
  const near = closest(name, Object.keys(readers));
  const help = near === undefined ? seeAll : `Did you mean ${near}? ${seeAll}`;
  return { ...misuse('unknown-command', [`Unknown command: ${name}`]), help, usage: true };
}

function missing(name: string): ApiMisuse {
  const help = `See \`mission api ${name} --help\`.`;
  return { ...misuse('missing-argument', [`Missing arguments for command: ${name}`]), help, usage: true };
}

function badArgument(said: string): ApiMisuse {
  return misuse('bad-argument', [said]);
}

function notThat(what: string, expected: string): ApiMisuse {
  return badArgument(`ERROR: the ${what} must be ${expected} of JSON`);
}

function misuse(code: ApiMisuse['code'], said: readonly string[]): ApiMisuse {
  const message = said.map((line) => line.replace(/^ERROR: /, '')).join('\n');
  return { code, message, help: seeAll, said, usage: false };
}
