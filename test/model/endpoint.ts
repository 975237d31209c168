/** An endpoint on loopback that speaks as OpenAI's does, and answers as the test says. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Seen {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: {
    readonly model: string;
    readonly temperature?: number;
    readonly messages: readonly { readonly role: string; readonly content: string }[];
    readonly response_format?: { readonly type: string; readonly json_schema: { readonly schema: unknown } };
  };
}

export interface Answered {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is. */
  readonly text: string;
}

/** What a model says, as such an endpoint wraps it. */
export const saying = (content: unknown): Answered => ({
  text: JSON.stringify({ choices: [{ index: 0, message: { role: 'assistant', content } }] }),
});

export const refusing = (status: number, message: string): Answered => ({
  status,
  text: JSON.stringify({ error: { message, type: 'invalid_request_error' } }),
});

/** Its clock stands: the same question has the same answer. */
const date = 'Tue, 24 Nov 2026 12:00:00 GMT';

export async function endpoint(answer: (seen: Seen) => Answered | null | Promise<Answered>) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += chunk));
    request.on('end', async () => {
      const one: Seen = {
        url: request.url ?? '',
        headers: request.headers,
        body: text === '' ? null : JSON.parse(text),
      };
      seen.push(one);
      const said = await answer(one);
      if (said === null) return void request.socket.destroy();
      const headers = { 'content-type': 'application/json', date, ...said.headers };
      response.writeHead(said.status ?? 200, headers).end(said.text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { seen, origin: `http://127.0.0.1:${port}`, baseUrl: `http://127.0.0.1:${port}/v1` };
}
