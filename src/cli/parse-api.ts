/** The words of `mission api COMMAND …` as a call (`api-words.ts`), or what is wrong with them (`api-misuse.ts`). Pure. */
import { parseExact } from '../lib/exact-json.ts';
import { fail, ok, type Result } from '../lib/result.ts';
import type { ApiCall, ApiCallName, ApiMisuse } from './api-call.ts';
import { badArgument, isMisuse, missingWords, noCommand, unknownCommand, wrongEvent } from './api-misuse.ts';
import { apiReaders, type Reader } from './api-words.ts';
import { apiCommandHelp } from './help-api.ts';

/** `words`: the command and what follows it. Words beyond those that it takes are not looked at. */
export function parseApi(words: readonly string[]): Result<ApiCall, ApiMisuse> {
  const [name, ...rest] = words;
  if (name === undefined) return fail(noCommand());
  if (!isApiCallName(name)) return fail(unknownCommand(name, Object.keys(apiReaders)));
  return read(name, rest);
}

function isApiCallName(name: string): name is ApiCallName {
  return Object.hasOwn(apiReaders, name);
}

function read<Name extends ApiCallName>(name: Name, words: readonly string[]): Result<ApiCall, ApiMisuse> {
  const { path = [], json, make }: Reader<Name> = apiReaders[name];
  const wrong = name === 'log-event' ? wrongEvent(words) : null;
  if (wrong !== null) return fail(wrong);
  const least = apiCommandHelp[name].takes.split('<').length - 1;
  // A step of `.` or `..` would name another address.
  if (words.length < least || path.some((at) => /^\.{0,2}$/.test(words[at] ?? ''))) return fail(missingWords(name));
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
