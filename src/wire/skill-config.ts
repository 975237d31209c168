/**
 * `skill-config.json`, which the service's other clients keep: whose account it is, and how their gateway is reached. A whole value
 * `${NAME}` stands for a variable of the environment in four of its fields.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseExact } from '../lib/exact-json.ts';
import { errorCode } from '../lib/file-trouble.ts';
import { type Failure, fail, ok, type Result } from '../lib/result.ts';
import { type Env, present, resolved } from './env.ts';
import { isObject } from './fields.ts';

export const skillConfigName = 'skill-config.json';
const bytesMax = 1_048_576;

export interface SkillConfig {
  readonly apiKey?: string;
  /** Without a slash at the end, and without `/v1`. */
  readonly server?: string;
  readonly ownerName?: string;
  readonly agentName?: string;
  readonly greeting?: string;
  readonly gatewayUrl?: string;
  readonly gatewayToken?: string;
  readonly agentId?: string;
}

/** Null: there is none. */
export function loadSkillConfig(folder: string, env: Env): Result<SkillConfig | null, Failure<'bad-skill-config'>> {
  const file = join(folder, skillConfigName);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(thrown))) return ok(null);
    return fail(broken(file, thrown instanceof Error ? thrown.message : 'it cannot be read'));
  }
  return readSkillConfig(text, { file, env });
}

export function readSkillConfig(
  text: string,
  of: { readonly file: string; readonly env: Env },
): Result<SkillConfig, Failure<'bad-skill-config'>> {
  if (text.length > bytesMax) return fail(broken(of.file, 'it is larger than a mebibyte'));
  // JSON.parse would quote what stands there, and a key may.
  const parsed = parseExact(text.replace(/^\uFEFF/, ''));
  if (!parsed.ok) return fail(broken(of.file, parsed.error.message));
  const data = parsed.value;
  if (!isObject(data)) return fail(broken(of.file, 'it holds no object'));
  return ok(skillOf(data, of.env));
}

/** What the members of the file mean here: references resolved, and left out where their variable is not set. */
export function skillOf(data: object, env: Env): SkillConfig {
  const fields = new Map<string, unknown>(Object.entries(data));
  const plain = (name: string): string | undefined => {
    const value = fields.get(name);
    return typeof value === 'string' ? present(value) : undefined;
  };
  const referring = (name: string): string | undefined => resolved(fields.get(name), env);
  return compact({
    apiKey: referring('api_key'),
    server: referring('server')?.replace(/\/+$/, '').replace(/\/v1$/, ''),
    ownerName: plain('owner_name'),
    agentName: plain('agent_name'),
    greeting: plain('greeting'),
    gatewayUrl: referring('gateway_url')?.replace(/\/+$/, ''),
    gatewayToken: referring('gateway_token'),
    agentId: plain('agent_id'),
  });
}

function compact(fields: { readonly [Name in keyof SkillConfig]: string | undefined }): SkillConfig {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function broken(file: string, why: string): Failure<'bad-skill-config'> {
  return {
    code: 'bad-skill-config',
    message: `${file} cannot be used: ${why}.`,
    help: 'Mend it, or make it anew with `mission setup`.',
  };
}
