import { describe, expect, it, onTestFinished } from 'vitest';
import { AgentGateway } from '../../src/gateway/agent.ts';
import type { Gateway } from '../../src/wire/gateway-config.ts';
import { agentServer } from './agent-server.ts';

function speaking(gateway: Gateway): AgentGateway {
  const agent = new AgentGateway(gateway);
  onTestFinished(() => agent.close());
  return agent;
}

const message = { sessionKey: 'agent:main:main', message: 'Hello', timeoutS: 90, httpTimeoutMs: 5_000 };

async function answered(status: number, body: unknown) {
  const server = await agentServer();
  const said = speaking(server.gateway).say(message);
  (await server.asked()).answer(status, body);
  return said;
}

const content = (text: unknown) => ({ result: { content: [{ type: 'text', text }] } });

describe('the agent gateway', () => {
  it('is told the message, with its token', async () => {
    const server = await agentServer();
    const said = speaking(server.gateway).say(message);
    const asked = await server.asked();
    expect(asked).toMatchObject({
      url: '/tools/invoke',
      authorization: 'Bearer gateway-token',
      body: { tool: 'sessions_send', args: { sessionKey: 'agent:main:main', message: 'Hello', timeoutSeconds: 90 } },
    });
    asked.reply('Hi');
    expect(await said).toEqual({ ok: true, value: 'Hi' });
  });

  it.each([
    [{ result: { details: { reply: 'A' } } }, 'A'],
    [{ result: { details: { status: 'ok' }, ...content('{"reply":"B"}').result } }, 'B'],
    [content('{"reply":"C"}'), 'C'],
    [content('D, in words'), 'D, in words'],
    [content('{"status":"ok"}'), ''],
    [content('["E"]'), '["E"]'],
    [content(''), ''],
    [{ result: { content: [{ type: 'image' }, { text: 'F' }] } }, 'F'],
    [{ result: { content: 'G' } }, ''],
    [{ result: { details: { reply: 7 } } }, ''],
    [{ result: {} }, ''],
  ])('answers %j', async (body, reply) => {
    expect(await answered(200, body)).toEqual({ ok: true, value: reply });
  });

  it.each([
    [404, { ok: false, error: { message: 'Tool not available' } }, 'not-allowed', /gateway\.tools\.allow/],
    [404, '<html>', 'not-allowed', /sessions_send/],
    [401, {}, 'unauthorized', /gateway_token/],
    [403, {}, 'unauthorized', /gateway_token/],
    [400, { error: { message: 'bad args' } }, 'failed', /log/],
    [500, '<html>', 'failed', /log/],
    [302, '', 'failed', /log/],
    [200, '<html>', 'unreadable', /address/],
    [200, 'null', 'unreadable', undefined],
    [200, { ok: true }, 'unreadable', undefined],
    [200, { result: { details: { status: 'timeout' } } }, 'timeout', undefined],
    [200, content('{"status":"error","error":"no such session"}'), 'failed', undefined],
    [200, { result: { details: { status: 'forbidden', reply: 'Done' } } }, 'failed', undefined],
  ])('is in trouble at %i %j: %s', async (status, body, code, help) => {
    const said = await answered(status, body);
    expect(said).toMatchObject({ ok: false, error: { code } });
    if (help !== undefined) expect(said.ok ? '' : said.error.help).toMatch(help);
    expect(JSON.stringify(said)).not.toContain('gateway-token');
  });

  it('is not waited for without end', async () => {
    const server = await agentServer();
    const said = speaking(server.gateway).say({ ...message, httpTimeoutMs: 50 });
    await server.asked();
    expect(await said).toMatchObject({ ok: false, error: { code: 'timeout' } });
  });

  it('is not read without end', async () => {
    const server = await agentServer();
    const said = speaking(server.gateway).say(message);
    const { response } = await server.asked();
    response.writeHead(200);
    const chunk = Buffer.alloc(1_048_576, 32);
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
    expect(await said).toMatchObject({ ok: false, error: { code: 'unreadable' } });
  });

  it('is said to be unreached where nobody listens, or the line breaks', async () => {
    const nobody: Gateway = {
      url: 'http://127.0.0.1:1',
      agentId: 'main',
      from: 'the test',
      isRemote: false,
      own: null,
    };
    expect(await speaking(nobody).say(message)).toMatchObject({ ok: false, error: { code: 'unreached' } });
    const server = await agentServer();
    const said = speaking(server.gateway).say(message);
    (await server.asked()).response.destroy();
    expect(await said).toMatchObject({ ok: false, error: { code: 'unreached' } });
    expect(server.count).toBe(1);
  });

  it.each([
    [400, { error: { type: 'tool_error', message: 'message required' } }, null],
    [200, { result: { details: { status: 'error' } } }, null],
    [404, {}, 'not-allowed'],
    [401, {}, 'unauthorized'],
    [200, 'hello', 'unreadable'],
  ])('can be looked at without asking an agent anything: %i %j', async (status, body, code) => {
    const server = await agentServer();
    const probed = speaking(server.gateway).probe();
    const asked = await server.asked();
    expect(asked.body).toEqual({ tool: 'sessions_send', args: {} });
    asked.answer(status, body);
    const probe = await probed;
    expect(probe.ok ? null : probe.error.code).toBe(code);
  });
});
