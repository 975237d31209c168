/** The whole of `mission connect run` against the simulated service's voice side, with an agent gateway that a test answers for. */
import { setTimeout as later } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type SimulatorServer, startServer } from '../../src/simulator/server/start.ts';
import { launch } from '../cli/launch.ts';
import { rig } from '../rig.ts';
import { type AgentServer, agentServer } from './agent-server.ts';

const caller = '+13125550101';

interface Line {
  readonly server: SimulatorServer;
  readonly agent: AgentServer;
  /** One request to the server, as a person's or another client's. */
  ask(method: string, path: string, body?: object): Promise<Json>;
}

type Json = Readonly<Record<string, unknown>>;

async function line(): Promise<Line> {
  const server = await startServer({ seed: 7, port: 0 });
  onTestFinished(() => server.close());
  const agent = await agentServer();
  const folder = rig();
  const config = {
    api_key: server.apiKey,
    server: server.url,
    gateway_url: agent.gateway.url,
    gateway_token: '${AGENT_TOKEN}',
    agent_name: 'Bee',
    greeting: 'Bee here.',
  };
  folder.write('skill-config.json', JSON.stringify(config));
  const env = { HOME: folder.folder, AGENT_TOKEN: 'gateway-token' };
  const running = launch(['connect', 'run'], { cwd: folder.folder, env });
  await running.said('INFO: connected');
  onTestFinished(async () => {
    running.child.kill('SIGTERM');
    expect((await running.ended).code).toBe(0);
  });
  return {
    server,
    agent,
    async ask(method, path, body) {
      const response = await fetch(`${server.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${server.apiKey}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      expect(response.status, await response.clone().text()).toBeLessThan(300);
      return (await response.json()) as Json;
    },
  };
}

async function eventually<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await later(20);
  }
}

describe('the voice gateway and the simulated service', { timeout: 120_000 }, () => {
  it('take a call: context, greeting, a question, and how it ended', async () => {
    const { ask, agent } = await line();
    const { call_id: call } = await ask('POST', '/simulator/inbound-call', { from: caller });
    const shown = await eventually(async () => {
      const found = await ask('GET', `/simulator/calls/${call}`);
      return (found.responses as unknown[]).length > 0 ? found : undefined;
    });
    expect(shown).toMatchObject({
      context: { memory: expect.any(String), system_prompt: expect.stringContaining('You are Bee.') },
      responses: ['Bee here.'],
    });
    const asked = ask('POST', '/simulator/deep-tool', { query: 'What is on my calendar?', context: { caller } });
    const question = await agent.asked();
    expect(question.authorization).toBe('Bearer gateway-token');
    expect(question.body.args).toMatchObject({ sessionKey: 'agent:main:main', timeoutSeconds: 90 });
    question.reply('- **Ada** at noon');
    expect(await asked).toMatchObject({ done: true, text: 'Ada at noon.' });
    await ask('POST', '/simulator/hang-up', { call_id: call });
    const told = await agent.asked();
    expect(told.message).toMatch(/^\[CALL ENDED\] An inbound call has ended/);
    told.reply('');
  });

  it('ask on the phone before something sensitive, and hold it back without a yes', async () => {
    const { ask, agent } = await line();
    for (const [decision, text] of [
      ['denied', 'It was not approved, so I leave it.'],
      ['approved', 'Deleted.'],
    ] as const) {
      const asked = ask('POST', '/simulator/deep-tool', { query: 'Delete the old branch' });
      const id = await eventually(async () => {
        const { approvals } = await ask('GET', '/v1/approvals?status=pending');
        return (approvals as Json[])[0]?.request_id as string | undefined;
      });
      expect(agent.count).toBe(0);
      await ask('POST', `/simulator/approvals/${id}`, { decision });
      if (decision === 'approved') (await agent.asked()).reply('Deleted.');
      expect(await asked).toMatchObject({ done: true, text });
    }
    expect(agent.count).toBe(1);
  });

  it('answer a walkie-talkie message and a text', async () => {
    const { ask, agent } = await line();
    const walkie = ask('POST', '/simulator/walkie', { transcript: 'Is it raining?', session_key: 'agent:ada:walkie' });
    const said = await agent.asked();
    expect(said.body.args.sessionKey).toBe('agent:ada:walkie');
    said.reply('HEARTBEAT_OK');
    expect(await walkie).toMatchObject({ done: true, reply: 'Done.' });
    await ask('POST', '/simulator/inbound-sms', { from: caller, body: 'When are you open?' });
    const text = await agent.asked();
    expect(text.message).toContain(`[SMS from ${caller}]`);
    text.reply('9 to 5');
    const sent = await eventually(async () => {
      const { messages } = await ask('GET', '/v1/messages?direction=outbound');
      return (messages as Json[])[0];
    });
    expect(sent).toMatchObject({ to: caller, body: '9 to 5' });
  });

  it('hand the log over, without what is secret in it', async () => {
    const { ask, server } = await line();
    const { lines } = await ask('POST', '/simulator/request-logs', {});
    expect((lines as string[]).at(-1)).toContain('the service asks for the log');
    expect(JSON.stringify(lines)).not.toContain(server.apiKey);
    expect(JSON.stringify(lines)).not.toContain('gateway-token');
  });

  it('come together again after the line broke', async () => {
    const { ask, server } = await line();
    server.service.hub.cut();
    const client = await eventually(async () => {
      const found = await ask('GET', '/simulator/client');
      return found.connected === true && found.restarts === 1 ? found : undefined;
    });
    expect(client).toMatchObject({ connected: true, restarts: 1 });
  });
});
