/** Golden transcripts of `mission doctor`. `npx vitest run test/cli -u` writes them again. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ServiceLine, type ServiceStage, serviceStage, serviceTranscript } from './service-stage.ts';

interface Session {
  readonly name: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** What the agent gateway says to a message; absent: there is none. */
  readonly gateway?: { readonly status: number; readonly body: object };
  readonly lines: readonly ServiceLine[];
}

/** Of an allowed tool without a message, and of one that is not on the list. */
const takes = { status: 400, body: { error: 'message required' } };
const allowsNot = { status: 404, body: { error: 'Tool not available' } };
const damaged = { '.mission/mission.db': 'this is no database'.repeat(100) };

const withoutNumber = ({ server: { service } }: ServiceStage) => {
  for (const { id } of [...service.shelf.all('phone')]) service.shelf.remove('phone', id);
};
const withoutCalls = ({ server: { service } }: ServiceStage) => {
  for (const account of [...service.shelf.all('account')])
    service.shelf.put('account', { ...account, quota: { ...account.quota, daily_calls_limit: 0 } });
};

const sessions: readonly Session[] = [
  { name: 'doctor', gateway: takes, lines: ['doctor', 'doctor --json'] },
  { name: 'doctor-bad-key', env: { CLAWDTALK_API_KEY: 'cc_test_wrong0123456789' }, lines: ['doctor', 'doctor --json'] },
  { name: 'doctor-no-key', env: { CLAWDTALK_API_KEY: '' }, lines: ['doctor', 'doctor --json'] },
  {
    name: 'doctor-poor-account',
    lines: [
      { note: 'The account has no number of its own.', act: withoutNumber },
      'doctor --no-socket',
      { note: 'It may make no more calls today.', act: withoutCalls },
      'doctor --no-socket',
    ],
  },
  {
    name: 'doctor-no-service',
    env: { CLAWDTALK_API_URL: 'http://127.0.0.1:1/v1' },
    lines: ['doctor', 'doctor --json'],
  },
  {
    name: 'doctor-no-gateway',
    env: { OPENCLAW_GATEWAY_URL: 'http://127.0.0.1:1' },
    lines: ['doctor --no-socket'],
  },
  { name: 'doctor-closed-gateway', gateway: allowsNot, lines: ['doctor --no-socket'] },
  { name: 'doctor-damaged-store', files: damaged, lines: ['doctor --no-socket', 'doctor --no-socket --json'] },
  { name: 'doctor-misuse', lines: ['doctor now', 'doctor --fix', 'doctor --help'] },
];

async function openGateway({ status, body }: NonNullable<Session['gateway']>): Promise<number> {
  const server = createServer((_, response) => response.writeHead(status).end(JSON.stringify(body)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** What is asked at once arrives in any order. */
function sorted(text: string): string {
  return text.replace(/(> GET \/v1\/doctor\/.*\n)+/g, (asked) =>
    asked
      .split(/(?<=\n)/)
      .sort()
      .join(''),
  );
}

describe('doctor says what is in the golden file', () => {
  it.each(sessions)('$name', async ({ name, files = {}, env = {}, gateway, lines }) => {
    const port = gateway === undefined ? null : await openGateway(gateway);
    const there = port === null ? {} : { OPENCLAW_GATEWAY_URL: `http://127.0.0.1:${port}` };
    const stage = await serviceStage({ env: { ...there, ...env } });
    for (const [path, text] of Object.entries(files)) stage.folder.write(path, text);
    const said = sorted(await serviceTranscript(stage, lines));
    const shown = port === null ? said : said.replaceAll(`:${port}`, ':<gateway>');
    await expect(shown).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it('in a terminal of 80 columns, with nothing beyond them', async () => {
    const { folder } = await serviceStage({ env: { CLAWDTALK_API_KEY: '', NO_COLOR: '1' } });
    const { stdout } = await folder.terminal('doctor');
    expect(stdout.replaceAll(folder.folder, '<folder>')).toMatchInlineSnapshot(`
      "PROBLEM  key            No API key was found for ClawdTalk.
                              Set CLAWDTALK_API_KEY, or run \`mission setup\`. To try
                              without an account: \`--provider simulator\`.
      -        gateway        There is no agent gateway; missions need none.
      ok       store          There is no store yet; the first run makes it.

      1 problem, 0 warnings.
      "
    `);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
