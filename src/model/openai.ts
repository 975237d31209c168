/**
 * A model behind an endpoint that speaks as OpenAI's `/chat/completions` does.
 *
 * Owns: how the endpoint likes to be asked, and until when it wants to be left alone. Talks to: the endpoint.
 * 1. The key goes to the endpoint's own origin alone, encrypted unless that is this machine; no redirect is followed.
 * 2. No question is repeated here but in another form, where the endpoint does not know the one before.
 * 3. Whatever it answers fills the fields that were asked for, or is an error.
 */
import PQueue from 'p-queue';
import { Agent } from 'undici';
import { fail, ok, type Result } from '../lib/result.ts';
import { secondMs } from '../lib/time.ts';
import { machineTimers, type Timers } from '../lib/timers.ts';
import type { Answer, Model, ProviderError } from '../run/ports.ts';
import { isLoopback } from '../wire/account.ts';
import { field, serviceErrorOf } from '../wire/failure.ts';
import { type Came, clockOf, exchange, parsed, retryAfterMs } from '../wire/http.ts';
import { extractQuestion, judgeQuestion, type Question, readFields, readScore } from './question.ts';

export interface ModelOptions {
  /** Up to `/chat/completions`: `https://models.example/v1`. */
  readonly baseUrl: string;
  readonly name: string;
  readonly apiKey?: string;
  readonly timers?: Timers;
}

export function openModel(options: ModelOptions): Model {
  const endpoint = new Endpoint(options);
  return {
    name: options.name,
    extract: (request) => endpoint.ask(extractQuestion(request), (text) => readFields(text, request)),
    judge: (request) => endpoint.ask(judgeQuestion(request), (text) => readScore(text, request)),
  };
}

const timeoutMs = 60 * secondMs;
const answerBytesMax = 4 * 1_048_576;
/** Questions under way at once. */
const concurrency = 4;
const throttledMs = 30 * secondMs;
const messageCharsMax = 300;

/** From the most exact to what every endpoint takes: some know no schemas, some no temperature. */
const manners = [
  { schema: true, temperature: true },
  { schema: true, temperature: false },
  { schema: false, temperature: true },
  { schema: false, temperature: false },
] as const;
type Manner = (typeof manners)[number];

interface Failed {
  readonly ok: false;
  readonly error: ProviderError;
  readonly serviceAt?: number;
}

class Endpoint {
  readonly #options: ModelOptions;
  readonly #timers: Timers;
  readonly #queue = new PQueue({ concurrency });
  readonly #agent = new Agent({ connect: { timeout: 10 * secondMs } });
  /** Why it is never asked; null: it can be. */
  readonly #misuse: string | null;
  /** The manner that it took last. */
  #manner = 0;
  #leftAloneUntil = 0;

  constructor(options: ModelOptions) {
    this.#options = options;
    this.#timers = options.timers ?? machineTimers;
    this.#misuse = misuseOf(options);
  }

  async ask<Value>(question: Question, read: (text: string) => Result<Value, string>): Promise<Answer<Value>> {
    if (this.#misuse !== null) return failed('refused', this.#misuse);
    const answer = await this.#queue.add(() => this.#inSomeManner(question));
    if (!answer.ok) return answer;
    const value = read(answer.value);
    const { serviceAt } = answer;
    if (value.ok) return { ok: true, value: value.value, serviceAt };
    return { ...failed('unavailable', `The model's answer cannot be used: ${value.error}.`), serviceAt };
  }

  async #inSomeManner(question: Question): Promise<Answer<string>> {
    const waitMs = this.#leftAloneUntil - this.#timers.now();
    if (waitMs > 0) return { ok: false, error: { ...throttled, retryAfterMs: waitMs } };
    let first: Failed | null = null;
    for (let at = this.#manner; at < manners.length; at += 1) {
      const answer = await this.#inManner(question, manners[at] ?? manners[0]);
      if (answer.ok) this.#manner = at;
      if (answer.ok || answer.error.code !== 'refused' || answer.isFinal) return answer.ok ? answer : bare(answer);
      first ??= bare(answer);
    }
    return first ?? failed('refused', 'The model takes no question.');
  }

  async #inManner(
    { system, user, schema }: Question,
    manner: Manner,
  ): Promise<Extract<Answer<string>, { ok: true }> | (Failed & { readonly isFinal: boolean })> {
    const { baseUrl, name, apiKey } = this.#options;
    const format = { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } };
    const came = await exchange({
      url: `${baseUrl.replace(/\/+$/, '')}/chat/completions`,
      method: 'POST',
      headers: {
        accept: 'application/json',
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      sent: JSON.stringify({
        model: name,
        messages: [
          { role: 'system', content: manner.schema ? system : `${system}\nIts JSON Schema: ${JSON.stringify(schema)}` },
          { role: 'user', content: user },
        ],
        ...(manner.temperature ? { temperature: 0 } : {}),
        ...(manner.schema ? { response_format: format } : {}),
      }),
      agent: this.#agent,
      timeoutMs,
      bytesMax: answerBytesMax,
    });
    if (!came.ok) {
      const code = came.error.code === 'unreached' ? 'unavailable' : 'lost';
      return { ...failed(code, `The model did not answer: ${came.error.message}`), isFinal: true };
    }
    const serviceAt = clockOf(came.value.headers) ?? this.#timers.now();
    const text = came.value.status === 200 ? contentOf(came.value) : null;
    if (text?.ok) return { ok: true, value: text.value, serviceAt };
    if (text !== null) return { ...failed('unavailable', text.error), serviceAt, isFinal: true };
    return { ...this.#refusal(came.value), serviceAt };
  }

  #refusal(came: Came): Failed & { readonly isFinal: boolean } {
    const { status, reason } = came;
    const body = came.text === null ? undefined : parsed(came.text);
    const said = serviceErrorOf(body?.ok ? body.value : undefined).message.slice(0, messageCharsMax);
    const message = hidden(
      `The model's endpoint answered ${status}${said === '' ? ` ${reason}`.trimEnd() : `: ${said}`}.`,
      this.#options.apiKey,
    );
    if (status === 401 || status === 403) return { ...failed('unauthorized', message), isFinal: true };
    if (status === 429) {
      const waitMs = retryAfterMs(came.headers) ?? throttledMs;
      this.#leftAloneUntil = this.#timers.now() + waitMs;
      return { ok: false, error: { ...throttled, message, retryAfterMs: waitMs }, isFinal: true };
    }
    if (status >= 500 || status === 408) return { ...failed('unavailable', message), isFinal: true };
    // Only these two say that something in the question is not known.
    return { ...failed('refused', message), isFinal: status !== 400 && status !== 422 };
  }
}

const throttled = { code: 'throttled', message: 'The model wants to be left alone for a while.' } as const;

function failed(code: ProviderError['code'], message: string): Failed {
  return { ok: false, error: { code, message } };
}

function bare({ error, serviceAt }: Failed): Failed {
  return { ok: false, error, ...(serviceAt === undefined ? {} : { serviceAt }) };
}

/** Some endpoints say in their answer which key was wrong. */
function hidden(text: string, apiKey: string | undefined): string {
  return apiKey === undefined ? text : text.replaceAll(apiKey, '***');
}

/** Why a model set up like that would never be asked; null: it will. */
export function misuseOf({ baseUrl, apiKey }: ModelOptions): string | null {
  if (!URL.canParse(baseUrl)) return `The model's address is not one: ${baseUrl}`;
  const { protocol, hostname, host, search } = new URL(baseUrl);
  if ((protocol !== 'https:' && protocol !== 'http:') || search !== '')
    return `The model's address is not one: ${baseUrl}`;
  if (apiKey !== undefined && protocol === 'http:' && !isLoopback(hostname))
    return `The model's key would go to ${host} unencrypted; use https.`;
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey))
    return "The model's key holds characters that no key has.";
  return null;
}

/** The text of the first choice; servers give it whole or in parts. */
function contentOf({ text }: Came): Result<string, string> {
  if (text === null) return fail(`The model's answer has more than ${answerBytesMax / 1_048_576} MiB.`);
  const body = parsed(text);
  if (!body.ok) return fail("The model's endpoint answered with something that is no JSON.");
  const choices = field(body.value, 'choices');
  const message = field(Array.isArray(choices) ? choices[0] : undefined, 'message');
  const content = field(message, 'content');
  if (typeof content === 'string' && content !== '') return ok(content);
  const parts = Array.isArray(content) ? content.map((part: unknown) => field(part, 'text')) : [];
  const joined = parts.filter((part): part is string => typeof part === 'string').join('');
  if (joined !== '') return ok(joined);
  return fail(
    typeof field(message, 'refusal') === 'string' ? 'The model refuses to answer.' : 'The model answered with nothing.',
  );
}
