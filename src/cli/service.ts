/** Whose account of the service a command acts for, and the client that speaks for it. */
import { join } from 'node:path';
import { fail, ok, type Result } from '../lib/result.ts';
import type { Config } from '../spec/config.ts';
import { type Account, accountFrom } from '../wire/account.ts';
import type { ClientOptions, WireClient } from '../wire/client.ts';
import { loadSkillConfig, type SkillConfig } from '../wire/skill-config.ts';
import type { Context } from './context.ts';
import { type CommandError, unreachedError, usageError } from './errors.ts';
import { version } from './version.ts';
import { workspaceRoot } from './workspace.ts';

/**
 * From mission.config.yaml, the environment, `skill-config.json` in the current folder or the workspace's root, in this order. A bad
 * or missing key ends a command with the provider's exit code, a broken file with that of bad usage.
 */
export async function serviceAccount(context: Context): Promise<Result<Account, CommandError>> {
  const skill = await skillConfig(context);
  if (!skill.ok) return skill;
  const { clawdtalk: given } = await workspaceConfig(context);
  const account = accountFrom({ given, env: context.env, skill: skill.value ?? undefined });
  return account.ok ? account : fail(unreachedError(account.error));
}

/** Null: there is none. */
export async function skillConfig(context: Context): Promise<Result<SkillConfig | null, CommandError>> {
  for (const folder of new Set([context.cwd, await workspaceRoot(context)])) {
    const found = loadSkillConfig(folder, context.env);
    if (!found.ok) return fail(usageError(found.error));
    if (found.value !== null) return found;
  }
  return ok(null);
}

/** The model that mission.config.yaml names; null: none. */
export async function modelConfig(context: Context): Promise<NonNullable<Config['model']> | null> {
  return (await workspaceConfig(context)).model ?? null;
}

/** False: mission.config.yaml leaves the WebSocket to another client with the same key. */
export async function mayListen(context: Context): Promise<boolean> {
  return (await workspaceConfig(context)).clawdtalk?.push !== false;
}

async function workspaceConfig(context: Context): Promise<Config> {
  const { configFileName, loadConfig } = await import('../spec/config.ts');
  const root = await workspaceRoot(context);
  return (await loadConfig({ root, shown: join(root, configFileName), env: context.env })).config;
}

/** How this program calls itself at the service. */
export const clientVersion = (version: string): string => `mission/${version}`;

/** A client for the account; a simulator server is told that this program knows its clock. */
export async function serviceClient(
  account: Account,
  options: Omit<ClientOptions, 'account' | 'version' | 'headers'> = {},
): Promise<WireClient> {
  const headers = account.simulated ? { 'x-simulator-clock': 'service' } : {};
  const { WireClient: Client } = await import('../wire/client.ts');
  return new Client({ ...options, account, headers, version: clientVersion(await version()) });
}
