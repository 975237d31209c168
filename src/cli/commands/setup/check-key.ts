/** Asks the service whether it knows a key, before the key is written anywhere. */
import { fail, ok, type Result } from '../../../lib/result.ts';
import type { Account } from '../../../wire/account.ts';
import { WireClient } from '../../../wire/client.ts';
import { hideSecrets } from '../../../wire/secrets.ts';
import type { CommandError } from '../../errors.ts';
import { exitCodes } from '../../exit-codes.ts';
import { version } from '../../version.ts';

/** unknown: nobody could say; the key is written all the same. */
export type KeyCheck =
  | { readonly kind: 'known'; readonly me: unknown }
  | { readonly kind: 'unknown'; readonly message: string };

/** Fails where the service does not take the key. */
export async function checkKey(account: Account): Promise<Result<KeyCheck, CommandError>> {
  const client = new WireClient({ account, version: `mission/${await version()}` });
  try {
    const me = await client.request({ method: 'GET', path: '/me' });
    if (me.ok) return ok({ kind: 'known', me: me.value.body });
    const message = hideSecrets(me.error.message, [account.apiKey]);
    if (me.error.code !== 'unauthorized')
      return ok({ kind: 'unknown', message: `The key could not be checked: ${message}` });
    const help = "Copy it again from the service's dashboard, and check --server. Nothing was written.";
    return fail({ code: 'bad-key', message, help, exit: exitCodes.provider });
  } finally {
    await client.close();
  }
}
