/**
 * The agent gateway of this machine: a message to an agent, and its answer. The only place that sends the gateway's token.
 *
 * 1. The token goes to the gateway's own address alone; no redirect is followed.
 * 2. A message is sent once: whatever it asks for may have been done although no answer came.
 */
import { Agent } from 'undici';
import { type Failure, fail, ok, type Result } from '../lib/result.ts';
import { minuteMs, secondMs } from '../lib/time.ts';
import { field, type WireFailure } from '../wire/failure.ts';
import { type Gateway, sendTool } from '../wire/gateway-config.ts';
import { exchange, parsed } from '../wire/http.ts';

/**
 * not-allowed: `sessions_send` is not on the gateway's allow list; unauthorized: the token; unreached: nobody listens; timeout: the
 * agent may still be at it; failed: the gateway or the agent says so; unreadable: the answer is none.
 */
export type AgentTrouble = 'not-allowed' | 'unauthorized' | 'unreached' | 'timeout' | 'failed' | 'unreadable';

export interface AgentMessage {
  /** `agent:main:main`. */
  readonly sessionKey: string;
  readonly message: string;
  /** How long the gateway waits for the agent; 0: it does not. */
  readonly timeoutS: number;
  /** How long the gateway is waited for. */
  readonly httpTimeoutMs: number;
}

/** A call's speaker, a push-to-talk message, a text and a note wait so long: for the agent, and for the gateway. */
export const waits = {
  spoken: { timeoutS: 90, httpTimeoutMs: 2 * minuteMs },
  text: { timeoutS: 60, httpTimeoutMs: 90 * secondMs },
  note: { timeoutS: 0, httpTimeoutMs: 30 * secondMs },
} as const;

const answerBytesMax = 2 * 1_048_576;
const probeTimeoutMs = 5 * secondMs;
const connectTimeoutMs = 5 * secondMs;
const saidCharsMax = 300;
/** The gateway has the message, and is silent. */
const timeoutCodes = new Set(['ETIMEDOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

export class AgentGateway {
  readonly #gateway: Gateway;
  readonly #agent: Agent;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
    this.#agent = new Agent({ connect: { timeout: connectTimeoutMs }, keepAliveTimeout: 10 * secondMs });
  }

  /** The agent's reply as it came, '' where it had none. Never throws for what a gateway or a network can do. */
  async say({
    sessionKey,
    message,
    timeoutS,
    httpTimeoutMs,
  }: AgentMessage): Promise<Result<string, Failure<AgentTrouble>>> {
    const args = { sessionKey, message, timeoutSeconds: timeoutS };
    const answer = await this.#invoke(args, httpTimeoutMs);
    return answer.ok ? readReply(answer.value) : answer;
  }

  /** Whether a message would be taken; nothing is sent to any agent: one without words is refused, by a tool that is allowed. */
  async probe(): Promise<Result<null, Failure<AgentTrouble>>> {
    const answer = await this.#invoke({}, probeTimeoutMs);
    return answer.ok || answer.error.code === 'failed' ? ok(null) : answer;
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #invoke(args: object, timeoutMs: number): Promise<Result<unknown, Failure<AgentTrouble>>> {
    const { url, token } = this.#gateway;
    const answer = await exchange({
      url: `${url}/tools/invoke`,
      method: 'POST',
      headers: {
        accept: 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      sent: JSON.stringify({ tool: sendTool, args }),
      agent: this.#agent,
      timeoutMs,
      bytesMax: answerBytesMax,
    });
    if (!answer.ok) return fail(this.#withoutAnswer(answer.error));
    const { status, text } = answer.value;
    if (text === null) return fail(this.#trouble('unreadable', 'it answered with more than 2 MiB'));
    return this.#answered(status, text);
  }

  #answered(status: number, text: string): Result<unknown, Failure<AgentTrouble>> {
    const body = jsonOf(text);
    if (status === 404) return fail(this.#trouble('not-allowed', `it does not offer ${sendTool}`));
    if (status === 401 || status === 403) return fail(this.#trouble('unauthorized', `it answered ${status}`));
    if (status < 200 || status >= 300) return fail(this.#trouble('failed', `it answered ${status}${said(body)}`));
    if (body === undefined) return fail(this.#trouble('unreadable', 'its answer is no JSON'));
    return ok(body);
  }

  #withoutAnswer({ message, systemCode }: WireFailure): Failure<AgentTrouble> {
    if (systemCode !== undefined && timeoutCodes.has(systemCode))
      return this.#trouble('timeout', 'no answer came in time');
    return this.#trouble('unreached', `it cannot be reached (${systemCode ?? message})`);
  }

  #trouble(code: AgentTrouble, why: string): Failure<AgentTrouble> {
    const { url, from } = this.#gateway;
    return { code, message: `The agent gateway at ${url} (${from}): ${why}.`, help: helpFor(code, this.#gateway) };
  }
}

function helpFor(code: AgentTrouble, { own, from }: Gateway): string {
  const file = own?.path ?? 'its openclaw.json';
  switch (code) {
    case 'not-allowed':
      return `Allow "${sendTool}" under gateway.tools.allow in ${file} (\`mission setup\` does it), and restart the gateway.`;
    case 'unauthorized':
      return `Set gateway_token in skill-config.json, or OPENCLAW_GATEWAY_TOKEN, to gateway.auth.token in ${file}.`;
    case 'unreached':
      return `Start the gateway, or mend its address (${from}).`;
    case 'timeout':
      return 'The agent may be at work still; its own log tells.';
    case 'failed':
    case 'unreadable':
      return 'The gateway’s own log tells more; check that its address is that of an agent gateway.';
  }
}

/** Both forms: `result.details.reply`, and `result.content[0].text`, which may itself be JSON with a reply. */
function readReply(body: unknown): Result<string, Failure<AgentTrouble>> {
  const result = field(body, 'result');
  if (result === undefined)
    return fail({ code: 'unreadable', message: 'The agent gateway answered without a result.' });
  const text = firstText(field(result, 'content'));
  const inner = text === undefined ? undefined : jsonOf(text);
  const isObject = typeof inner === 'object' && inner !== null;
  const told = field(result, 'details') ?? (isObject ? inner : undefined);
  const status = field(told, 'status');
  if (status === 'timeout') return fail({ code: 'timeout', message: 'The agent did not answer in time.' });
  if (status === 'error' || status === 'forbidden')
    return fail({ code: 'failed', message: `The agent gateway did not hand the message on${said(told)}.` });
  for (const reply of [field(field(result, 'details'), 'reply'), field(inner, 'reply')])
    if (typeof reply === 'string' && reply !== '') return ok(reply);
  return ok(isObject && !Array.isArray(inner) ? '' : (text ?? ''));
}

function firstText(content: unknown): string | undefined {
  if (!Array.isArray(content)) return undefined;
  return content.map((part: unknown) => field(part, 'text')).find((text) => typeof text === 'string');
}

/** What an answer itself says is wrong. */
function said(body: unknown): string {
  const error = field(body, 'error');
  const message = field(error, 'message') ?? error;
  return typeof message === 'string' && message !== '' ? `: ${message.slice(0, saidCharsMax)}` : '';
}

/** Undefined: no JSON. */
function jsonOf(text: string): unknown {
  const read = parsed(text);
  return read.ok ? read.value : undefined;
}
