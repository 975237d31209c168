/** A voice gateway between a service and an agent gateway on loopback, with a clock of its own. */
import { onTestFinished } from 'vitest';
import { AgentGateway } from '../../src/gateway/agent.ts';
import type { Health } from '../../src/gateway/health.ts';
import { openLineLog } from '../../src/gateway/log.ts';
import { VoiceGateway, type VoiceGatewayOptions } from '../../src/gateway/voice-gateway.ts';
import { WireClient } from '../../src/wire/client.ts';
import { type Rig, rig } from '../rig.ts';
import type { FakeTimers } from '../support/fake-timers.ts';
import { fakeTimers } from '../support/fake-timers.ts';
import { type Connection, queue, type SocketServer, socketServer } from '../support/socket-server.ts';
import { type AgentServer, agentServer } from './agent-server.ts';

export interface VoiceRig {
  readonly voice: VoiceGateway;
  readonly service: SocketServer;
  readonly connection: Connection;
  readonly agent: AgentServer;
  readonly timers: FakeTimers;
  readonly folder: Rig;
  readonly health: Health[];
  /** Numbers that said no, or stand on the list. */
  readonly refused: Set<string>;
  /** The service's REST side: the next request, with how to answer it. */
  rest(): Promise<RestRequest>;
  /** What happened to the voice gateway, on the socket. */
  event(name: string, fields: object): void;
  log(): string;
}

export interface RestRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  answer(status: number, body: unknown): void;
}

export async function voiceRig(
  options: Partial<VoiceGatewayOptions> & { readonly auto?: string } = {},
): Promise<VoiceRig> {
  const { auto, ...given } = options;
  const requests = queue<RestRequest>();
  const service = await socketServer({
    answer(request, response) {
      let text = '';
      request.on('data', (chunk) => (text += chunk));
      request.on('end', () => {
        requests.put({
          method: request.method ?? '',
          path: request.url ?? '',
          body: text === '' ? undefined : JSON.parse(text),
          answer: (status, body) => response.writeHead(status).end(JSON.stringify(body)),
        });
      });
    },
  });
  const agent = await agentServer(auto === undefined ? {} : { auto });
  const folder = rig();
  const timers = fakeTimers();
  const health: Health[] = [];
  const refused = new Set<string>();
  const client = new WireClient({ account: service.account, version: 'mission/test' });
  const speaker = new AgentGateway(agent.gateway);
  const log = openLineLog({ file: folder.path('.connect.log'), timers, secrets: ['cc_test_secret', 'gateway-token'] });
  const voice = new VoiceGateway({
    account: service.account,
    client,
    agent: speaker,
    gateway: agent.gateway,
    version: 'mission/test',
    names: {},
    numbers: {
      isRefused: async (number) => refused.has(number),
      refuse: async (number) => void refused.add(number),
    },
    log,
    onHealth: (each) => void health.push(each),
    timers,
    mark: () => 'm4rk',
    ...given,
  }).start();
  onTestFinished(async () => {
    voice.stop();
    await Promise.all([client.close(), speaker.close()]);
    log.close();
  });
  const connection = await service.connection();
  await connection.greet();
  return {
    voice,
    service,
    connection,
    agent,
    timers,
    folder,
    health,
    refused,
    rest: requests.take,
    event: (name, fields) => connection.say({ type: 'event', event: name, ...fields }),
    log: () => folder.read('.connect.log'),
  };
}

export type Messages = readonly Record<string, unknown>[];

/**
 * The socket keeps the order: when this is back twice, all before it has been handled, and the other side's pong was heard. Returns
 * what was said meanwhile.
 */
export async function settled({ connection }: VoiceRig): Promise<Messages> {
  const said: Record<string, unknown>[] = [];
  for (const request of ['settled', 'settled again']) {
    connection.say({ type: 'request_logs', request_id: request });
    for (;;) {
      const message = await connection.message();
      if (message.request_id === request) break;
      said.push(message);
    }
  }
  return said;
}

/** Time passes in steps that leave the pings their pongs. */
export async function pass(voice: VoiceRig, ms: number): Promise<Messages> {
  const said: Record<string, unknown>[] = [];
  for (let left = ms; left > 0; left -= 9_000) {
    voice.timers.pass(Math.min(left, 9_000));
    said.push(...(await settled(voice)));
  }
  return said;
}
