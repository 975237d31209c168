/** An agent gateway on loopback, which answers as a test tells it to. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Gateway } from '../../src/wire/gateway-config.ts';
import { queue } from '../support/socket-server.ts';

export interface AgentServer {
  readonly gateway: Gateway;
  /** What was asked and not taken yet, with how to answer it. */
  asked(): Promise<Asked>;
  readonly count: number;
}

export interface Asked {
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: { readonly tool: string; readonly args: Readonly<Record<string, unknown>> };
  readonly message: string;
  /** 200 and the reply, in the first of the two forms. */
  reply(text: string): void;
  answer(status: number, body: unknown): void;
  readonly response: ServerResponse;
}

/** Call it inside a test. `auto` answers by itself. */
export async function agentServer(options: { readonly auto?: string } = {}): Promise<AgentServer> {
  const waiting = queue<Asked>();
  let count = 0;
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += chunk));
    request.on('end', () => {
      count += 1;
      const body = JSON.parse(text) as Asked['body'];
      const answer = (status: number, data: unknown): void => {
        response.writeHead(status, { 'content-type': 'application/json', location: 'http://127.0.0.1:1/' });
        response.end(typeof data === 'string' ? data : JSON.stringify(data));
      };
      const reply = (said: string): void => answer(200, { ok: true, result: { details: { reply: said } } });
      const message = String(body.args.message ?? '');
      const { url = '', headers } = request;
      waiting.put({ url, authorization: headers.authorization, body, message, reply, answer, response });
      if (options.auto !== undefined) reply(options.auto);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return {
    gateway: {
      url: `http://127.0.0.1:${port}`,
      token: 'gateway-token',
      agentId: 'main',
      from: 'the test',
      isRemote: false,
      own: null,
    },
    asked: waiting.take,
    get count() {
      return count;
    },
  };
}
