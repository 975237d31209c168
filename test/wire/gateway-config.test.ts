import { describe, expect, it } from 'vitest';
import { findGateway, type GatewaySources, loadGatewayFile } from '../../src/wire/gateway-config.ts';
import { rig } from '../rig.ts';

/** A home folder with the gateway's files in it. */
function home(files: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  const folder = rig();
  for (const [path, data] of Object.entries(files))
    folder.write(path, typeof data === 'string' ? data : JSON.stringify(data));
  return { HOME: folder.folder };
}

const openclaw = '.openclaw/openclaw.json';
const clawdbot = '.clawdbot/clawdbot.json';
const own = (port: number, token?: string) => ({
  gateway: { port, ...(token === undefined ? {} : { auth: { token } }) },
});

function found(sources: GatewaySources) {
  const gateway = findGateway(sources);
  if (!gateway.ok) throw new Error(gateway.error.message);
  return gateway.value;
}

describe('the agent gateway', () => {
  it('is at its default where nobody says otherwise', () => {
    expect(found({ env: {} })).toEqual({
      url: 'http://127.0.0.1:18789',
      agentId: 'main',
      from: 'the default',
      isRemote: false,
      own: null,
    });
  });

  it('is taken from the first that names it', () => {
    const files = home({ [openclaw]: own(4, 'own') });
    const all = {
      ...files,
      CLAWDBOT_GATEWAY_URL: 'http://127.0.0.1:3',
      CLAWDBOT_GATEWAY_TOKEN: 'clawdbot',
      OPENCLAW_GATEWAY_URL: 'http://127.0.0.1:2/',
      OPENCLAW_GATEWAY_TOKEN: 'openclaw',
    };
    const { OPENCLAW_GATEWAY_URL: _, OPENCLAW_GATEWAY_TOKEN: __, ...second } = all;
    const skill = { gatewayUrl: 'http://127.0.0.1:1', gatewayToken: 'skill' };
    expect(found({ env: all, skill })).toMatchObject({ url: 'http://127.0.0.1:1', token: 'skill' });
    expect(found({ env: all })).toMatchObject({ url: 'http://127.0.0.1:2', token: 'openclaw' });
    expect(found({ env: second })).toMatchObject({ url: 'http://127.0.0.1:3', token: 'clawdbot' });
    expect(found({ env: files })).toMatchObject({ url: 'http://127.0.0.1:4', token: 'own' });
  });

  it.each([
    ['ws://127.0.0.1:9', 'http://127.0.0.1:9'],
    ['http://localhost:9/v1/chat/completions', 'http://localhost:9'],
    ['http://[::1]:9/agents/', 'http://[::1]:9/agents'],
  ])('is understood as %s', (text, url) => {
    expect(found({ env: { CLAWDBOT_GATEWAY_URL: text } }).url).toBe(url);
  });

  it('is not called on another machine unless that is said, and its own file’s token stays here', () => {
    const env = { ...home({ [openclaw]: own(4, 'own') }), OPENCLAW_GATEWAY_URL: 'https://agents.example.com' };
    expect(findGateway({ env })).toMatchObject({
      ok: false,
      error: { code: 'remote-gateway', help: expect.stringContaining('--allow-remote-gateway') },
    });
    const gateway = found({ env, allowRemote: true });
    expect(gateway).toMatchObject({ url: 'https://agents.example.com', isRemote: true });
    expect(gateway).not.toHaveProperty('token');
  });

  it.each(['127.0.0.1.evil.example', '10.0.0.8', '0.0.0.0', 'localhost.evil.example'])('is elsewhere at %s', (host) => {
    expect(findGateway({ env: { OPENCLAW_GATEWAY_URL: `http://${host}:18789` } })).toMatchObject({
      ok: false,
      error: { code: 'remote-gateway' },
    });
  });

  it.each(['127.0.0.1:18789', 'ftp://127.0.0.1', 'http://me:secret@127.0.0.1', 'http://127.0.0.1/?token=secret', 'x'])(
    'is not at %s',
    (text) => {
      const gateway = findGateway({ env: { OPENCLAW_GATEWAY_URL: text } });
      expect(gateway).toMatchObject({ ok: false, error: { code: 'bad-gateway-url' } });
      expect(JSON.stringify(gateway)).not.toContain('secret');
    },
  );
});

describe('the gateway’s own file', () => {
  it('is read with comments, bare names and commas at the end', () => {
    const text = `// made by hand
    {
      gateway: { port: 4000, auth: { token: "\${TOKEN}" /* from the shell */ }, tools: { allow: ["sessions_send", 7], }, },
      agents: { list: [{ id: 'ada' }, { id: 'bee', default: true, workspace: "~/bee//x" }, { name: 'none' }] },
    }`;
    const env = { ...home({ [openclaw]: text }), TOKEN: 'of the shell' };
    const file = loadGatewayFile(env);
    expect(file).toEqual({
      ok: true,
      value: {
        path: expect.stringContaining(openclaw),
        port: 4000,
        token: 'of the shell',
        allow: ['sessions_send'],
        agents: [
          { id: 'ada', isDefault: false },
          { id: 'bee', isDefault: true, workspace: '~/bee//x' },
        ],
      },
    });
    expect(found({ env })).toMatchObject({ agentId: 'bee', url: 'http://127.0.0.1:4000' });
    expect(found({ env, skill: { agentId: 'cat' } }).agentId).toBe('cat');
  });

  it('is the one with a token, where there are two', () => {
    const env = home({ [openclaw]: own(1), [clawdbot]: own(2, 'two') });
    expect(found({ env })).toMatchObject({ url: 'http://127.0.0.1:2', token: 'two' });
    expect(found({ env: home({ [openclaw]: own(1), [clawdbot]: own(2) }) }).url).toBe('http://127.0.0.1:1');
  });

  it.each(['{', '[]', 'null', 'text', '&a [*a, *a]'])('is complained of only where it is needed (%s)', (text) => {
    const env = home({ [openclaw]: text });
    expect(findGateway({ env })).toMatchObject({ ok: false, error: { code: 'bad-gateway-config' } });
    const given = { ...env, OPENCLAW_GATEWAY_URL: 'http://127.0.0.1:1', OPENCLAW_GATEWAY_TOKEN: 't' };
    expect(found({ env: given }).own).toBeNull();
  });

  it('gives nothing where it holds something else', () => {
    const env = home({
      [openclaw]: { gateway: { port: '18789', auth: { token: 7 }, tools: { allow: 'all' } }, agents: { list: 'x' } },
    });
    expect(loadGatewayFile(env)).toMatchObject({ ok: true, value: { agents: [], allow: null } });
    expect(found({ env })).toMatchObject({ url: 'http://127.0.0.1:18789', agentId: 'main' });
  });
});
