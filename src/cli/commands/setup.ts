/**
 * `mission setup`: the key, the names and the agent gateway, into `skill-config.json`, where this program and the service's other clients
 * look for them.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode, fileTrouble } from '../../lib/file-trouble.ts';
import { fail, ok, type Result } from '../../lib/result.ts';
import { type Account, accountFrom } from '../../wire/account.ts';
import { field } from '../../wire/failure.ts';
import { skillConfigName } from '../../wire/skill-config.ts';
import { readSkillFile, type SkillMembers, writeSkillFile } from '../../wire/skill-config-file.ts';
import type { Context } from '../context.ts';
import { type CommandError, localError, report, usageError } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { hideFromGit } from '../git-ignore.ts';
import type { ArgsOf } from '../invocation.ts';
import { maskedKey } from '../masked-key.ts';
import { serviceAccount } from '../service.ts';
import { textAt } from '../service-call.ts';
import { workspaceRoot } from '../workspace.ts';
import { checkKey, type KeyCheck } from './setup/check-key.ts';
import { chosenNames } from './setup/chosen-names.ts';
import {
  type Allowing,
  allowSending,
  type GatewayFound,
  gatewayHere,
  gatewayLines,
  gatewayMembers,
} from './setup/gateway.ts';
import { chosenKey, type Key } from './setup/key.ts';
import { type Prompts, terminalPrompts } from './setup/prompts.ts';
import { chosenServer } from './setup/server.ts';

type Args = ArgsOf<'setup'>;

export function run(context: Context, args: Args): Promise<ExitCode> {
  return setUp(context, { args, prompts: context.interactive ? terminalPrompts(context) : null });
}

/** `prompts` null: nobody can be asked. */
export async function setUp(
  context: Context,
  { args, prompts }: { readonly args: Args; readonly prompts: Prompts | null },
): Promise<ExitCode> {
  const done = await carriedOut(context, { args, prompts });
  return done.ok ? exitCodes.succeeded : report(context, done.error);
}

async function carriedOut(
  context: Context,
  { args, prompts }: { readonly args: Args; readonly prompts: Prompts | null },
): Promise<Result<null, CommandError>> {
  const path = await configPath(context);
  const before = readSkillFile(path);
  if (!before.ok) return fail(usageError(before.error));
  const existing = before.value ?? {};
  const key = await chosenKey(context, { given: args.apiKey, existing, prompts });
  if (!key.ok) return key;
  const server = chosenServer(context, { given: args.server, existing });
  if (!server.ok) return server;
  const account = accountFrom({ given: { apiUrl: `${server.value.url}/v1`, apiKey: key.value.key }, env: {} });
  if (!account.ok) return fail(usageError(account.error));
  const checked = await checkKey(account.value);
  if (!checked.ok) return checked;
  const here = args.gateway ? gatewayHere(context.env, existing) : ok(null);
  if (!here.ok) return here;
  const found = here.value;
  const names = await chosenNames(context, { args, existing, gateway: found, prompts });
  if (!names.ok) return names;
  const members: SkillMembers = {
    ...{ api_key: key.value.written, server: server.value.written },
    ...names.value,
    ...gatewayMembers(found, existing),
  };
  const hidden = await keptFromGit(dirname(path));
  if (!hidden.ok) return hidden;
  const written = writeSkillFile(path, { before: existing, members });
  if (!written.ok) return fail(localError(written.error));
  // Last: whoever stops before has changed nothing of the gateway's.
  const allowing = found === null ? null : await allowSending(found, { allow: args.allow, prompts });
  await tell(context, {
    ...{ path, key: key.value, server: server.value.url, account: account.value, checked: checked.value, members },
    gateway: found === null || allowing === null ? null : { found, allowing },
    looked: args.gateway,
  });
  return ok(null);
}

async function keptFromGit(folder: string): Promise<Result<null, CommandError>> {
  try {
    await hideFromGit(folder, skillConfigName);
    return ok(null);
  } catch (thrown) {
    if (fileTrouble(thrown) === null) throw thrown;
    const message = `${join(folder, '.gitignore')} could not be written (${errorCode(thrown)}), so the key was not either: git would keep it`;
    const help = 'Look at the permissions of the folder and at the free space.';
    return fail(localError({ code: 'cannot-write', message, help }));
  }
}

/** Where there is one already, else in the workspace's root. */
async function configPath(context: Context): Promise<string> {
  const here = join(context.cwd, skillConfigName);
  return existsSync(here) ? here : join(await workspaceRoot(context), skillConfigName);
}

interface Told {
  readonly path: string;
  readonly key: Key;
  /** Without `/v1`. */
  readonly server: string;
  readonly account: Account;
  readonly checked: KeyCheck;
  readonly members: SkillMembers;
  readonly gateway: { readonly found: GatewayFound; readonly allowing: Allowing } | null;
  /** Whether a gateway was looked for. */
  readonly looked: boolean;
}

async function tell(context: Context, told: Told): Promise<void> {
  const { path, key, account, checked, members, gateway } = told;
  const other = await goesFirst(context, account);
  if (context.json) {
    context.printJson({
      ...{ file: path, key: maskedKey(key.key), server: told.server, checked: checked.kind === 'known' },
      ...{ owner_name: members.owner_name ?? null, agent_name: members.agent_name ?? null },
      gateway:
        gateway === null ? null : { file: gateway.found.file.path, url: gateway.found.url, allowed: gateway.allowing },
      other_key_first: other,
    });
    return;
  }
  const say = (line: string): void => context.out.print(line);
  say(`Wrote ${path}: key ${maskedKey(key.key)}, server ${told.server}`);
  say(checked.kind === 'known' ? `The service knows the key${planOf(checked.me)}.` : checked.message);
  if (members.owner_name !== undefined) say(`You are called ${members.owner_name}.`);
  if (members.agent_name !== undefined) say(`Your agent is called ${members.agent_name}.`);
  if (gateway !== null) for (const line of gatewayLines(gateway.found, gateway.allowing)) say(line);
  else if (told.looked) say('No agent gateway was found; missions need none, `mission connect` does.');
  if (other) context.err.print('Another key goes first: the one in mission.config.yaml or in CLAWDTALK_API_KEY.');
  context.err.print('\nNext:\n  mission doctor');
}

function planOf(me: unknown): string {
  const tier = textAt(field(me, 'effective_tier'));
  return tier === null ? '' : `, of an account with the plan ${tier}`;
}

/** Whether the commands will use another key than the one that was set up. */
async function goesFirst(context: Context, account: Account): Promise<boolean> {
  const used = await serviceAccount(context);
  return used.ok && used.value.apiKey !== account.apiKey;
}
