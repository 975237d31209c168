/** What a voice gateway is to be run with, from the configuration and the command line. */
import { errorCode } from '../../../lib/file-trouble.ts';
import { fail, ok, type Result } from '../../../lib/result.ts';
import type { Account } from '../../../wire/account.ts';
import { findGateway, type Gateway } from '../../../wire/gateway-config.ts';
import type { SkillConfig } from '../../../wire/skill-config.ts';
import type { Context } from '../../context.ts';
import { type CommandError, localError, usageError } from '../../errors.ts';
import { serviceAccount, skillConfig } from '../../service.ts';

export interface Setting {
  readonly account: Account;
  readonly gateway: Gateway;
  readonly skill: SkillConfig;
}

export async function settingOf(
  context: Context,
  { allowRemoteGateway }: { readonly allowRemoteGateway: boolean },
): Promise<Result<Setting, CommandError>> {
  const account = await serviceAccount(context);
  if (!account.ok) return account;
  const skill = await skillConfig(context);
  if (!skill.ok) return skill;
  const gateway = findGateway({ env: context.env, skill: skill.value, allowRemote: allowRemoteGateway });
  if (!gateway.ok) return fail(usageError(gateway.error));
  return ok({ account: account.value, gateway: gateway.value, skill: skill.value ?? {} });
}

/** A file beside the voice gateway that cannot be read or written. */
export function fileError(thrown: unknown, folder: string): CommandError {
  const code = errorCode(thrown) || String(thrown);
  const help = 'Check that you may write there, or name another folder with -C.';
  return localError({
    code: 'files',
    message: `the files of the voice gateway in ${folder} cannot be used (${code})`,
    help,
  });
}

export function takenError(account: Account): CommandError {
  return localError({
    code: 'voice-taken',
    message: `another voice gateway of this machine uses the key of ${new URL(account.apiUrl).host} already`,
    help: 'Stop it first, with `mission connect stop` in its folder: the service lets one client in per key.',
  });
}
