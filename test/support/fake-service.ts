/** A service on loopback that answers as a test says: right, wrong, or not at all. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Account } from '../../src/wire/account.ts';
import { WireClient } from '../../src/wire/client.ts';

export interface FakeRequest {
  readonly method: string;
  /** Below `/v1`, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface FakeAnswer {
  readonly status?: number;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The connection ends in the middle of the answer. */
  readonly half?: boolean;
}

/** `cut`: the connection ends without an answer; `silent`: none comes. */
export type FakeReply = FakeAnswer | 'cut' | 'silent';

export interface FakeService {
  readonly account: Account;
  readonly client: WireClient;
  readonly requests: readonly FakeRequest[];
  /** `GET /me` and the like, in order. */
  readonly asked: readonly string[];
}

/** Call it inside a test. */
export async function fakeService(answer: (request: FakeRequest) => FakeReply): Promise<FakeService> {
  const requests: FakeRequest[] = [];
  const server = createServer((incoming, response) => {
    // Whoever hangs up in the middle of a question gets no answer.
    void readRequest(incoming).then(
      (request) => {
        requests.push(request);
        send(response, answer(request));
      },
      () => undefined,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const account = {
    apiUrl: `http://127.0.0.1:${port}/v1`,
    apiKey: 'cc_test_secret',
    simulated: true,
    world: 'sim:test',
  };
  const client = new WireClient({ account, version: 'mission/test' });
  onTestFinished(async () => {
    await client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    account,
    client,
    requests,
    get asked() {
      return requests.map(({ method, path }) => `${method} ${path}`);
    },
  };
}

async function readRequest(incoming: IncomingMessage): Promise<FakeRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const url = new URL(incoming.url ?? '/', 'http://fake');
  return {
    method: incoming.method ?? '',
    path: url.pathname.replace(/^\/v1/, ''),
    query: url.searchParams,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

function send(response: ServerResponse, reply: FakeReply): void {
  if (reply === 'silent') return;
  if (reply === 'cut') {
    response.destroy();
    return;
  }
  const { status = 200, body, text, headers = {}, half = false } = reply;
  const sent = text ?? (body === undefined ? '' : JSON.stringify(body));
  response.writeHead(status, half ? { ...headers, 'content-length': String(sent.length + 1) } : headers);
  if (half) response.write(sent, () => response.destroy());
  else response.end(sent);
}
