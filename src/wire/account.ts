/**
 * Which account of the service is meant: its key and where it answers. Sources, the first that has it wins: what the
 * caller gives (mission.config.yaml), the environment, `skill-config.json`, the default. Pure: the file is read elsewhere.
 */
import { isIP } from 'node:net';
import { sha256 } from '../lib/hash.ts';
import { type Failure, fail, ok, type Result } from '../lib/result.ts';
import { present } from './env.ts';
import type { SkillConfig } from './skill-config.ts';

export const defaultApiUrl = 'https://clawdtalk.com/v1';
/** Keys of simulator servers begin so; a service across a network is never given one. */
export const testKeyPrefix = 'cc_test_';

export interface Account {
  /** Where REST answers, with `/v1`, without a slash at the end. */
  readonly apiUrl: string;
  readonly apiKey: string;
  /** True: a simulator server's, on this machine; nobody is called. */
  readonly simulated: boolean;
  /** Where its attempts are real: the ledger's rows carry it. */
  readonly world: string;
}

export type AccountFailure = Failure<'no-key' | 'bad-url' | 'test-key-remote' | 'insecure-url' | 'bad-key'>;

export interface AccountSources {
  /** From mission.config.yaml, references resolved. */
  readonly given?: { readonly apiUrl?: string; readonly apiKey?: string } | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly skill?: SkillConfig | undefined;
}

export function accountFrom({ given, env, skill }: AccountSources): Result<Account, AccountFailure> {
  const apiKey = given?.apiKey ?? present(env.CLAWDTALK_API_KEY) ?? skill?.apiKey;
  if (apiKey === undefined)
    return fail({
      code: 'no-key',
      message: 'No API key was found for ClawdTalk.',
      help: 'Set CLAWDTALK_API_KEY, or run `mission setup`. To try without an account: `--provider simulator`.',
    });
  // A header's value: what cannot stand there would be an error far from its cause.
  if (!/^[\x21-\x7e]+$/.test(apiKey))
    return fail({
      code: 'bad-key',
      message: 'The API key for ClawdTalk holds characters that no key has.',
      help: 'Copy it again, without spaces or line breaks.',
    });
  const url = given?.apiUrl ?? present(env.CLAWDTALK_API_URL) ?? skill?.server?.concat('/v1') ?? defaultApiUrl;
  const place = readUrl(url);
  if (!place.ok) return place;
  const simulated = apiKey.startsWith(testKeyPrefix);
  const refusal = refusalOf(place.value, simulated);
  if (refusal !== null) return fail(refusal);
  const apiUrl = place.value.href.replace(/\/+$/, '');
  return ok({ apiUrl, apiKey, simulated, world: simulated ? `sim:${keyHash(apiKey)}` : 'clawdtalk' });
}

function readUrl(text: string): Result<URL, AccountFailure> {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && !url.search)
    return ok(url);
  return fail({
    code: 'bad-url',
    message: `ClawdTalk's address is not one: ${text}`,
    help: `It looks like ${defaultApiUrl}; see CLAWDTALK_API_URL, mission.config.yaml and skill-config.json.`,
  });
}

function refusalOf(url: URL, simulated: boolean): AccountFailure | null {
  const here = isLoopback(url.hostname);
  if (simulated && !here)
    return {
      code: 'test-key-remote',
      message: `A simulator's key (${testKeyPrefix}…) is for this machine alone, and ${url.host} is not this machine.`,
      help: 'Set CLAWDTALK_API_URL to what `mission simulator` printed, with /v1, or use the key of your account.',
    };
  if (url.protocol === 'http:' && !here)
    return {
      code: 'insecure-url',
      message: `The key would go to ${url.host} unencrypted.`,
      help: 'Use https.',
    };
  return null;
}

/** By its name: `localhost` and the addresses that mean this machine. */
export function isLoopback(hostname: string): boolean {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (bare === 'localhost' || bare.endsWith('.localhost')) return true;
  return isIP(bare) === 4 ? bare.startsWith('127.') : bare === '::1';
}

/** The socket of the same server. */
export function socketUrl(apiUrl: string): string {
  const url = new URL(apiUrl);
  url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
  url.pathname = '/ws';
  return url.href;
}

/** What stands for a key where the key itself may not: a lock's name, a world. */
export function keyHash(apiKey: string): string {
  return sha256(apiKey).slice('sha256:'.length, 'sha256:'.length + 12);
}
