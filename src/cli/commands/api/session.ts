/** What a command of `mission api` may do: ask the service, print its lines, or fail as the older client does. */
import { STATUS_CODES } from 'node:http';
import { constants } from 'node:os';
import { asciiText, exactText, parseExact } from '../../../lib/exact-json.ts';
import { type Failure, fail, ok, type Result } from '../../../lib/result.ts';
import { secondMs } from '../../../lib/time.ts';
import type { Account } from '../../../wire/account.ts';
import { WireClient, type WireRequest } from '../../../wire/client.ts';
import { field, type WireFailure } from '../../../wire/failure.ts';
import { hideSecrets } from '../../../wire/secrets.ts';
import { isNothing } from '../../api-words.ts';
import type { Context, Screen } from '../../context.ts';
import type { CommandError } from '../../errors.ts';
import { serviceAccount } from '../../service.ts';
import { version } from '../../version.ts';

export interface ApiFailure extends Failure {
  /** The lines on stderr. */
  readonly said: readonly string[];
  /** True: they, or what stands for them with `--json`, were printed already. */
  readonly told?: boolean;
}

/** Said by a command in the end, for `--json`: what the service answered. */
export type ApiResult<Value = unknown> = Result<Value, ApiFailure>;

export interface ApiSession {
  readonly context: Context;
  /** Whose key is used; found when it is first needed. */
  account(): Promise<ApiResult<Account>>;
  /** An answer without a body is an empty object. */
  ask(request: Pick<WireRequest, 'method' | 'path'> & { readonly body?: object }): Promise<ApiResult<object>>;
  /** A line on stdout; with `--json` it is not shown. */
  say(line: string): void;
  /** The same on stderr. */
  note(line: string): void;
}

const timeoutMs = 60 * secondMs;

export function apiSession(context: Context): ApiSession & { close(): Promise<void> } {
  let found: ApiResult<Account> | null = null;
  let client: WireClient | null = null;
  const account = async (): Promise<ApiResult<Account>> => {
    if (found !== null) return found;
    const asked = await serviceAccount(context);
    found = asked.ok ? asked : fail(withoutAccount(asked.error));
    return found;
  };
  const print = (screen: Screen, line: string): void => {
    const clean = hideSecrets(line, found?.ok === true ? [found.value.apiKey] : []);
    if (!context.json) screen.print(screen.terminal ? printable(clean) : clean);
  };
  return {
    context,
    account,
    async ask({ method, path, body }) {
      const of = await account();
      if (!of.ok) return of;
      // Whoever calls this knows the machine's time alone, so a simulator server is not told otherwise.
      client ??= new WireClient({ account: of.value, version: `mission/${await version()}` });
      const text = body === undefined || isNothing(body) ? {} : { bodyText: exactText(body) };
      const answer = await client.request({ method, path, timeoutMs, ...text });
      if (!answer.ok) return fail(failed(answer.error, of.value));
      return readBody(answer.value.text ?? '');
    },
    say: (line) => print(context.out, line),
    note: (line) => print(context.err, line),
    close: async () => client?.close(),
  };
}

function withoutAccount({ code, message, help }: CommandError): ApiFailure {
  const said =
    code === 'no-key'
      ? 'ERROR: No API key found. Set CLAWDTALK_API_KEY or run `mission setup`'
      : `ERROR: ${message}${help === undefined ? '' : ` ${help}`}`;
  return { code, message, ...(help === undefined ? {} : { help }), said: [said] };
}

function readBody(text: string): ApiResult<object> {
  if (text.trim() === '') return ok({});
  const parsed = parseExact(text);
  if (!parsed.ok) return fail(simply('unreadable', `Invalid JSON: ${parsed.error.message}`));
  if (typeof parsed.value === 'object' && parsed.value !== null && !Array.isArray(parsed.value))
    return ok(parsed.value);
  return fail(simply('unreadable', 'ERROR: the service answered with something that is no object'));
}

/** Of the lines that stand for a failure in the older client. */
function failed(failure: WireFailure, { apiKey }: Account): ApiFailure {
  const { code, message, help } = failure;
  const said = saidOf(failure).map((line) => hideSecrets(line, [apiKey]));
  return { code, message: hideSecrets(message, [apiKey]), ...(help === undefined ? {} : { help }), said };
}

function saidOf(failure: WireFailure): readonly string[] {
  const { status, reason, text = '', message } = failure;
  if (status === undefined) return [`Connection Error: ${connectionReason(failure)}`];
  if (status < 300) return [`Invalid JSON: ${message}`];
  const first = `HTTP Error ${status}: ${reason || (STATUS_CODES[status] ?? '')}`;
  if (text === '') return [first];
  const parsed = parseExact(text);
  return [first, `Details: ${parsed.ok ? asciiText(parsed.value) : printable(text)}`];
}

/** What Python says of the commonest; else our own words. */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: `[Errno ${constants.errno.ECONNREFUSED}] Connection refused`,
  ECONNRESET: `[Errno ${constants.errno.ECONNRESET}] Connection reset by peer`,
  EHOSTUNREACH: `[Errno ${constants.errno.EHOSTUNREACH}] No route to host`,
  ENETUNREACH: `[Errno ${constants.errno.ENETUNREACH}] Network is unreachable`,
  ENOTFOUND: '[Errno -2] Name or service not known',
  EAI_AGAIN: '[Errno -3] Temporary failure in name resolution',
  ETIMEDOUT: 'timed out',
  UND_ERR_CONNECT_TIMEOUT: 'timed out',
};

function connectionReason({ systemCode, message }: WireFailure): string {
  return (systemCode === undefined ? undefined : reasons[systemCode]) ?? message;
}

/** A failure whose one line is its message. */
export function simply(code: string, line: string, help?: string): ApiFailure {
  const message = line.replace(/^ERROR: /, '');
  return { code, message, said: [line], ...(help === undefined ? {} : { help }) };
}

/** What stands under the first of the names, else the object itself. */
export function unwrapped(answer: object, ...names: readonly string[]): unknown {
  const name = names.find((each) => Object.hasOwn(answer, each));
  return name === undefined ? answer : field(answer, name);
}

/** The list under the first of the names that is there; what is no list is none. */
export function listIn(answer: object, ...names: readonly string[]): ApiResult<readonly unknown[]> {
  const name = names.find((each) => Object.hasOwn(answer, each));
  const found = name === undefined ? [] : field(answer, name);
  if (Array.isArray(found)) return ok(found);
  return fail(simply('unreadable', `ERROR: the service answered with no list of ${names[0] ?? 'anything'}`));
}

/** The first that is there and says something. */
export function textIn(of: unknown, ...names: readonly string[]): string | null {
  const found = names.map((name) => field(of, name)).find((value) => typeof value === 'string' && value !== '');
  return typeof found === 'string' ? found : null;
}

export function withoutId(what: string): ApiFailure {
  return simply('unreadable', `ERROR: the service answered without the id of the ${what}`);
}

/** Nothing that would move the cursor or colour the terminal: it may be the words of somebody who was called. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}
