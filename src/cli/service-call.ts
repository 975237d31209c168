/** One request to the service for a command that a person gave: errors are told, answers keep every digit. */
import { exactText, parseExact } from '../lib/exact-json.ts';
import { fail, ok, type Result } from '../lib/result.ts';
import type { Account } from '../wire/account.ts';
import { WireClient, type WireRequest } from '../wire/client.ts';
import { isRedirect, type WireFailure } from '../wire/failure.ts';
import { hideSecrets } from '../wire/secrets.ts';
import type { Context } from './context.ts';
import { type CommandError, report } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { nextStep } from './next-step.ts';
import { serviceAccount } from './service.ts';
import { version } from './version.ts';

export interface ServiceCalls {
  readonly account: Account;
  /** Repeats nothing. */
  ask(request: WireRequest): Promise<Result<unknown, WireFailure>>;
  /** Ends the command. `deed`: what may have been done although no answer came. */
  failed(failure: WireFailure, deed?: string): ExitCode;
}

/** Null in place of an answer without a body. */
export async function withService(
  context: Context,
  use: (service: ServiceCalls) => Promise<ExitCode>,
): Promise<ExitCode> {
  const account = await serviceAccount(context);
  if (!account.ok) return report(context, account.error);
  // A person knows the machine's time alone, so a simulator server is not told otherwise.
  const client = new WireClient({ account: account.value, version: `mission/${await version()}` });
  try {
    return await use({
      account: account.value,
      async ask(request) {
        const answer = await client.request(request);
        if (!answer.ok) return answer;
        if (answer.value.text === undefined) return ok(null);
        const parsed = parseExact(answer.value.text);
        if (parsed.ok) return parsed;
        return fail({ code: 'unreadable', message: `The service's answer cannot be read: ${parsed.error.message}.` });
      },
      failed: (failure, deed) => report(context, commandError(failure, { account: account.value, deed })),
    });
  } finally {
    await client.close();
  }
}

function commandError(
  failure: WireFailure,
  { account, deed }: { readonly account: Account; readonly deed: string | undefined },
): CommandError {
  const { code, message, help, status } = failure;
  const elsewhere = isRedirect(status) && help !== undefined ? `\n${help}` : '';
  // Done or not: an answer that cannot be read says neither.
  const told =
    (code === 'lost' || code === 'unreadable') && deed !== undefined
      ? `${deed} Look before you do it again.${elsewhere}`
      : (help ?? nextStep(failure));
  return { code, message: hideSecrets(message, [account.apiKey]), help: told, exit: exitCodes.provider };
}

/** As the service sent it, indented. */
export function printAnswer(context: Context, answer: unknown): void {
  context.out.print(exactText(answer, 2));
}

export function textAt(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The service said yes, and not to what. */
export function withoutAnswer(what: string): WireFailure {
  return { code: 'unreadable', message: `The service answered without ${what}.` };
}
