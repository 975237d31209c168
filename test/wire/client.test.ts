import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { bodyBytesMax, segment, WireClient } from '../../src/wire/client.ts';
import { repeated } from '../../src/wire/repeat.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function serving(handler: Handler) {
  const seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      handler(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const apiUrl = `http://127.0.0.1:${port}/v1`;
  const client = new WireClient({
    account: { apiUrl, apiKey: 'cc_test_key', simulated: true, world: 'sim:x' },
    version: 'mission/test',
  });
  closers.push(
    () => new Promise((resolve) => server.close(resolve)),
    async () => server.closeAllConnections(),
    () => client.close(),
  );
  return { client, seen, server };
}

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Handler =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

const wrapped = (status: number, errors: unknown[]) => ({
  error: {
    code: 'internal',
    message: `Telnyx schedule call failed (${status}): ${JSON.stringify({ errors }, null, 2)}`,
  },
});

describe('a request', () => {
  it('carries the key, the version and JSON, and brings the body and the service’s clock', async () => {
    const { client, seen } = await serving(
      json(201, { mission: { id: 'm' } }, { date: 'Mon, 23 Nov 2026 15:00:00 GMT' }),
    );
    const answer = await client.request({ method: 'POST', path: '/missions', body: { name: 'A' } });
    expect(answer).toEqual({
      ok: true,
      value: {
        status: 201,
        body: { mission: { id: 'm' } },
        text: '{"mission":{"id":"m"}}',
        serviceAt: Date.UTC(2026, 10, 23, 15),
      },
    });
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: '/v1/missions',
      body: '{"name":"A"}',
      headers: {
        authorization: 'Bearer cc_test_key',
        'x-client-version': 'mission/test',
        'content-type': 'application/json',
      },
    });
  });

  it('sends a text as it is, to the digit', async () => {
    const { client, seen } = await serving(json(200, {}));
    await client.request({ method: 'PATCH', path: '/a', bodyText: '{"id": 2911183098009880238}' });
    expect(seen[0]?.body).toBe('{"id": 2911183098009880238}');
  });

  it('sends an absent body as none, and takes none as an answer', async () => {
    const { client, seen } = await serving((_, response) => response.writeHead(204).end());
    expect(await client.request({ method: 'DELETE', path: '/assistants/a' })).toMatchObject({
      ok: true,
      value: { body: undefined },
    });
    expect(seen[0]?.headers['content-type']).toBeUndefined();
  });

  it.each([
    ['refused', 404, { error: { code: 'not_found', message: 'No such mission' } }, 'No such mission'],
    ['unauthorized', 401, { error: { code: 'unauthorized', message: 'Bad key' } }, /does not accept the API key/],
    ['throttled', 429, { error: { code: 'rate', message: 'Slow down' } }, 'Slow down'],
    ['lost', 500, { error: { code: 'internal', message: 'Oops' } }, 'Oops'],
    ['lost', 502, '<html>Bad gateway</html>', /answered 502/],
    ['refused', 500, wrapped(400, [{ code: '10015', title: 'Bad Request', detail: 'not yours' }]), 'not yours'],
    ['throttled', 500, wrapped(429, [{ code: '1', title: 'Slow', detail: '' }]), 'Slow'],
    ['lost', 500, wrapped(503, [{ code: '1', title: 'Down', detail: '' }]), 'Down'],
    ['unreadable', 200, '<html>Hello</html>', /no JSON/],
    ['lost', 302, '', /redirect/],
  ] as const)('is %s at %i', async (code, status, body, message) => {
    const { client } = await serving(json(status, body, { location: 'http://127.0.0.1:1/elsewhere' }));
    const answer = await client.request({ method: 'GET', path: '/missions' });
    expect(answer).toMatchObject({ ok: false, error: { code, status, message: expect.stringMatching(message) } });
  });

  it('unwraps what the layer behind refuses, with its codes and pointers', async () => {
    const errors = [
      { code: '10004', title: 'Missing', detail: 'Missing.', source: { pointer: '/body/steps[0]/step_id' } },
    ];
    const { client } = await serving(json(500, wrapped(400, errors)));
    const answer = await client.request({ method: 'POST', path: '/x', body: {} });
    expect(answer).toMatchObject({
      ok: false,
      error: {
        code: 'refused',
        serviceCode: 'internal',
        message: 'Missing. (/body/steps[0]/step_id)',
        inner: [{ code: '10004', title: 'Missing', detail: 'Missing.', pointer: '/body/steps[0]/step_id' }],
      },
    });
  });

  it.each([200, 400, 401, 500])('takes its key out of what the service answers, at %i', async (status) => {
    const errors = [{ code: '1', title: 'T', detail: 'cc_test_key' }];
    const { client } = await serving((_, response) => {
      response.writeHead(status, 'cc_test_key');
      response.end(JSON.stringify({ ...wrapped(400, errors), key: '\u0063c_test_key' }));
    });
    const answer = await client.request({ method: 'GET', path: '/x' });
    expect(JSON.stringify(answer)).toContain('[redacted]');
    expect(JSON.stringify(answer)).not.toContain('cc_test_key');
  });

  it.each([
    ['7', 7_000],
    ['Mon, 23 Nov 2026 15:01:00 GMT', 60_000],
    ['soon', undefined],
  ])('hears how long to wait: %s', async (text, retryAfterMs) => {
    const { client } = await serving(json(429, {}, { 'retry-after': text, date: 'Mon, 23 Nov 2026 15:00:00 GMT' }));
    const answer = await client.request({ method: 'GET', path: '/x' });
    expect(answer.ok ? null : answer.error.retryAfterMs).toBe(retryAfterMs);
  });

  it('is lost when the connection breaks, and when no answer comes in time', async () => {
    const broken = await serving((request) => request.socket.destroy());
    expect(await broken.client.request({ method: 'GET', path: '/x' })).toMatchObject({
      ok: false,
      error: { code: 'lost' },
    });
    const silent = await serving(() => undefined);
    expect(await silent.client.request({ method: 'GET', path: '/x', timeoutMs: 50 })).toMatchObject({
      ok: false,
      error: { code: 'lost', message: expect.stringMatching(/too long/) },
    });
  });

  it('was never sent where nobody listens', async () => {
    const { client, server } = await serving(json(200, {}));
    await new Promise((resolve) => server.close(resolve));
    expect(await client.request({ method: 'GET', path: '/x' })).toMatchObject({
      ok: false,
      error: { code: 'unreached' },
    });
  });

  it('reads no more than its limit', async () => {
    const { client } = await serving((_, response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(1_048_576, 32);
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    const answer = await client.request({ method: 'GET', path: '/x' });
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'unreadable', message: expect.stringContaining(`${bodyBytesMax / 1_048_576} MiB`) },
    });
  });

  it('never leaves for another host', async () => {
    const { client, seen } = await serving(json(200, {}));
    await expect(client.request({ method: 'GET', path: 'evil.test/x' })).rejects.toThrow(/not a path/);
    await expect(client.requestBeside({ method: 'GET', path: '@evil.test/x' })).rejects.toThrow(/not a path/);
    expect(segment('../a/b?c')).toBe('..%2Fa%2Fb%3Fc');
    expect(() => segment('..')).toThrow();
    expect(seen).toEqual([]);
  });
});

describe('repeating', () => {
  const failing = (codes: readonly number[]) => {
    let asked = 0;
    return serving((_, response) => {
      response.writeHead(codes[asked] ?? 200).end('{}');
      asked += 1;
    });
  };

  it.each([
    [[500, 503], 200, 3],
    [[500, 500, 500, 500, 500], 500, 4],
    [[404], 404, 1],
    [[302], 302, 1],
    [[429], 429, 1],
  ])('asks again where that may help: %j', async (codes, status, requests) => {
    const { client, seen } = await failing(codes);
    const answer = await repeated(() => client.request({ method: 'GET', path: '/x' }), { minMs: 1, maxMs: 2 });
    expect(answer.ok ? answer.value.status : answer.error.status).toBe(status);
    expect(seen).toHaveLength(requests);
  });
});
