/**
 * The voice gateway: what the service says on the socket goes to the agent of this machine, and its answers are spoken.
 *
 * Owns: the socket, and who was greeted. Talks to: the service (socket and REST), the agent gateway; others may listen.
 *
 * 1. Nothing that the service or a caller says can stop it: what it does not understand is noted and passed over.
 * 2. A call is greeted once.
 * 3. It ends where the key is refused, where another client took over, and when it is told to; never else.
 */
import { machineTimers, type Timers } from '../lib/timers.ts';
import type { Account } from '../wire/account.ts';
import type { WireClient } from '../wire/client.ts';
import type { SocketMessage } from '../wire/connection.ts';
import type { Gateway } from '../wire/gateway-config.ts';
import { type SocketChange, type SocketEnd, WireSocket } from '../wire/socket.ts';
import type { AgentGateway } from './agent.ts';
import { Approvals } from './approvals.ts';
import type { Health } from './health.ts';
import { type Inbound, readInbound } from './inbound.ts';
import type { LineLog } from './log.ts';
import { Outbox } from './outbox.ts';
import { greetingOf, memoryNote, type Names, systemPrompt } from './phrases.ts';
import { Requests } from './requests.ts';
import { Seen } from './seen.ts';
import { forVoice } from './spoken.ts';
import { type NumberList, Texts } from './texts.ts';
import { endText, Vitals } from './vitals.ts';

export interface VoiceGatewayOptions {
  readonly account: Account;
  readonly client: Pick<WireClient, 'request'>;
  readonly agent: Pick<AgentGateway, 'say'>;
  readonly gateway: Gateway;
  /** `mission/0.1.0`. */
  readonly version: string;
  readonly names: Names;
  readonly greeting?: string | undefined;
  readonly numbers: NumberList;
  readonly log: LineLog;
  /** Absent: nobody else waits for anything. */
  readonly others?: Others | undefined;
  /** How long others have to give the socket back before it connects; not at all unless given. */
  readonly waitMs?: number;
  readonly onHealth: (health: Health) => void;
  readonly timers?: Timers;
  readonly mark?: () => string;
}

/** Whoever else of this machine waits for what the service says, and leaves the voice gateway the socket meanwhile. */
export interface Others {
  /** Everything that is said. */
  heard(message: SocketMessage): void;
  /** Something may have been said that nobody heard. */
  missed(): void;
}

export class VoiceGateway {
  /** Resolves when it has ended. */
  readonly ended: Promise<SocketEnd>;
  readonly #options: VoiceGatewayOptions;
  readonly #timers: Timers;
  readonly #vitals: Vitals;
  readonly #socket: WireSocket;
  readonly #approvals: Approvals;
  readonly #requests: Requests;
  readonly #outbox: Outbox;
  readonly #greeted = new Seen();
  #resolveEnd: (end: SocketEnd) => void = () => undefined;
  #cancelStart: () => void = () => undefined;

  constructor(options: VoiceGatewayOptions) {
    const { account, client, agent, gateway, version, names, numbers, timers = machineTimers } = options;
    const log = options.log.write;
    this.#options = options;
    this.#timers = timers;
    const of = { service: account.apiUrl, agentGateway: gateway.url };
    this.#vitals = new Vitals({ of, onHealth: options.onHealth, timers });
    this.ended = new Promise((resolve) => {
      this.#resolveEnd = resolve;
    });
    this.#socket = new WireSocket({
      account,
      version,
      ownerName: names.owner,
      agentName: names.agent,
      timers,
      onMessage: (message) => this.#hear(message),
      onChange: (change) => this.#changed(change),
    });
    this.#outbox = new Outbox({ timers, send: (message) => this.#socket.send(message) });
    this.#approvals = new Approvals({ client, timers, log: (line) => log('WARN', line) });
    this.#requests = new Requests({
      agent,
      approvals: this.#approvals,
      texts: new Texts({ client, numbers, timers, log }),
      agentId: gateway.agentId,
      timers,
      log,
      answer: (message) => void this.#outbox.put(message),
      mention: (message) => void this.#socket.send(message),
      ...(options.mark === undefined ? {} : { mark: options.mark }),
    });
  }

  /** To be called once. */
  start(): this {
    this.#options.log.write(
      'INFO',
      `voice gateway ${this.#options.version}; agent gateway ${this.#options.gateway.url}`,
    );
    this.#vitals.start();
    const { waitMs = 0 } = this.#options;
    if (waitMs === 0) this.#socket.start();
    else this.#cancelStart = this.#timers.after(waitMs, () => this.#socket.start());
    return this;
  }

  /** What is under way at the agent is not waited for. */
  stop(): void {
    this.#cancelStart();
    this.#socket.close();
  }

  #hear(message: SocketMessage): void {
    this.#vitals.heard();
    this.#options.others?.heard(message);
    const inbound = readInbound(message);
    if (inbound === 'malformed')
      this.#options.log.write('WARN', 'the service said something that lacks a part; passed over');
    else if (inbound !== null) this.#handle(inbound);
  }

  #handle(inbound: Inbound): void {
    const log = this.#options.log.write;
    switch (inbound.kind) {
      case 'context':
        log('INFO', `call ${inbound.call}: asks for its context`);
        this.#greet(inbound.call);
        return;
      case 'call-started':
        log('INFO', `call ${inbound.call}: started (${inbound.direction || 'direction unknown'})`);
        return;
      case 'call-ended':
        log('INFO', `call ${inbound.call}: ended after ${Math.round(inbound.durationS)} s`);
        this.#go(this.#requests.ended(inbound));
        return;
      case 'deep-tool':
        log('INFO', `deep-tool request ${inbound.request}: ${inbound.words.length} characters`);
        this.#go(this.#requests.deepTool(inbound));
        return;
      case 'walkie':
        log('INFO', `walkie request ${inbound.request}: ${inbound.words.length} characters`);
        this.#go(this.#requests.walkie(inbound));
        return;
      case 'text':
        log('INFO', `text ${inbound.id} from ${inbound.from}: ${inbound.words.length} characters`);
        this.#go(this.#requests.text(inbound));
        return;
      case 'mission-text':
        this.#go(this.#requests.missionText(inbound));
        return;
      case 'approval':
        log('INFO', `approval ${inbound.request}: ${inbound.decision}`);
        this.#approvals.hear(inbound.request, inbound.decision);
        return;
      case 'logs':
        log('INFO', 'the service asks for the log');
        this.#outbox.put({
          type: 'logs_response',
          request_id: inbound.request,
          lines: this.#options.log.tail(),
        });
        return;
    }
  }

  #greet(call: string): void {
    const { names, greeting } = this.#options;
    if (!this.#greeted.add(call)) return;
    const context = { memory: memoryNote, system_prompt: systemPrompt(names) };
    this.#socket.send({ type: 'context_response', call_id: call, context });
    this.#socket.send({ type: 'response', call_id: call, text: forVoice(greetingOf(greeting, names)) });
  }

  /** A failure of the program itself is noted, and the line stays open. */
  #go(work: Promise<void>): void {
    work.catch((thrown: unknown) => {
      const what = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      this.#options.log.write('ERROR', `a bug in this program, or trouble with the store: ${what}`);
    });
  }

  #changed(change: SocketChange): void {
    const log = this.#options.log.write;
    switch (change.kind) {
      case 'connecting':
        log('INFO', `connecting to ${change.url}`);
        this.#vitals.stand('connecting');
        return;
      case 'ready':
        this.#ready(change.again);
        return;
      case 'alive':
        this.#vitals.heard();
        this.#vitals.tell();
        return;
      case 'garbage':
        log('WARN', `the service said something that is no message (${change.why})`);
        return;
      case 'lost':
        // Before it is logged, here and below: who reads the log finds it so.
        this.#vitals.stand('waiting', change.why);
        log('WARN', `not connected: ${change.why}; again in ${Math.round(change.retryInMs / 1_000)} s`);
        return;
      case 'ended':
        this.#finish(change.end);
        return;
    }
  }

  #ready(again: boolean): void {
    const { log, version, others } = this.#options;
    this.#vitals.heard();
    this.#vitals.stand('connected');
    log.write('INFO', again ? 'connected again' : 'connected');
    if (again) this.#socket.send({ type: 'client_restart', version, reason: 'reconnect' });
    others?.missed();
    const { sent, stale } = this.#outbox.flush();
    if (sent + stale > 0) log.write('INFO', `answers that had waited: ${sent} sent, ${stale} too old`);
  }

  #finish(end: SocketEnd): void {
    this.#approvals.close();
    this.#vitals.ended(end);
    this.#options.log.write(end.reason === 'closed' ? 'INFO' : 'ERROR', endText(end));
    this.#resolveEnd(end);
  }
}
