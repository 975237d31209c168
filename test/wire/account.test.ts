import { describe, expect, it } from 'vitest';
import { accountFrom, isLoopback, socketUrl } from '../../src/wire/account.ts';
import { readSkillConfig } from '../../src/wire/skill-config.ts';

const key = 'cc_live_abc';

describe('the account', () => {
  it.each([
    [
      'what is given',
      { given: { apiKey: 'given' }, env: { CLAWDTALK_API_KEY: 'env' }, skill: { apiKey: 'skill' } },
      'given',
    ],
    ['the environment', { env: { CLAWDTALK_API_KEY: ' env ' }, skill: { apiKey: 'skill' } }, 'env'],
    ['skill-config.json', { env: { CLAWDTALK_API_KEY: '' }, skill: { apiKey: 'skill' } }, 'skill'],
  ])('takes the key from %s', (_, sources, apiKey) => {
    expect(accountFrom(sources)).toMatchObject({ ok: true, value: { apiKey } });
  });

  it.each([
    [{ given: { apiKey: key, apiUrl: 'https://a.test/v1/' }, env: {} }, 'https://a.test/v1'],
    [
      { env: { CLAWDTALK_API_KEY: key, CLAWDTALK_API_URL: 'https://b.test/v1' }, skill: { server: 'https://c.test' } },
      'https://b.test/v1',
    ],
    [{ env: { CLAWDTALK_API_KEY: key }, skill: { server: 'https://c.test' } }, 'https://c.test/v1'],
    [{ env: { CLAWDTALK_API_KEY: key } }, 'https://clawdtalk.com/v1'],
  ])('finds where the service answers: %j', (sources, apiUrl) => {
    expect(accountFrom(sources)).toMatchObject({ ok: true, value: { apiUrl, simulated: false, world: 'clawdtalk' } });
  });

  it.each([
    ['no-key', { env: {} }],
    ['bad-key', { env: { CLAWDTALK_API_KEY: 'two words' } }],
    ['bad-key', { env: { CLAWDTALK_API_KEY: 'line\r\nx-evil: 1' } }],
    ['bad-url', { env: { CLAWDTALK_API_KEY: key, CLAWDTALK_API_URL: 'clawdtalk.com' } }],
    ['bad-url', { env: { CLAWDTALK_API_KEY: key, CLAWDTALK_API_URL: 'file:///etc/passwd' } }],
    ['bad-url', { env: { CLAWDTALK_API_KEY: key, CLAWDTALK_API_URL: 'https://me:word@a.test/v1' } }],
    ['insecure-url', { env: { CLAWDTALK_API_KEY: key, CLAWDTALK_API_URL: 'http://a.test/v1' } }],
    ['test-key-remote', { env: { CLAWDTALK_API_KEY: 'cc_test_1' } }],
    [
      'test-key-remote',
      { env: { CLAWDTALK_API_KEY: 'cc_test_1', CLAWDTALK_API_URL: 'http://127.0.0.1.evil.test/v1' } },
    ],
  ] as const)('says %s for %j', (code, sources) => {
    expect(accountFrom(sources)).toMatchObject({ ok: false, error: { code, help: expect.any(String) } });
  });

  it('keeps what a simulator server does apart from what is real, and from another server’s', () => {
    const of = (apiKey: string) =>
      accountFrom({ env: { CLAWDTALK_API_KEY: apiKey, CLAWDTALK_API_URL: 'http://127.0.0.1:8080/v1' } });
    const [first, second] = [of('cc_test_1'), of('cc_test_2')];
    if (!first.ok || !second.ok) throw new Error('no account');
    expect(first.value).toMatchObject({ simulated: true, world: expect.stringMatching(/^sim:[0-9a-f]{12}$/) });
    expect(first.value.world).not.toBe(second.value.world);
    expect(first.value.world).not.toContain('cc_test');
  });

  it.each([
    ['127.0.0.1', true],
    ['127.3.2.1', true],
    ['localhost', true],
    ['[::1]', true],
    ['127.0.0.1.evil.test', false],
    ['localhost.evil.test', false],
    ['10.0.0.1', false],
    ['0.0.0.0', false],
  ])('knows whether %s is this machine: %s', (host, here) => {
    expect(isLoopback(host)).toBe(here);
  });

  it.each([
    ['https://clawdtalk.com/v1', 'wss://clawdtalk.com/ws'],
    ['http://127.0.0.1:8080/v1', 'ws://127.0.0.1:8080/ws'],
  ])('finds the socket of %s', (api, socket) => {
    expect(socketUrl(api)).toBe(socket);
  });
});

describe('skill-config.json', () => {
  const read = (data: unknown, env: Record<string, string> = {}) =>
    readSkillConfig(typeof data === 'string' ? data : JSON.stringify(data), { file: 'skill-config.json', env });

  it('fills in references where the service’s clients do, and nowhere else', () => {
    const made = read(
      {
        api_key: '${K}',
        server: 'https://a.test/',
        gateway_token: '${T}',
        gateway_url: '${NONE}',
        owner_name: '${K}',
        agent_id: 'main',
      },
      { K: 'key', T: 'token' },
    );
    expect(made).toEqual({
      ok: true,
      value: { apiKey: 'key', server: 'https://a.test', gatewayToken: 'token', ownerName: '${K}', agentId: 'main' },
    });
  });

  it.each(['{', '[]', '"text"', 'null'])('says what is wrong with %s', (text) => {
    expect(read(text)).toMatchObject({ ok: false, error: { code: 'bad-skill-config', help: expect.any(String) } });
  });

  it('takes no value that is none', () => {
    expect(read({ api_key: 7, server: '', __proto__: { api_key: 'x' } })).toEqual({ ok: true, value: {} });
  });
});
