/** A server that quotes the key in what it says: the key ends nowhere, also where it stands in skill-config.json alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Rig, rig } from '../rig.ts';
import { serviceStage, stageKey } from './service-stage.ts';

const mission = `version: 1
name: Call around
class: parallel-sweep
purpose: inquiry
provider: clawdtalk
targets:
  - { id: acme, name: Acme, phone: "+13125550101", timezone: America/Chicago }
assistant:
  instructions: You are an AI assistant calling {{target.name}}. Ask for the price.
retry: none
simulate: { seed: 7, personas: { acme: [{ answered: 60s }] } }
`;

interface Asked {
  readonly method: string;
  readonly path: string;
}

/** A simulator server behind a door that answers some requests itself: it quotes the key, in every way that it knows. */
async function echoing(statusOf: (asked: Asked) => number | null): Promise<Rig> {
  const { server } = await serviceStage({ numbers: 4 });
  const door = createServer(async (incoming, response) => {
    const { method = '', url = '', headers } = incoming;
    const sent = await bytesOf(incoming);
    const status = statusOf({ method, path: url });
    if (status !== null) {
      const key = (headers.authorization ?? '').replace('Bearer ', '');
      const forms = [key, `Bearer ${key}`, Buffer.from(`Bearer ${key}`).toString('base64')];
      const errors = [{ code: '10004', title: 'T', detail: `layer: ${key}` }];
      const layer =
        status === 500 ? `Telnyx API error (400): ${JSON.stringify({ errors })}` : `no: ${forms.join(', ')}`;
      response.writeHead(status, key, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { code: key, message: layer }, authorization: headers.authorization }));
      return;
    }
    const answer = await fetch(`${server.url}${url}`, {
      method,
      headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
        typeof value === 'string' && !['host', 'connection', 'content-length'].includes(name) ? [[name, value]] : [],
      ),
      ...(sent.length === 0 ? {} : { body: sent }),
    });
    const kept = [...answer.headers].filter(([name]) => name === 'date' || name.startsWith('x-'));
    response.writeHead(answer.status, Object.fromEntries(kept));
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    door.closeAllConnections();
    door.close();
  });
  const { port } = door.address() as AddressInfo;
  const folder = rig();
  folder.write('m.yaml', mission);
  folder.write('skill-config.json', JSON.stringify({ api_key: stageKey, server: `http://127.0.0.1:${port}` }));
  return folder;
}

async function bytesOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Everything that the program has written and printed, by where. */
function said(folder: Rig, printed: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const files = readdirSync(folder.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'skill-config.json')
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map([
    ...Object.entries(printed),
    ...files.map((path): [string, string] => [path.slice(folder.folder.length + 1), readFileSync(path, 'latin1')]),
  ]);
}

const forms = [stageKey, stageKey.slice(8), Buffer.from(`Bearer ${stageKey}`).toString('base64').slice(12, -4)];

const results = 'm.simulated.results.yaml';
const isPreparing = ({ method, path }: Asked): boolean => method === 'POST' && path === '/v1/assistants';
const isPlacing = ({ method, path }: Asked): boolean => method === 'POST' && /\/assistants\/[^/]+\/events$/.test(path);
const isMirroring = ({ method, path }: Asked): boolean => method === 'POST' && /\/runs\/[^/]+\/events$/.test(path);

describe('a key that the server quotes', () => {
  it.each([
    ['refusing an assistant with 400', (asked: Asked) => (isPreparing(asked) ? 400 : null), [results, 'stderr']],
    ['refusing an assistant with 500', (asked: Asked) => (isPreparing(asked) ? 500 : null), [results, 'stderr']],
    ['refusing a call with 401', (asked: Asked) => (isPlacing(asked) ? 401 : null), [results, 'stderr']],
    ['refusing what it is told with 400', (asked: Asked) => (isMirroring(asked) ? 400 : null), ['stderr']],
    ['refusing what it is told with 401', (asked: Asked) => (isMirroring(asked) ? 401 : null), ['stderr']],
    ['refusing everything with 401', () => 401, ['stderr']],
    ['refusing everything with 400', () => 400, ['stderr']],
  ] as const)('is in nothing that a run writes or prints: %s', { timeout: 60_000 }, async (_, statusOf, shown) => {
    const folder = await echoing(statusOf);
    const ran = await folder.mission('run', 'm.yaml', '--log-level', 'trace');
    const logs = await folder.mission('logs', '--json');
    const all = said(folder, { stdout: ran.stdout, stderr: ran.stderr, logs: logs.stdout, problems: logs.stderr });
    const hidden = [...all].flatMap(([where, text]) => (text.includes('[redacted]') ? [where] : []));
    expect(hidden).toEqual(expect.arrayContaining([...shown]));
    for (const form of forms)
      for (const [where, text] of all) expect(text.includes(form), `${form} in ${where}`).toBe(false);
  });
});
