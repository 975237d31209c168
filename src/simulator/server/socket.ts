/** The WebSocket at `/ws`: a client gives its key within a while, then hears what happens. */
import type { IncomingMessage, Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { secondMs } from '../../lib/time.ts';
import { accountWithKey } from './accounts.ts';
import type { Json } from './documents.ts';
import type { Listener } from './hub.ts';
import { objectOf } from './reply.ts';
import type { Service } from './service.ts';
import { heard } from './voice/heard.ts';

const authMaxMs = 10 * secondMs;
const pingEveryMs = 30 * secondMs;
const messageBytesMax = 1_048_576;
/** RFC 6455: the message breaks the endpoint's rules. */
const policyCode = 1008;

export interface SocketParts {
  readonly service: Service;
  readonly server: Server;
  readonly hosts: ((host: string) => boolean) | null;
}

/** Returns how to close it. */
export function openSocket({ service, server, hosts }: SocketParts): () => void {
  const sockets = new WebSocketServer({
    server,
    path: '/ws',
    maxPayload: messageBytesMax,
    verifyClient: ({ req }: { readonly req: IncomingMessage }) => hosts === null || hosts(req.headers.host ?? ''),
  });
  sockets.on('connection', (socket) => welcome(service, socket));
  const pings = setInterval(() => {
    for (const socket of sockets.clients) socket.ping();
  }, pingEveryMs).unref();
  return () => {
    clearInterval(pings);
    service.hub.close();
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
  };
}

function welcome(service: Service, socket: WebSocket): void {
  let account: string | null = null;
  const listener: Listener = {
    send: (text) => socket.send(text),
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
  };
  const late = setTimeout(() => refuse(socket, 'Authentication timeout'), authMaxMs);
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    clearTimeout(late);
    if (account !== null) service.hub.leave(account, listener);
  });
  socket.on('message', (data) => {
    const message = parsed(String(data));
    if (message === undefined) return;
    if (account !== null) return heard(service, { account, message });
    if (message.type !== 'auth') return;
    clearTimeout(late);
    account = enter(service, { message, listener });
    if (account === null) refuse(socket, 'Invalid API key');
  });
}

/** The account's id; null: there is none with such a key. */
function enter(service: Service, of: { readonly message: Json; readonly listener: Listener }): string | null {
  const { api_key: key, client_version, owner_name, agent_name } = of.message;
  const account = typeof key === 'string' ? accountWithKey(service, key) : undefined;
  if (account === undefined) return null;
  service.shelf.put('account', { ...account, lastSocketAt: service.now() });
  service.hand();
  service.clients.set(account.id, {
    client_version,
    owner_name,
    agent_name,
    restarts: service.clients.get(account.id)?.restarts ?? 0,
  });
  of.listener.send(JSON.stringify({ type: 'auth_ok' }));
  service.hub.enter(account.id, of.listener);
  return account.id;
}

function refuse(socket: WebSocket, message: string): void {
  socket.send(JSON.stringify({ type: 'auth_error', message }));
  socket.close(policyCode, message);
}

function parsed(text: string): Json | undefined {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    // What is no JSON says nothing.
    return undefined;
  }
}
