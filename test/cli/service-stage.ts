/** Commands that speak to the service, at a simulator server whose clock stands still: the same ids and answers every time. */
import { onTestFinished } from 'vitest';
import type { RequestLine, ServerOptions } from '../../src/simulator/server/options.ts';
import { type SimulatorServer, startServer } from '../../src/simulator/server/start.ts';
import { type Rig, rig } from '../rig.ts';

const from = Date.parse('2026-11-24T12:00:00Z');
export const stageKey = 'cc_test_0123456789abcdef';

export interface ServiceStage {
  /** Its commands use the server's account. */
  readonly folder: Rig;
  readonly server: SimulatorServer;
  /** What the server was asked, in order. */
  readonly requests: readonly RequestLine[];
  /** What a person or an operator does there: `/simulator` and the path. */
  control(path: string, body: object): Promise<unknown>;
}

/** Call it inside a test. */
export async function serviceStage(
  options: ServerOptions & { readonly env?: Record<string, string> } = {},
): Promise<ServiceStage> {
  const requests: RequestLine[] = [];
  const { env, onRequest, ...more } = options;
  const server = await startServer({
    ...{ seed: 5, from, apiKey: stageKey, wallNow: () => from },
    ...more,
    onRequest(line) {
      if (line.path.startsWith('/v1/')) requests.push(line);
      onRequest?.(line);
    },
  });
  onTestFinished(() => server.close());
  const folder = rig({ env: { CLAWDTALK_API_URL: `${server.url}/v1`, CLAWDTALK_API_KEY: stageKey, ...env } });
  return {
    folder,
    server,
    requests,
    async control(path, body) {
      const answer = await fetch(`${server.url}/simulator${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${stageKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
      return text === '' ? null : JSON.parse(text);
    },
  };
}

/** A command line; `as`: the last word of its first line is called so from then on. Or what somebody else does meanwhile. */
export type ServiceLine =
  | string
  | { readonly line: string; readonly as: string }
  | { readonly note: string; readonly act: (stage: ServiceStage) => unknown };

/**
 * Each command with what it printed (as in transcript.ts), and behind `> ` what the service was asked. Names in braces stand for
 * values that an earlier command printed: `{mission}`. Words are split at spaces; '…' keeps them together. What somebody else did
 * stands behind `# `.
 */
export async function serviceTranscript(stage: ServiceStage, lines: readonly ServiceLine[]): Promise<string> {
  const values = new Map<string, string>();
  let text = '';
  for (const each of lines) {
    if (typeof each === 'object' && 'note' in each) {
      await each.act(stage);
      text += `# ${each.note}\n\n`;
      continue;
    }
    const { line, as } = typeof each === 'string' ? { line: each, as: null } : each;
    const before = stage.requests.length;
    const { code, stdout, stderr } = await stage.folder.mission(...wordsOf(line, values));
    const value = /(\S+)$/m.exec(stdout.split('\n')[0] ?? '')?.[1];
    if (as !== null && value === undefined) throw new Error(`nothing to call ${as}: ${stdout}${stderr}`);
    if (as !== null && value !== undefined) values.set(as, value);
    const asked = stage.requests.slice(before).map((request) => `> ${requestText(request)}\n`);
    const told = stderr.replace(/^(.*)\n/gm, (_, said: string) => `${`! ${said}`.trimEnd()}\n`);
    text += `$ mission ${line}\n${asked.join('')}${stdout}${told}${code === 0 ? '' : `[exit ${code}]\n`}\n`;
  }
  for (const [name, value] of values) text = text.replaceAll(value, `{${name}}`);
  return text
    .replaceAll(stage.folder.folder, '<folder>')
    .replaceAll(stage.server.url, '<server>')
    .replaceAll(`:${stage.server.port}`, ':<port>')
    .replace(/after \d+ ms/g, 'after <n> ms');
}

function wordsOf(line: string, values: ReadonlyMap<string, string>): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) =>
    (quoted ?? bare ?? '').replace(/\{(\w+)\}/g, (whole, name: string) => values.get(name) ?? whole),
  );
}

function requestText({ method, path, query, body, status }: RequestLine): string {
  const asked = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  const text = JSON.stringify(body ?? {});
  const sent = text === '{}' ? '' : ` ${text}`;
  return `${method} ${path}${asked.length === 0 ? '' : `?${asked.join('&')}`}${sent} → ${status}`;
}
