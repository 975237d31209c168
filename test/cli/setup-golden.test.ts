/** Golden transcripts of `mission setup`, with a person who is asked. `npx vitest run test/cli -u` writes them again. */
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Prompts } from '../../src/cli/commands/setup/prompts.ts';
import { setUp } from '../../src/cli/commands/setup.ts';
import { makeContext } from '../../src/cli/context.ts';
import { adapters } from '../../src/cli/main.ts';
import { parseCommandLine } from '../../src/cli/parse.ts';
import { type Ended, type Rig, rig } from '../rig.ts';
import { serviceStage, serviceTranscript, stageKey } from './service-stage.ts';

/** What is typed at each question, in order; null: Ctrl-C. Without it nobody can be asked. */
type Typed = readonly (string | boolean | null)[];

interface Session {
  readonly name: string;
  /** Below the user's home. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly typed?: Typed;
  readonly lines: readonly string[];
}

const own = '.openclaw/openclaw.json';
const gateway = (rest: object) =>
  JSON.stringify({ gateway: { port: 18999, auth: { token: 'tok-1' } }, ...rest }, null, 2);
const notes = {
  '.openclaw/workspace/USER.md': '- **Name:** Samuel Jones\n- **What to call them:** Sam\n',
  '.openclaw/workspace/IDENTITY.md': '- **Name:** Clawd\n',
};
const noKey = { CLAWDTALK_API_KEY: '' };
const sessions: readonly Session[] = [
  {
    name: 'setup-given-key',
    env: noKey,
    lines: [
      `setup --api-key ${stageKey} --server <server> --owner Ada --agent Robin --no-gateway`,
      `setup --api-key ${stageKey} --no-gateway --json`,
    ],
  },
  {
    name: 'setup-asked-key',
    env: noKey,
    files: { [own]: gateway({}) },
    typed: [stageKey, 'Ada', '', true],
    lines: ['setup'],
  },
  {
    name: 'setup-declined',
    files: { [own]: gateway({}), ...notes },
    typed: [false],
    lines: ['setup'],
  },
  { name: 'setup-interrupted', env: noKey, typed: [null], lines: ['setup'] },
  {
    name: 'setup-bad-key',
    lines: [
      'setup --api-key cc_test_wrong0123456789 --no-gateway',
      'setup --api-key cc_test_wrong0123456789 --no-gateway --json',
      "setup --api-key ' '",
      "setup --api-key 'cc test'",
      'setup --api-key cc_live_x --server nowhere',
      'setup --api-key cc_test_x --server https://example.com',
    ],
  },
  { name: 'setup-no-key', env: noKey, lines: ['setup', 'setup --json', 'setup now', 'setup --help'] },
  {
    name: 'setup-unchecked-key',
    env: noKey,
    lines: [`setup --api-key ${stageKey} --server http://127.0.0.1:1 --no-gateway`],
  },
  {
    name: 'setup-gateway-allows',
    files: { [own]: gateway({}).replace('"auth"', '"tools": { "allow": ["sessions_send"] }, "auth"'), ...notes },
    lines: ['setup'],
  },
  {
    name: 'setup-gateway-is-told-to-allow',
    files: { [own]: gateway({ tools: { allow: ['read'] } }), ...notes },
    lines: ['setup', 'setup --allow-sessions-send', 'setup'],
  },
  {
    name: 'setup-gateway-by-hand',
    files: { [own]: '{\n  // ours\n  gateway: { port: 18999 },\n}\n', ...notes },
    lines: ['setup --allow-sessions-send'],
  },
  { name: 'setup-gateway-broken', files: { [own]: '{ not json' }, lines: ['setup', 'setup --no-gateway'] },
  { name: 'setup-no-gateway', lines: ['setup'] },
];

describe('setup goes as in the golden file', () => {
  it.each(sessions)('$name', async ({ name, files = {}, env = {}, typed, lines }) => {
    const home = rig();
    for (const [path, text] of Object.entries(files)) home.write(path, text);
    const stage = await serviceStage({ env: { HOME: home.folder, ...env } });
    const given = lines.map((line) => line.replace('<server>', stage.server.url));
    const setting = {
      HOME: home.folder,
      CLAWDTALK_API_URL: `${stage.server.url}/v1`,
      CLAWDTALK_API_KEY: stageKey,
      ...env,
    };
    const folder = typed === undefined ? stage.folder : asking(stage.folder, { typed, env: setting });
    const said = await serviceTranscript({ ...stage, folder }, given);
    const left = `${said}${leftIn(stage.folder, 'skill-config.json')}${leftIn(home, own)}`;
    const text = left.replaceAll(home.folder, '<home>').replaceAll(stage.server.url, '<server>');
    await expect(text).toMatchFileSnapshot(`golden/${name}.txt`);
  });
});

/** A file as it stands in the end. */
function leftIn(folder: Rig, path: string): string {
  return folder.exists(path) ? `# ${path}\n${folder.read(path).trimEnd()}\n\n` : '';
}

/** The same folder with a person who types: each question stands behind `? `, with what was typed. */
function asking(
  folder: Rig,
  { typed, env }: { readonly typed: Typed; readonly env: Readonly<Record<string, string>> },
): Rig {
  return {
    ...folder,
    async mission(...words): Promise<Ended> {
      const parsed = parseCommandLine(words);
      if (parsed.kind !== 'invocation' || parsed.invocation.command !== 'setup') throw new Error('not setup');
      const [stdout, stderr] = [new PassThrough({ encoding: 'utf8' }), new PassThrough({ encoding: 'utf8' })];
      const host = { cwd: folder.folder, env, stdin: new PassThrough(), stdout, stderr, isRead: () => true };
      const context = makeContext({ ...host, onInterrupt: () => () => undefined }, parsed.options, adapters);
      const answers = [...typed];
      const answer = (question: string): string | boolean | null => {
        const next = answers.shift();
        if (next === undefined) throw new Error(`nothing is typed at: ${question}`);
        stderr.write(`? ${question} ${next === null ? '^C' : JSON.stringify(next)}\n`);
        return next;
      };
      const word = async (question: string) => {
        const next = answer(question);
        return next === '' ? undefined : (next as string | null);
      };
      const prompts: Prompts = {
        key: () => word('The API key'),
        name: word,
        confirm: async (question) => answer(question) as boolean | null,
      };
      const code = await setUp(context, { args: parsed.invocation, prompts });
      return { code, stdout: stdout.read() ?? '', stderr: stderr.read() ?? '' };
    },
  };
}
