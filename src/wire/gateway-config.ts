/**
 * Where the agent gateway of this machine is, and what it lets a caller do. Its address and token come from the first that has
 * them: `skill-config.json`, OPENCLAW_GATEWAY_URL and _TOKEN, CLAWDBOT_GATEWAY_URL and _TOKEN, the gateway's own file, the default.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { errorCode } from '../lib/file-trouble.ts';
import { type Failure, fail, ok, type Result } from '../lib/result.ts';
import { isLoopback } from './account.ts';
import { type Env, present, resolved } from './env.ts';
import { field } from './failure.ts';
import type { SkillConfig } from './skill-config.ts';

const defaultPort = 18_789;
const defaultAgentId = 'main';
/** The tool by which a message reaches an agent. */
export const sendTool = 'sessions_send';
const bytesMax = 4 * 1_048_576;
/** In the home folder, the first that holds a token, else the first that is there. */
const ownFiles = [join('.openclaw', 'openclaw.json'), join('.clawdbot', 'clawdbot.json')];

export interface Gateway {
  /** Without a slash at the end. */
  readonly url: string;
  readonly token?: string;
  /** Whose session takes the texts. */
  readonly agentId: string;
  /** Where the address was found, for people. */
  readonly from: string;
  /** Not on this machine. */
  readonly isRemote: boolean;
  /** The gateway's own file; null: none was found. */
  readonly own: GatewayFile | null;
}

/** What the gateway's own file says. */
export interface GatewayFile {
  readonly path: string;
  readonly port?: number;
  readonly token?: string;
  readonly agents: readonly GatewayAgent[];
  /** `gateway.tools.allow`; null: not there. */
  readonly allow: readonly string[] | null;
}

export interface GatewayAgent {
  readonly id: string;
  readonly isDefault: boolean;
  readonly workspace?: string;
}

export type GatewayFailure = Failure<'bad-gateway-config' | 'bad-gateway-url' | 'remote-gateway'>;

export interface GatewaySources {
  readonly env: Env;
  readonly skill?: SkillConfig | null | undefined;
  /** The user said that the gateway may be on another machine. */
  readonly allowRemote?: boolean;
}

/** A file of the gateway that is broken counts only where something in it is needed. */
export function findGateway({ env, skill, allowRemote = false }: GatewaySources): Result<Gateway, GatewayFailure> {
  const given = firstUrl(env, skill);
  const token = skill?.gatewayToken ?? present(env.OPENCLAW_GATEWAY_TOKEN) ?? present(env.CLAWDBOT_GATEWAY_TOKEN);
  const loaded = loadGatewayFile(env);
  if (!loaded.ok && (given === null || token === undefined)) return loaded;
  const own = loaded.ok ? loaded.value : null;
  const { text, from } = given ?? {
    text: `http://127.0.0.1:${own?.port ?? defaultPort}`,
    from: own?.port === undefined ? 'the default' : own.path,
  };
  const url = readUrl(text, from);
  if (!url.ok) return url;
  const isRemote = !isLoopback(url.value.hostname);
  if (isRemote && !allowRemote) return fail(remote(url.value, from));
  // The token in the gateway's own file is for the gateway that reads it, on this machine.
  const key = token ?? (isRemote ? undefined : own?.token);
  return ok({
    url: url.value.href.replace(/\/+$/, ''),
    ...(key === undefined ? {} : { token: key }),
    agentId: skill?.agentId ?? mainAgent(own) ?? defaultAgentId,
    from,
    isRemote,
    own,
  });
}

/** Null: there is none, or no home folder to look in. */
export function loadGatewayFile(env: Env): Result<GatewayFile | null, Failure<'bad-gateway-config'>> {
  const home = present(env.HOME) ?? present(env.USERPROFILE);
  if (home === undefined) return ok(null);
  let first: GatewayFile | null = null;
  for (const name of ownFiles) {
    const read = readGatewayFile(join(home, name), env);
    if (!read.ok) return read;
    if (read.value?.token !== undefined) return read;
    first ??= read.value;
  }
  return ok(first);
}

function readGatewayFile(path: string, env: Env): Result<GatewayFile | null, Failure<'bad-gateway-config'>> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (thrown) {
    const code = errorCode(thrown) || 'unreadable';
    return code === 'ENOENT' || code === 'ENOTDIR' ? ok(null) : fail(broken(path, `it cannot be read (${code})`));
  }
  if (text.length > bytesMax) return fail(broken(path, 'it is larger than 4 MiB'));
  let data: unknown;
  try {
    data = parseRelaxed(text);
  } catch {
    return fail(broken(path, 'it is no JSON'));
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return fail(broken(path, 'it holds no object'));
  return ok(gatewayFile({ path, data, env }));
}

function gatewayFile({
  path,
  data,
  env,
}: {
  readonly path: string;
  readonly data: object;
  readonly env: Env;
}): GatewayFile {
  const gateway = field(data, 'gateway');
  const port = field(gateway, 'port');
  const token = resolved(field(field(gateway, 'auth'), 'token'), env);
  const allow = field(field(gateway, 'tools'), 'allow');
  const agents = field(field(data, 'agents'), 'list');
  return {
    path,
    ...(typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536 ? { port } : {}),
    ...(token === undefined ? {} : { token }),
    agents: Array.isArray(agents) ? agents.flatMap(agentOf) : [],
    allow: Array.isArray(allow) ? allow.filter((name) => typeof name === 'string') : null,
  };
}

function agentOf(data: unknown): GatewayAgent[] {
  const id = field(data, 'id');
  if (typeof id !== 'string' || id.trim() === '') return [];
  const workspace = field(data, 'workspace');
  return [
    {
      id: id.trim(),
      isDefault: field(data, 'default') === true,
      ...(typeof workspace === 'string' ? { workspace } : {}),
    },
  ];
}

function mainAgent(own: GatewayFile | null): string | undefined {
  return (own?.agents.find(({ isDefault }) => isDefault) ?? own?.agents[0])?.id;
}

/** JSON, and the JSON with comments, bare names and trailing commas that the gateway itself reads. Throws. */
function parseRelaxed(text: string): unknown {
  const bare = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(bare);
  } catch {
    const token = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
    // What is left is a flow mapping of YAML.
    return parse(
      bare.replace(token, (found) => (found.startsWith('/') ? ' ' : found)),
      { maxAliasCount: 0, logLevel: 'error' },
    );
  }
}

function firstUrl(env: Env, skill: SkillConfig | null | undefined): { text: string; from: string } | null {
  const sources = [
    { text: skill?.gatewayUrl, from: 'gateway_url in skill-config.json' },
    { text: present(env.OPENCLAW_GATEWAY_URL), from: 'OPENCLAW_GATEWAY_URL' },
    { text: present(env.CLAWDBOT_GATEWAY_URL), from: 'CLAWDBOT_GATEWAY_URL' },
  ];
  return sources.flatMap(({ text, from }) => (text === undefined ? [] : [{ text, from }]))[0] ?? null;
}

/** The gateway's address is also known as its socket's, and as that of its chat. */
function readUrl(text: string, from: string): Result<URL, GatewayFailure> {
  const http = text.replace(/^ws(s?):/i, 'http$1:').replace(/\/v1\/chat\/completions\/?$/, '');
  const url = URL.canParse(http) ? new URL(http) : null;
  const isUsable =
    url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && !url.search;
  if (isUsable) return ok(url);
  return fail({
    code: 'bad-gateway-url',
    // The text may hold a password.
    message: `The address of the agent gateway is not one (${from}).`,
    help: `It looks like http://127.0.0.1:${defaultPort}.`,
  });
}

function remote(url: URL, from: string): GatewayFailure {
  return {
    code: 'remote-gateway',
    message: `The agent gateway is on another machine: ${url.host} (${from}).`,
    help: 'What callers say, and the token, would leave this machine. If that is meant: --allow-remote-gateway.',
  };
}

function broken(path: string, why: string): Failure<'bad-gateway-config'> {
  return {
    code: 'bad-gateway-config',
    message: `${path} cannot be used: ${why}.`,
    help: 'Mend it; it is the file of the agent gateway.',
  };
}
