/**
 * What callers, app and texts ask for: approval first where it sounds like something that cannot be undone, then the agent, then
 * the answer.
 *
 * Owns: the queue to the agent, and the calls under way, whose progress is spoken.
 *
 * 1. A request is passed on once, however often the service says it.
 * 2. A sensitive request is passed on only after a yes to it, and only where the question showed all of it.
 * 3. Every spoken request gets exactly one result; nothing is said after it.
 */
import { randomBytes } from 'node:crypto';
import PQueue from 'p-queue';
import { secondMs } from '../lib/time.ts';
import type { Timers } from '../lib/timers.ts';
import type { SocketMessage } from '../wire/connection.ts';
import { type AgentGateway, type AgentTrouble, waits } from './agent.ts';
import { type Approvals, type Decision, detailsCharsMax } from './approvals.ts';
import { briefing, type Channel } from './briefing.ts';
import type { CallEnded, DeepToolRequest, MissionTextReceived, TextReceived, WalkieRequest } from './inbound.ts';
import type { WriteLine } from './log.ts';
import { outcomeText } from './outcome.ts';
import * as say from './phrases.ts';
import { Seen } from './seen.ts';
import { isSensitive } from './sensitive.ts';
import { forText, forVoice } from './spoken.ts';
import type { Texts } from './texts.ts';

export interface RequestsOptions {
  readonly agent: Pick<AgentGateway, 'say'>;
  readonly approvals: Pick<Approvals, 'ask'>;
  readonly texts: Texts;
  /** Whose session takes the texts. */
  readonly agentId: string;
  readonly timers: Timers;
  readonly log: WriteLine;
  /** What must arrive, now or when the socket is back. */
  readonly answer: (message: SocketMessage) => void;
  /** What is worth saying only now. */
  readonly mention: (message: SocketMessage) => void;
  /** Random; a test gives its own. */
  readonly mark?: () => string;
}

const mainSession = 'agent:main:main';
const atOnceMax = 4;
const queuedMax = 20;
const askingMax = { spoken: 4, sms: 1 } as const;
const wordsCharsMax = 20_000;
const progressFirstMs = 4 * secondMs;
const progressEveryMs = 15 * secondMs;

/** A request on its way to the agent. */
interface Asked {
  readonly channel: Channel;
  readonly words: string;
  readonly sessionKey: string;
  readonly from?: string;
  readonly context?: unknown;
  /** Spoken meanwhile. */
  readonly progress?: (text: string) => void;
}

type Outcome =
  | { readonly kind: 'reply'; readonly text: string }
  | { readonly kind: 'kept'; readonly why: Exclude<Decision, 'approved'> }
  | { readonly kind: 'trouble'; readonly trouble: AgentTrouble }
  | { readonly kind: 'unfit'; readonly text: string };

export class Requests {
  readonly #options: RequestsOptions;
  readonly #queue = new PQueue({ concurrency: atOnceMax });
  readonly #seen = new Seen();
  readonly #over = new Seen();
  /** Questions on the owner's phone; strangers have one place among them, so that they cannot take them all. */
  readonly #asking = { spoken: 0, sms: 0 };

  constructor(options: RequestsOptions) {
    this.#options = options;
  }

  /** Resolves when nothing is under way any more. */
  idle(): Promise<void> {
    return this.#queue.onIdle();
  }

  async deepTool(asked: DeepToolRequest): Promise<void> {
    if (!this.#seen.add(`deep ${asked.request}`)) return;
    const about = { request_id: asked.request, ...(asked.call === undefined ? {} : { call_id: asked.call }) };
    const outcome = await this.#carry({
      channel: 'voice',
      words: asked.words,
      sessionKey: mainSession,
      context: asked.context,
      progress: (text) => {
        if (!this.#over.has(asked.call ?? '')) this.#options.mention({ type: 'deep_tool_progress', ...about, text });
      },
    });
    this.#options.answer({ type: 'deep_tool_result', ...about, text: spoken(outcome) });
    this.#note(`deep-tool request ${asked.request}`, outcome);
  }

  async walkie(asked: WalkieRequest): Promise<void> {
    if (!this.#seen.add(`walkie ${asked.request}`)) return;
    const { sessionKey = mainSession, words, request } = asked;
    const outcome = await this.#carry({ channel: 'walkie', words, sessionKey });
    const failed = outcome.kind === 'trouble';
    this.#options.answer({
      type: 'walkie_response',
      request_id: request,
      reply: failed ? '' : spoken(outcome),
      ...(failed ? { error: spoken(outcome) } : {}),
    });
    this.#note(`walkie request ${request}`, outcome);
  }

  async text(received: TextReceived): Promise<void> {
    if (!this.#seen.add(`text ${received.id}`)) return;
    const { texts, agentId, log } = this.#options;
    const { from, words, id } = received;
    const refusal = await texts.refusal(received);
    if (refusal !== null) {
      log('INFO', `text ${id} from ${from}: ${refusal}; the agent is not asked`);
      return;
    }
    const outcome = await this.#carry({ channel: 'sms', words, sessionKey: `agent:${agentId}:main`, from });
    this.#note(`text ${id} from ${from}`, outcome);
    if (outcome.kind !== 'reply') return;
    const reply = forText(outcome.text);
    if (reply !== null) await texts.reply({ to: from, message: reply });
  }

  /** Its run answers, whenever it is driven next; a no is stored at once. */
  async missionText(received: MissionTextReceived): Promise<void> {
    if (await this.#options.texts.hearNo(received))
      this.#options.log('INFO', `an answer to a mission from ${received.from}: it says no for ever, which is noted`);
  }

  /** Nobody waits for an answer. */
  async ended(call: CallEnded): Promise<void> {
    if (!this.#over.add(call.call)) return;
    if (this.#queue.size >= queuedMax) {
      this.#options.log('WARN', `the end of call ${call.call} was not told: one too many`);
      return;
    }
    const told = await this.#queue.add(() =>
      this.#options.agent.say({ sessionKey: mainSession, message: outcomeText(call), ...waits.note }),
    );
    if (!told.ok)
      this.#options.log(
        'WARN',
        `the end of call ${call.call} could not be told: ${told.error.message} ${told.error.help ?? ''}`,
      );
  }

  async #carry(asked: Asked): Promise<Outcome> {
    if (asked.words.trim() === '') return { kind: 'unfit', text: say.emptyText };
    if (asked.words.length > wordsCharsMax) return { kind: 'unfit', text: say.tooLongText };
    if (this.#queue.size >= queuedMax) return { kind: 'unfit', text: say.busyText };
    const sensitive = isSensitive(asked.words);
    if (sensitive) {
      if (onOneLine(asked.words).length > detailsCharsMax) return { kind: 'unfit', text: say.tooLongText };
      const who = asked.channel === 'sms' ? 'sms' : 'spoken';
      if (this.#asking[who] >= askingMax[who]) return { kind: 'unfit', text: say.busyText };
      const decision = await this.#approval(asked);
      if (decision !== 'approved') return { kind: 'kept', why: decision };
    }
    return this.#queue.add(() => this.#pass(asked, sensitive));
  }

  async #approval({ channel, words, from, progress }: Asked): Promise<Decision> {
    progress?.(say.askingText);
    const whence = { voice: 'On the phone', walkie: 'By walkie-talkie', sms: `By text from ${from ?? ''}` }[channel];
    const line = onOneLine(words);
    const who = channel === 'sms' ? 'sms' : 'spoken';
    this.#asking[who] += 1;
    try {
      const decision = await this.#options.approvals.ask({ action: `${whence}: ${line}`, details: line });
      if (decision === 'approved') progress?.(say.approvedText);
      return decision;
    } finally {
      this.#asking[who] -= 1;
    }
  }

  async #pass(asked: Asked, isApproved: boolean): Promise<Outcome> {
    const { channel, words, from, context, sessionKey, progress } = asked;
    const mark = this.#markFor(words);
    const message = briefing({ channel, words, isApproved, mark, context, ...(from === undefined ? {} : { from }) });
    const quiet = progress === undefined ? () => undefined : this.#keepSpeaking(progress);
    try {
      const wait = channel === 'sms' ? waits.text : waits.spoken;
      const answer = await this.#options.agent.say({ sessionKey, message, ...wait });
      if (answer.ok) return { kind: 'reply', text: answer.value };
      this.#options.log('ERROR', `${answer.error.message} ${answer.error.help ?? ''}`);
      return { kind: 'trouble', trouble: answer.error.code };
    } finally {
      quiet();
    }
  }

  /** Says now and then that it goes on. Returns how to fall silent. */
  #keepSpeaking(progress: (text: string) => void): () => void {
    let said = 0;
    let cancel = (): void => undefined;
    const speakAfter = (ms: number): void => {
      cancel = this.#options.timers.after(ms, () => {
        progress(say.progressTexts[Math.min(said, say.progressTexts.length - 1)] ?? '');
        said += 1;
        speakAfter(progressEveryMs);
      });
    };
    speakAfter(progressFirstMs);
    return () => cancel();
  }

  /** Nobody outside can have written it. */
  #markFor(words: string): string {
    const make = this.#options.mark ?? (() => randomBytes(8).toString('hex'));
    let mark = make();
    while (words.includes(mark)) mark = make();
    return mark;
  }

  /** What became of it; what was said stays between the two. */
  #note(what: string, outcome: Outcome): void {
    const { log } = this.#options;
    if (outcome.kind === 'reply') log('INFO', `${what}: answered with ${outcome.text.length} characters`);
    else if (outcome.kind === 'kept') log('WARN', `${what}: sounds sensitive and was not passed on (${outcome.why})`);
    else if (outcome.kind === 'trouble') log('ERROR', `${what}: the agent was not heard (${outcome.trouble})`);
    else log('WARN', `${what}: not passed on: it is empty, too long, or one too many`);
  }
}

function onOneLine(words: string): string {
  return words.replace(/\s+/g, ' ').trim();
}

function spoken(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'reply':
      return forVoice(outcome.text);
    case 'kept':
      return say.notApprovedText(outcome.why);
    case 'trouble':
      return say.troubleText(outcome.trouble);
    case 'unfit':
      return outcome.text;
  }
}
