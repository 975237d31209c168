/** `mission setup` beside a simulator server and a gateway's file. */
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { agentNameIn, ownerNameIn } from '../../src/cli/commands/setup/names.ts';
import type { Prompts } from '../../src/cli/commands/setup/prompts.ts';
import { setUp } from '../../src/cli/commands/setup.ts';
import { makeContext } from '../../src/cli/context.ts';
import { adapters } from '../../src/cli/main.ts';
import { readSkillFile, writeSkillFile } from '../../src/wire/skill-config-file.ts';
import { type Rig, rig, runCommand } from '../rig.ts';
import { serviceStage, stageKey } from './service-stage.ts';

const file = 'skill-config.json';
const own =
  '{\n  "gateway": { "port": 18999, "auth": { "token": "gateway-token-1" } },\n  "tools": { "allow": ["read"] }\n}\n';

function config(folder: Rig): Record<string, unknown> {
  return JSON.parse(folder.read(file));
}

/** A home folder with a gateway in it, which is the commands' HOME. */
function home(text = own): Rig {
  const folder = rig();
  folder.write('.openclaw/openclaw.json', text);
  folder.write('.openclaw/workspace/USER.md', '# Notes\n- **Name:** Samuel Jones\n- **What to call them:** Sam\n');
  folder.write('.openclaw/workspace/IDENTITY.md', '- **Name:** Clawd\n');
  return folder;
}

describe('the names in an agent’s notes', () => {
  it.each([
    ['- **What to call them:** Sam', 'Sam'],
    ['what to call them: *Dr. Jones*', 'Dr. Jones'],
    ['- **Name:** Samuel Jones', 'Samuel'],
    ['- **Name:**\n- **What to call them:**\n', undefined],
    ['- **Name:** [your name]', undefined],
    ['- **Name:** \u001b[2JSam', 'Sam'],
    [`- **Name:** ${'x'.repeat(100)}`, undefined],
    ['', undefined],
  ])('of the user: %j is %s', (text, name) => {
    expect(ownerNameIn(text)).toBe(name);
  });

  it('of the agent', () => {
    expect(agentNameIn('# I am\n- **Name:** Clawd the Second\n')).toBe('Clawd the Second');
    expect(agentNameIn('Name: nobody')).toBeUndefined();
  });
});

describe('mission setup', () => {
  it('writes what it was given and what it found, for its owner alone', async () => {
    const house = home();
    const stage = await serviceStage({ env: { HOME: house.folder, CLAWDTALK_API_KEY: '' } });
    const done = await stage.folder.mission('setup', '--api-key', stageKey, '--server', `${stage.server.url}/`);
    expect(done.code).toBe(0);
    expect(`${done.stdout}${done.stderr}`).not.toContain(stageKey);
    expect(done.stdout).toContain('The service knows the key');
    expect(done.stdout).toContain('sessions_send is not allowed yet');
    expect(config(stage.folder)).toEqual({
      ...{ api_key: stageKey, server: stage.server.url, owner_name: 'Sam', agent_name: 'Clawd' },
      ...{ gateway_url: 'http://127.0.0.1:18999', gateway_token: 'gateway-token-1', agent_id: 'main' },
    });
    expect(statSync(stage.folder.path(file)).mode & 0o777).toBe(0o600);
    expect(house.read('.openclaw/openclaw.json')).toBe(own);
    expect(JSON.parse((await stage.folder.mission('api', 'list-missions', '--json')).stdout)).toEqual({ missions: [] });
  });

  it('allows the tool where it is told to, and never at the top level', async () => {
    const house = home();
    const stage = await serviceStage({ env: { HOME: house.folder } });
    const done = await stage.folder.mission('setup', '--allow-sessions-send', '--owner', 'Ada', '--json');
    expect(JSON.parse(done.stdout)).toMatchObject({
      ...{ checked: true, owner_name: 'Ada', agent_name: 'Clawd', other_key_first: false },
      gateway: { allowed: { kind: 'changed' } },
    });
    const changed = JSON.parse(house.read('.openclaw/openclaw.json'));
    expect(changed.gateway.tools).toEqual({ allow: ['sessions_send'] });
    expect(changed.tools).toEqual({ allow: ['read'] });
    expect(house.read('.openclaw/openclaw.json.before-mission')).toBe(own);
    // What stands in the environment is not copied.
    expect(config(stage.folder).api_key).toBe('${CLAWDTALK_API_KEY}');
  });

  it('leaves a gateway’s file with comments as it is, and says what to add', async () => {
    const text = '{\n  // ours\n  gateway: { port: 18999 },\n}\n';
    const house = home(text);
    const stage = await serviceStage({ env: { HOME: house.folder } });
    const done = await stage.folder.mission('setup', '--allow-sessions-send');
    expect(done.stdout).toContain('{ "gateway": { "tools": { "allow": ["sessions_send"] } } }');
    expect(done.stdout).toContain('never to a list at its top level');
    expect(house.read('.openclaw/openclaw.json')).toBe(text);
    expect(config(stage.folder).gateway_url).toBe('http://127.0.0.1:18999');
  });

  it('keeps what the file holds, and what it does not know', async () => {
    const stage = await serviceStage();
    stage.folder.write(file, '{"owner_name": "Ada", "volume": 1.0, "greeting": "Zoë here", "gateway_url": "http://g"}');
    stage.folder.write('.git/HEAD', '');
    expect((await stage.folder.mission('setup', '--no-gateway')).code).toBe(0);
    expect(stage.folder.read(file)).toContain('"volume": 1.0');
    expect(config(stage.folder)).toMatchObject({ owner_name: 'Ada', greeting: 'Zoë here', gateway_url: 'http://g' });
    expect(stage.folder.read('.gitignore')).toBe('skill-config.json\n');
    expect((await stage.folder.mission('setup', '--no-gateway')).code).toBe(0);
    expect(stage.folder.read('.gitignore')).toBe('skill-config.json\n');
  });

  it('hides the key from git before it writes it, in a folder of a repository too', async () => {
    const stage = await serviceStage();
    stage.folder.write('.git/HEAD', '');
    stage.folder.write('calls/mission.config.yaml', '{}\n');
    const setup = (): ReturnType<Rig['mission']> => stage.folder.mission('-C', 'calls', 'setup', '--no-gateway');
    mkdirSync(stage.folder.path('calls/.gitignore'));
    expect(await setup()).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('.gitignore could not be written'),
    });
    expect(existsSync(stage.folder.path(`calls/${file}`))).toBe(false);
    rmSync(stage.folder.path('calls/.gitignore'), { recursive: true });
    expect((await setup()).code).toBe(0);
    expect(stage.folder.read('calls/.gitignore')).toBe('skill-config.json\n');
    expect(stage.folder.read(`calls/${file}`)).toContain('api_key');
  });

  it.each(['skill-config.json', '.gitignore of the root'])(
    'writes no second line where git knows: %s',
    async (line) => {
      const stage = await serviceStage();
      stage.folder.write('.git/HEAD', '');
      stage.folder.write('.gitignore', `${line}\n`);
      stage.folder.write('calls/mission.config.yaml', '{}\n');
      expect((await stage.folder.mission('-C', 'calls', 'setup', '--no-gateway')).code).toBe(0);
      expect(existsSync(stage.folder.path('calls/.gitignore'))).toBe(line !== file);
    },
  );

  it('takes an empty address for none', async () => {
    const stage = await serviceStage();
    const env = { HOME: stage.folder.folder, CLAWDTALK_API_KEY: stageKey, CLAWDTALK_API_URL: '' };
    const done = await runCommand(['setup', '--no-gateway'], { cwd: stage.folder.folder, env });
    // A simulator's key goes to no other machine.
    expect(done).toMatchObject({ code: 2, stderr: expect.stringContaining('clawdtalk.com') });
  });

  it('leaves what the user set, references and all, and uses what they stand for', async () => {
    const house = home();
    const stage = await serviceStage({
      env: { HOME: house.folder, CLAWDTALK_API_URL: '', GWTOKEN: 'token-of-the-user' },
    });
    const set = { server: '${MYSERVER}', gateway_url: 'http://127.0.0.1:19999', gateway_token: '${GWTOKEN}' };
    const text = JSON.stringify({ ...set, agent_id: 'sales', owner_name: 'Ada' });
    stage.folder.write(file, text);
    const unset = await stage.folder.mission('setup');
    expect(unset).toMatchObject({ code: 2, stderr: expect.stringContaining('MYSERVER, which is not set') });
    expect(stage.folder.read(file)).toBe(text);
    expect(stage.requests).toEqual([]);
    const env = {
      ...{ HOME: house.folder, GWTOKEN: 'token-of-the-user', MYSERVER: `${stage.server.url}/v1/` },
      CLAWDTALK_API_KEY: stageKey,
    };
    const done = await runCommand(['setup', '--json'], { cwd: stage.folder.folder, env });
    expect(JSON.parse(done.stdout)).toMatchObject({
      ...{ checked: true, server: stage.server.url },
      gateway: { url: 'http://127.0.0.1:19999' },
    });
    expect(config(stage.folder)).toMatchObject({ ...set, agent_id: 'sales', owner_name: 'Ada', agent_name: 'Clawd' });
    expect(stage.folder.read(file)).not.toMatch(/token-of-the-user|gateway-token-1/);
    const asked = await runCommand(['api', 'list-missions', '--json'], { cwd: stage.folder.folder, env });
    expect(JSON.parse(asked.stdout)).toEqual({ missions: [] });
  });

  it('leaves a gateway on another machine that the user set, and gives it no token of this one’s', async () => {
    const house = home();
    const stage = await serviceStage({ env: { HOME: house.folder } });
    stage.folder.write(file, '{"gateway_url": "https://gateway.example"}');
    expect((await stage.folder.mission('setup')).code).toBe(0);
    expect(config(stage.folder)).toMatchObject({ gateway_url: 'https://gateway.example', agent_id: 'main' });
    expect(config(stage.folder).gateway_token).toBeUndefined();
  });

  it('writes no key that the service refuses', async () => {
    const stage = await serviceStage();
    const wrong = 'cc_test_wrong0123456789';
    const done = await stage.folder.mission('setup', '--api-key', wrong, '--no-gateway');
    expect(done).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining('does not accept the API key') });
    expect(done.stderr).not.toContain(wrong);
    expect(stage.folder.exists(file)).toBe(false);
  });

  it('says so where the key could not be checked, and writes it', async () => {
    const folder = rig({ env: { CLAWDTALK_API_URL: 'http://127.0.0.1:9/v1' } });
    const done = await folder.mission('setup', '--api-key', stageKey, '--no-gateway');
    expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('The key could not be checked') });
    expect(config(folder)).toEqual({ api_key: stageKey, server: 'http://127.0.0.1:9' });
  });

  it.each([
    [['setup'], {}, 'No API key was given'],
    [['setup', '--api-key', ' '], {}, 'empty'],
    [['setup', '--api-key', 'cc test'], {}, 'characters that no key has'],
    [['setup', '--api-key', stageKey], {}, 'for this machine alone'],
    [['setup', '--api-key', 'cc_live_x', '--server', 'nowhere'], {}, 'address is not one'],
    [['setup'], { [file]: '{"api_key": "cc_live_secret1", }' }, 'cannot be used'],
  ] as const)('%j with %j is refused, and nothing is written', async (words, files, said) => {
    const folder = rig();
    for (const [path, text] of Object.entries(files)) folder.write(path, text);
    const done = await folder.mission(...words);
    expect(done).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(said) });
    expect(done.stderr).not.toContain('cc_live_secret1');
    expect(folder.exists(file) ? folder.read(file) : undefined).toBe(Object.values(files)[0]);
  });

  it('tells that another key goes first', async () => {
    const stage = await serviceStage({ accounts: 2 });
    const other = stage.server.apiKeys[1] ?? '';
    const done = await stage.folder.mission('setup', '--api-key', other, '--no-gateway');
    expect(done.stderr).toContain('Another key goes first');
    expect(config(stage.folder).api_key).toBe(other);
  });

  it('reads the key from stdin, and asks at a terminal for what it lacks', async () => {
    const stage = await serviceStage();
    const house = home();
    house.write('.openclaw/workspace/IDENTITY.md', '');
    const asked: string[] = [];
    const prompts: Prompts = {
      key: async () => stageKey,
      name: async (question) => {
        asked.push(question);
        return 'Robin';
      },
      confirm: async (question) => {
        asked.push(question);
        return true;
      },
    };
    const env = { HOME: house.folder, CLAWDTALK_API_URL: `${stage.server.url}/v1` };
    const perform = async (typed: string, apiKey?: string): Promise<number> => {
      const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
      stdin.end(typed);
      const host = { cwd: stage.folder.folder, env, stdin, stdout, stderr, isRead: () => true };
      const options = { json: false, colour: false, debug: false };
      const context = makeContext({ ...host, onInterrupt: () => () => undefined }, options, adapters);
      const args = {
        command: 'setup',
        allow: false,
        gateway: true,
        ...(apiKey === undefined ? {} : { apiKey }),
      } as const;
      return setUp(context, { args, prompts });
    };
    expect(await perform('')).toBe(0);
    expect(config(stage.folder)).toMatchObject({ api_key: stageKey, owner_name: 'Sam', agent_name: 'Robin' });
    expect(asked).toEqual(['What is your agent called?', expect.stringContaining('May sessions_send be used')]);
    expect(JSON.parse(house.read('.openclaw/openclaw.json')).gateway.tools.allow).toEqual(['sessions_send']);
    expect(await perform(`  ${stageKey}\r\nmore`, '-')).toBe(0);
    expect(config(stage.folder).api_key).toBe(stageKey);
  });
});

describe('skill-config.json', () => {
  it('is made private where it was not, and never shown in an error', () => {
    const folder = rig();
    folder.write(file, '{"api_key": "cc_live_secret1"');
    const read = readSkillFile(folder.path(file));
    expect(read).toMatchObject({ ok: false, error: { code: 'bad-skill-config' } });
    expect(JSON.stringify(read)).not.toContain('cc_live');
    folder.write(file, '{"a": 1}');
    expect(writeSkillFile(folder.path(file), { before: { a: 1 }, members: { server: 's' } }).ok).toBe(true);
    expect(statSync(folder.path(file)).mode & 0o777).toBe(0o600);
    expect(config(folder)).toEqual({ a: 1, server: 's' });
  });
});
