/** The other side of the service's socket, on loopback: it does what a test tells it to. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Account } from '../../src/wire/account.ts';

export interface SocketServer {
  readonly account: Account;
  /** The next connection that was not taken yet. */
  connection(): Promise<Connection>;
  readonly connections: number;
  /** Answers HTTP, handshakes included while it is set. */
  refuse(status: number | null, headers?: Readonly<Record<string, string>>): void;
}

export interface Connection {
  readonly socket: WebSocket;
  readonly path: string;
  /** The next message that was not taken yet. */
  message(): Promise<Record<string, unknown>>;
  say(message: unknown): void;
  /** Takes the key, and says it back. */
  greet(): Promise<Record<string, unknown>>;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Call it inside a test. `answer` is for REST. */
export async function socketServer(options: { readonly answer?: Answer } = {}): Promise<SocketServer> {
  const http = createServer(options.answer);
  let refusal: { readonly status: number; readonly headers: Readonly<Record<string, string>> } | null = null;
  const sockets = new WebSocketServer({ noServer: true });
  const waiting = queue<Connection>();
  let connections = 0;
  http.on('upgrade', (request, stream, head) => {
    if (refusal !== null) {
      const lines = Object.entries({ connection: 'close', ...refusal.headers }).map(
        ([name, value]) => `${name}: ${value}`,
      );
      stream.end([`HTTP/1.1 ${refusal.status} No`, ...lines, '', ''].join('\r\n'));
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      connections += 1;
      waiting.put(connectionOf(socket, request.url ?? ''));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets.clients) socket.terminate();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  });
  const { port } = http.address() as AddressInfo;
  return {
    account: { apiUrl: `http://127.0.0.1:${port}/v1`, apiKey: 'cc_test_secret', simulated: true, world: 'sim:test' },
    connection: waiting.take,
    get connections() {
      return connections;
    },
    refuse(status, headers = {}) {
      refusal = status === null ? null : { status, headers };
    },
  };
}

function connectionOf(socket: WebSocket, path: string): Connection {
  const messages = queue<Record<string, unknown>>();
  socket.on('message', (data) => messages.put(JSON.parse(String(data))));
  const say = (message: unknown): void => socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  return {
    socket,
    path,
    message: messages.take,
    say,
    async greet() {
      const auth = await messages.take();
      say({ type: 'auth_ok' });
      return auth;
    },
  };
}

export interface Queue<Item> {
  put(item: Item): void;
  take(): Promise<Item>;
}

export function queue<Item>(): Queue<Item> {
  const items: Item[] = [];
  const takers: ((item: Item) => void)[] = [];
  return {
    put(item) {
      const taker = takers.shift();
      if (taker === undefined) items.push(item);
      else taker(item);
    },
    take() {
      const item = items.shift();
      return item === undefined ? new Promise((resolve) => takers.push(resolve)) : Promise.resolve(item);
    },
  };
}
