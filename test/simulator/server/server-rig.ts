/** A simulator server for a test, and the short ways to ask it. Time stands still unless the test moves the wall clock or drives. */
import { Agent, fetch, type Headers } from 'undici';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { minuteMs } from '../../../src/lib/time.ts';
import type { RequestLine, ServerOptions } from '../../../src/simulator/server/options.ts';
import { type SimulatorServer, startServer } from '../../../src/simulator/server/start.ts';

export const startsAt = Date.parse('2026-11-23T15:00:00Z');

export interface Answer {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

/** Whatever came: a test that reads a member that is not there fails. */
export type Body = ReturnType<typeof JSON.parse>;

export class ServerRig {
  readonly server: SimulatorServer;
  /** Of the wall clock, which moves only when told. */
  readonly wall: { now: number };
  readonly lines: RequestLine[];
  /** Connections of its own: one that was kept may belong to a server that is gone from the same port. */
  readonly #agent = new Agent();
  key: string;
  /** Sent with every request. */
  headers: Readonly<Record<string, string>> = {};

  private constructor(server: SimulatorServer, of: { readonly wall: { now: number }; readonly lines: RequestLine[] }) {
    this.server = server;
    this.key = server.apiKey;
    this.wall = of.wall;
    this.lines = of.lines;
  }

  static async open(options: ServerOptions & { readonly wallAt?: number } = {}): Promise<ServerRig> {
    const { wallAt = startsAt, ...rest } = options;
    const wall = { now: wallAt };
    const lines: RequestLine[] = [];
    const server = await startServer({
      seed: 7,
      wallNow: () => wall.now,
      onRequest: (line) => lines.push(line),
      ...rest,
    });
    onTestFinished(() => server.close());
    return new ServerRig(server, { wall, lines });
  }

  async ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.server.url}${path}`, {
      method,
      dispatcher: this.#agent,
      headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/json', ...this.headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
  }

  get = (path: string) => this.ask('GET', path);
  post = (path: string, body?: unknown) => this.ask('POST', path, body);
  patch = (path: string, body?: unknown) => this.ask('PATCH', path, body);
  delete = (path: string) => this.ask('DELETE', path);

  /** Lets wall time go by. */
  pass(ms: number): void {
    this.wall.now += ms;
  }

  async mission(
    more: object = {},
  ): Promise<{ readonly id: string; readonly telnyx: string; readonly firstRun: string }> {
    const { body } = await this.post('/v1/missions', { name: 'Find somebody', instructions: 'Ask around', ...more });
    return { id: body.mission.id, telnyx: body.mission.telnyx_mission_id, firstRun: body.mission.telnyx_run_id };
  }

  async run(mission: string, input: object = {}): Promise<string> {
    return (await this.post(`/v1/missions/${mission}/runs`, { input })).body.data.run_id;
  }

  async assistant(more: object = {}): Promise<string> {
    const { body } = await this.post('/v1/assistants', { name: 'Caller', instructions: 'Be kind.', ...more });
    return body.assistant.id;
  }

  async number(): Promise<string> {
    return (await this.get('/v1/me')).body.dedicated_number;
  }

  /** A call or text in two minutes. */
  async schedule(assistant: string, more: object = {}): Promise<Answer> {
    const at = new Date(this.wall.now + 2 * minuteMs).toISOString();
    return this.post(`/v1/assistants/${assistant}/events`, {
      channel: 'call',
      to: '+13125550101',
      from: await this.number(),
      scheduled_at: at,
      ...more,
    });
  }

  /** Whose calls all come out so. */
  async play(mission: string, more: { readonly simulate?: object; readonly [name: string]: unknown }): Promise<Answer> {
    const simulate = { seed: 7, default: { answered: 1 }, personas: {}, approver: {}, ...more.simulate };
    return this.post('/simulator/runs', { automated: [], assistants: {}, ...more, mission, simulate });
  }

  async socket(key = this.key, more: object = {}): Promise<SocketRig> {
    const socket = await SocketRig.open(this.server.url);
    socket.send({ type: 'auth', api_key: key, ...more });
    await socket.next();
    return socket;
  }
}

/** What came over a socket, in order. */
export class SocketRig {
  readonly #socket: WebSocket;
  readonly #came: Body[] = [];
  #wake: () => void = () => undefined;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      this.#came.push(JSON.parse(String(data)));
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
    });
    socket.on('error', () => undefined);
  }

  static async open(url: string): Promise<SocketRig> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`);
    const rig = new SocketRig(socket);
    onTestFinished(() => socket.terminate());
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    return rig;
  }

  send(message: object | string): void {
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  async next(): Promise<Body> {
    for (;;) {
      const message = this.#came.shift();
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** What came and was not looked at; a round trip first, so that nothing is still on its way. */
  async rest(): Promise<readonly Body[]> {
    await new Promise<void>((resolve) => {
      this.#socket.once('pong', () => resolve());
      this.#socket.ping();
    });
    return this.#came.splice(0);
  }

  close(): void {
    this.#socket.close();
  }
}
