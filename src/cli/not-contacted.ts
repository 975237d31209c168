/** Whether a number that somebody typed may be called or texted: a no holds for single calls and texts as for missions. */
import { type Failure, fail, ok, type Result } from '../lib/result.ts';
import type { RefusalRule } from '../run/number-port.ts';
import { parsePhone } from '../spec/phone.ts';
import type { Context } from './context.ts';
import { report } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { withStore } from './workspace.ts';
import { bringList } from './workspace-list.ts';

const why: Readonly<Record<RefusalRule, string>> = {
  'opt-out': 'the person asked not to be contacted',
  'do-not-contact': 'the workspace says so',
};

export interface NotContacted extends Failure<'not-contacted' | 'list-unreadable'> {
  readonly exit: ExitCode;
  /** What is wrong was printed already. */
  readonly told: boolean;
}

/**
 * Fails where the number stands on the list, or where nobody can tell. What is no number that can be read stands on no list: the service
 * says what it thinks of it.
 */
export async function notContacted(
  context: Context,
  of: { readonly number: string; readonly world: string },
): Promise<Result<null, NotContacted>> {
  const parsed = parsePhone(of.number);
  if (!parsed.ok) return ok(null);
  const number = parsed.value.e164;
  let rule: RefusalRule | null = null;
  const exit = await withStore(context, async (store) => {
    const listed = await bringList(context, store);
    if (!listed.ok) return listed.exit;
    rule = store?.refusal({ number, world: of.world }) ?? (listed.numbers.has(number) ? 'do-not-contact' : null);
    return exitCodes.succeeded;
  });
  if (exit !== exitCodes.succeeded) {
    const message = 'nobody can tell whether the number may be contacted; nothing was sent';
    return fail({ code: 'list-unreadable', message, exit, told: true });
  }
  if (rule === null) return ok(null);
  return fail({
    code: 'not-contacted',
    message: `${number} is not contacted any more: ${why[rule]}`,
    help: 'See `mission optout list`.',
    exit: exitCodes.usage,
    told: false,
  });
}

/** Ends the command. */
export function reportNotContacted(context: Context, failure: NotContacted): ExitCode {
  return failure.told ? failure.exit : report(context, failure);
}
