/** Where the service answers: as given, as it stands already, as the environment says, or the usual place. */
import { fail, ok, type Result } from '../../../lib/result.ts';
import { defaultApiUrl } from '../../../wire/account.ts';
import { present, referenceIn } from '../../../wire/env.ts';
import { skillOf } from '../../../wire/skill-config.ts';
import type { SkillFile } from '../../../wire/skill-config-file.ts';
import type { Context } from '../../context.ts';
import { type CommandError, usageError } from '../../errors.ts';
import { textAt } from '../../service-call.ts';

export interface Server {
  /** Without a slash at the end, and without `/v1`. */
  readonly url: string;
  /** What stood there stays as it was written. */
  readonly written: string;
}

/** Fails where what stands there means nothing here: the key is sent nowhere else than was said. */
export function chosenServer(
  { env }: Pick<Context, 'env'>,
  { given, existing }: { readonly given: string | undefined; readonly existing: SkillFile },
): Result<Server, CommandError> {
  const written = textAt(existing.server);
  if (given === undefined && written !== null && written.trim() !== '') {
    const url = skillOf(existing, env).server;
    if (url !== undefined) return ok({ url, written });
    const variable = referenceIn(written) ?? '';
    const message = `server in skill-config.json stands for ${variable}, which is not set.`;
    return fail(usageError({ code: 'no-server', message, help: `Set ${variable}, or give --server.` }));
  }
  const server = given ?? present(env.CLAWDTALK_API_URL) ?? defaultApiUrl;
  const url = server.replace(/\/+$/, '').replace(/\/v1$/, '');
  return ok({ url, written: url });
}
